/** Where rows of an edited register lie: a ring for each, the one that is looked at filled. */
import type { LayerSpecification } from "maplibre-gl";

const GOOD = "#0b6e4f";
const WARN = "#b45309";
const BAD = "#b3261e";

export const REGISTER_SOURCE = "register-places";

export const REGISTER_LAYERS: readonly LayerSpecification[] = [
  {
    id: "register-places-ring",
    type: "circle",
    source: REGISTER_SOURCE,
    paint: {
      "circle-radius": ["case", ["get", "looked"], 12, 8],
      "circle-color": ["match", ["get", "kind"], "plain", GOOD, "flagged", WARN, BAD],
      "circle-opacity": ["case", ["get", "looked"], 0.45, 0.15],
      "circle-stroke-color": ["match", ["get", "kind"], "plain", GOOD, "flagged", WARN, BAD],
      "circle-stroke-width": ["case", ["get", "looked"], 3.5, 2.5],
    },
  },
];
