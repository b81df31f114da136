/** Rings around hazards that are due: dark and wide where they are overdue. */
import type { ExpressionSpecification, LayerSpecification } from "maplibre-gl";
import type { Position } from "../api/types";
import type { MapView } from "./mapview";

const NAME = "hazards-due";

export const DUE_COLOURS = { overdue: "#6a0f8e", due: "#0b6bcb" } as const;

export interface Ringed {
  readonly id: string;
  readonly place: Position;
  readonly state: keyof typeof DUE_COLOURS;
}

const isOverdue: ExpressionSpecification = ["==", ["get", "state"], "overdue"];

const LAYERS: LayerSpecification[] = [
  {
    id: NAME,
    source: NAME,
    type: "circle",
    layout: { "circle-sort-key": ["case", isOverdue, 1, 0] },
    paint: {
      "circle-color": "rgba(255, 255, 255, 0)",
      "circle-radius": ["interpolate", ["linear"], ["zoom"], 11, 6, 14, 12, 17, 15],
      "circle-stroke-color": ["case", isOverdue, DUE_COLOURS.overdue, DUE_COLOURS.due],
      "circle-stroke-width": ["case", isOverdue, 4, 2.5],
    },
  },
];

/** Draw a ring around each of these hazards, in the place of those before; null for none. */
export function ringHazards(view: MapView, hazards: readonly Ringed[] | null): void {
  const shapes = hazards?.map(({ id, place, state }) => ({
    type: "Feature" as const,
    geometry: { type: "Point" as const, coordinates: [...place] },
    properties: { id, state },
  }));
  view.draw(NAME, shapes ?? null, LAYERS);
}
