/* Point symbols as small SVG drawings: told apart by shape first, by colour second. */
(function (gridmap) {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";

  function draw(parts, size) {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("width", size);
    svg.setAttribute("height", size);
    svg.setAttribute("aria-hidden", "true");
    for (const [tag, attributes, text] of parts) {
      const part = document.createElementNS(SVG, tag);
      for (const [name, value] of Object.entries(attributes)) part.setAttribute(name, value);
      if (text !== undefined) part.textContent = text;
      svg.append(part);
    }
    return svg;
  }

  function letter(text, colour, y) {
    return ["text", {
      x: 12, y: y || 16.2, "text-anchor": "middle", "font-size": 11, "font-weight": 700, fill: colour,
    }, text];
  }

  function station(properties) {
    const small = Boolean(properties.small);
    const look = { fill: small ? "#ffffff" : "#08519c", stroke: small ? "#08519c" : "#ffffff", "stroke-width": 1.8, "stroke-linejoin": "round" };
    const ink = small ? "#08519c" : "#ffffff";
    const house = ["path", { d: "M7 17V11.2L12 7l5 4.2V17h-3.4v-3.6h-3.2V17z", fill: ink }];
    if (properties.class === "centre") {
      const star = ["path", { d: "M12 6.2l1.7 3.7 4 .4-3 2.7.9 4-3.6-2.1L8.4 17l.9-4-3-2.7 4-.4z", fill: ink }];
      return [["rect", Object.assign({ x: 2, y: 2, width: 20, height: 20, rx: 4 }, look)], star];
    }
    if (properties.class === "home") return [["path", Object.assign({ d: "M12 2l10 10-10 10L2 12z" }, look)], house];
    return [["circle", Object.assign({ cx: 12, cy: 12, r: 10 }, look)], house];
  }

  function hazard(properties) {
    const level = Number(properties.level) || 0;
    const fill = level ? gridmap.config().levels[level - 1] : "#bdbdbd";
    const dark = level === 1 || level === 2;
    return [
      ["path", { d: "M12 2.5L22.5 21h-21z", fill, stroke: "#5b1a0c", "stroke-width": 1.5, "stroke-linejoin": "round" }],
      letter(level || "?", dark ? "#ffffff" : "#3b1308", 18.6),
    ];
  }

  function violation(properties) {
    const hard = properties.class === "hard";
    return [
      ["path", { d: "M7.5 1.8h9L22.2 7.5v9L16.5 22.2h-9L1.8 16.5v-9z", fill: hard ? "#c2185b" : "#ffffff", stroke: hard ? "#ffffff" : "#c2185b", "stroke-width": 1.8 }],
      ["path", { d: "M10.8 5.8h2.4l-.4 8h-1.6zM10.7 15.8h2.6v2.6h-2.6z", fill: hard ? "#ffffff" : "#c2185b" }],
    ];
  }

  function bridge(properties) {
    const under = properties.class === "underpass";
    const d = under ? "M4 19v-5a8 8 0 0 1 16 0v5M9 19v-4a3 3 0 0 1 6 0v4" : "M3 7q4 4 4 5t-4 5M21 7q-4 4-4 5t4 5M7 10h10M7 14h10";
    return [
      ["circle", { cx: 12, cy: 12, r: 11, fill: "#ffffff", stroke: "#3d4650", "stroke-width": 1.2 }],
      ["path", { d, fill: "none", stroke: "#3d4650", "stroke-width": 2 }],
    ];
  }

  /* Drawing, size and lift in pixels: a violation stands above its place, where the grid's label is. */
  const MARKS = {
    station: [station, 22, 0], hazard: [hazard, 21, 0], violation: [violation, 23, 15], bridge: [bridge, 17, 0],
  };

  gridmap.markSvg = function (kind, properties) {
    const [parts, size] = MARKS[kind];
    return draw(parts(properties), size);
  };

  gridmap.markLift = function (kind) {
    return MARKS[kind][2];
  };

  gridmap.markIcon = function (kind, properties) {
    const [, size, lift] = MARKS[kind];
    return L.divIcon({
      className: "gm-mark gm-mark-" + kind,
      html: gridmap.markSvg(kind, properties),
      iconSize: [size, size],
      iconAnchor: [size / 2, size / 2 + lift],
    });
  };
})((window.gridmap = window.gridmap || {}));
