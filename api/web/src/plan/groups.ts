/** The units and totals of every grid, counted once for each assignment. */
import { type Assignment, NONE } from "./assignment";
import { type Total, totalsOf } from "./totals";
import { at, type Units } from "./units";

const members = new WeakMap<Int32Array, ReadonlyMap<string, readonly number[]>>();
const totals = new WeakMap<Int32Array, ReadonlyMap<string, Total>>();
const NOBODY: readonly number[] = [];
const NOTHING: Total = { units: 0, households: 0, persons: 0, buildings: 0 };

/** Return the positions of the units of a grid; the answer is shared: not to be changed. */
export function membersOf(assignment: Assignment, code: string): readonly number[] {
  const known = members.get(assignment.gridOf) ?? grouped(assignment);
  members.set(assignment.gridOf, known);
  return known.get(code) ?? NOBODY;
}

/** Return the totals of every grid that has a unit, by code. */
export function allTotals(units: Units, assignment: Assignment): ReadonlyMap<string, Total> {
  const known = totals.get(assignment.gridOf) ?? totalsOf(units, assignment);
  totals.set(assignment.gridOf, known);
  return known;
}

/** Return the totals of a grid; zeros where it has no unit. */
export function totalOf(units: Units, assignment: Assignment, code: string): Total {
  return allTotals(units, assignment).get(code) ?? NOTHING;
}

function grouped({ codes, gridOf }: Assignment): Map<string, number[]> {
  const lists: number[][] = codes.map(() => []);
  for (let p = 0; p < gridOf.length; p++) {
    const grid = at(gridOf, p);
    if (grid !== NONE) lists[grid]?.push(p);
  }
  return new Map(codes.map((code, grid) => [code, lists[grid] as number[]]));
}
