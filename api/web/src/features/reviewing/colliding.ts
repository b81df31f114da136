/** What to do where others were faster: keep, take or merge. Pure decisions. */
import type { Flow } from "../../api/reviewing";
import type { Edit, Flip } from "../../api/types";
import { unitsIn } from "../../plan/assignment";
import { at } from "../../plan/units";
import type { Conflict, OpenUnits, PendingEdit } from "../../store/state";

/** Return the edit without the units that others changed; null where nothing of it is left. */
export function withoutTheirs(edit: Edit, theirs: readonly string[]): Edit | null {
  const taken = new Set(theirs);
  if (edit.type === "apply") {
    const kept = Object.entries(edit.assignment).filter(([unit]) => !taken.has(unit));
    return kept.length > 0 ? { ...edit, assignment: Object.fromEntries(kept) } : null;
  }
  if (!("units" in edit)) return null;
  const units = edit.units.filter((unit) => !taken.has(unit));
  return units.length > 0 ? { ...edit, units } : null;
}

/** Whether merging makes sense: a part of the edit collides, and a part does not. */
export function canMerge({ pending, units, grids }: Conflict): boolean {
  return units.length > 0 && grids.length === 0 && withoutTheirs(pending.edit, units) !== null;
}

/** Return the own edit on the head that its maker has seen by now, under a key of its own. */
export function keptMine({ pending, head }: Conflict, key: string): PendingEdit {
  return { ...pending, key, base: head };
}

/** Return what is left of the own edit beside what others did; null where nothing is. */
export function merged(conflict: Conflict, key: string): PendingEdit | null {
  const edit = withoutTheirs(conflict.pending.edit, conflict.units);
  return edit && { ...keptMine(conflict, key), edit };
}

/** Return the units that an edit is about. */
export function unitsOf(edit: Edit, { units, confirmed }: OpenUnits): string[] {
  const inGrids = (codes: readonly string[]) =>
    codes.flatMap((code) => unitsIn(confirmed, code).map((one) => units.ids[one] as string));
  switch (edit.type) {
    case "apply":
      return Object.keys(edit.assignment);
    case "merge":
      return inGrids(edit.grids.filter((code) => code !== edit.into));
    case "lock_grids":
      return inGrids(edit.grids);
    case "split":
    case "rename":
    case "mark":
      return inGrids([edit.grid]);
    case "lock_all":
      return [];
    default:
      return [...edit.units];
  }
}

/** Return the flips of others that an own edit collides with: of its units, or of its grids. */
export function collisions({ units, grids }: Conflict, flips: readonly Flip[]): Flip[] {
  const [hitUnits, hitGrids] = [new Set(units), new Set<string | null>(grids)];
  return flips.filter(
    ([unit, before, after]) => hitUnits.has(unit) || hitGrids.has(before) || hitGrids.has(after),
  );
}

/** Return the versions of others that the own edit collides with. */
export function collidingVersions({ since }: Conflict): Set<number> {
  const hits = since.filter((one) => one.collides === true);
  return new Set(hits.map((one) => Number(one.version)));
}

/** Return how many units and households go from which grid to which. */
export function flowsOf(flips: readonly Flip[], members: OpenUnits): Flow[] {
  const flows = new Map<string, Flow>();
  for (const [unit, before, after] of flips) {
    const name = `${before} ${after}`;
    const known = flows.get(name) ?? { old: before, new: after, units: 0, households: 0 };
    const households = known.households + householdsIn([unit], members);
    flows.set(name, { ...known, units: known.units + 1, households });
  }
  return [...flows.values()];
}

/** Return the households of some units, by id. */
export function householdsIn(ids: Iterable<string>, { units }: OpenUnits): number {
  let sum = 0;
  for (const id of ids) {
    const position = units.positionOfId.get(id);
    if (position !== undefined) sum += at(units.households, position);
  }
  return sum;
}

/** Return the rows of some units in the tiles. */
export function rowsOf(ids: Iterable<string>, { units }: OpenUnits): number[] {
  return [...ids].flatMap((id) => {
    const position = units.positionOfId.get(id);
    return position === undefined ? [] : [at(units.rows, position)];
  });
}

/** Return the box around some units; null for none. */
export function boxOf(
  ids: Iterable<string>,
  { units }: OpenUnits,
): [number, number, number, number] | null {
  const box: [number, number, number, number] = [180, 90, -180, -90];
  for (const id of ids) {
    const position = units.positionOfId.get(id);
    if (position === undefined) continue;
    const [lon, lat] = [at(units.lon, position), at(units.lat, position)];
    box[0] = Math.min(box[0], lon);
    box[1] = Math.min(box[1], lat);
    box[2] = Math.max(box[2], lon);
    box[3] = Math.max(box[3], lat);
  }
  return box[0] > box[2] ? null : box;
}
