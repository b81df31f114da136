import { describe, expect, it } from "vitest";
import { drawn } from "./drawn";
import { crossesItself, partingOf } from "./parting";
import { type GridKnowledge, previewOf } from "./preview";

//  0  1  2  3
//  4  5  6  7
const { units, assignment } = drawn({
  grids: ["AABB", "AABC"],
  communities: ["WWWE", "WWWE"],
  locked: [6],
});
const known: GridKnowledge = {
  planLocked: false,
  isLocked: () => false,
  communityOf: (code) => ({ A: "W", B: "W", C: "E" })[code],
};
const preview = (positions: number[], target: string | null, knowledge = known) =>
  previewOf(units, assignment, knowledge, positions, target);

describe("previewOf", () => {
  it("tells both totals before and after, and counts only what would move", () => {
    const found = preview([1, 2], "B");
    expect(found.units).toBe(1);
    expect(found.giving).toEqual([{ code: "A", before: 40, after: 30, left: 3 }]);
    expect(found.taking).toEqual({ code: "B", before: 30, after: 40, left: 4 });
    expect(found.obstacle).toBeNull();
  });

  it("refuses another community before anything else of the units", () => {
    expect(preview([6], "C").obstacle).toMatchObject({ reason: "other_community", grids: ["C"] });
  });

  it("holds locked units, locked grids and a locked plan", () => {
    expect(preview([6], "A").obstacle).toMatchObject({ reason: "unit_locked", count: 1 });
    const held = { ...known, isLocked: (code: string) => code === "A" };
    expect(preview([1], "B", held).obstacle).toMatchObject({
      reason: "grid_locked",
      grids: ["A"],
    });
    expect(preview([1], "B", { ...known, planLocked: true }).obstacle?.reason).toBe("plan_locked");
  });

  it("says which grid would fall apart, and when units would not touch their new grid", () => {
    const chain = drawn({ grids: ["AAAB"] });
    const any = { ...known, communityOf: () => "W" };
    const torn = previewOf(chain.units, chain.assignment, any, [1], null).obstacle;
    expect(torn).toEqual({ reason: "contiguity", grids: ["A"], count: 2 });
    const apart = previewOf(chain.units, chain.assignment, any, [0], "B").obstacle;
    expect(apart).toEqual({ reason: "unattached", grids: ["B"], count: 2 });
  });

  it("lets a grid that is in two be in two", () => {
    const two = drawn({ grids: ["AABAA"] });
    const any = { ...known, communityOf: () => "W" };
    expect(previewOf(two.units, two.assignment, any, [1], "B").obstacle).toBeNull();
  });

  it("takes the last unit of a grid", () => {
    const free = drawn({ grids: ["AB"] });
    const any = { ...known, communityOf: () => "W" };
    const found = previewOf(free.units, free.assignment, any, [0], "B");
    expect(found.obstacle).toBeNull();
    expect(found.giving[0]).toEqual({ code: "A", before: 10, after: 0, left: 0 });
  });
});

describe("partingOf", () => {
  const { units: lattice, assignment: whole } = drawn({ grids: ["AAAA", "AAAA"] });

  it("counts both sides of a line from border to border", () => {
    const line: [number, number][] = [
      [0.005, 0.01],
      [0.005, -0.02],
    ];
    const found = partingOf(lattice, whole, line);
    expect(found?.code).toBe("A");
    expect([...(found?.sides ?? [])].sort((a, b) => a - b)).toEqual([20, 60]);
  });

  it("finds nothing where the line ends inside", () => {
    const line: [number, number][] = [
      [0.005, 0.01],
      [0.005, -0.005],
    ];
    expect(partingOf(lattice, whole, line)).toBeNull();
  });

  it("knows a line that crosses itself", () => {
    const bow: [number, number][] = [
      [0, 0],
      [1, 1],
      [1, 0],
      [0, 1],
    ];
    expect(crossesItself(bow)).toBe(true);
    expect(crossesItself(bow.slice(0, 3))).toBe(false);
  });
});
