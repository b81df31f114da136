/** How the difference of two plans is drawn: a veil, pieces, outlines, labels; from back to front. */
import type { LayerSpecification } from "maplibre-gl";
import { INK, PAPER, SELECTED } from "./colours";
import { FONT } from "./style";

const SOURCE = "difference";
const BEFORE = "#7a3b00";
const AFTER = "#14505c";

export const DIFFERENCE_LAYERS: readonly LayerSpecification[] = [
  {
    id: "difference-veil",
    source: SOURCE,
    type: "fill",
    filter: ["==", ["get", "role"], "veil"],
    paint: { "fill-color": PAPER, "fill-opacity": 0.72 },
  },
  {
    id: "difference-pieces",
    source: SOURCE,
    type: "fill",
    filter: ["==", ["get", "role"], "piece"],
    paint: { "fill-color": ["get", "fill"], "fill-opacity": 0.85 },
  },
  edge("before", { "line-color": BEFORE, "line-width": 1.8, "line-dasharray": [3, 2] }),
  edge("after", { "line-color": AFTER, "line-width": 2.2 }),
  edge("piece", {
    "line-color": ["case", ["get", "chosen"], SELECTED, INK],
    "line-width": ["case", ["get", "chosen"], 4, 0.8],
  }),
  {
    id: "difference-chosen",
    source: SOURCE,
    type: "line",
    filter: ["all", ["in", ["get", "role"], ["literal", ["before", "after"]]], ["get", "chosen"]],
    layout: { "line-join": "round" },
    paint: { "line-color": SELECTED, "line-width": 3, "line-dasharray": [1.5, 1] },
  },
  {
    id: "difference-label",
    source: SOURCE,
    type: "symbol",
    filter: ["==", ["get", "role"], "label"],
    layout: {
      "text-field": ["get", "text"],
      "text-font": [FONT],
      "text-size": ["interpolate", ["linear"], ["zoom"], 12, 10, 16, 14],
      "text-padding": 2,
    },
    paint: { "text-color": INK, "text-halo-color": "#ffffff", "text-halo-width": 1.8 },
  },
];

function edge(
  role: string,
  paint: Extract<LayerSpecification, { type: "line" }>["paint"] & object,
): LayerSpecification {
  return {
    id: `difference-${role}`,
    source: SOURCE,
    type: "line",
    filter: ["==", ["get", "role"], role],
    layout: { "line-join": "round" },
    paint,
  };
}
