import { describe, expect, it } from "vitest";
import { clock, outlinesOf, requestOf, today } from "./asked";
import { patrols } from "./state";
import type { PatrolItem } from "./types";

const form = { ...patrols.form, date: "2026-07-01", rain: "red" as const };
const last = { id: "p1" } as PatrolItem;

describe("a request for a patrol", () => {
  it("asks for teams spread over the stations where none are chosen", () => {
    expect(requestOf(form, [], undefined, undefined)).toEqual({
      kind: "patrol",
      params: {
        date: "2026-07-01",
        rain: "red",
        count: 2,
        begins: "08:00",
        shift_min: 120,
        profile: "foot",
      },
    });
  });

  it("names a team after each chosen station", () => {
    const stations = [{ id: "s1", name: "东关驿站" }];
    const asked = requestOf({ ...form, stations: ["s1"] }, stations, undefined, "plan");
    expect(asked).toMatchObject({
      params: { teams: [{ name: "东关驿站队", station: "s1" }], plan_id: "plan" },
    });
    expect((asked as { params: object }).params).not.toHaveProperty("count");
  });

  it("closes the rings of closed ground, and differs from the last patrol if that is wished", () => {
    const closed = [
      [
        [0, 0],
        [1, 0],
        [1, 1],
      ],
    ] as const;
    const asked = requestOf({ ...form, closed, unlike: true }, [], last, undefined);
    expect(asked).toMatchObject({
      params: {
        unlike: "p1",
        closed: [
          {
            type: "Polygon",
            coordinates: [
              [
                [0, 0],
                [1, 0],
                [1, 1],
                [0, 0],
              ],
            ],
          },
        ],
      },
    });
  });
});

describe("outlines of a file", () => {
  const ring = [
    [0, 0],
    [2, 0],
    [2, 2],
    [0, 0],
  ];

  it("are those of polygons however deep they lie", () => {
    const file = {
      type: "FeatureCollection",
      features: [
        { type: "Feature", geometry: { type: "Polygon", coordinates: [ring] } },
        { type: "Feature", geometry: { type: "MultiPolygon", coordinates: [[ring], [ring]] } },
        { type: "Feature", geometry: { type: "Point", coordinates: [0, 0] } },
        { type: "Feature", geometry: null },
      ],
    };
    expect(outlinesOf(JSON.stringify(file))).toEqual([
      ring.slice(0, 3),
      ring.slice(0, 3),
      ring.slice(0, 3),
    ]);
  });
});

describe("times", () => {
  it("are those of China", () => {
    expect(today(new Date("2026-06-30T16:30:00Z"))).toBe("2026-07-01");
    expect(clock(8 * 3600 + 299)).toBe("08:05");
  });
});
