/* The page of a kit: list, search, dossiers, files. Names are text, never markup. */

const kit = JSON.parse(document.getElementById("kit").textContent);
const element = (id) => document.getElementById(id);
const state = { lang: kit.lang, code: "", text: "" };
const MOST_FOUND = 60;

/** A text in the language of the page; one that is alike in both is a string. */
function say(text) {
  return Array.isArray(text) ? text[state.lang === "zh" ? 0 : 1] : text;
}

function word(name) {
  return say(kit.words[name]);
}

function make(tag, text = "", kind = "") {
  const made = document.createElement(tag);
  if (text) made.textContent = text;
  if (kind) made.className = kind;
  return made;
}

function put(parent, ...children) {
  parent.append(...children);
  return parent;
}

/** Everything that can be searched: grids, and named things with where they are. */
const entries = [];

function index(map) {
  for (const grid of kit.grids) {
    entries.push({ grid: grid.code, text: `${grid.code} ${grid.name} ${grid.community}` });
  }
  for (const layer of map.ground) {
    const seen = new Set();
    for (const item of layer.items) {
      if (!item.name || seen.has(item.name)) continue;
      seen.add(item.name);
      entries.push({ layer: layer.name, text: item.name, at: item.at });
    }
  }
}

function gridButton(code) {
  const grid = kit.grids.find((one) => one.code === code);
  const households = say(grid.sections[0].facts[0][1]);
  const made = make("button");
  made.type = "button";
  made.dataset.grid = code;
  put(made, make("strong", grid.code), make("span", `${grid.community} ${grid.name} · ${households} ${word("households")}`, "quiet"));
  made.addEventListener("click", () => open(code));
  return made;
}

function placeButton(entry) {
  const made = make("button");
  made.type = "button";
  put(made, make("strong", entry.text), make("span", word(entry.layer), "quiet"));
  made.addEventListener("click", () => {
    map.show(entry.at);
    element("map").scrollIntoView({ block: "nearest" });
  });
  return made;
}

function showList() {
  const list = element("list");
  list.replaceChildren();
  const text = state.text.trim().toLowerCase();
  const found = text ? entries.filter((one) => one.text.toLowerCase().includes(text)) : entries.filter((one) => one.grid);
  put(list, make("h2", text ? `${word("found")} ${found.length}` : `${word("grids")} ${found.length}`));
  const rows = make("div", "", "rows");
  for (const entry of text ? found.slice(0, MOST_FOUND) : found) {
    put(rows, entry.grid ? gridButton(entry.grid) : placeButton(entry));
  }
  put(list, found.length ? rows : make("p", word("nothing"), "quiet"));
  if (!text) showFiles(list);
}

function showFiles(list) {
  const files = JSON.parse(element("files").textContent);
  if (!files.length) return;
  put(list, make("h2", word("files")));
  const rows = make("div", "", "rows");
  for (const file of files) {
    const made = make("button");
    made.type = "button";
    made.dataset.file = file.name;
    put(made, make("strong", say(file.title)), make("span", `${file.name} · ${sizeOf(file.size)}`, "quiet"));
    made.addEventListener("click", () => save(file));
    put(rows, made);
  }
  put(list, rows);
}

function sizeOf(bytes) {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

function save(file) {
  const bytes = Uint8Array.from(atob(file.content), (letter) => letter.charCodeAt(0));
  const link = make("a");
  link.href = URL.createObjectURL(new Blob([bytes], { type: file.kind }));
  link.download = file.name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

function open(code) {
  state.code = code;
  map.choose(code);
  show();
  element("dossier").focus({ preventScroll: true });
  if (matchMedia("(max-width: 799px)").matches) element("dossier").scrollIntoView({ block: "start" });
  else element("panel").scrollTop = 0;
}

function showDossier() {
  const grid = kit.grids.find((one) => one.code === state.code);
  const article = element("dossier");
  article.replaceChildren();
  const actions = make("div", "", "actions");
  const back = make("button", word("back"));
  back.type = "button";
  back.id = "back";
  back.addEventListener("click", () => {
    state.code = "";
    map.choose("");
    show();
    element("search").focus();
  });
  const print = make("button", word("print"));
  print.type = "button";
  print.addEventListener("click", () => window.print());
  put(article, put(actions, back, print), make("p", word("dossier"), "quiet"), make("h2", grid.code));
  put(article, make("p", [kit.about.street, grid.community, grid.name, say(grid.kind)].filter(Boolean).join(" · ")));
  for (const section of grid.sections) put(article, sectionOf(section));
}

function sectionOf(section) {
  const made = make("section");
  put(made, make("h3", say(section.title)));
  if (section.facts) {
    const facts = make("dl", "", "facts");
    for (const [name, value] of section.facts) {
      put(facts, put(make("div"), make("dt", say(name)), make("dd", say(value))));
    }
    put(made, facts);
  }
  for (const line of section.lines ?? []) put(made, make("p", say(line)));
  if (section.rows) put(made, tableOf(section));
  else if (section.heads) put(made, make("p", say(section.nothing ?? "") || word("none"), "quiet"));
  if (section.note) put(made, make("p", say(section.note), "note"));
  return made;
}

function tableOf(section) {
  const table = make("table");
  const head = make("tr");
  const kinds = section.heads.map(([, isNumber]) => (isNumber ? "number" : ""));
  section.heads.forEach(([title], i) => put(head, make("th", say(title), kinds[i])));
  put(table, put(make("thead"), head));
  const body = make("tbody");
  for (const row of section.rows) {
    const made = make("tr");
    row.forEach((cell, i) => put(made, make("td", say(cell), kinds[i])));
    put(body, made);
  }
  put(table, body);
  return put(make("div", "", "wide"), table);
}

function show() {
  document.documentElement.lang = state.lang === "zh" ? "zh-CN" : "en";
  element("title").textContent = say(kit.about.title);
  document.title = say(kit.about.title);
  element("about").textContent = `${kit.about.date} · ${word("version")} ${kit.about.number}`;
  element("language").textContent = word("language");
  element("search").placeholder = word("search");
  element("search").setAttribute("aria-label", word("search"));
  element("map").setAttribute("aria-label", word("map"));
  for (const name of ["closer", "farther", "whole"]) element(name).setAttribute("aria-label", word(name));
  element("survey").textContent = word("no_survey");
  element("use").textContent = word(kit.about.public ? "public" : "office");
  element("offline").textContent = word("offline");
  element("known").textContent = `gridmap · ${kit.about.plan_id}`;
  element("list").hidden = Boolean(state.code);
  element("dossier").hidden = !state.code;
  if (state.code) showDossier();
  else showList();
}

const map = new KitMap(element("map"), kit, open);
index(map);
element("closer").addEventListener("click", () => map.zoom(1.5));
element("farther").addEventListener("click", () => map.zoom(1 / 1.5));
element("whole").addEventListener("click", () => map.fit(map.whole));
element("language").addEventListener("click", () => {
  state.lang = state.lang === "zh" ? "en" : "zh";
  show();
});
element("search").addEventListener("input", (event) => {
  state.text = event.target.value;
  state.code = "";
  show();
});
addEventListener("beforeprint", () => map.paint());
show();
document.fonts.load(`15px gridmap-kit`, "网格").then(() => {
  map.draw();
  document.documentElement.dataset.ready = "";
});
