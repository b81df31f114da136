/* Sets the page going: controls, search, legend, labels, printing. */
(function (gridmap) {
  "use strict";

  function hatch() {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("width", "0");
    svg.setAttribute("height", "0");
    svg.setAttribute("class", "gm-defs");
    svg.setAttribute("aria-hidden", "true");
    const pattern = document.createElementNS(svg.namespaceURI, "pattern");
    const parts = [
      [pattern, { id: "gm-hatch", width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }],
      ["rect", { width: 7, height: 7, fill: "#e9e6df" }],
      ["rect", { width: 2, height: 7, fill: "#b3aea3" }],
    ];
    for (const [part, attributes] of parts) {
      const element = part === pattern ? pattern : pattern.appendChild(document.createElementNS(svg.namespaceURI, part));
      for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    }
    svg.append(pattern);
    document.body.append(svg);
  }

  /* The map with its controls around it: on paper the legend stands beside the map. */
  function stage(map) {
    const element = gridmap.make("main", "gm-stage");
    map.getContainer().before(element);
    element.append(map.getContainer());
    map.invalidateSize({ animate: false });
    return element;
  }

  function corner(around, className) {
    const element = around.appendChild(gridmap.make("div", className));
    L.DomEvent.disableClickPropagation(element);
    L.DomEvent.disableScrollPropagation(element);
    return element;
  }

  function button(words, name, className, act) {
    const element = gridmap.make("button", "gm-tool " + className);
    element.type = "button";
    element.title = words[name];
    element.setAttribute("aria-label", words[name]);
    element.addEventListener("click", act);
    return element;
  }

  gridmap.whole = function () {
    const [west, south, east, north] = gridmap.config().bounds;
    return L.latLngBounds([south, west], [north, east]);
  };

  /* Show everything, clear of an open legend where there is room beside it. */
  function fit(map, panel) {
    const beside = panel.isOpen() && map.getSize().x > 900 ? 270 : 14;
    map.fitBounds(gridmap.whole(), { animate: false, paddingTopLeft: [14, 14], paddingBottomRight: [beside, 14] });
  }

  gridmap.start = function (map) {
    const words = gridmap.config().words;
    gridmap.map = map;
    hatch();
    const around = stage(map);
    map.getContainer().setAttribute("role", "application");
    map.getContainer().setAttribute("aria-label", words.map);
    gridmap.startLabels(map);
    gridmap.startPopups(map);
    const top = corner(around, "gm-top");
    gridmap.startSearch(map, top);
    const panel = gridmap.startPanel(map, top);
    const tools = corner(around, "gm-tools");
    tools.append(
      button(words, "zoom_in", "gm-tool-in", () => map.zoomIn()),
      button(words, "zoom_out", "gm-tool-out", () => map.zoomOut()),
      button(words, "whole", "gm-tool-whole", () => fit(map, panel)),
      button(words, "print", "gm-tool-print", () => window.print()));
    L.control.scale({ imperial: false, maxWidth: 140, position: "bottomleft" }).addTo(map);
    gridmap.startPaper(map);
    fit(map, panel);
    gridmap.label();
    document.documentElement.dataset.ready = "true";
  };
})((window.gridmap = window.gridmap || {}));
