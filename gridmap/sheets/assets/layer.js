/* A layer of the map: read from its JSON block and drawn when it is first shown. */
(function (gridmap) {
  "use strict";

  let config = null;
  gridmap.config = function () {
    config = config || JSON.parse(document.getElementById("gridmap-config").textContent);
    return config;
  };

  gridmap.layers = [];

  gridmap.shortCode = function (code) {
    return String(code).slice(-3);
  };

  gridmap.metresPerPixel = function (map) {
    const latitude = (map.getCenter().lat * Math.PI) / 180;
    return (40075016.686 * Math.cos(latitude)) / (256 * Math.pow(2, map.getZoom()));
  };

  function boxOf(coordinates, box) {
    if (typeof coordinates[0] === "number") {
      box[0] = Math.min(box[0], coordinates[0]);
      box[1] = Math.min(box[1], coordinates[1]);
      box[2] = Math.max(box[2], coordinates[0]);
      box[3] = Math.max(box[3], coordinates[1]);
    } else for (const part of coordinates) boxOf(part, box);
    return box;
  }

  gridmap.box = function (feature) {
    feature.box = feature.box || boxOf(feature.geometry.coordinates, [Infinity, Infinity, -Infinity, -Infinity]);
    return feature.box;
  };

  gridmap.anchor = function (feature) {
    const at = feature.properties.at || feature.geometry.coordinates;
    return L.latLng(at[1], at[0]);
  };

  gridmap.title = function (spec, feature) {
    const { grid_code: code, community } = feature.properties;
    if (spec.style === "grids") return `${community || ""} ${gridmap.shortCode(code)}`.trim();
    return String(feature.properties.name || feature.properties[spec.key] || spec.title);
  };

  /* One renderer a pane: canvas for speed on the screen, SVG where a pattern or a page needs it. */
  function renderer(map, pane, svg) {
    const name = pane + (svg || gridmap.printing ? "-svg" : "-canvas");
    map.gmRenderers = map.gmRenderers || {};
    if (!map.getPane(pane)) {
      const element = map.createPane(pane);
      element.style.zIndex = gridmap.panes[pane];
      element.style.pointerEvents = "none";
    }
    if (!map.gmRenderers[name]) {
      const make = name.endsWith("svg") ? L.svg : L.canvas;
      map.gmRenderers[name] = make({ pane, padding: 0.15 });
    }
    return map.gmRenderers[name];
  }

  const Layer = L.Layer.extend({
    initialize(spec) {
      this.spec = spec;
      this.drawing = gridmap.styles[spec.style];
      gridmap.layers.push(this);
    },

    features() {
      if (!this.parsed) {
        const block = document.getElementById("data-" + this.spec.name);
        this.parsed = JSON.parse(block.textContent).features;
      }
      return this.parsed;
    },

    onAdd(map) {
      this.parts = this.drawing.passes.map((pass) => this.pass(map, pass)).filter(Boolean);
      if (this.drawing.mark) this.parts.push(this.marks());
      for (const part of this.parts) part.addTo(map);
      map.on("zoomend", this.restyle, this);
    },

    onRemove(map) {
      map.off("zoomend", this.restyle, this);
      for (const part of this.parts) part.remove();
      this.parts = [];
    },

    pass(map, pass) {
      const drawn = this.features().filter((one) => !this.drawing.mark || !one.geometry.type.endsWith("Point"));
      if (!drawn.length) return null;
      const options = {
        interactive: false, smoothFactor: 0.4, pane: pass.pane,
        renderer: renderer(map, pass.pane, pass.svg),
      };
      const styled = (feature) => {
        const lineal = feature.geometry.type.endsWith("LineString");
        const style = pass.style(feature.properties, gridmap.metresPerPixel(map), this.spec, lineal);
        return lineal ? Object.assign(style, { fill: false }) : style;
      };
      const part = L.geoJSON({ type: "FeatureCollection", features: drawn }, Object.assign({
        style: (feature) => Object.assign({}, options, styled(feature)),
        pointToLayer: (feature, place) => L.circleMarker(place, Object.assign({ radius: 3 }, options)),
      }, options));
      part.gmStyle = styled;
      return part;
    },

    marks() {
      const group = L.layerGroup();
      for (const feature of this.features()) {
        const name = gridmap.title(this.spec, feature);
        const mark = L.marker(gridmap.anchor(feature), {
          icon: gridmap.markIcon(this.drawing.mark, feature.properties),
          title: name, alt: name, keyboard: true, pane: "markerPane", riseOnHover: true,
        });
        mark.on("click", () => gridmap.tell(this, feature));
        mark.on("keydown", ({ originalEvent }) => {
          if (originalEvent.key === "Enter" || originalEvent.key === " ") gridmap.tell(this, feature);
        });
        group.addLayer(mark);
      }
      return group;
    },

    restyle() {
      for (const part of this.parts) if (part.gmStyle) part.setStyle(part.gmStyle);
    },

    shown() {
      return Boolean(this._map);
    },
  });

  gridmap.layer = function (spec) {
    return new Layer(spec);
  };
})((window.gridmap = window.gridmap || {}));
