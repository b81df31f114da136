/* Faults of nets: over everything but what is chosen, in the colour of their kind. */
(function (gridmap) {
  "use strict";

  gridmap.panes.faults = 385;
  gridmap.styles.faults = {
    swatch: "fault",
    passes: [{
      pane: "faults",
      style: (properties, mpp) => ({
        color: properties.colour,
        weight: mpp < 2 ? 2.6 : 1.8,
        opacity: 1,
        fillColor: properties.colour,
        fillOpacity: 0.3,
      }),
    }],
  };
})((window.gridmap = window.gridmap || {}));
