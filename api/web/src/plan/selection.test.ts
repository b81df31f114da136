import { describe, expect, it } from "vitest";
import { drawn } from "./drawn";
import {
  ARROWS,
  gridsOf,
  inBox,
  inRing,
  mayTake,
  nearest,
  nearWay,
  towards,
  UNLIMITED,
  wholeCompounds,
} from "./selection";

//  0  1  2  3
//  4  5  6  7
//  8  9 10 11
const { units, assignment } = drawn({
  grids: ["AABB", "AABB", "..BB"],
  compounds: ["pp..", "pqq.", "...."],
  communities: ["WWEE", "WWEE", "WWEE"],
  locked: [5],
});

describe("shapes", () => {
  it("a box holds the units whose place it holds, whichever corners are given", () => {
    expect(inBox(units, [0.005, 0.005], [0.025, -0.015])).toEqual([1, 2, 5, 6]);
    expect(inBox(units, [0.025, -0.015], [0.005, 0.005])).toEqual([1, 2, 5, 6]);
  });

  it("a ring holds what is inside it, not what is in its bounds", () => {
    const triangle: [number, number][] = [
      [-0.001, 0.001],
      [0.031, 0.001],
      [-0.001, -0.022],
    ];
    // The hypotenuse falls by 0.023 over 0.032: row 1 ends before x = 0.0155, row 2 before 0.0016.
    expect(inRing(units, triangle)).toEqual([0, 1, 2, 4, 5, 8]);
  });

  it("a way reaches what is within its reach, between its vertices too", () => {
    const way: [number, number][] = [
      [0, -0.012],
      [0.03, -0.012],
    ];
    expect(nearWay(units, way, [0.003, 0.003])).toEqual([4, 5, 6, 7]);
    expect(nearWay(units, [[0.01, 0]], [0.001, 0.001])).toEqual([1]);
  });
});

describe("choosing", () => {
  it("takes whole compounds, and keeps units of none", () => {
    expect(wholeCompounds(units, [0, 11])).toEqual(new Set([0, 1, 4, 11]));
  });

  it("tells from which grids units are", () => {
    expect(gridsOf(assignment, [0, 1, 8, 11])).toEqual(
      new Map([
        ["A", 2],
        [null, 1],
        ["B", 1],
      ]),
    );
  });
});

describe("limits", () => {
  const unlocked = () => false;
  const taken = (limits: Parameters<typeof mayTake>[3], first: number, isLocked = unlocked) =>
    [...units.ids.keys()].filter(mayTake(units, assignment, isLocked, limits, first));

  it("keep to the community, and pass over what is locked", () => {
    expect(taken(UNLIMITED, 0)).toEqual([0, 1, 4, 8, 9]);
    expect(taken({ ...UNLIMITED, skipLocked: false }, 0)).toEqual([0, 1, 4, 5, 8, 9]);
    expect(taken(UNLIMITED, 2, (code?: string) => code === "B")).toEqual([]);
  });

  it("keep to units of no grid, of the first one's grid, or of its compound", () => {
    expect(taken({ ...UNLIMITED, within: "none" }, 0)).toEqual([8, 9]);
    expect(taken({ ...UNLIMITED, within: "grid" }, 0)).toEqual([0, 1, 4]);
    expect(taken({ ...UNLIMITED, within: "compound" }, 0)).toEqual([0, 1, 4]);
    expect(taken({ ...UNLIMITED, within: "compound" }, 8)).toEqual([]);
  });
});

describe("going by keys", () => {
  it("goes to the neighbour in a direction, and stops at the edge", () => {
    const { ArrowRight, ArrowUp, ArrowDown, ArrowLeft } = ARROWS as Required<typeof ARROWS>;
    expect(towards(units, 5, ArrowRight as [number, number])).toBe(6);
    expect(towards(units, 5, ArrowUp as [number, number])).toBe(1);
    expect(towards(units, 5, ArrowDown as [number, number])).toBe(9);
    expect(towards(units, 4, ArrowLeft as [number, number])).toBeNull();
  });

  it("leaps to the nearest where there is no neighbour that way", () => {
    const apart = drawn({ grids: ["AAA"], closed: [] });
    // A unit without neighbours: an edge list of its own kind.
    const lonely = {
      ...apart.units,
      neighbours: { ...apart.units.neighbours, start: new Int32Array(4) },
    };
    expect(towards(lonely, 0, [1, 0])).toBe(1);
  });

  it("begins at the unit nearest to a place", () => {
    expect(nearest(units, [0.021, -0.012])).toBe(6);
  });
});
