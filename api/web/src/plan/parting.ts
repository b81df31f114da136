/** What a drawn line would divide: an estimate by the places of units, before the service cuts. */
import type { Position } from "../api/types";
import { type Assignment, codeAt } from "./assignment";
import { membersOf } from "./groups";
import { householdsOf } from "./totals";
import { at, eachNeighbour, type Units } from "./units";

export interface Parting {
  readonly code: string;
  /** Households of each side, about: a unit on the line goes where its place lies. */
  readonly sides: readonly [number, number];
}

/** Return which grid a line divides, and into what; null where it divides none. */
export function partingOf(
  units: Units,
  assignment: Assignment,
  line: readonly Position[],
): Parting | null {
  if (line.length < 2) return null;
  const cut = crossed(units, assignment, line);
  const byCount = [...cut].sort(([, one], [, other]) => other.size - one.size);
  for (const [code, edges] of byCount) {
    const parts = partsOf(units, membersOf(assignment, code), edges);
    if (parts.length < 2) continue;
    const first = householdsOf(units, parts[0] as number[]);
    const all = householdsOf(units, membersOf(assignment, code));
    return { code, sides: [first, all - first] };
  }
  return null;
}

/** Return whether a line crosses itself: then it cannot divide a grid. */
export function crossesItself(line: readonly Position[]): boolean {
  for (let n = 1; n < line.length; n++) {
    for (let m = 1; m < n - 1; m++) {
      const [a, b, c, d] = [line[m - 1], line[m], line[n - 1], line[n]] as Position[];
      if (crosses(a as Position, b as Position, c as Position, d as Position)) return true;
    }
  }
  return false;
}

/** Return the edges inside each grid that the line crosses an odd number of times. */
function crossed(
  units: Units,
  assignment: Assignment,
  line: readonly Position[],
): Map<string, Set<string>> {
  const cut = new Map<string, Set<string>>();
  const box = boxOf(line);
  for (let p = 0; p < units.count; p++) {
    const code = codeAt(assignment, p);
    if (code === null) continue;
    eachNeighbour(units.neighbours, p, (other) => {
      if (other < p || codeAt(assignment, other) !== code) return;
      if (!mayCross(units, p, other, box) || !isCut(units, p, other, line)) return;
      cut.set(code, (cut.get(code) ?? new Set()).add(`${p} ${other}`));
    });
  }
  return cut;
}

function isCut(units: Units, one: number, other: number, line: readonly Position[]): boolean {
  const [from, to] = [placeOf(units, one), placeOf(units, other)];
  let times = 0;
  for (let n = 1; n < line.length; n++) {
    if (crosses(from, to, line[n - 1] as Position, line[n] as Position)) times += 1;
  }
  return times % 2 === 1;
}

/** Return the parts of some units that hang together without the edges that are cut. */
function partsOf(units: Units, positions: readonly number[], cut: ReadonlySet<string>): number[][] {
  const left = new Set(positions);
  const parts: number[][] = [];
  for (const first of left) {
    left.delete(first);
    const part = [first];
    for (const p of part) {
      eachNeighbour(units.neighbours, p, (other) => {
        const edge = p < other ? `${p} ${other}` : `${other} ${p}`;
        if (!cut.has(edge) && left.delete(other)) part.push(other);
      });
    }
    parts.push(part);
  }
  return parts.sort((one, other) => other.length - one.length);
}

type Box = readonly [west: number, south: number, east: number, north: number];

function boxOf(line: readonly Position[]): Box {
  const xs = line.map(([x]) => x);
  const ys = line.map(([, y]) => y);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

function mayCross(units: Units, one: number, other: number, [w, s, e, n]: Box): boolean {
  const [x1, x2] = [at(units.lon, one), at(units.lon, other)];
  const [y1, y2] = [at(units.lat, one), at(units.lat, other)];
  return (
    Math.max(x1, x2) >= w && Math.min(x1, x2) <= e && Math.max(y1, y2) >= s && Math.min(y1, y2) <= n
  );
}

function placeOf(units: Units, p: number): Position {
  return [at(units.lon, p), at(units.lat, p)];
}

function crosses(a: Position, b: Position, c: Position, d: Position): boolean {
  return turn(a, b, c) !== turn(a, b, d) && turn(c, d, a) !== turn(c, d, b);
}

function turn([ax, ay]: Position, [bx, by]: Position, [cx, cy]: Position): boolean {
  return (bx - ax) * (cy - ay) > (by - ay) * (cx - ax);
}
