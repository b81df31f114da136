/* Which features of the shown layers lie at a place. */
(function (gridmap) {
  "use strict";

  /* What is told first: the smallest thing that was clicked, after the grid. */
  const ORDER = ["faults", "grids", "buildings", "compounds", "units", "nets", "railways", "water", "roads", "communities"];
  const NEAR_PX = 6;

  function inRing(x, y, ring, inside) {
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [xi, yi] = ring[i];
      const [xj, yj] = ring[j];
      if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
    }
    return inside;
  }

  /* Even-odd over all rings: a hole takes away what its shell gave. */
  function inPolygons(x, y, polygons) {
    return polygons.some((rings) => rings.reduce((inside, ring) => inRing(x, y, ring, inside), false));
  }

  function nearLines(map, place, lines) {
    const point = map.latLngToLayerPoint(place);
    return lines.some((line) => {
      const drawn = line.map(([x, y]) => map.latLngToLayerPoint([y, x]));
      return drawn.some((end, i) => i > 0 && L.LineUtil.pointToSegmentDistance(point, drawn[i - 1], end) < NEAR_PX);
    });
  }

  function nearPoint(map, place, [x, y]) {
    return map.latLngToLayerPoint(place).distanceTo(map.latLngToLayerPoint([y, x])) < NEAR_PX;
  }

  function hit(map, place, feature, slack) {
    const box = gridmap.box(feature);
    const { lng, lat } = place;
    if (lng < box[0] - slack || lng > box[2] + slack || lat < box[1] - slack || lat > box[3] + slack) return false;
    const { type, coordinates } = feature.geometry;
    if (type === "Polygon") return inPolygons(lng, lat, [coordinates]);
    if (type === "MultiPolygon") return inPolygons(lng, lat, coordinates);
    if (type === "LineString") return nearLines(map, place, [coordinates]);
    if (type === "MultiLineString") return nearLines(map, place, coordinates);
    return type === "Point" && nearPoint(map, place, coordinates);
  }

  gridmap.hits = function (map, place) {
    const slack = (NEAR_PX * gridmap.metresPerPixel(map)) / 80000;
    const found = [];
    for (const style of ORDER) {
      for (const layer of gridmap.layers) {
        if (layer.spec.style !== style || !layer.shown()) continue;
        for (const feature of layer.features()) {
          if (hit(map, place, feature, slack)) found.push({ layer, feature });
        }
      }
    }
    const within = found.some((one) => one.layer.spec.style !== "communities");
    return within ? found.filter((one) => one.layer.spec.style !== "communities") : found;
  };
})((window.gridmap = window.gridmap || {}));
