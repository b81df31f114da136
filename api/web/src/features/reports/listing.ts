/** Reports as a list and as points. */
import type { MarkedReport } from "../../map/reports";
import type { GridFigures, Report, ReportState } from "./types";

const DONE: readonly ReportState[] = ["closed", "revisited"];

/** Return reports as they are drawn. */
export function markedOf(reports: readonly Report[], chosen: string | null): MarkedReport[] {
  return reports.map((one) => ({
    id: one.id,
    place: one.place,
    is: one.overdue ? "overdue" : DONE.includes(one.state) ? "done" : "open",
    isChosen: one.id === chosen,
  }));
}

/** Return the grids in which something was reported: the most overdue first, then the most. */
export function busy(grids: readonly GridFigures[]): GridFigures[] {
  return grids
    .filter((one) => one.count > 0)
    .toSorted(
      (one, other) =>
        other.overdue - one.overdue ||
        other.open - one.open ||
        other.count - one.count ||
        ((one.grid_code ?? "~") < (other.grid_code ?? "~") ? -1 : 1),
    );
}

/** Return a receipt as it is read out: in fives. */
export function spaced(receipt: string): string {
  return receipt.replace(/(.{5})(?=.)/g, "$1 ");
}
