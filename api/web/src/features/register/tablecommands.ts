/** Commands of the table that comes back. */
import type { Command } from "../../store/store";
import { rowsShown } from "./tablereading";
import { type Narrowed, type TableState, table } from "./tablestate";
import type { Accepted, RegisterDifference, Row } from "./tabletypes";

const onTable =
  (change: (part: TableState) => TableState): Command =>
  (state) => ({
    ...state,
    register: { ...state.register, table: change(state.register.table) },
  });

export const working = (isBusy: boolean): Command => onTable((part) => ({ ...part, isBusy }));

/** A file was compared: everything with which nothing is wrong is ticked, nothing else. */
export const compared = (file: File, planId: string, found: RegisterDifference): Command =>
  onTable((part) => ({
    ...table,
    narrowed: part.narrowed,
    file,
    planId,
    found,
    ticked: new Set(found.rows.filter((row) => row.plain).map((row) => row.id)),
  }));

export const accepted = (done: Accepted): Command => onTable((part) => ({ ...part, done }));

export const putAway: Command = onTable(() => table);

export const lookAtRow = (id: string | null): Command =>
  onTable((part) => ({ ...part, looked: id }));

export const narrow = (narrowed: Narrowed): Command => onTable((part) => ({ ...part, narrowed }));

export const tick = (row: Row, isTicked: boolean): Command =>
  onTable((part) => {
    const ticked = new Set(part.ticked);
    if (isTicked && row.possible) ticked.add(row.id);
    else ticked.delete(row.id);
    return { ...part, ticked };
  });

/** Tick what is shown and possible, or none of it. */
export const tickShown = (isTicked: boolean): Command =>
  onTable((part) => {
    const ticked = new Set(part.ticked);
    for (const row of rowsShown(part)) {
      if (isTicked && row.possible) ticked.add(row.id);
      else ticked.delete(row.id);
    }
    return { ...part, ticked };
  });
