/** Which unit is in which grid: immutable, a change gives a new one. */
import type { Flip, Lock, UnitGrids } from "../api/types";
import { at, type Units } from "./units";

export const NONE = -1;

export interface Assignment {
  /** Code of each grid by its number; numbers are of this assignment and its children alone. */
  readonly codes: readonly string[];
  /** Number of the grid of each unit by position; NONE for no grid. */
  readonly gridOf: Int32Array;
  /** 1 where a unit is locked. */
  readonly locked: Uint8Array;
}

/** Return the assignment that the service tells. */
export function assignmentOf(units: Units, told: UnitGrids): Assignment {
  const numbers = new Map<string, number>();
  const gridOf = new Int32Array(units.count).fill(NONE);
  const locked = new Uint8Array(units.count);
  told.unit_id.forEach((id, place) => {
    const position = units.positionOfId.get(id);
    if (position === undefined) return;
    const code = told.grid_code[place] ?? null;
    if (code !== null) gridOf[position] = numberOf(numbers, code);
    locked[position] = told.locked[place] ? 1 : 0;
  });
  return { codes: [...numbers.keys()], gridOf, locked };
}

/** Return an assignment in which some units are in another grid; null for none. */
export function moved(
  assignment: Assignment,
  changes: Iterable<readonly [position: number, code: string | null]>,
): Assignment {
  const numbers = new Map(assignment.codes.map((code, number) => [code, number]));
  const gridOf = assignment.gridOf.slice();
  for (const [position, code] of changes) {
    gridOf[position] = code === null ? NONE : numberOf(numbers, code);
  }
  return { ...assignment, codes: [...numbers.keys()], gridOf };
}

/** Return an assignment after flips that the service tells. */
export function flipped(units: Units, assignment: Assignment, flips: readonly Flip[]): Assignment {
  const changes: [number, string | null][] = [];
  for (const [id, , after] of flips) {
    const position = units.positionOfId.get(id);
    if (position !== undefined) changes.push([position, after]);
  }
  return changes.length === 0 ? assignment : moved(assignment, changes);
}

/** Return an assignment in which some units are locked, or let go. */
export function locking(
  assignment: Assignment,
  positions: Iterable<number>,
  locked: boolean,
): Assignment {
  const changed = assignment.locked.slice();
  for (const position of positions) changed[position] = locked ? 1 : 0;
  return { ...assignment, locked: changed };
}

/** Return an assignment after locks that the service tells. */
export function lockedAs(units: Units, assignment: Assignment, locks: readonly Lock[]): Assignment {
  if (locks.length === 0) return assignment;
  const locked = assignment.locked.slice();
  for (const [id, held] of locks) {
    const position = units.positionOfId.get(id);
    if (position !== undefined) locked[position] = held ? 1 : 0;
  }
  return { ...assignment, locked };
}

/** Return the code of the grid of a unit. */
export function codeAt(assignment: Assignment, position: number): string | null {
  const number = at(assignment.gridOf, position);
  return number === NONE ? null : (assignment.codes[number] as string);
}

/** Return the positions of the units of a grid. */
export function unitsIn(assignment: Assignment, code: string): number[] {
  const number = assignment.codes.indexOf(code);
  const found: number[] = [];
  if (number === -1) return found;
  assignment.gridOf.forEach((grid, position) => {
    if (grid === number) found.push(position);
  });
  return found;
}

/** Return the positions of the units whose grid differs, in order. */
export function differing(before: Assignment, after: Assignment): number[] {
  const found: number[] = [];
  for (let p = 0; p < before.gridOf.length; p++) {
    if (codeAt(before, p) !== codeAt(after, p)) found.push(p);
  }
  return found;
}

function numberOf(numbers: Map<string, number>, code: string): number {
  const known = numbers.get(code);
  if (known !== undefined) return known;
  numbers.set(code, numbers.size);
  return numbers.size - 1;
}
