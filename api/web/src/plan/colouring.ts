/** Colours of grids such that neighbours differ: greedy, by outlines that share their vertices. */
import type { Geometry } from "geojson";
import type { GridFeature } from "../api/types";

export const COLOURS = 7;

/** Return an index of a colour for each grid, by code. */
export function colouring(grids: readonly GridFeature[]): Map<string, number> {
  const sorted = [...grids].sort((one, other) => (one.id < other.id ? -1 : 1));
  return coloured(new Map(), sorted, touching(sorted));
}

/** Return the colours of grids of which some are new; known ones keep theirs. */
export function joined(
  known: ReadonlyMap<string, number>,
  grids: ReadonlyMap<string, GridFeature>,
): ReadonlyMap<string, number> {
  const fresh = [...grids.values()].filter((one) => !known.has(one.id));
  return fresh.length === 0 ? known : coloured(known, fresh, touching([...grids.values()]));
}

function coloured(
  known: ReadonlyMap<string, number>,
  grids: readonly GridFeature[],
  neighbours: ReadonlyMap<string, ReadonlySet<string>>,
): Map<string, number> {
  const colours = new Map(known);
  const used = new Array<number>(COLOURS).fill(0);
  for (const colour of colours.values()) used[colour] = (used[colour] ?? 0) + 1;
  for (const { id } of grids) {
    const taken = new Set([...(neighbours.get(id) ?? [])].map((code) => colours.get(code)));
    const colour = leastUsed(used, taken);
    used[colour] = (used[colour] ?? 0) + 1;
    colours.set(id, colour);
  }
  return colours;
}

function leastUsed(used: readonly number[], taken: ReadonlySet<number | undefined>): number {
  const free = used.map((_, colour) => colour).filter((colour) => !taken.has(colour));
  const choice = free.length > 0 ? free : used.map((_, colour) => colour);
  return choice.reduce((best, one) => ((used[one] ?? 0) < (used[best] ?? 0) ? one : best));
}

/** Return the grids that share a vertex with each grid, by code. */
function touching(grids: readonly GridFeature[]): Map<string, Set<string>> {
  const atVertex = new Map<string, Set<string>>();
  for (const { id, geometry } of grids) {
    for (const vertex of verticesOf(geometry)) setOf(atVertex, vertex).add(id);
  }
  const neighbours = new Map<string, Set<string>>();
  for (const here of atVertex.values()) {
    if (here.size > 1)
      for (const id of here) for (const other of here) setOf(neighbours, id).add(other);
  }
  for (const [id, others] of neighbours) others.delete(id);
  return neighbours;
}

function setOf(sets: Map<string, Set<string>>, name: string): Set<string> {
  const known = sets.get(name) ?? new Set<string>();
  sets.set(name, known);
  return known;
}

function* verticesOf(geometry: Geometry | null): Generator<string> {
  const polygons =
    geometry?.type === "Polygon"
      ? [geometry.coordinates]
      : geometry?.type === "MultiPolygon"
        ? geometry.coordinates
        : [];
  for (const ring of polygons.flat()) for (const [x, y] of ring) yield `${x},${y}`;
}
