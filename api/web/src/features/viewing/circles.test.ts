import { describe, expect, it } from "vitest";
import type { Position } from "../../api/types";
import {
  alongRoads,
  circle,
  circlesOf,
  householdsInside,
  metresBetween,
  outline,
  radiusM,
} from "./circles";
import { metresPerPixel, roundBar } from "./scale";
import { isWithin } from "./within";

const WALK = { adult_m_s: 1.2, elder_m_s: 0.8, minutes: 15 };
const HERE: Position = [116.35, 35.4];

/** So many metres east of a place, by the length of a degree there. */
function east([lon, lat]: Position, metres: number): Position {
  return [lon + metres / (111_195.08 * Math.cos((lat * Math.PI) / 180)), lat];
}

describe("service circles", () => {
  it("reach as far as adults and elders walk in 15 minutes", () => {
    // 1.2 and 0.8 m/s for 900 s.
    expect(radiusM(WALK, "adult")).toBe(1_080);
    expect(radiusM(WALK, "elder")).toBe(720);
  });

  it("are as far from the station all around, and closed", () => {
    const ring = circle(HERE, 720);
    for (const place of ring) expect(metresBetween(HERE, place)).toBeCloseTo(720, 3);
    expect(ring[0]).toEqual(ring[ring.length - 1]);
  });

  it("are drawn around all stations together: nothing within another circle", () => {
    const places = [HERE, east(HERE, 700)];
    const pieces = outline(places, 720);
    const points = pieces.flat();
    for (const place of points) {
      for (const station of places) expect(metresBetween(station, place)).toBeGreaterThan(719.9);
    }
    // Of two circles of radius r whose centres lie d apart, acos(d / 2r) / pi of each is inside
    // the other: here 0.339.
    const whole = outline([HERE], 720).flat().length;
    expect(points.length / (2 * whole)).toBeCloseTo(1 - 0.339, 1);
  });

  it("of two stations at one place are one circle, and far apart two", () => {
    const whole = outline([HERE], 720).flat().length;
    expect(outline([HERE, HERE], 720).flat()).toHaveLength(whole);
    expect(outline([HERE, east(HERE, 5_000)], 720).flat()).toHaveLength(2 * whole);
  });

  it("show the whole circle of the station that is chosen", () => {
    const station = { id: "S1", name: "一号驿站", kind: "station", place: HERE };
    const shapes = circlesOf([station], WALK, ["elder"], "S1");
    expect(shapes.map(({ geometry }) => geometry.type)).toEqual(["MultiLineString", "Polygon"]);
    expect(circlesOf([station], WALK, ["elder"], null)).toHaveLength(1);
    expect(circlesOf([station], WALK, [], "S1")).toEqual([]);
  });
});

it("a degree of latitude is 111.195 km on the sphere of the mean radius", () => {
  expect(metresBetween([116, 35], [116, 36])).toBeCloseTo(111_195.08, 0);
});

describe("the scale", () => {
  it("is the equator over 512 pixels at zoom 0, and half of it with each zoom", () => {
    expect(metresPerPixel(0, 0)).toBeCloseTo(78_271.517, 2);
    expect(metresPerPixel(60, 1)).toBeCloseTo(78_271.517 / 4, 2);
  });

  it("has a bar of a round number of metres that fits", () => {
    expect([999, 1_000, 499, 210, 80].map(roundBar)).toEqual([500, 1_000, 200, 200, 50]);
  });
});

describe("a place within a shape", () => {
  const square = [
    [0, 0],
    [4, 0],
    [4, 4],
    [0, 4],
    [0, 0],
  ];
  const hole = [
    [1, 1],
    [1, 3],
    [3, 3],
    [3, 1],
    [1, 1],
  ];
  const holed = { type: "Polygon" as const, coordinates: [square, hole] };

  it("is inside the ring and outside the hole", () => {
    expect(isWithin([0.5, 2], holed)).toBe(true);
    expect(isWithin([2, 2], holed)).toBe(false);
    expect(isWithin([5, 2], holed)).toBe(false);
  });

  it("is in one of several parts, and never in a line or in nothing", () => {
    const both = {
      type: "MultiPolygon" as const,
      coordinates: [[square], [square.map(([x = 0, y = 0]) => [x + 10, y])]],
    };
    expect(isWithin([11, 1], both)).toBe(true);
    expect(isWithin([7, 1], both)).toBe(false);
    expect(isWithin([0, 0], { type: "LineString", coordinates: square })).toBe(false);
    expect(isWithin([0, 0], null)).toBe(false);
  });
});

describe("service circles along roads", () => {
  const ring = circle(HERE, 500).map((place) => [...place]);
  const geometry = { type: "Polygon" as const, coordinates: [ring] };
  const of = (station_id: string, walker: "adult" | "elder", households: number | null) => ({
    type: "Feature" as const,
    geometry,
    properties: { station_id, station: station_id, walker, minutes: 15, households },
  });
  const CIRCLES = [
    of("S1", "adult", 1_234),
    of("S1", "elder", null),
    of("S2", "adult", 10),
    of("S2", "elder", 20),
  ];

  const TOGETHER = (["adult", "elder"] as const).map((walker) => ({
    type: "Feature" as const,
    geometry,
    properties: { walker },
  }));
  const REACHED = { circles: CIRCLES, together: TOGETHER };

  it("are those of the walkers that are switched on, of all stations together", () => {
    const drawn = alongRoads(REACHED, ["elder"], null);
    expect(drawn.map(({ properties }) => properties)).toEqual([
      { walker: "elder", isArea: true, isDim: false },
    ]);
    expect(alongRoads(REACHED, [], null)).toEqual([]);
  });

  it("stand back behind those of the station that is chosen", () => {
    const dim = (id: string) =>
      alongRoads(REACHED, ["adult"], id).map(({ properties }) => properties.isDim);
    expect(dim("S2")).toEqual([true, false]);
    // A station without a circle makes none of the others dim.
    expect(dim("S9")).toEqual([false]);
  });

  it("tell who lives inside, and not how few", () => {
    expect(householdsInside(CIRCLES, "S1")).toEqual({
      zh: "成人 1,234 户，老人 不公开",
      en: "adults 1,234, elders not told",
    });
    expect(householdsInside(CIRCLES, "S9")).toBeNull();
  });
});
