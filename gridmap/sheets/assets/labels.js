/* Labels where they can be read: placed in order of weight, none over another. */
(function (gridmap) {
  "use strict";

  const make = (tag, className, text) => gridmap.make(tag, className, text);

  function width(text, size) {
    let units = 0;
    for (const letter of text) units += letter.charCodeAt(0) > 255 ? 1 : 0.56;
    return units * size;
  }

  function gridLines(properties) {
    const unit = gridmap.config().words.unit_households;
    const mark = { above: " ▲", below: " ▼" }[properties.class] || "";
    const households = properties.households + unit + mark;
    return properties.class === "special" ? [gridmap.shortCode(properties.grid_code)] : [gridmap.shortCode(properties.grid_code), households];
  }

  /* Weight decides who stays; room is the least radius in pixels of a circle inside the shape. */
  function rules(mpp) {
    return {
      grids: { weight: 2, size: 12, room: 13, lines: gridLines },
      communities: { weight: mpp > 3 ? 1 : 3, size: 15, over: mpp > 3, lines: (p) => [p.name] },
      compounds: { weight: 4, size: 11, room: 22, within: 1.8, lines: (p) => [p.name] },
      stations: { weight: 5, size: 11, within: 1.1, below: 18, lines: (p) => [p.name] },
      hazards: { weight: 6, size: 11, within: 0.8, below: 18, lines: (p) => [p.name] },
      roads: { weight: 7, size: 11, within: 2.5, along: true, lines: (p) => [p.name] },
      water: { weight: 8, size: 12, within: 4, lines: (p) => [p.name] },
      buildings: { weight: 9, size: 10, within: 0.4, lines: (p) => [p.name] },
    };
  }

  /* The middle of the longest straight piece of a line, and the angle to read it at. */
  function straight(map, geometry) {
    const lines = geometry.type === "LineString" ? [geometry.coordinates] : geometry.coordinates;
    let best = null;
    for (const line of lines) {
      for (let i = 1; i < line.length; i++) {
        const a = map.latLngToContainerPoint([line[i - 1][1], line[i - 1][0]]);
        const b = map.latLngToContainerPoint([line[i][1], line[i][0]]);
        const length = a.distanceTo(b);
        if (!best || length > best.length) best = { a, b, length };
      }
    }
    let angle = Math.atan2(best.b.y - best.a.y, best.b.x - best.a.x);
    if (angle > Math.PI / 2) angle -= Math.PI;
    if (angle < -Math.PI / 2) angle += Math.PI;
    return { point: best.a.add(best.b).divideBy(2), angle, length: best.length };
  }

  function candidate(map, layer, feature, rule, mpp) {
    const lines = rule.lines(feature.properties).filter(Boolean).map(String);
    if (!lines.length) return null;
    if (rule.room && (feature.properties.room_m || 0) / mpp < rule.room) return null;
    let point, angle = 0;
    const w = Math.max(...lines.map((line) => width(line, rule.size))) + 4;
    const h = lines.length * rule.size * 1.25 + 2;
    if (rule.along && feature.geometry.type.endsWith("LineString")) {
      const place = straight(map, feature.geometry);
      if (place.length < w) return null;
      point = place.point;
      angle = place.angle;
    } else {
      point = map.latLngToContainerPoint(gridmap.anchor(feature));
      if (rule.below) point = point.add([0, rule.below]);
    }
    const cos = Math.abs(Math.cos(angle)), sin = Math.abs(Math.sin(angle));
    const room = (feature.properties.room_m || 0) / mpp;
    if (rule.room && w > 3.2 * room) return null;
    return { layer, lines, point, angle, room, w: w * cos + h * sin, h: w * sin + h * cos, weight: rule.weight, over: rule.over };
  }

  function collect(map) {
    const mpp = gridmap.metresPerPixel(map);
    const rule = rules(mpp);
    const bounds = map.getBounds().pad(0.05);
    const found = [];
    for (const layer of gridmap.layers) {
      const how = rule[layer.spec.style];
      if (!how || !layer.shown() || (how.within && mpp > how.within)) continue;
      for (const feature of layer.features()) {
        const box = gridmap.box(feature);
        if (box[0] > bounds.getEast() || box[2] < bounds.getWest() || box[1] > bounds.getNorth() || box[3] < bounds.getSouth()) continue;
        const one = candidate(map, layer, feature, how, mpp);
        if (one) found.push(one);
      }
    }
    return found.sort((a, b) => a.weight - b.weight || b.room - a.room);
  }

  const SHIFTS = [[0, 0], [0, 0.6], [0, -0.6], [0.5, 0], [-0.5, 0], [0.5, 0.5], [-0.5, 0.5], [0.5, -0.5], [-0.5, -0.5]];

  /* The first place near the anchor, inside the shape, that no other label or mark holds. */
  function clear(one, placed) {
    for (const [right, down] of one.room ? SHIFTS : SHIFTS.slice(0, 1)) {
      const point = one.point.add([right * one.room, down * one.room]);
      const free = placed.every((other) => (other.mark && one.over) ||
        Math.abs(point.x - other.point.x) * 2 > one.w + other.w || Math.abs(point.y - other.point.y) * 2 > one.h + other.h);
      if (free) return Object.assign(one, { point });
    }
    return null;
  }

  /* Marks stand on the map already: a label keeps off them. */
  function marks(map, size) {
    const found = [];
    for (const layer of gridmap.layers) {
      if (!layer.drawing.mark || layer.drawing.mark === "bridge" || !layer.shown()) continue;
      for (const feature of layer.features()) {
        const lift = [0, gridmap.markLift(layer.drawing.mark)];
        found.push({ point: map.latLngToContainerPoint(gridmap.anchor(feature)).subtract(lift), w: size, h: size, mark: true });
      }
    }
    return found;
  }

  gridmap.label = function () {
    const map = gridmap.map;
    const size = map.getSize();
    const far = gridmap.metresPerPixel(map) > 4;
    const pane = map.getPane("labels");
    const placed = marks(map, far ? 8 : 17);
    const names = new Set();
    const fresh = document.createDocumentFragment();
    for (const one of collect(map)) {
      const { x, y } = one.point;
      const name = one.lines[0];
      if (x < 0 || y < 0 || x > size.x || y > size.y) continue;
      if (one.layer.spec.style === "roads" && names.has(name)) continue;
      if (!clear(one, placed)) continue;
      placed.push(one);
      names.add(name);
      const label = make("div", "gm-label gm-label-" + one.layer.spec.style);
      for (const line of one.lines) label.append(make("span", "", line));
      const at = map.containerPointToLayerPoint(one.point);
      label.style.transform = `translate(${at.x}px, ${at.y}px) translate(-50%, -50%) rotate(${one.angle}rad)`;
      fresh.append(label);
    }
    pane.replaceChildren(fresh);
    map.getContainer().classList.toggle("gm-far", far);
  };

  gridmap.startLabels = function (map) {
    const pane = map.createPane("labels");
    pane.style.zIndex = gridmap.panes.labels;
    pane.classList.add("leaflet-zoom-hide");
    map.on("moveend zoomend layeradd layerremove resize", (event) => {
      if (event.type.startsWith("layer") && !(event.layer && event.layer.spec)) return;
      if (event.type === "zoomend") return;
      gridmap.label();
    });
  };
})((window.gridmap = window.gridmap || {}));
