/** Outlines of grids drawn small: a plan of some communities as paths of an SVG. Pure. */
import type { Position as Coordinates, Geometry } from "geojson";
import type { Bounds } from "../../api/types";
import type { Alternative, Outline } from "./types";

export interface Drawable extends Outline {
  readonly isChanged: boolean;
}

type Point = readonly [number, number];

/** Strips of a grid between which the place of its number is looked for. */
const STRIPS = 10;
const FROM_THE_MIDDLE = [5, 6, 4, 7, 3, 8, 2, 9, 1] as const;

export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly shapes: readonly Shape[];
}

export interface Shape {
  readonly code: string;
  readonly kind: string;
  readonly households: number;
  readonly path: string;
  readonly middle: Point;
  /** Whether it differs from the present plan. */
  readonly isChanged: boolean;
}

/** Return the grids of an alternative, and which of them differ from the present ones. */
export function gridsOf({
  outlines,
  preview,
}: Pick<Alternative, "outlines" | "preview">): Drawable[] {
  const changed = new Set(preview.grids.map((one) => one.grid_code));
  return outlines.map((one) => ({ ...one, isChanged: changed.has(one.grid_code) }));
}

/** Return a drawing that fits into a box; north is up, and a metre is as long both ways. */
export function drawingOf(
  grids: readonly Drawable[],
  bounds: Bounds,
  box: readonly [width: number, height: number] = [320, 250],
): Drawing {
  const [west, south, east, north] = bounds;
  const shrink = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const [wide, high] = [(east - west) * shrink, north - south];
  const scale = Math.min(box[0] / Math.max(wide, 1e-9), box[1] / Math.max(high, 1e-9));
  const place = ([x = 0, y = 0]: Coordinates): Point => [
    rounded((x - west) * shrink * scale),
    rounded((north - y) * scale),
  ];
  const shapes = grids.map((one) => {
    const rings = ringsOf(one.geometry).map((ring) => ring.map(place));
    return {
      code: one.grid_code,
      kind: one.kind,
      households: one.households,
      path: rings.map((ring) => `M${ring.join("L")}Z`).join(""),
      middle: middleOf(rings),
      isChanged: one.isChanged,
    };
  });
  return { width: rounded(wide * scale), height: rounded(high * scale), shapes };
}

/** Return the box around some outlines. */
export function boundsOf(shapes: Iterable<Geometry>): Bounds {
  let [west, south, east, north] = [180, 90, -180, -90];
  for (const shape of shapes) {
    for (const [x = 0, y = 0] of ringsOf(shape).flat()) {
      [west, south] = [Math.min(west, x), Math.min(south, y)];
      [east, north] = [Math.max(east, x), Math.max(north, y)];
    }
  }
  return [west, south, east, north];
}

/** Return where a number is written: in the middle of a wide span, not at the upper or lower end. */
function middleOf(rings: readonly (readonly Point[])[]): Point {
  const heights = rings.flat().map(([, y]) => y);
  const [top, bottom] = [Math.min(...heights), Math.max(...heights)];
  let [best, widest]: [Point, number] = [[0, 0], -1];
  for (const line of FROM_THE_MIDDLE) {
    const y = top + ((bottom - top) * line) / STRIPS;
    const room = 4 * Math.min(y - top, bottom - y);
    const ends = crossings(rings, y);
    for (let n = 0; n + 1 < ends.length; n += 2) {
      const [from = 0, to = 0] = [ends[n], ends[n + 1]];
      const span = Math.min(to - from, room);
      if (span > widest) [best, widest] = [[rounded((from + to) / 2), rounded(y)], span];
    }
  }
  return best;
}

/** Return where a horizontal line goes in and out of some rings, from left to right. */
function crossings(rings: readonly (readonly Point[])[], y: number): number[] {
  const found: number[] = [];
  for (const ring of rings) {
    ring.slice(1).forEach(([x2, y2], n) => {
      const [x1, y1] = ring[n] as Point;
      if (y1 > y !== y2 > y) found.push(x1 + ((x2 - x1) * (y - y1)) / (y2 - y1));
    });
  }
  return found.toSorted((one, other) => one - other);
}

function ringsOf(shape: Geometry): Coordinates[][] {
  if (shape.type === "Polygon") return shape.coordinates;
  return shape.type === "MultiPolygon" ? shape.coordinates.flat() : [];
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
