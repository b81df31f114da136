import { describe, expect, it } from "vitest";
import type { GridFeature } from "../../api/types";
import { moved } from "../../plan/assignment";
import { drawn } from "../../plan/drawn";
import { chosenRows, outsideBy, rowsOf, summaryOf } from "./gridrows";

const BAND = { lower: 20, upper: 30 };
const WANTED = { text: "", community: "", onlyOutside: false };

function gridOf(code: string, households: number | null, kind = "ordinary"): GridFeature {
  const properties = { name: `${code}名`, community_code: "W", community: "西社区" };
  return {
    type: "Feature",
    id: code,
    geometry: null,
    properties: {
      ...properties,
      kind,
      households,
      persons: 90,
      compounds: 1,
      locked: false,
      label: null,
    } as GridFeature["properties"],
  };
}

// A has 40 households (10 over), B 20 (in the band), C 10 (10 under), S is a special-purpose grid.
const { units, assignment } = drawn({
  grids: ["AABB", "AACS"],
  compounds: ["pq..", "ppq."],
});
const features = [gridOf("A", 40), gridOf("B", 20), gridOf("C", 10), gridOf("S", 10, "special")];
const grids = new Map(features.map((one) => [one.id, one]));
const still = { units, confirmed: assignment, shown: assignment };
const codes = (rows: readonly { code: string }[]) => rows.map(({ code }) => code).join("");

describe("rowsOf", () => {
  it("takes figures as the service tells them where there are no units to count", () => {
    const rows = rowsOf({ grids, members: null });
    expect(rows.map(({ households }) => households)).toEqual([40, 20, 10, 10]);
  });

  it("counts what is shown, and marks what is yet to be acknowledged", () => {
    const shown = moved(assignment, [[1, "B"]]);
    const rows = rowsOf({ grids, members: { ...still, shown } });
    const figures = rows.map((one) => [one.code, one.households, one.compounds, one.pending]);
    expect(figures).toEqual([
      ["A", 30, 1, true],
      ["B", 30, 1, true],
      ["C", 10, 1, false],
      ["S", 10, 0, false],
    ]);
  });

  it("has a grid that is yet to be named, and none that has lost its last unit", () => {
    const shown = moved(assignment, [[6, "new k"]]);
    const rows = rowsOf({ grids, members: { ...still, shown } });
    expect(rows.map(({ code }) => code)).toEqual(["A", "B", "S", "new k"]);
    expect(rows.at(-1)).toMatchObject({ households: 10, communityCode: "W", pending: true });
  });
});

describe("chosenRows", () => {
  const rows = rowsOf({ grids, members: still });

  it("puts what is furthest outside the band first; a special-purpose grid is in none", () => {
    expect(rows.map((one) => outsideBy(one, BAND))).toEqual([10, 0, 10, 0]);
    expect(codes(chosenRows(rows, WANTED, { by: "band", falling: true }, BAND))).toBe("ACBS");
  });

  it("sorts by a column both ways, and filters", () => {
    expect(codes(chosenRows(rows, WANTED, { by: "households", falling: false }, BAND))).toBe(
      "CSBA",
    );
    expect(codes(chosenRows(rows, WANTED, { by: "code", falling: true }, BAND))).toBe("SCBA");
    const outside = { ...WANTED, onlyOutside: true };
    expect(codes(chosenRows(rows, outside, { by: "code", falling: false }, BAND))).toBe("AC");
    const named = { ...WANTED, text: " b名" };
    expect(codes(chosenRows(rows, named, { by: "code", falling: false }, BAND))).toBe("B");
    const elsewhere = { ...WANTED, community: "E" };
    expect(codes(chosenRows(rows, elsewhere, { by: "code", falling: false }, BAND))).toBe("");
  });

  it("sums up", () => {
    expect(summaryOf(rows, BAND)).toEqual({ grids: 4, inBand: 1, special: 1, households: 80 });
    const untold = rows.map((one) => ({ ...one, households: null }));
    expect(summaryOf(untold, BAND)).toMatchObject({ inBand: 0, households: null });
  });
});
