/** Homes out of reach, and places for new stations, drawn over the map. */
import type { Position } from "../../api/types";
import { INK } from "../../map/colours";
import type { MapView } from "../../map/mapview";
import { FONT } from "../../map/style";
import { codeAt } from "../../plan/assignment";
import { at } from "../../plan/units";
import type { OpenPlan } from "../../store/state";
import { columnOf } from "./listing";
import type { StationsState } from "./state";

const REACH = "reach";
const SITES = "sites";
/** Out of reach of any station, and only of the one of the grid. */
export const OUT = "#b3123e";
export const NOT_OWN = "#d97a00";
const NEW = "#6a1b9a";

type Layers = Parameters<MapView["draw"]>[2];

/** Mark the units that are out of reach: of the grid that is looked at, or all. */
export function drawReach(map: MapView, plan: OpenPlan | null, part: StationsState): void {
  map.draw(REACH, null, [outlineLayer, ...unitLayers(new Map([[0, ""]]))]);
  const members = plan?.members;
  if (!plan || !members || part.reach === null) return;
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
  const geometry = part.grid === null ? null : (plan.grids.get(part.grid)?.geometry ?? null);
  const shapes = geometry === null ? [] : [{ type: "Feature" as const, geometry, properties: {} }];
  const hasUnits = map.library.getSource("units") !== undefined;
  map.draw(REACH, shapes, [...(hasUnits ? unitLayers(colours) : []), outlineLayer]);
}

/** Names of grids are to be read through the colour. */
function unitLayers(colours: ReadonlyMap<number, string>): Layers[number][] {
  const pairs = [...colours].flat() as [number, string, ...(number | string)[]];
  if (pairs.length === 0) return [];
  const base = { source: "units", "source-layer": "units" };
  const filter = ["in", ["id"], ["literal", [...colours.keys()]]] as never;
  const colour = ["match", ["id"], ...pairs, OUT] as unknown as string;
  return [
    {
      ...base,
      id: `${REACH}-units`,
      type: "fill",
      filter,
      paint: { "fill-color": colour, "fill-opacity": 0.6 },
    },
    {
      ...base,
      id: `${REACH}-edges`,
      type: "line",
      filter,
      paint: { "line-color": "#ffffff", "line-width": 1 },
    },
  ];
}

const outlineLayer: Layers[number] = {
  id: `${REACH}-outline`,
  source: REACH,
  type: "line",
  layout: { "line-join": "round" },
  paint: { "line-color": INK, "line-width": 3.5 },
};

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
