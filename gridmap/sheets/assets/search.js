/* Search by code, name or address over every layer, shown or not. */
(function (gridmap) {
  "use strict";

  const make = (tag, className, text) => gridmap.make(tag, className, text);
  const MOST = 12;

  function index() {
    const entries = [];
    for (const layer of gridmap.layers) {
      if (!layer.spec.search.length) continue;
      for (const feature of layer.features()) {
        const texts = layer.spec.search.map((name) => feature.properties[name]).filter(Boolean).map(String);
        if (texts.length) entries.push({ layer, feature, title: gridmap.title(layer.spec, feature), text: texts.join(" ").toLowerCase(), texts });
      }
    }
    return entries;
  }

  /* Every word must occur; a text that begins or ends with the query comes first. */
  function find(entries, query) {
    const wanted = query.toLowerCase().split(/\s+/).filter(Boolean);
    const whole = query.trim().toLowerCase();
    if (!wanted.length) return [];
    const rank = (entry) => (entry.texts.some((text) => text.toLowerCase() === whole) ? 0
      : entry.texts.some((text) => text.toLowerCase().startsWith(whole) || text.toLowerCase().endsWith(whole)) ? 1 : 2);
    return entries
      .filter((entry) => wanted.every((word) => entry.text.includes(word)))
      .map((entry) => ({ entry, rank: rank(entry) }))
      .sort((a, b) => a.rank - b.rank)
      .slice(0, MOST)
      .map((one) => one.entry);
  }

  function show(entry) {
    const map = gridmap.map;
    const { layer, feature } = entry;
    if (!layer.shown()) layer.addTo(map);
    const box = gridmap.box(feature);
    const bounds = L.latLngBounds([box[1], box[0]], [box[3], box[2]]);
    map.fitBounds(bounds.pad(0.6), { maxZoom: 18, animate: false });
    gridmap.tell(layer, feature);
  }

  function subtitle(entry) {
    const other = entry.texts.filter((text) => text !== entry.title);
    return [entry.layer.spec.title, ...other].join(" · ");
  }

  gridmap.startSearch = function (map, corner) {
    const words = gridmap.config().words;
    const form = make("div", "gm-search");
    form.setAttribute("role", "search");
    const input = form.appendChild(make("input"));
    const list = form.appendChild(make("ul", "gm-found"));
    const status = form.appendChild(make("p", "gm-quiet"));
    Object.assign(input, { type: "search", placeholder: words.search, autocomplete: "off", spellcheck: false });
    for (const [name, value] of Object.entries({
      role: "combobox", "aria-label": words.search, "aria-controls": "gm-found", "aria-expanded": "false", "aria-autocomplete": "list",
    })) input.setAttribute(name, value);
    list.id = "gm-found";
    list.setAttribute("role", "listbox");
    list.hidden = true;
    status.setAttribute("role", "status");

    let entries = null, found = [], at = -1;

    function close() {
      list.hidden = true;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    }

    function choose(i) {
      if (!found[i]) return;
      input.value = found[i].title;
      close();
      show(found[i]);
    }

    function point(i) {
      at = (i + found.length) % found.length;
      [...list.children].forEach((item, n) => item.setAttribute("aria-selected", String(n === at)));
      input.setAttribute("aria-activedescendant", "gm-found-" + at);
      list.children[at].scrollIntoView({ block: "nearest" });
    }

    function item(entry, i) {
      const row = make("li");
      row.id = "gm-found-" + i;
      row.setAttribute("role", "option");
      row.append(make("b", "", entry.title), make("small", "", subtitle(entry)));
      row.addEventListener("pointerdown", (event) => event.preventDefault());
      row.addEventListener("click", () => choose(i));
      return row;
    }

    function look() {
      entries = entries || index();
      const query = input.value.trim();
      found = find(entries, query);
      at = -1;
      list.replaceChildren(...found.map(item));
      if (query && !found.length) list.append(make("li", "gm-none", words.search_none));
      list.hidden = !query;
      input.setAttribute("aria-expanded", String(Boolean(query)));
      status.textContent = query ? (found.length ? words.search_hint.replace("{n}", found.length) : words.search_none) : "";
    }

    input.addEventListener("input", look);
    input.addEventListener("focus", () => input.value && look());
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (event) => {
      if (event.key === "Escape") return close();
      if (!found.length) return undefined;
      if (event.key === "Enter") choose(Math.max(at, 0));
      else if (event.key === "ArrowDown") point(at + 1);
      else if (event.key === "ArrowUp") point(at < 0 ? -1 : at - 1);
      else return undefined;
      event.preventDefault();
      return undefined;
    });
    corner.append(form);
  };
})((window.gridmap = window.gridmap || {}));
