/** What is shown of a register that comes back. */
import type { Flip } from "../../api/types";
import type { Narrowed, TableState } from "./tablestate";
import type { RegisterDifference, Row } from "./tabletypes";

export type Kind = "plain" | "flagged" | "barred";

export function kindOf(row: Row): Kind {
  if (row.plain) return "plain";
  return row.possible ? "flagged" : "barred";
}

export function rowsShown({ found, narrowed }: TableState): readonly Row[] {
  const rows = found?.rows ?? [];
  return narrowed === "all" ? rows : rows.filter((row) => kindOf(row) === narrowed);
}

/** How many rows there are of each sort. */
export function countsOf(found: RegisterDifference): Readonly<Record<Narrowed, number>> {
  const counts = { all: found.rows.length, plain: 0, flagged: 0, barred: 0 };
  for (const row of found.rows) counts[kindOf(row)] += 1;
  return counts;
}

/** Rows by sheet, in the order of the file. */
export function byPage(rows: readonly Row[]): readonly (readonly [Row, readonly Row[]])[] {
  const pages = new Map<string, Row[]>();
  for (const row of rows) pages.set(row.page, [...(pages.get(row.page) ?? []), row]);
  return [...pages.values()].map((some) => [some[0] as Row, some] as const);
}

/** What ticked rows change of the plan, as the map draws moves. */
export function flipsOf(rows: readonly Row[], ticked: ReadonlySet<string>): readonly Flip[] {
  return rows
    .filter((row) => ticked.has(row.id))
    .flatMap((row) => {
      const cell = row.cells.find((one) => one.column === "grid_code");
      if (cell === undefined || row.page !== "buildings") return [];
      return row.units.map((unit): Flip => [unit, cell.now, cell.after]);
    });
}
