/** The units of a set in arrays: position by position, with their neighbours. */
import type { Bounds, UnitColumns } from "../api/types";

/** Immutable for the life of a unit set; shared by every state that mentions it. */
export interface Units {
  readonly setId: string;
  readonly count: number;
  readonly bounds: Bounds;
  readonly ids: readonly string[];
  /** Feature id of each unit in the tiles. */
  readonly rows: Int32Array;
  readonly positionOfId: ReadonlyMap<string, number>;
  readonly positionOfRow: ReadonlyMap<number, number>;
  readonly lon: Float64Array;
  readonly lat: Float64Array;
  readonly households: Int32Array;
  readonly persons: Int32Array;
  readonly buildings: Int32Array;
  readonly community: Int32Array;
  readonly communities: UnitColumns["communities"];
  /** -1 where a unit is in no compound. */
  readonly compound: Int32Array;
  readonly compounds: UnitColumns["compounds"];
  readonly kinds: readonly string[];
  readonly kind: Int32Array;
  readonly neighbours: Neighbours;
}

/** Adjacency in compressed rows: the neighbours of p are `to[start[p]]` to `to[start[p + 1] - 1]`. */
export interface Neighbours {
  readonly start: Int32Array;
  readonly to: Int32Array;
  readonly sharedM: Float32Array;
  /** 1 where units may be joined across the edge: no barrier closes it. */
  readonly open: Uint8Array;
}

/** Return the arrays of what the service sent. */
export function unitsOf(columns: UnitColumns): Units {
  const count = columns.unit_id.length;
  return {
    setId: columns.set_id,
    count,
    bounds: columns.bounds,
    ids: columns.unit_id,
    rows: Int32Array.from(columns.row),
    positionOfId: new Map(columns.unit_id.map((id, position) => [id, position])),
    positionOfRow: new Map(columns.row.map((row, position) => [row, position])),
    lon: Float64Array.from(columns.lon),
    lat: Float64Array.from(columns.lat),
    households: Int32Array.from(columns.households),
    persons: Int32Array.from(columns.persons),
    buildings: Int32Array.from(columns.buildings),
    community: Int32Array.from(columns.community),
    communities: columns.communities,
    compound: Int32Array.from(columns.compound),
    compounds: columns.compounds,
    kind: Int32Array.from(columns.kind),
    kinds: columns.kinds,
    neighbours: neighboursOf(count, columns.edges),
  };
}

/** Return the adjacency of edges that are each given once. */
export function neighboursOf(count: number, edges: UnitColumns["edges"]): Neighbours {
  const start = new Int32Array(count + 1);
  for (const end of [edges.from, edges.to]) {
    for (const position of end) start[position + 1] = at(start, position + 1) + 1;
  }
  for (let p = 0; p < count; p++) start[p + 1] = at(start, p + 1) + at(start, p);
  const next = start.slice(0, count);
  const to = new Int32Array(edges.from.length * 2);
  const sharedM = new Float32Array(to.length);
  const open = new Uint8Array(to.length);
  const put = (from: number, other: number, edge: number) => {
    const place = at(next, from);
    next[from] = place + 1;
    to[place] = other;
    sharedM[place] = edges.shared_m[edge] ?? 0;
    open[place] = edges.open[edge] ? 1 : 0;
  };
  edges.from.forEach((from, edge) => {
    const other = edges.to[edge] as number;
    put(from, other, edge);
    put(other, from, edge);
  });
  return { start, to, sharedM, open };
}

/** Return an element of an array at a position that is known to be there. */
export function at(
  array: Int32Array | Float64Array | Float32Array | Uint8Array,
  position: number,
): number {
  return array[position] as number;
}

/** Call with each neighbour of a unit; `open` says whether no barrier lies between. */
export function eachNeighbour(
  { start, to, open }: Neighbours,
  position: number,
  call: (other: number, open: boolean) => void,
): void {
  const end = at(start, position + 1);
  for (let place = at(start, position); place < end; place++) {
    call(at(to, place), at(open, place) === 1);
  }
}
