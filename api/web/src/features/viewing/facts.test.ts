import { describe, expect, it } from "vitest";
import type { Grid } from "../../api/types";
import { factsOf, factsOfGrid, stationsOf } from "./facts";

const BAND = { lower: 300, upper: 500 };
const GRID: Grid = {
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
  households: 455,
  persons: 1_213,
  buildings: 14,
  compounds: 1,
  area_m2: 98_000,
  deviation_pct: 13.75,
  mean_distance_m: 74.4,
  service_radius_m: 155.6,
  roundness: 0.371,
};

function told(grid: Grid): Record<string, string> {
  return Object.fromEntries(
    factsOfGrid(grid, BAND).map(({ label, value }) => [label.zh, value.zh]),
  );
}

describe("a grid", () => {
  it("is told with its figures and where it stands against the band", () => {
    expect(told(GRID)).toEqual({
      社区: "西社区",
      户数: "455 户（在区间内）",
      人口: "1,213 人",
      楼栋: "14 栋",
      小区: "1 个",
      面积: "9.80 公顷",
      偏离中值: "+14%",
      服务半径: "156 米",
      平均距离: "74 米",
      紧凑度: "0.37",
    });
    expect(told({ ...GRID, households: 288 }).户数).toBe("288 户（少 12 户）");
    expect(told({ ...GRID, households: 612 }).户数).toBe("612 户（多 112 户）");
  });

  it("of special purpose is held in no band", () => {
    const school = told({ ...GRID, kind: "special", purpose: "school", households: 0 });
    expect([school.户数, school.专属类型]).toEqual(["0 户", "学校"]);
    expect("偏离中值" in school).toBe(false);
  });

  it("does not tell what is hidden", () => {
    const hidden = told({ ...GRID, households: null, persons: null, deviation_pct: null });
    expect([hidden.户数, hidden.人口]).toEqual(["隐去（保护隐私）", "隐去（保护隐私）"]);
    expect("偏离中值" in hidden).toBe(false);
  });
});

describe("a feature", () => {
  it("is told in the words of its layer, without what is not known", () => {
    const hazard = { hazard_id: "H1", kind: "culvert", level: 2, status: null, address: "" };
    expect(factsOf("hazards", hazard).map(({ value }) => value.zh)).toEqual(["涵洞/下穿", "2 级"]);
    expect(factsOf("hazards", hazard).map(({ value }) => value.en)).toEqual([
      "culvert or underpass",
      "2",
    ]);
    expect(factsOf("nothing", hazard)).toEqual([]);
  });
});

describe("the station of a grid", () => {
  const ring = [
    [0, 0],
    [0.01, 0],
    [0.01, 0.01],
    [0, 0.01],
    [0, 0],
  ];
  const geometry = { type: "Polygon" as const, coordinates: [ring] };
  const station = (id: string, place: [number, number]) => ({ id, name: id, kind: "", place });

  it("is every one that lies in it", () => {
    const inside = [station("甲", [0.001, 0.001]), station("乙", [0.009, 0.009])];
    const here = { geometry, label: [0.005, 0.005] as const };
    expect(stationsOf(here, [...inside, station("丙", [1, 1])])?.zh).toBe("甲、乙");
  });

  it("is else the nearest, with the metres to it", () => {
    const here = { geometry, label: [0.005, 0.005] as const };
    // 0.045 degrees of the equator are 5,003.8 m.
    const found = stationsOf(here, [station("丙", [0.05, 0.005]), station("丁", [1, 1])]);
    expect(found?.zh).toBe("最近：丙，5000 米");
    expect(stationsOf(here, [])).toBeNull();
  });
});
