/** Choosing units: by shapes drawn over their places, by compound, by direction; and by limits. */
import type { Position } from "../api/types";
import { type Assignment, codeAt, NONE } from "./assignment";
import { at, eachNeighbour, type Units } from "./units";

/** What a stroke may take; a grid belongs to one community, so that is not for choice. */
export type Limit = "any" | "none" | "grid" | "compound";

export interface Limits {
  readonly within: Limit;
  /** Whether locked units, and units of locked grids, are passed over. */
  readonly skipLocked: boolean;
  /** Whether units of another community than that of the first are passed over. */
  readonly sameCommunity: boolean;
}

export const UNLIMITED: Limits = { within: "any", skipLocked: true, sameCommunity: true };

/** Return whether a stroke that began at one unit may take another. */
export function mayTake(
  units: Units,
  assignment: Assignment,
  isLockedGrid: (code: string) => boolean,
  limits: Limits,
  first: number,
): (position: number) => boolean {
  const community = at(units.community, first);
  const isHeld = (position: number) => {
    const code = codeAt(assignment, position);
    return at(assignment.locked, position) === 1 || (code !== null && isLockedGrid(code));
  };
  return (position) => {
    if (limits.sameCommunity && at(units.community, position) !== community) return false;
    if (limits.skipLocked && isHeld(position)) return false;
    return isWithin(units, assignment, limits.within, first, position);
  };
}

function isWithin(
  units: Units,
  { gridOf }: Assignment,
  limit: Limit,
  first: number,
  position: number,
): boolean {
  if (limit === "none") return at(gridOf, position) === NONE;
  if (limit === "grid") return at(gridOf, position) === at(gridOf, first);
  if (limit !== "compound") return true;
  const compound = at(units.compound, first);
  return compound !== NONE && at(units.compound, position) === compound;
}

/** Return the units whose place lies in a box of two corners. */
export function inBox(units: Units, one: Position, other: Position): number[] {
  const [west, east] = one[0] < other[0] ? [one[0], other[0]] : [other[0], one[0]];
  const [south, north] = one[1] < other[1] ? [one[1], other[1]] : [other[1], one[1]];
  return placed(units, (x, y) => x >= west && x <= east && y >= south && y <= north);
}

/** Return the units whose place lies inside a ring, which need not be closed. */
export function inRing(units: Units, ring: readonly Position[]): number[] {
  const xs = ring.map(([x]) => x);
  const ys = ring.map(([, y]) => y);
  const [west, east] = [Math.min(...xs), Math.max(...xs)];
  const [south, north] = [Math.min(...ys), Math.max(...ys)];
  return placed(
    units,
    (x, y) => x >= west && x <= east && y >= south && y <= north && isInside(x, y, ring),
  );
}

/** Return the units whose place is near a way; `reach` in degrees of longitude and latitude. */
export function nearWay(units: Units, way: readonly Position[], reach: Position): number[] {
  const [kx, ky] = [1 / reach[0], 1 / reach[1]];
  const scaled = way.map(([x, y]): Position => [x * kx, y * ky]);
  const legs = scaled.length > 1 ? scaled.slice(1).map((end, n) => [scaled[n], end]) : [];
  const alone = scaled[0];
  return placed(units, (x, y) => {
    const place: Position = [x * kx, y * ky];
    if (legs.length === 0) return alone !== undefined && squared(place, alone) <= 1;
    return legs.some(([from, to]) => toLeg(place, from as Position, to as Position) <= 1);
  });
}

/** Return all units of the compounds in which some units lie, those units among them. */
export function wholeCompounds(units: Units, positions: Iterable<number>): Set<number> {
  const chosen = new Set(positions);
  const compounds = new Set([...chosen].map((p) => at(units.compound, p)));
  compounds.delete(NONE);
  for (let p = 0; p < units.count; p++) {
    if (compounds.has(at(units.compound, p))) chosen.add(p);
  }
  return chosen;
}

/** Return the units of one compound, by its number. */
export function inCompound(units: Units, compound: number): Set<number> {
  const chosen = new Set<number>();
  for (let p = 0; p < units.count; p++) if (at(units.compound, p) === compound) chosen.add(p);
  return chosen;
}

/** Return how many of some units are in each grid, by code; null is no grid. */
export function gridsOf(
  assignment: Assignment,
  positions: Iterable<number>,
): Map<string | null, number> {
  const found = new Map<string | null, number>();
  for (const position of positions) {
    const code = codeAt(assignment, position);
    found.set(code, (found.get(code) ?? 0) + 1);
  }
  return found;
}

/** Return one of some units, of the community of which there are most; null of none. */
export function commonest(units: Units, positions: readonly number[]): number | null {
  const counts = new Map<number, number>();
  for (const p of positions) {
    const community = at(units.community, p);
    counts.set(community, (counts.get(community) ?? 0) + 1);
  }
  const most = Math.max(...counts.values());
  return positions.find((p) => counts.get(at(units.community, p)) === most) ?? null;
}

/** Which way an arrow key points: east and north. */
export const ARROWS: Readonly<Record<string, Position>> = {
  ArrowRight: [1, 0],
  ArrowLeft: [-1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

const WIDEST = Math.cos((60 * Math.PI) / 180);

/**
 * Return the unit next to one in a direction, or null.
 *
 * A neighbour whose place lies within 60 degrees of it, the straightest first; where there is
 * none, as at a street that is no unit, the nearest unit of all within 45 degrees.
 */
export function towards(units: Units, from: number, direction: Position): number | null {
  let best: number | null = null;
  let straightest = WIDEST;
  eachNeighbour(units.neighbours, from, (other) => {
    const [cosine] = bearing(units, from, other, direction);
    if (cosine > straightest) [best, straightest] = [other, cosine];
  });
  return best ?? nearestTowards(units, from, direction);
}

/** Return the unit whose place is nearest to a place, or null where there is no unit. */
export function nearest(units: Units, [x, y]: Position): number | null {
  const east = Math.cos((y * Math.PI) / 180);
  let best: number | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (let p = 0; p < units.count; p++) {
    const far = ((at(units.lon, p) - x) * east) ** 2 + (at(units.lat, p) - y) ** 2;
    if (far < least) [best, least] = [p, far];
  }
  return best;
}

function nearestTowards(units: Units, from: number, direction: Position): number | null {
  let best: number | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (let p = 0; p < units.count; p++) {
    const [cosine, far] = bearing(units, from, p, direction);
    if (p !== from && cosine > Math.SQRT1_2 && far < least) [best, least] = [p, far];
  }
  return best;
}

/** Return the cosine of the angle to a direction, and the distance in degrees of latitude. */
function bearing(units: Units, from: number, to: number, [dx, dy]: Position): [number, number] {
  const y = at(units.lat, to) - at(units.lat, from);
  const shrink = Math.cos((at(units.lat, from) * Math.PI) / 180);
  const x = (at(units.lon, to) - at(units.lon, from)) * shrink;
  const far = Math.hypot(x, y);
  return [far === 0 ? -1 : (x * dx + y * dy) / far, far];
}

function placed(units: Units, holds: (x: number, y: number) => boolean): number[] {
  const found: number[] = [];
  for (let p = 0; p < units.count; p++) {
    if (holds(at(units.lon, p), at(units.lat, p))) found.push(p);
  }
  return found;
}

function isInside(x: number, y: number, ring: readonly Position[]): boolean {
  let inside = false;
  let before = ring[ring.length - 1] as Position;
  for (const here of ring) {
    const crosses = here[1] > y !== before[1] > y;
    const where = ((before[0] - here[0]) * (y - here[1])) / (before[1] - here[1]) + here[0];
    if (crosses && x < where) inside = !inside;
    before = here;
  }
  return inside;
}

function squared([x, y]: Position, [u, v]: Position): number {
  return (x - u) ** 2 + (y - v) ** 2;
}

/** Return the squared distance of a place to a straight leg. */
function toLeg(place: Position, from: Position, to: Position): number {
  const length = squared(from, to);
  if (length === 0) return squared(place, from);
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const along = ((place[0] - from[0]) * dx + (place[1] - from[1]) * dy) / length;
  const t = Math.max(0, Math.min(1, along));
  return squared(place, [from[0] + t * dx, from[1] + t * dy]);
}
