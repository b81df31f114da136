import { describe, expect, it } from "vitest";
import { figureOf, isFit, placesOf, weightsOf } from "./unifyingreading";
import { type Totals, unifying } from "./unifyingstate";

const WEST = "370899001001";
const EAST = "370899001002";
const nets = [
  { net: "综治网", grids: 45 },
  { net: "城管网", grids: 43 },
];

describe("what is asked for", () => {
  it("leaves out nets of no weight", () => {
    const part = { ...unifying, nets, form: { ...unifying.form, weights: { 城管网: 0 } } };
    expect(weightsOf(part)).toEqual([{ net: "综治网", weight: 1 }]);
    expect(isFit(part)).toBe(true);
  });

  it("is refused without any weight, or with a band that is none", () => {
    const none = { ...unifying.form, weights: { 综治网: 0, 城管网: 0 } };
    expect(isFit({ ...unifying, nets, form: none })).toBe(false);
    expect(isFit({ ...unifying, nets, form: { ...unifying.form, lower: 501 } })).toBe(false);
  });
});

const counts = { grids: 2, households: 240, persons: 720 };
const totals = {
  communities: [
    { code: WEST, name: "西社区", ...counts },
    { code: EAST, name: "东社区", ...counts },
  ],
  rows: [
    { level: "community", code: EAST, name: "东社区", published: { grids: 3 } },
    { level: "community", code: "370899001099", name: "", published: { grids: 1 } },
  ],
  may_tell_streets: true,
} as unknown as Totals;

describe("places that totals are entered of", () => {
  it("are all, each street, each community, then codes that the plan does not know", () => {
    expect(placesOf(totals).map(({ code }) => code)).toEqual([
      "",
      "370899001",
      WEST,
      EAST,
      "370899001099",
    ]);
    expect(placesOf(totals)[3]?.published).toEqual({ grids: 3 });
  });

  it("are communities alone for who may not tell streets", () => {
    const mine = placesOf({ ...totals, may_tell_streets: false, rows: [] });
    expect(mine.map(({ code }) => code)).toEqual([WEST, EAST]);
  });

  it("take whole numbers, with separators or without", () => {
    expect(["1,240", " 12 ", "", "1.5", "-3"].map(figureOf)).toEqual([
      1240,
      12,
      undefined,
      undefined,
      undefined,
    ]);
  });
});
