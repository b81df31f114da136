/* How each kind of layer is drawn: passes from the bottom up, each in its own pane. */
(function (gridmap) {
  "use strict";

  gridmap.panes = {
    paper: 300, grids: 310, water: 325, compounds: 335, roads: 340, railways: 345,
    buildings: 350, units: 360, bridges: 365, outlines: 370, nets: 375, borders: 380,
    chosen: 390, marks: 600, labels: 620,
  };

  const INK = "#22303a";
  /* Width on the ground in metres, least width on the screen in pixels, and core colour. */
  const ROADS = {
    arterial: [22, 2.4, "#fff3c9"],
    secondary: [15, 1.7, "#ffffff"],
    local: [8, 1, "#ffffff"],
    service: [4.5, 0.6, "#ffffff"],
    path: [2, 0.5, "#ffffff"],
  };

  function road(properties, mpp) {
    const [width, least, colour] = ROADS[properties.class] || ROADS.local;
    const hidden = mpp > 9 && width < 10;
    return { core: Math.max(least, Math.min(width / mpp, 26)), colour, opacity: hidden ? 0 : 1 };
  }

  function line(colour, weight, more) {
    return Object.assign({ color: colour, weight, fill: false, opacity: 1 }, more);
  }

  function roadLine({ core, opacity }, colour, casing) {
    return line(colour, core + casing, { opacity });
  }

  function gridFill(properties) {
    const found = gridmap.config().classes.find((one) => one.key === properties.class);
    const special = properties.class === "special";
    return {
      stroke: false,
      fillColor: found ? found.colour : "#cccccc",
      fillOpacity: 0.82,
      className: special ? "gm-hatched" : "",
    };
  }

  function gridOutline(properties, mpp) {
    const weight = mpp < 1.2 ? 2.6 : mpp < 4 ? 1.8 : mpp < 9 ? 1.1 : 0.5;
    return line(INK, weight, { opacity: 0.9, lineJoin: "round" });
  }

  /* A river drawn as a line has no width of its own; an area has, and an edge. */
  function water(properties, mpp, spec, lineal) {
    const wide = properties.class === "river" ? 4 : properties.class === "canal" ? 2.6 : 1.6;
    if (lineal) return line("#8fc1de", mpp > 4 ? wide / 2 : wide);
    return line("#74add1", mpp < 2 ? 1.6 : 1, { fill: true, fillColor: "#a9d1e8", fillOpacity: 1 });
  }

  function bridge(properties, mpp) {
    return line("#3d4650", mpp < 2 ? 3 : 1.2, { opacity: mpp > 4 ? 0 : 1 });
  }

  function building(properties, mpp) {
    const edge = mpp < 1.5 ? 0.7 : 0;
    return { color: "#5d5348", weight: edge, opacity: 0.75, fillColor: "#5d5348", fillOpacity: 0.42 };
  }

  gridmap.styles = {
    communities: {
      swatch: "border",
      passes: [
        { pane: "paper", style: () => ({ stroke: false, fillColor: "#fdfcf8", fillOpacity: 1 }) },
        { pane: "borders", style: () => line("#ffffff", 5, { opacity: 0.85 }) },
        { pane: "borders", style: () => line("#8a3324", 2, { dashArray: "10 4 2 4" }) },
      ],
    },
    compounds: {
      swatch: "compound",
      passes: [{
        pane: "compounds",
        style: () => line("#9c6b1e", 1.4, { dashArray: "5 3", fill: true, fillColor: "#c9a35a", fillOpacity: 0.12 }),
      }],
    },
    buildings: { swatch: "building", passes: [{ pane: "buildings", style: building }] },
    roads: {
      swatch: "road",
      passes: [
        { pane: "roads", style: (p, mpp) => roadLine(road(p, mpp), "#b7ad9c", mpp < 4 ? 1.6 : 0.9) },
        { pane: "roads", style: (p, mpp) => roadLine(road(p, mpp), road(p, mpp).colour, 0) },
      ],
    },
    railways: {
      swatch: "railway",
      passes: [
        { pane: "railways", style: () => line("#4a4f57", 3.4) },
        { pane: "railways", style: () => line("#ffffff", 2, { dashArray: "8 8", lineCap: "butt" }) },
      ],
    },
    water: {
      swatch: "water",
      passes: [{ pane: "water", style: water }],
    },
    bridges: {
      swatch: "bridge",
      passes: [{ pane: "bridges", style: bridge }],
      mark: "bridge",
    },
    grids: {
      swatch: "grid",
      passes: [
        { pane: "grids", svg: true, style: gridFill },
        { pane: "outlines", svg: true, style: gridOutline },
      ],
    },
    units: {
      swatch: "unit",
      passes: [{ pane: "units", style: () => line("#41505c", 0.7, { opacity: 0.75 }) }],
    },
    nets: {
      swatch: "net",
      passes: [{
        pane: "nets",
        style: (p, mpp, spec) => line(gridmap.netColour(spec), 2.6, { dashArray: "9 5", fill: true, fillColor: gridmap.netColour(spec), fillOpacity: 0.08 }),
      }],
    },
    stations: { swatch: "station", passes: [{ pane: "bridges", style: () => line("#08519c", 1.5) }], mark: "station" },
    hazards: { swatch: "hazard", passes: [{ pane: "bridges", style: () => line("#99000d", 2.4, { dashArray: "2 4" }) }], mark: "hazard" },
    violations: { swatch: "violation", passes: [], mark: "violation" },
  };

  gridmap.netColour = function (spec) {
    const colours = gridmap.config().nets;
    return colours[Number(spec.name.split("-")[1]) % colours.length];
  };
})((window.gridmap = window.gridmap || {}));
