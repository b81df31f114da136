import { describe, expect, it } from "vitest";
import type { Edit, Flip } from "../../api/types";
import { assignmentOf } from "../../plan/assignment";
import { unitsOf as arraysOf } from "../../plan/units";
import type { Conflict, OpenUnits } from "../../store/state";
import {
  boxOf,
  canMerge,
  collidingVersions,
  collisions,
  flowsOf,
  householdsIn,
  keptMine,
  merged,
  rowsOf,
  unitsOf,
  withoutTheirs,
} from "./colliding";

/** Four units in a row: a b | c d, with 10, 20, 30, 40 households. */
const units = arraysOf({
  set_id: "s",
  bounds: [0, 0, 4, 1],
  row: [11, 12, 13, 14],
  unit_id: ["a", "b", "c", "d"],
  lon: [0.5, 1.5, 2.5, 3.5],
  lat: [0.5, 0.5, 0.5, 0.5],
  households: [10, 20, 30, 40],
  persons: [0, 0, 0, 0],
  buildings: [1, 1, 1, 1],
  community: [0, 0, 0, 0],
  communities: [{ code: "370829001001", name: "海棠社区" }],
  compound: [-1, -1, -1, -1],
  compounds: [],
  kind: [0, 0, 0, 0],
  kinds: [""],
  purpose: [0, 0, 0, 0],
  purposes: [""],
  edges: { from: [0, 1, 2], to: [1, 2, 3], shared_m: [1, 1, 1], open: [true, true, true] },
});
const confirmed = assignmentOf(units, {
  version: 0,
  unit_id: ["a", "b", "c", "d"],
  grid_code: ["W", "W", "E", "E"],
  locked: [false, false, false, false],
});
const members: OpenUnits = { units, confirmed, shown: confirmed };
const move: Edit = { type: "move", units: ["b", "c"], target: "E" };

function conflict(edit: Edit, rest: Partial<Conflict> = {}): Conflict {
  const pending = { key: "k", edit, base: 4, what: { zh: "移入", en: "moved" } };
  return { pending, head: 7, units: ["b"], grids: [], since: [], ...rest };
}

describe("merging", () => {
  it("leaves out the units that others changed", () => {
    expect(withoutTheirs(move, ["b"])).toEqual({ type: "move", units: ["c"], target: "E" });
    const apply: Edit = { type: "apply", assignment: { a: "E", b: "E" } };
    expect(withoutTheirs(apply, ["a"])).toEqual({ type: "apply", assignment: { b: "E" } });
  });
  it("leaves nothing where others changed all of it", () => {
    expect(withoutTheirs(move, ["b", "c"])).toBeNull();
    expect(merged(conflict(move, { units: ["b", "c"] }), "n")).toBeNull();
  });
  it("is offered where a part collides and a part does not", () => {
    expect(canMerge(conflict(move))).toBe(true);
    expect(canMerge(conflict(move, { units: ["b", "c"] }))).toBe(false);
    expect(canMerge(conflict(move, { grids: ["E"] }))).toBe(false);
    expect(canMerge(conflict({ type: "rename", grid: "E", name: "东" }))).toBe(false);
  });
  it("is sent on the head that was shown, as an edit of its own", () => {
    expect(merged(conflict(move), "n")).toMatchObject({
      key: "n",
      base: 7,
      edit: { units: ["c"] },
    });
    expect(keptMine(conflict(move), "n")).toMatchObject({ key: "n", base: 7, edit: move });
  });
});

describe("what collides", () => {
  const flips: Flip[] = [
    ["b", "W", "E"],
    ["d", "E", "N"],
    ["a", "W", null],
  ];
  it("is told by units", () => {
    expect(collisions(conflict(move), flips)).toEqual([["b", "W", "E"]]);
  });
  it("is told by grids where facts of grids collide", () => {
    const facts = conflict({ type: "rename", grid: "E", name: "东" }, { units: [], grids: ["E"] });
    expect(collisions(facts, flips).map(([unit]) => unit)).toEqual(["b", "d"]);
  });
  it("is told by versions", () => {
    const since = [
      { version: 5, collides: false },
      { version: 6, collides: true },
    ];
    expect([...collidingVersions(conflict(move, { since }))]).toEqual([6]);
  });
  it("is told in flows of households from grid to grid", () => {
    expect(flowsOf([...flips, ["c", "E", "N"]], members)).toEqual([
      { old: "W", new: "E", units: 1, households: 20 },
      { old: "E", new: "N", units: 2, households: 70 },
      { old: "W", new: null, units: 1, households: 10 },
    ]);
  });
  it("is told in units, rows, households and a box", () => {
    expect(unitsOf(move, members)).toEqual(["b", "c"]);
    expect(unitsOf({ type: "merge", grids: ["W", "E"], into: "E" }, members)).toEqual(["a", "b"]);
    expect(unitsOf({ type: "split", grid: "E", line: [] }, members)).toEqual(["c", "d"]);
    expect(unitsOf({ type: "lock_all", locked: true }, members)).toEqual([]);
    expect(householdsIn(["b", "d", "gone"], members)).toBe(60);
    expect(rowsOf(["a", "d"], members)).toEqual([11, 14]);
    expect(boxOf(["b", "d"], members)).toEqual([1.5, 0.5, 3.5, 0.5]);
    expect(boxOf([], members)).toBeNull();
  });
});
