import { describe, expect, it } from "vitest";
import type { State } from "../../store/state";
import { compared, narrow, tick, tickShown } from "./tablecommands";
import { byPage, countsOf, flipsOf, kindOf, rowsShown } from "./tablereading";
import { table } from "./tablestate";
import type { RegisterDifference, Row } from "./tabletypes";

function rowOf(id: string, more: Partial<Row> = {}): Row {
  return {
    id,
    page: "buildings",
    title: { zh: "楼栋", en: "Buildings" },
    key: id,
    name: "",
    change: "changed",
    place: `楼栋!A${id}`,
    possible: true,
    plain: true,
    units: [],
    at: null,
    cells: [],
    flags: [],
    ...more,
  };
}

const MOVE = {
  column: "grid_code",
  title: { zh: "网格编码", en: "Grid code" },
  place: "楼栋!D2",
  before: "g1",
  after: "g2",
  now: "g1",
  stale: false,
  taken: true,
};
const ROWS = [
  rowOf("1", { units: ["u1", "u2"], cells: [MOVE] }),
  rowOf("2", { plain: false }),
  rowOf("3", { plain: false, possible: false }),
  rowOf("4", { page: "stations" }),
];
const FOUND: RegisterDifference = {
  file: "台账.xlsx",
  head: 3,
  version: 2,
  date: "2026-11-21",
  unchanged: 7,
  rows: ROWS,
  faults: [],
  violations_added: [],
  violations_resolved: [],
};
const FILE = {} as File;
const start = { register: { part: "table", table } } as unknown as State;
const opened = compared(FILE, "p", FOUND)(start);
const tickedOf = (state: State) => [...state.register.table.ticked].sort();

describe("a register that comes back", () => {
  it("ticks what nothing is wrong with, and never what is flagged", () => {
    expect(ROWS.map(kindOf)).toEqual(["plain", "flagged", "barred", "plain"]);
    expect(tickedOf(opened)).toEqual(["1", "4"]);
    expect(countsOf(FOUND)).toEqual({ all: 4, plain: 2, flagged: 1, barred: 1 });
  });

  it("ticks a flagged row by hand, an impossible one never", () => {
    const flagged = tick(ROWS[1] as Row, true)(opened);
    expect(tickedOf(flagged)).toEqual(["1", "2", "4"]);
    expect(tickedOf(tick(ROWS[2] as Row, true)(flagged))).toEqual(["1", "2", "4"]);
    expect(tickedOf(tick(ROWS[0] as Row, false)(flagged))).toEqual(["2", "4"]);
  });

  it("ticks and unticks what is shown alone", () => {
    const narrowed = narrow("flagged")(opened);
    expect(rowsShown(narrowed.register.table).map((row) => row.id)).toEqual(["2"]);
    expect(tickedOf(tickShown(true)(narrowed))).toEqual(["1", "2", "4"]);
    expect(tickedOf(tickShown(false)(opened))).toEqual([]);
  });

  it("shows rows by sheet, and the units of ticked moves", () => {
    expect(byPage(ROWS).map(([first, rows]) => [first.page, rows.length])).toEqual([
      ["buildings", 3],
      ["stations", 1],
    ]);
    expect(flipsOf(ROWS, new Set(["1", "4"]))).toEqual([
      ["u1", "g1", "g2"],
      ["u2", "g1", "g2"],
    ]);
    expect(flipsOf(ROWS, new Set())).toEqual([]);
  });
});
