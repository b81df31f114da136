/** How hazards are drawn: colour by level, a sign by kind, hollow while nobody has confirmed them. */
import type { ExpressionSpecification, LayerSpecification } from "maplibre-gl";

/** Colours of the levels, 1 (the gravest) to 4; text on the first two is white. */
export const LEVEL_COLOURS = ["#b10026", "#e3301c", "#fd8d3c", "#fecc5c"] as const;
const UNKNOWN = "#8a8f90";

/** One character for each kind, as people abbreviate it. */
export const KIND_SIGNS: Readonly<Record<string, string>> = {
  low_lying: "涝",
  ditch: "沟",
  culvert: "涵",
  garage: "库",
  river_section: "河",
  dilapidated: "危",
};

const SIGN_ZOOM = 13.5;
const level: ExpressionSpecification = ["to-string", ["coalesce", ["get", "level"], ""]];
const isCandidate: ExpressionSpecification = ["==", ["get", "status"], "candidate"];
const isClosed: ExpressionSpecification = ["==", ["get", "status"], "closed"];
const [one, two, three, four] = LEVEL_COLOURS;
const ofLevel: ExpressionSpecification = [
  "match",
  level,
  "1",
  one,
  "2",
  two,
  "3",
  three,
  "4",
  four,
  UNKNOWN,
];
const colour: ExpressionSpecification = ["case", isClosed, UNKNOWN, ofLevel];
const onDark: ExpressionSpecification = [
  "any",
  isClosed,
  ["==", level, "1"],
  ["==", level, "2"],
  ["==", level, ""],
];

export const HAZARD_LAYERS: readonly LayerSpecification[] = [
  {
    id: "hazards-dot",
    source: "hazards",
    "source-layer": "hazards",
    type: "circle",
    // The gravest lie on top.
    layout: { "circle-sort-key": ["-", 5, ["coalesce", ["to-number", ["get", "level"]], 5]] },
    paint: {
      "circle-color": ["case", isCandidate, "#ffffff", colour],
      "circle-stroke-color": ["case", isCandidate, colour, "#ffffff"],
      "circle-stroke-width": ["case", isCandidate, 2.5, 1.5],
      "circle-radius": ["interpolate", ["linear"], ["zoom"], 11, 3, 14, 8, 17, 11],
    },
  },
  {
    id: "hazards-sign",
    source: "hazards",
    "source-layer": "hazards",
    type: "symbol",
    minzoom: SIGN_ZOOM,
    layout: {
      "text-field": ["match", ["get", "kind"], ...Object.entries(KIND_SIGNS).flat(), ""] as never,
      // FONT of style.ts, which this module is a part of.
      "text-font": ["Noto Sans SC"],
      "text-size": ["interpolate", ["linear"], ["zoom"], 14, 10, 17, 13],
      "text-allow-overlap": true,
      "text-ignore-placement": true,
    },
    paint: { "text-color": ["case", isCandidate, "#1d2b2f", onDark, "#ffffff", "#1d2b2f"] },
  },
];
