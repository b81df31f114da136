/** Edits that are shown before they are acknowledged: what they will do, replayed on what is. */
import type { Edit } from "../api/types";
import { type Assignment, locking, moved, unitsIn } from "../plan/assignment";
import type { Units } from "../plan/units";
import type { PendingEdit } from "../store/state";

/** The code of a grid that the service has yet to name. */
export const newCode = (key: string): string => `new ${key}`;

/**
 * Return the assignment as it will be after an edit.
 *
 * Where only the service can tell (a line that splits a grid), it is returned as it is.
 */
export function predicted(
  units: Units,
  assignment: Assignment,
  { edit, key }: Pick<PendingEdit, "edit" | "key">,
): Assignment {
  switch (edit.type) {
    case "move":
      return moved(assignment, towards(units, edit.units, edit.target));
    case "create":
      return moved(assignment, towards(units, edit.units, newCode(key)));
    case "merge":
      return moved(assignment, merging(assignment, edit));
    case "lock_units":
      return locking(assignment, positionsOf(units, edit.units), edit.locked);
    default:
      return assignment;
  }
}

/** Return the assignment as it will be after several edits. */
export function replayed(
  units: Units,
  confirmed: Assignment,
  pending: readonly PendingEdit[],
): Assignment {
  return pending.reduce((shown, one) => predicted(units, shown, one), confirmed);
}

function merging(
  assignment: Assignment,
  edit: Extract<Edit, { type: "merge" }>,
): [number, string][] {
  const leaving = edit.grids.filter((code) => code !== edit.into);
  return leaving.flatMap((code) =>
    unitsIn(assignment, code).map((position): [number, string] => [position, edit.into]),
  );
}

function towards(
  units: Units,
  ids: readonly string[],
  code: string | null,
): [number, string | null][] {
  return positionsOf(units, ids).map((position) => [position, code]);
}

function positionsOf(units: Units, ids: readonly string[]): number[] {
  return ids.flatMap((id) => units.positionOfId.get(id) ?? []);
}
