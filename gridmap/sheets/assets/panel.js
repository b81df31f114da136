/* Legend and switches in one: what a row shows is how the map draws it. */
(function (gridmap) {
  "use strict";

  const make = (tag, className, text) => gridmap.make(tag, className, text);

  function swatch(layer) {
    const mark = layer.drawing.mark;
    const box = make("span", "gm-swatch gm-swatch-" + layer.drawing.swatch);
    if (mark) box.append(gridmap.markSvg(mark, { class: mark === "violation" ? "hard" : "", level: mark === "hazard" ? 1 : 0 }));
    if (layer.spec.style === "nets") box.style.borderColor = gridmap.netColour(layer.spec);
    return box;
  }

  function row(map, layer) {
    const item = make("label", "gm-row");
    const box = item.appendChild(make("input"));
    box.type = "checkbox";
    box.checked = layer.shown();
    box.name = layer.spec.name;
    item.append(swatch(layer), make("span", "gm-row-title", layer.spec.title), make("span", "gm-count", layer.spec.count.toLocaleString("en-US")));
    item.classList.toggle("gm-off", !box.checked);
    box.addEventListener("change", () => (box.checked ? layer.addTo(map) : layer.remove()));
    map.on("layeradd layerremove", (event) => {
      if (event.layer !== layer) return;
      box.checked = event.type === "layeradd";
      item.classList.toggle("gm-off", !box.checked);
    });
    return item;
  }

  function keyRow(className, title, symbol) {
    const item = make("div", "gm-key");
    const box = item.appendChild(make("span", "gm-swatch " + className));
    if (symbol) box.append(symbol);
    item.append(make("span", "gm-row-title", title));
    return item;
  }

  function gridKeys() {
    const part = make("div", "gm-keys");
    for (const one of gridmap.config().classes) {
      const item = keyRow("gm-swatch-class", one.title);
      item.dataset.class = one.key;
      const mark = { above: "▲", below: "▼" }[one.key];
      const box = item.querySelector(".gm-swatch");
      if (one.key !== "special") box.style.backgroundColor = one.colour;
      else box.classList.add("gm-swatch-special");
      if (mark) box.textContent = mark;
      part.append(item);
    }
    return part;
  }

  function hazardKeys(layer) {
    const words = gridmap.config().words;
    const levels = [...new Set(layer.features().map((one) => one.properties.level || 0))].sort();
    const part = make("div", "gm-keys gm-keys-inline");
    for (const level of levels) {
      const title = level ? words.level.replace("{n}", level) : words.no_level;
      part.append(keyRow("", title, gridmap.markSvg("hazard", { level })));
    }
    return part;
  }

  function stationKeys(layer) {
    const part = make("div", "gm-keys gm-keys-inline");
    const kinds = new Map();
    for (const { properties } of layer.features()) kinds.set(properties.class || "", properties.kind || layer.spec.title);
    for (const [kind, title] of kinds) part.append(keyRow("", title, gridmap.markSvg("station", { class: kind })));
    if (layer.features().some((one) => one.properties.small)) {
      part.append(keyRow("", gridmap.config().words.small_station, gridmap.markSvg("station", { small: true })));
    }
    return part;
  }

  const KEYS = { grids: gridKeys, hazards: hazardKeys, stations: stationKeys };

  function group(map, name, layers) {
    const part = make("fieldset", "gm-group");
    part.append(make("legend", "", gridmap.config().words[name]));
    for (const layer of layers) {
      part.append(row(map, layer));
      const keys = KEYS[layer.spec.style];
      if (keys) part.append(keys(layer));
    }
    return part;
  }

  gridmap.startPanel = function (map, corner) {
    const words = gridmap.config().words;
    const button = make("button", "gm-button gm-panel-button", words.legend);
    const panel = make("aside", "gm-panel");
    panel.id = "gm-panel";
    panel.setAttribute("aria-label", words.legend);
    button.type = "button";
    button.setAttribute("aria-controls", "gm-panel");
    const groups = new Map();
    for (const layer of gridmap.layers) {
      groups.set(layer.spec.group, [...(groups.get(layer.spec.group) || []), layer]);
    }
    panel.append(make("h2", "gm-panel-title", words.legend_print));
    for (const [name, layers] of groups) panel.append(group(map, name, layers));

    function open(wanted) {
      panel.hidden = !wanted;
      button.setAttribute("aria-expanded", String(wanted));
    }
    open(window.matchMedia("(min-width: 760px)").matches);
    button.addEventListener("click", () => open(panel.hidden));
    panel.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      open(false);
      button.focus();
    });
    corner.append(button, panel);
    return { open, isOpen: () => !panel.hidden };
  };
})((window.gridmap = window.gridmap || {}));
