import { describe, expect, it } from "vitest";
import { boxOf, flatAround, scaleLength, wayTo } from "./places";

describe("places", () => {
  it("are flat around a place: a thousandth of a degree is 111 m at the equator", () => {
    const [east, north] = flatAround([117, 0])([117.001, 0.001]);
    expect(east).toBeCloseTo(111.3, 0);
    expect(north).toBeCloseTo(111.3, 0);
    // At 60 degrees north, degrees of longitude are half as long.
    expect(flatAround([117, 60])([117.001, 60])[0]).toBeCloseTo(55.7, 0);
  });

  it("lie in one of eight directions", () => {
    const directions = [
      [117, 0.001],
      [117.001, 0.001],
      [117.001, 0],
      [117, -0.001],
      [116.999, 0.001],
    ].map(([lon = 0, lat = 0]) => wayTo([117, 0], [lon, lat]).direction);
    expect(directions).toEqual([0, 1, 2, 4, 7]);
    expect(wayTo([117, 0], [117, 0.001]).far).toBeCloseTo(111.3, 0);
  });

  it("have a box that is wide enough, and not too flat", () => {
    const line = [
      [0, 0],
      [400, 0],
    ] as const;
    expect(boxOf(line, 100, 0.5)).toEqual({ west: 0, east: 400, south: -100, north: 100 });
    expect(boxOf([[0, 0]], 100, 0.5)).toEqual({ west: -50, east: 50, south: -25, north: 25 });
  });

  it("have a scale of 1, 2 or 5 times a power of ten", () => {
    expect([100, 650, 3_200].map(scaleLength)).toEqual([20, 200, 1_000]);
  });
});
