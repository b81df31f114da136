/** What a move would do, before it is asked for: totals of both grids, and why it may not be. */
import { type Assignment, codeAt } from "./assignment";
import { piecesOf } from "./contiguity";
import { membersOf, totalOf } from "./groups";
import { householdsOf } from "./totals";
import { at, type Units } from "./units";

/** What a grid would hold; `code` null is "no grid", which holds nothing. */
export interface Change {
  readonly code: string | null;
  readonly before: number;
  readonly after: number;
  /** Units that it would have. */
  readonly left: number;
}

/** Why the service would refuse a move; `grids` are those concerned. */
export interface Obstacle {
  readonly reason:
    | "plan_locked"
    | "other_community"
    | "unit_locked"
    | "grid_locked"
    | "contiguity"
    | "unattached";
  readonly grids: readonly string[];
  readonly count: number;
}

export interface Preview {
  /** Units that would move, and their households. */
  readonly units: number;
  readonly households: number;
  /** Grids that would give, those that give most first; then the one that would take. */
  readonly giving: readonly Change[];
  readonly taking: Change | null;
  readonly obstacle: Obstacle | null;
}

/** What is known of the grids of a plan besides their units. */
export interface GridKnowledge {
  readonly planLocked: boolean;
  readonly isLocked: (code: string) => boolean;
  /** Code of the community of a grid; undefined for a grid that is not there yet. */
  readonly communityOf: (code: string) => string | undefined;
}

/** Return what would happen if units went to a grid; null for no grid. */
export function previewOf(
  units: Units,
  assignment: Assignment,
  known: GridKnowledge,
  positions: Iterable<number>,
  target: string | null,
): Preview {
  const moving = [...positions].filter((p) => codeAt(assignment, p) !== target);
  const leaving = new Map<string | null, Set<number>>();
  for (const position of moving) {
    const code = codeAt(assignment, position);
    leaving.set(code, (leaving.get(code) ?? new Set()).add(position));
  }
  const households = householdsOf(units, moving);
  const giving = [...leaving].map(([code, some]) => given(units, assignment, code, some));
  giving.sort((one, other) => other.before - other.after - (one.before - one.after));
  return {
    units: moving.length,
    households,
    giving,
    taking: target === null ? null : taken(units, assignment, target, moving.length, households),
    obstacle: obstacleOf(units, assignment, known, moving, leaving, target),
  };
}

function given(
  units: Units,
  assignment: Assignment,
  code: string | null,
  some: ReadonlySet<number>,
): Change {
  if (code === null) return { code, before: 0, after: 0, left: 0 };
  const total = totalOf(units, assignment, code);
  const after = total.households - householdsOf(units, some);
  return { code, before: total.households, after, left: total.units - some.size };
}

function taken(
  units: Units,
  assignment: Assignment,
  code: string,
  count: number,
  households: number,
): Change {
  const total = totalOf(units, assignment, code);
  const after = total.households + households;
  return { code, before: total.households, after, left: total.units + count };
}

function obstacleOf(
  units: Units,
  assignment: Assignment,
  known: GridKnowledge,
  moving: readonly number[],
  leaving: ReadonlyMap<string | null, ReadonlySet<number>>,
  target: string | null,
): Obstacle | null {
  if (moving.length === 0) return null;
  if (known.planLocked) return { reason: "plan_locked", grids: [], count: 0 };
  const astray = strangers(units, known, moving, target);
  const goal = target === null ? [] : [target];
  if (astray > 0) return { reason: "other_community", grids: goal, count: astray };
  const held = moving.filter((p) => at(assignment.locked, p) === 1).length;
  if (held > 0) return { reason: "unit_locked", grids: [], count: held };
  const ends = [...leaving.keys(), ...goal].filter((code) => code !== null);
  const locked = ends.filter((code) => known.isLocked(code));
  if (locked.length > 0) return { reason: "grid_locked", grids: locked, count: locked.length };
  for (const [code, some] of leaving) {
    const pieces = code === null ? 0 : tornInto(units, assignment, code, some, []);
    if (pieces > 0) return { reason: "contiguity", grids: [code as string], count: pieces };
  }
  const pieces = target === null ? 0 : tornInto(units, assignment, target, new Set(), moving);
  return pieces > 0 ? { reason: "unattached", grids: goal, count: pieces } : null;
}

/** Return how many units are of another community than the grid, or than the first of them. */
function strangers(
  units: Units,
  known: GridKnowledge,
  moving: readonly number[],
  target: string | null,
): number {
  if (target === null) return 0;
  const nameOf = (p: number) => units.communities[at(units.community, p)]?.code;
  const home = known.communityOf(target) ?? nameOf(moving[0] as number);
  return moving.filter((p) => nameOf(p) !== home).length;
}

/** Return in how many pieces a grid would be; 0 where it would be in no more than now. */
function tornInto(
  units: Units,
  assignment: Assignment,
  code: string,
  leaving: ReadonlySet<number>,
  joining: readonly number[],
): number {
  const now = membersOf(assignment, code);
  const then = [...now.filter((p) => !leaving.has(p)), ...joining];
  const pieces = piecesOf(units, then).length;
  if (pieces <= 1) return 0;
  return pieces > piecesOf(units, now).length ? pieces : 0;
}
