/** Totals of grids, and which way a total is outside the band. */
import type { Band } from "../api/types";
import { type Assignment, NONE } from "./assignment";
import { at, type Units } from "./units";

export interface Total {
  readonly units: number;
  readonly households: number;
  readonly persons: number;
  readonly buildings: number;
}

/** Return the totals of every grid that has a unit, by code. */
export function totalsOf(units: Units, assignment: Assignment): Map<string, Total> {
  const n = assignment.codes.length;
  const counts = [0, 1, 2, 3].map(() => new Float64Array(n));
  const [members, households, persons, buildings] = counts as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let p = 0; p < units.count; p++) {
    const grid = at(assignment.gridOf, p);
    if (grid === NONE) continue;
    members[grid] = at(members, grid) + 1;
    households[grid] = at(households, grid) + at(units.households, p);
    persons[grid] = at(persons, grid) + at(units.persons, p);
    buildings[grid] = at(buildings, grid) + at(units.buildings, p);
  }
  const totals = new Map<string, Total>();
  assignment.codes.forEach((code, grid) => {
    if (at(members, grid) === 0) return;
    totals.set(code, {
      units: at(members, grid),
      households: at(households, grid),
      persons: at(persons, grid),
      buildings: at(buildings, grid),
    });
  });
  return totals;
}

/** Return the households of some units. */
export function householdsOf(units: Units, positions: Iterable<number>): number {
  let sum = 0;
  for (const position of positions) sum += at(units.households, position);
  return sum;
}

export type Place = "below" | "in" | "above";

/** Return where a number of households lies against the band; both ends are in it. */
export function placeInBand(households: number, band: Band): Place {
  if (households < band.lower) return "below";
  return households > band.upper ? "above" : "in";
}
