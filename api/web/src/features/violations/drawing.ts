/** Units, outlines and texts drawn over the map: what would change, and what is wrong. */
import type { Feature, Geometry } from "geojson";
import type { Flip, Position } from "../../api/types";
import { DISTINCT, INK, NO_GRID, SELECTED } from "../../map/colours";
import type { MapView } from "../../map/mapview";
import { FONT } from "../../map/style";
import { at, type Units } from "../../plan/units";

type Layers = Parameters<MapView["draw"]>[2];

export interface Drawn {
  /** Colour of each unit, by row. */
  readonly units: ReadonlyMap<number, string>;
  readonly outlines: readonly Geometry[];
  readonly labels: readonly { readonly place: Position; readonly text: string }[];
  /** Whether everything else is paled. */
  readonly veil: boolean;
}

/** Draw something under a name in the place of what was drawn under it; null for nothing. */
export function drawOver(map: MapView, name: string, drawn: Drawn | null): void {
  const hasUnits = map.library.getSource("units") !== undefined;
  map.draw(name, null, layersOf(name, new Map([[0, ""]]), true));
  if (drawn === null) return;
  const shapes: Feature[] = [
    ...drawn.outlines.map((geometry) => ({ type: "Feature" as const, geometry, properties: {} })),
    ...drawn.labels.map(({ place, text }) => ({
      type: "Feature" as const,
      geometry: { type: "Point" as const, coordinates: [...place] },
      properties: { text },
    })),
  ];
  map.draw(name, shapes, layersOf(name, hasUnits ? drawn.units : new Map(), drawn.veil));
}

/** Return what flips change: units in the colour of their new grid, a text for each flow. */
export function flipsDrawn(
  units: Units,
  flips: readonly Flip[],
  colours: ReadonlyMap<string, number>,
): Pick<Drawn, "units" | "labels"> {
  const rows = new Map<number, string>();
  const flows = new Map<string, number[]>();
  for (const [id, before, after] of flips) {
    const position = units.positionOfId.get(id);
    if (position === undefined) continue;
    rows.set(at(units.rows, position), colourOf(after, colours));
    const flow = `${shortCode(before)}→${shortCode(after)}`;
    flows.set(flow, [...(flows.get(flow) ?? []), position]);
  }
  const labels = [...flows].map(([flow, members]) => ({
    place: middleOf(units, members),
    text: `${flow}\n${members.reduce((sum, p) => sum + at(units.households, p), 0)}`,
  }));
  return { units: rows, labels };
}

/** Return the last digits of a code, by which people tell the grids of a community apart. */
export function shortCode(code: string | null): string {
  return code === null ? "—" : code.slice(-3);
}

export function colourOf(code: string | null, colours: ReadonlyMap<string, number>): string {
  if (code === null) return NO_GRID;
  const known = colours.get(code) ?? Number(code.slice(-3)) % DISTINCT.length;
  return DISTINCT[known] ?? DISTINCT[0];
}

/** Return the place of the unit that lies nearest to the middle of some. */
function middleOf(units: Units, members: readonly number[]): Position {
  const mean = (array: Float64Array) =>
    members.reduce((sum, p) => sum + at(array, p), 0) / members.length;
  const [lon, lat] = [mean(units.lon), mean(units.lat)];
  const far = (p: number) => (at(units.lon, p) - lon) ** 2 + (at(units.lat, p) - lat) ** 2;
  const nearest = members.reduce((best, p) => (far(p) < far(best) ? p : best));
  return [at(units.lon, nearest), at(units.lat, nearest)];
}

function layersOf(name: string, units: ReadonlyMap<number, string>, veil: boolean): Layers {
  const pale = {
    id: `${name}-veil`,
    type: "background" as const,
    paint: { "background-color": "#ffffff", "background-opacity": 0.5 },
  };
  return [...(veil ? [pale] : []), ...unitLayers(name, units), ...ownLayers(name)];
}

function unitLayers(name: string, units: ReadonlyMap<number, string>): Layers[number][] {
  const pairs = [...units].flat() as [number, string, ...(number | string)[]];
  if (pairs.length === 0) return [];
  const base = { source: "units", "source-layer": "units" };
  const filter = ["in", ["id"], ["literal", [...units.keys()]]] as ["in", ...unknown[]];
  const fill = ["match", ["id"], ...pairs, NO_GRID] as unknown as string;
  return [
    {
      ...base,
      id: `${name}-units`,
      type: "fill",
      filter: filter as never,
      paint: { "fill-color": fill, "fill-opacity": 0.9 },
    },
    {
      ...base,
      id: `${name}-units-edge`,
      type: "line",
      filter: filter as never,
      paint: { "line-color": SELECTED, "line-width": 1.2, "line-opacity": 0.75 },
    },
  ];
}

function ownLayers(name: string): Layers[number][] {
  return [
    {
      id: `${name}-outlines`,
      source: name,
      type: "line",
      filter: ["!=", ["geometry-type"], "Point"],
      layout: { "line-join": "round" },
      paint: { "line-color": INK, "line-width": 3.5 },
    },
    {
      id: `${name}-labels`,
      source: name,
      type: "symbol",
      filter: ["==", ["geometry-type"], "Point"],
      layout: {
        "text-field": ["get", "text"],
        "text-font": [FONT],
        "text-size": 13,
        "text-allow-overlap": true,
      },
      paint: { "text-color": INK, "text-halo-color": "#ffffff", "text-halo-width": 2 },
    },
  ];
}
