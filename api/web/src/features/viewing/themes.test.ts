import { describe, expect, it } from "vitest";
import type { Grid } from "../../api/types";
import { ABOVE, BELOW, IN_BAND, SPECIAL } from "../../map/colours";
import { THEMES } from "./themenames";
import { niceBreaks, themeOf } from "./themes";

const BAND = { lower: 300, upper: 500 };

function grid(households: number | null, more: Partial<Grid> = {}): Grid {
  return {
    grid_code: "370899001001001",
    grid_uuid: "u",
    community_code: "370899001001",
    community: "西社区",
    name: "",
    kind: "ordinary",
    purpose: null,
    locked: false,
    retired: false,
    version: 0,
    households,
    persons: 900,
    buildings: 10,
    compounds: 1,
    area_m2: 50_000,
    deviation_pct: 0,
    mean_distance_m: 80,
    service_radius_m: 200,
    roundness: 0.5,
    ...more,
  };
}

describe("households against the band", () => {
  const grids = [299, 300, 349, 350, 400, 500, 501].map((count) => grid(count));
  const theme = themeOf("households", grids, BAND);

  it("tells below, four parts of the band with both ends, and above apart", () => {
    const [below, first, top, second, third, last, above] = grids.map((one) =>
      theme.colourOf?.(one),
    );
    expect([below, above]).toEqual([BELOW, ABOVE]);
    expect([first, top]).toEqual([IN_BAND[0], IN_BAND[0]]);
    expect([second, third, last]).toEqual([IN_BAND[1], IN_BAND[2], IN_BAND[3]]);
  });

  it("says the classes as they colour, and counts the grids in each", () => {
    expect(theme.classes.map(({ label, count }) => [label.zh, count])).toEqual([
      ["少于 300 户", 1],
      ["300–349 户", 2],
      ["350–399 户", 1],
      ["400–449 户", 1],
      ["450–500 户", 1],
      ["多于 500 户", 1],
    ]);
  });

  it("keeps special-purpose grids out of the band, and says what is not told", () => {
    const hidden = grid(null);
    const school = grid(0, { kind: "special", purpose: "school" });
    const other = themeOf("households", [hidden, school], BAND);
    expect(other.colourOf?.(school)).toBe(SPECIAL);
    expect(other.colourOf?.(hidden)).not.toBe(SPECIAL);
    expect(other.figureOf(school)).toBe("学校");
    expect(other.figureOf(hidden)).toBe("");
    const named = other.classes.filter(({ count }) => count !== 0).map(({ label }) => label.zh);
    expect(named).toEqual(["专属网格", "隐去（保护隐私）"]);
  });
});

describe("balance", () => {
  it("breaks at the ends of the band: a quarter off the middle of 400", () => {
    const grids = [299, 320, 400, 440, 501].map((count) => grid(count));
    const theme = themeOf("balance", grids, BAND);
    expect(theme.classes.map((one) => one.count)).toEqual([1, 1, 1, 1, 1]);
    expect(theme.classes.map((one) => one.label.zh)).toEqual([
      "小于 -25%",
      "-25% 至 -8.3%",
      "-8.3% 至 +8.3%",
      "+8.3% 至 +25%",
      "+25% 及以上",
    ]);
    expect(grids.map(theme.figureOf)).toEqual(["-25%", "-20%", "0%", "+10%", "+25%"]);
  });
});

describe("graded themes", () => {
  it("part the values into classes of about equal size by rounded numbers", () => {
    expect(niceBreaks([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 5)).toEqual([3, 5, 7, 9]);
    // 1,900 lies beyond the last: no grid would be above it.
    expect(niceBreaks([1_004, 1_238, 1_449, 1_651, 1_894], 5)).toEqual([1_200, 1_400, 1_700]);
    expect(niceBreaks([7, 7, 7], 5)).toEqual([]);
    expect(niceBreaks([], 5)).toEqual([]);
  });

  it("put every grid into the class that says so", () => {
    const grids = [1, 2, 3, 4, 5].map((hectares) => grid(400, { area_m2: hectares * 10_000 }));
    const theme = themeOf("area", grids, BAND);
    expect(theme.classes.map(({ label, count }) => [label.zh, count])).toEqual([
      ["小于 2", 1],
      ["2 至 3", 1],
      ["3 至 4", 1],
      ["4 至 5", 1],
      ["5 及以上", 1],
    ]);
    expect(new Set(grids.map((one) => theme.colourOf?.(one))).size).toBe(5);
    expect(theme.figureOf(grid(400, { area_m2: 12_345 }))).toBe("1.2");
  });
});

it("every theme says something of a plan without grids, and gives no two classes one colour", () => {
  for (const name of THEMES) {
    const { classes, title } = themeOf(name, [], BAND);
    expect(title.zh).not.toBe("");
    expect(new Set(classes.map((one) => one.colour)).size).toBe(classes.length);
  }
});
