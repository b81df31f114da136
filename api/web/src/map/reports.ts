/** Reports on the map: a point each, coloured by what is to be done, the chosen one ringed. */
import type { ExpressionSpecification, LayerSpecification } from "maplibre-gl";
import type { Position } from "../api/types";
import type { MapView } from "./mapview";
import { FONT } from "./style";

const NAME = "reports";
const SIGNS = "reports-signs";
const CROSS = "reports-cross";

/** Colours of points; what is overdue is dark and larger besides. */
export const MARKS = { open: "#c2410c", overdue: "#9c1c3a", done: "#1f6b4a" } as const;

export interface MarkedReport {
  readonly id: string;
  readonly place: Position;
  readonly is: keyof typeof MARKS;
  readonly isChosen: boolean;
}

const is = (name: keyof typeof MARKS): ExpressionSpecification => ["==", ["get", "is"], name];
const chosen: ExpressionSpecification = ["==", ["get", "chosen"], true];

const colour: ExpressionSpecification = [
  "case",
  is("overdue"),
  MARKS.overdue,
  is("open"),
  MARKS.open,
  MARKS.done,
];

/** Hollow and with a sign, so that they are not taken for hazards, which are filled. */
const LAYERS: LayerSpecification[] = [
  {
    id: NAME,
    source: NAME,
    type: "circle",
    layout: { "circle-sort-key": ["case", chosen, 2, is("overdue"), 1, 0] },
    paint: {
      "circle-radius": ["case", chosen, 12, is("overdue"), 10, is("open"), 9, 7],
      "circle-color": ["case", chosen, "#fff3c4", "#ffffff"],
      "circle-stroke-color": colour,
      "circle-stroke-width": ["case", chosen, 5, 3],
    },
  },
  {
    id: SIGNS,
    source: NAME,
    type: "symbol",
    layout: {
      "text-field": ["case", is("done"), "✓", "!"],
      "text-font": [FONT],
      "text-size": ["case", is("done"), 10, 15],
      "text-allow-overlap": true,
      "text-ignore-placement": true,
    },
    paint: { "text-color": colour },
  },
];

const CROSS_LAYERS: LayerSpecification[] = [
  {
    id: CROSS,
    source: CROSS,
    type: "circle",
    paint: {
      "circle-radius": 9,
      "circle-color": "rgba(255, 255, 255, 0.4)",
      "circle-stroke-color": MARKS.open,
      "circle-stroke-width": 4,
    },
  },
];

/** Draw reports in the place of those that were drawn; null for none. */
export function drawReports(view: MapView, reports: readonly MarkedReport[] | null): void {
  const shapes = reports?.map((one) => ({
    type: "Feature" as const,
    geometry: { type: "Point" as const, coordinates: [...one.place] },
    properties: { id: one.id, is: one.is, chosen: one.isChosen },
  }));
  view.draw(NAME, shapes ?? null, LAYERS);
}

/** Call with the id of each report that is clicked; returns how to stop. */
export function onReport(view: MapView, call: (id: string) => void): () => void {
  const listen = ({ point }: { point: { x: number; y: number } }) => {
    if (!view.library.getLayer(NAME)) return;
    const [x, y] = [point.x, point.y];
    const box: [[number, number], [number, number]] = [
      [x - 4, y - 4],
      [x + 4, y + 4],
    ];
    const [first] = view.library.queryRenderedFeatures(box, { layers: [NAME] });
    if (first) call(String(first.properties.id));
  };
  view.library.on("click", listen);
  return () => view.library.off("click", listen);
}

/** Keep a mark in the middle of the map, and tell where that is; returns how to take it away. */
export function markCentre(view: MapView, call: (place: Position) => void): () => void {
  const mark = () => {
    const { centre } = view.camera();
    const geometry = { type: "Point" as const, coordinates: [...centre] };
    view.draw(CROSS, [{ type: "Feature", geometry, properties: {} }], CROSS_LAYERS);
    call(centre);
  };
  mark();
  view.library.on("move", mark);
  return () => {
    view.library.off("move", mark);
    view.draw(CROSS, null, CROSS_LAYERS);
  };
}
