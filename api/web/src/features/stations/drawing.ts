/** Homes out of reach, and places for new stations, drawn over the map. */
import type { Position } from "../../api/types";
import type { MapView } from "../../map/mapview";
import { FONT } from "../../map/style";
import { codeAt } from "../../plan/assignment";
import { at } from "../../plan/units";
import type { OpenPlan } from "../../store/state";
import { drawOver } from "../violations/drawing";
import { columnOf } from "./listing";
import type { StationsState } from "./state";

const REACH = "reach";
const SITES = "sites";
/** Out of reach of any station, and only of the one of the grid. */
const OUT = "#b3123e";
const NOT_OWN = "#e39a2d";
const NEW = "#6a1b9a";

type Layers = Parameters<MapView["draw"]>[2];

/** Mark the units that are out of reach: of the grid that is looked at, or all. */
export function drawReach(map: MapView, plan: OpenPlan | null, part: StationsState): void {
  const members = plan?.members;
  if (!plan || !members || part.reach === null) {
    drawOver(map, REACH, null);
    return;
  }
  const { units, shown } = members;
  const isWanted = (position: number) =>
    part.grid === null || codeAt(shown, position) === part.grid;
  const colours = new Map<number, string>();
  const paint = (ids: readonly string[], colour: string) => {
    for (const id of ids) {
      const position = units.positionOfId.get(id);
      if (position !== undefined && isWanted(position)) {
        colours.set(at(units.rows, position), colour);
      }
    }
  };
  paint(part.reach.out_units[columnOf(part)], NOT_OWN);
  paint(part.reach.out_units[columnOf({ ...part, ofAny: true })], OUT);
  const outline = part.grid === null ? null : (plan.grids.get(part.grid)?.geometry ?? null);
  const outlines = outline === null ? [] : [outline];
  drawOver(map, REACH, { units: colours, outlines, labels: [], veil: false });
}

export interface Sited {
  readonly place: Position;
  readonly text: string;
}

/** Mark the places of new stations, with their numbers. */
export function drawSites(map: MapView, sites: readonly Sited[]): void {
  map.draw(SITES, null, LAYERS);
  if (sites.length === 0) return;
  const shapes = sites.map(({ place, text }) => ({
    type: "Feature" as const,
    geometry: { type: "Point" as const, coordinates: [...place] },
    properties: { text },
  }));
  map.draw(SITES, shapes, LAYERS);
}

const LAYERS: Layers = [
  {
    id: "sites-places",
    source: SITES,
    type: "circle",
    paint: {
      "circle-radius": 9,
      "circle-color": NEW,
      "circle-stroke-color": "#ffffff",
      "circle-stroke-width": 3,
    },
  },
  {
    id: "sites-names",
    source: SITES,
    type: "symbol",
    layout: {
      "text-field": ["get", "text"],
      "text-font": [FONT],
      "text-size": 14,
      "text-anchor": "bottom",
      "text-offset": [0, -0.9],
      "text-allow-overlap": true,
    },
    paint: { "text-color": NEW, "text-halo-color": "#ffffff", "text-halo-width": 2.5 },
  },
];
