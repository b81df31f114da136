/* Popups: built from text nodes, so that a name is never read as markup. */
(function (gridmap) {
  "use strict";

  gridmap.make = function (tag, className, text) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  };
  const make = gridmap.make;

  function value(told) {
    if (!Array.isArray(told)) return make("dd", "", typeof told === "number" ? told.toLocaleString("en-US") : told);
    const cell = make("dd");
    if (told.length === 1) cell.textContent = told[0];
    else {
      const list = cell.appendChild(make("ul"));
      for (const one of told) list.append(make("li", "", one));
    }
    return cell;
  }

  function section({ layer, feature }, first) {
    const spec = layer.spec;
    const part = make(first ? "section" : "details", "gm-told gm-told-" + spec.style);
    const head = make(first ? "h2" : "summary");
    head.append(make("span", "gm-kind", spec.title));
    head.append(make("b", "", gridmap.title(spec, feature)));
    part.append(head);
    const rows = part.appendChild(make("dl"));
    for (const [name, title] of spec.fields) {
      const told = feature.properties[name];
      if (told === undefined || told === null || told === "" || (Array.isArray(told) && !told.length)) continue;
      rows.append(make("dt", "gm-row-" + name, title), value(told));
    }
    if (feature.properties.class && spec.style === "grids") part.dataset.class = feature.properties.class;
    return part;
  }

  function body(found) {
    const content = make("div", "gm-popup");
    found.forEach((one, i) => content.append(section(one, i === 0)));
    return content;
  }

  function highlight(map, feature) {
    if (gridmap.chosen) gridmap.chosen.remove();
    gridmap.chosen = L.layerGroup();
    if (feature.geometry.type.endsWith("Point")) return;
    for (const [color, weight] of [["#ffffff", 7], ["#111111", 3.5]]) {
      L.geoJSON(feature, {
        pane: "chosen", renderer: gridmap.chosenRenderer, interactive: false,
        style: { color, weight, fill: false, dashArray: color === "#111111" ? "1 0" : null },
      }).addTo(gridmap.chosen);
    }
    gridmap.chosen.addTo(map);
  }

  function open(place, found) {
    const map = gridmap.map;
    const size = map.getSize();
    const popup = L.popup({
      maxWidth: Math.min(330, size.x - 40), minWidth: Math.min(230, size.x - 60),
      maxHeight: Math.max(150, Math.min(380, size.y * 0.55)),
      autoPanPaddingTopLeft: [12, 64], autoPanPaddingBottomRight: [12, 12],
    });
    popup.setLatLng(place).setContent(body(found)).openOn(map);
    const close = popup.getElement().querySelector(".leaflet-popup-close-button");
    close.setAttribute("aria-label", gridmap.config().words.close);
    highlight(map, found[0].feature);
  }

  /* Tell of one feature, and of the grid that it lies in. */
  gridmap.tell = function (layer, feature) {
    const place = gridmap.anchor(feature);
    const around = gridmap.hits(gridmap.map, place).filter((one) => one.feature !== feature);
    const grid = around.filter((one) => one.layer.spec.style === "grids");
    open(place, [{ layer, feature }, ...grid]);
  };

  gridmap.startPopups = function (map) {
    map.createPane("chosen").style.zIndex = gridmap.panes.chosen;
    map.getPane("chosen").style.pointerEvents = "none";
    gridmap.chosenRenderer = L.svg({ pane: "chosen" });
    map.on("click", (event) => {
      const found = gridmap.hits(map, event.latlng);
      if (found.length) open(event.latlng, found);
    });
    map.on("popupclose", () => gridmap.chosen && gridmap.chosen.remove());
  };
})((window.gridmap = window.gridmap || {}));
