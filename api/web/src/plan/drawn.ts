/** Lattices drawn by hand, for tests: row 0 in the north, one hundredth of a degree apart. */
import type { UnitColumns } from "../api/types";
import { type Assignment, assignmentOf } from "./assignment";
import { type Units, unitsOf } from "./units";

export interface Drawing {
  /** A letter for the grid of each unit, a row a string; "." for no grid. */
  readonly grids: readonly string[];
  readonly households?: readonly (readonly number[])[];
  /** A letter for the compound of each unit; "." for none. */
  readonly compounds?: readonly string[];
  /** A letter for the community of each unit. */
  readonly communities?: readonly string[];
  /** Pairs of positions whose edge a barrier closes. */
  readonly closed?: readonly (readonly [number, number])[];
  readonly locked?: readonly number[];
}

export interface Drawn {
  readonly units: Units;
  readonly assignment: Assignment;
}

/** Return the units and the assignment of a drawing; ten households a unit, edges of 100 m. */
export function drawn({ grids, ...others }: Drawing): Drawn {
  const cols = grids[0]?.length ?? 0;
  const letters = [...grids.join("")];
  const count = letters.length;
  const compound = numbered([...(others.compounds?.join("") ?? ".".repeat(count))]);
  const community = numbered([...(others.communities?.join("") ?? "W".repeat(count))]);
  const pairs = edgesOf(cols, count);
  const closed = new Set(others.closed?.map(([one, other]) => `${one} ${other}`));
  const columns: UnitColumns = {
    set_id: "drawn",
    bounds: [0, -1, 1, 0],
    row: letters.map((_, p) => p),
    unit_id: letters.map((_, p) => `u${p}`),
    lon: letters.map((_, p) => (p % cols) / 100),
    lat: letters.map((_, p) => -Math.floor(p / cols) / 100),
    households: others.households?.flat() ?? letters.map(() => 10),
    persons: letters.map(() => 30),
    buildings: letters.map(() => 1),
    community: community.of,
    communities: community.names.map((code) => ({ code, name: code })),
    compound: compound.of,
    compounds: compound.names.map((id) => ({ id, name: id })),
    kind: letters.map(() => 0),
    kinds: ["building"],
    purpose: letters.map(() => -1),
    purposes: [],
    edges: {
      from: pairs.map(([one]) => one),
      to: pairs.map(([, other]) => other),
      shared_m: pairs.map(() => 100),
      open: pairs.map(([one, other]) => !closed.has(`${one} ${other}`)),
    },
  };
  const units = unitsOf(columns);
  const locked = new Set(others.locked);
  const assignment = assignmentOf(units, {
    version: 0,
    unit_id: columns.unit_id,
    grid_code: letters.map((letter) => (letter === "." ? null : letter)),
    locked: letters.map((_, p) => locked.has(p)),
  });
  return { units, assignment };
}

function edgesOf(cols: number, count: number): [number, number][] {
  const pairs: [number, number][] = [];
  for (let p = 0; p < count; p++) {
    if ((p + 1) % cols !== 0) pairs.push([p, p + 1]);
    if (p + cols < count) pairs.push([p, p + cols]);
  }
  return pairs;
}

function numbered(letters: readonly string[]): { of: number[]; names: string[] } {
  const names = [...new Set(letters)].filter((one) => one !== ".");
  return { of: letters.map((one) => names.indexOf(one)), names };
}
