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
      communities: { weight: mpp > 3 ? 1 : 3, size: mpp > 9 ? 12 : 15, over: mpp > 3, lines: (p) => [p.name] },
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

  function extent(lines, rule, angle) {
    const w = Math.max(...lines.map((line) => width(line, rule.size))) + 4;
    const h = lines.length * rule.size * 1.25 + 2;
    const cos = Math.abs(Math.cos(angle)), sin = Math.abs(Math.sin(angle));
    return { lines, w: w * cos + h * sin, h: w * sin + h * cos };
  }

  function candidate(map, layer, feature, rule, mpp) {
    const lines = rule.lines(feature.properties).filter(Boolean).map(String);
    const room = (feature.properties.room_m || 0) / mpp;
    if (!lines.length || (rule.room && room < rule.room)) return null;
    let point = map.latLngToContainerPoint(gridmap.anchor(feature)).add([0, rule.below || 0]);
    let angle = 0;
    if (rule.along && feature.geometry.type.endsWith("LineString")) {
      const place = straight(map, feature.geometry);
      if (place.length < width(lines[0], rule.size)) return null;
      ({ point, angle } = place);
    }
    /* The whole label, or its first line alone where the whole finds no place. */
    let sizes = [extent(lines, rule, angle)];
    if (lines.length > 1) sizes.push(extent(lines.slice(0, 1), rule, angle));
    if (rule.room) sizes = sizes.filter((size) => size.w < 3.4 * room);
    return { layer, point, angle, room, sizes, weight: rule.weight, over: rule.over };
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

  function free(box, placed, over) {
    return placed.every((other) => (other.mark && over) ||
      Math.abs(box.point.x - other.point.x) * 2 > box.w + other.w || Math.abs(box.point.y - other.point.y) * 2 > box.h + other.h);
  }

  /* The first place near the anchor, inside the shape, that no other label or mark holds. */
  function settle(one, placed) {
    for (const size of one.sizes) {
      for (const [right, down] of one.room ? SHIFTS : SHIFTS.slice(0, 1)) {
        const box = Object.assign({ point: one.point.add([right * one.room, down * one.room]) }, size);
        if (free(box, placed, one.over)) return box;
      }
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

  function element(map, one, box) {
    const label = make("div", "gm-label gm-label-" + one.layer.spec.style);
    for (const line of box.lines) label.append(make("span", "", line));
    const at = map.containerPointToLayerPoint(box.point);
    label.style.transform = `translate(${at.x}px, ${at.y}px) translate(-50%, -50%) rotate(${one.angle}rad)`;
    return label;
  }

  gridmap.label = function () {
    const map = gridmap.map;
    const size = map.getSize();
    const far = gridmap.metresPerPixel(map) > 4;
    const placed = marks(map, far ? 8 : 17);
    const named = new Set();
    const fresh = document.createDocumentFragment();
    for (const one of collect(map)) {
      const road = one.layer.spec.style === "roads" && one.sizes[0].lines[0];
      if (one.point.x < 0 || one.point.y < 0 || one.point.x > size.x || one.point.y > size.y || named.has(road)) continue;
      const box = settle(one, placed);
      if (!box) continue;
      placed.push(box);
      if (road) named.add(road);
      fresh.append(element(map, one, box));
    }
    map.getPane("labels").replaceChildren(fresh);
    map.getContainer().classList.toggle("gm-far", far);
    map.getContainer().classList.toggle("gm-farther", gridmap.metresPerPixel(map) > 9);
  };

  gridmap.startLabels = function (map) {
    const pane = map.createPane("labels");
    pane.style.zIndex = gridmap.panes.labels;
    pane.classList.add("leaflet-zoom-hide");
    map.on("moveend resize", gridmap.label);
    map.on("layeradd layerremove", (event) => event.layer.spec && gridmap.label());
  };
})((window.gridmap = window.gridmap || {}));
