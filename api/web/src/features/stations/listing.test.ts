import { expect, test } from "vitest";
import type { OpenPlan } from "../../store/state";
import { addressOf, boundsOf, candidatesOf, columnOf, requestOf, rowsOf } from "./listing";
import { stations } from "./state";
import type { Reach } from "./types";

const grid = (grid_code: string, households: number, out: readonly number[]) => ({
  grid_code,
  name: "",
  community_code: "c",
  households,
  stations: [],
  mean_m: null,
  farthest_m: null,
  adult_out: out[0] ?? 0,
  adult_out_any: out[1] ?? 0,
  elder_out: out[2] ?? 0,
  elder_out_any: out[3] ?? 0,
});

const before = (grid_code: string, adult: number | null, elder: number | null) => ({
  grid_code,
  households_before: 1,
  adult_out_before: adult,
  elder_out_before: elder,
});

const reach = {
  grids: [grid("a", 100, [0, 0, 10, 0]), grid("b", 90, [20, 5, 30, 6]), grid("c", 0, [])],
  before: { grids: [before("a", 7, 8), before("gone", 1, 1)] },
} as unknown as Reach;

test("grids with most elders out of reach come first, and none that is not lived in", () => {
  const rows = rowsOf(reach, { ofAny: false, onlyOut: false });
  expect(rows.map((row) => [row.code, row.adult, row.elder])).toEqual([
    ["b", 20, 30],
    ["a", 0, 10],
  ]);
});

test("what was before stands beside its grid, and nothing beside a new one", () => {
  const [b, a] = rowsOf(reach, { ofAny: false, onlyOut: false });
  expect([a?.adultBefore, a?.elderBefore]).toEqual([7, 8]);
  expect([b?.adultBefore, b?.elderBefore]).toEqual([null, null]);
});

test("of any station others are out of reach", () => {
  const rows = rowsOf(reach, { ofAny: true, onlyOut: true });
  expect(rows.map((row) => [row.code, row.adult, row.elder])).toEqual([["b", 5, 6]]);
  expect(columnOf({ ofAny: true, walker: "adult" })).toBe("adult_out_any");
  expect(columnOf({ ofAny: false, walker: "elder" })).toBe("elder_out");
});

test("the address names the version that is shown and the one before", () => {
  const parent = { plan_id: "p", version: 4 };
  const plan = { head: { plan_id: "q", version: 2, parent } } as OpenPlan;
  expect(addressOf(plan, "parent", 15)).toBe("/plans/q/reach?version=2&minutes=15&plan=p&from=4");
  expect(addressOf(plan, "first", 10)).toBe("/plans/q/reach?version=2&minutes=10&from=0");
  expect(addressOf(plan, "none", 15)).toBe("/plans/q/reach?version=2&minutes=15");
  const fresh = { head: { plan_id: "q", version: 0, parent: null } } as OpenPlan;
  expect(addressOf(fresh, "first", 15)).toBe("/plans/q/reach?version=0&minutes=15");
});

test("candidates are lines of longitude and latitude, however they are divided", () => {
  expect(candidatesOf("116.35,35.4\n 116.36，35.41 \n\n116.37 35.42")).toEqual([
    [116.35, 35.4],
    [116.36, 35.41],
    [116.37, 35.42],
  ]);
  expect(candidatesOf("")).toEqual([]);
  expect(candidatesOf("人民路 8 号")).toBeNull();
  expect(candidatesOf("116.35")).toBeNull();
});

test("what is asked for has no candidates where it may be anywhere", () => {
  expect(requestOf("q", stations.form, 15)).toEqual({
    kind: "siting",
    params: { plan_id: "q", count: 1, objective: "cover", walker: "elder", minutes: 15 },
  });
  const form = { ...stations.form, community: "370899001001", candidates: "116 35" };
  expect(requestOf("q", form, 10)).toMatchObject({
    params: { communities: ["370899001001"], candidates: [[116, 35]], minutes: 10 },
  });
});

test("the bounds of sites leave ground around them", () => {
  expect(boundsOf([])).toBeNull();
  const [west, south, east, north] = boundsOf([
    [116, 35],
    [116.01, 35.02],
  ]) ?? [0, 0, 0, 0];
  expect([west < 116, south < 35, east > 116.01, north > 35.02]).toEqual([true, true, true, true]);
});
