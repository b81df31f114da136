import { describe, expect, it } from "vitest";
import type { Violation } from "../../api/types";
import { assignmentOf } from "../../plan/assignment";
import { unitsOf } from "../../plan/units";
import { lookAt, mendable, tryFix } from "./commands";
import { counted, filtered, gridsAbout, grouped, unitsAbout } from "./listing";

/** Five units in a row: a b c d e, of 10 to 50 households; a and b are compound "k". */
const units = unitsOf({
  set_id: "s",
  bounds: [0, 0, 5, 1],
  row: [11, 12, 13, 14, 15],
  unit_id: ["a", "b", "c", "d", "e"],
  lon: [0.5, 1.5, 2.5, 3.5, 4.5],
  lat: [0.5, 0.5, 0.5, 0.5, 0.5],
  households: [10, 20, 30, 40, 50],
  persons: [0, 0, 0, 0, 0],
  buildings: [1, 1, 1, 1, 1],
  community: [0, 0, 0, 0, 0],
  communities: [{ code: "370829001001", name: "海棠社区" }],
  compound: [0, 0, -1, -1, -1],
  compounds: [{ id: "k", name: "海棠苑" }],
  kind: [0, 0, 0, 0, 0],
  kinds: [""],
  purpose: [-1, -1, -1, -1, -1],
  purposes: [],
  edges: {
    from: [0, 1, 2, 3],
    to: [1, 2, 3, 4],
    shared_m: [1, 1, 1, 1],
    open: [true, true, true, true],
  },
});
const inGrids = (letters: string) =>
  assignmentOf(units, {
    version: 0,
    unit_id: ["a", "b", "c", "d", "e"],
    grid_code: [...letters].map((letter) => (letter === "." ? null : letter)),
    locked: [false, false, false, false, false],
  });

function violation(rule: string, about: string, more: Partial<Violation> = {}): Violation {
  const text = { zh: "", en: "" };
  return {
    key: `${rule}:${about}`,
    rule,
    hard: rule !== "compound" && rule !== "barrier",
    community_code: "370829001001",
    grid_code: about,
    what: text,
    remedy: text,
    figure: 0,
    place: null,
    ...more,
  };
}

describe("the list of violations", () => {
  const all = [
    violation("compound", "k", { grid_code: "G1" }),
    violation("band", "G2"),
    violation("band", "G1", { community_code: "370829001000" }),
    violation("assigned", "c", { grid_code: "" }),
  ];

  it("has hard rules first, and the grids of a rule in the order of their codes", () => {
    expect(grouped(all).map((one) => [one.rule, one.list.map((v) => v.key)])).toEqual([
      ["assigned", ["assigned:c"]],
      ["band", ["band:G1", "band:G2"]],
      ["compound", ["compound:k"]],
    ]);
  });

  it("is filtered by community and by severity", () => {
    const soft = filtered(all, { community: null, severity: "soft" });
    expect(soft.map((one) => one.rule)).toEqual(["compound"]);
    const there = filtered(all, { community: "370829001000", severity: "all" });
    expect(there.map((one) => one.key)).toEqual(["band:G1"]);
    expect(counted(all).get("370829001001")).toBe(3);
  });
});

describe("the place of a violation", () => {
  it("is the unit that has no grid", () => {
    expect(unitsAbout(units, inGrids("AA.BB"), violation("assigned", "c"))).toEqual([2]);
  });

  it("is the pieces with fewer households of a grid that does not hang together", () => {
    // A is a, b (30 households) and d, e (90): the first piece is the exclave.
    expect(unitsAbout(units, inGrids("AABAA"), violation("contiguity", "A"))).toEqual([0, 1]);
  });

  it("is every unit of a split compound, and each of its grids", () => {
    const split = violation("compound", "k", { grid_code: "A" });
    expect(unitsAbout(units, inGrids("ABBBB"), split)).toEqual([0, 1]);
    expect(gridsAbout(units, inGrids("ABBBB"), split)).toEqual(["A", "B"]);
  });

  it("is the grid alone where its households are wrong", () => {
    expect(unitsAbout(units, inGrids("AABBB"), violation("band", "A"))).toEqual([]);
    expect(gridsAbout(units, inGrids("AABBB"), violation("band", "A"))).toEqual(["A"]);
  });
});

describe("fixes", () => {
  it("that come when another violation is looked at are dropped", async () => {
    const { initial } = await import("../../store/state");
    const looking = lookAt("band:A")(initial);
    const late = mendable({ version: 1, key: "band:B", fixes: [], none: null })(looking);
    expect(late).toBe(looking);
    const fitting = mendable({ version: 1, key: "band:A", fixes: [], none: null })(looking);
    expect(tryFix(1)(fitting).violations.tried).toBe(1);
    expect(lookAt(null)(fitting).violations.fixes).toBeNull();
  });
});
