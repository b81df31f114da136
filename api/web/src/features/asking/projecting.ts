/** Outlines of grids drawn small: a plan of some communities as paths of an SVG. Pure. */
import type { Position as Coordinates, Geometry } from "geojson";
import type { Bounds } from "../../api/types";
import type { Alternative, Outline } from "./types";

export interface Drawable extends Outline {
  readonly isChanged: boolean;
}

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
  readonly middle: readonly [number, number];
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

/** Return a drawing of some width; north is up, and a metre is as long in both directions. */
export function drawingOf(grids: readonly Drawable[], bounds: Bounds, width = 320): Drawing {
  const [west, south, east, north] = bounds;
  const shrink = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const scale = width / Math.max((east - west) * shrink, 1e-9);
  const place = ([x, y]: Coordinates): [number, number] => [
    rounded(((x as number) - west) * shrink * scale),
    rounded((north - (y as number)) * scale),
  ];
  const shapes = grids.map((one) => ({
    code: one.grid_code,
    kind: one.kind,
    households: one.households,
    path: pathOf(one.geometry, place),
    middle: middleOf(one.geometry, place),
    isChanged: one.isChanged,
  }));
  return { width, height: rounded((north - south) * scale), shapes };
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

function pathOf(shape: Geometry, place: (one: Coordinates) => [number, number]): string {
  return ringsOf(shape)
    .map((ring) => `M${ring.map((one) => place(one).join(",")).join("L")}Z`)
    .join("");
}

/** Return where a number is written: the middle of the box of the longest ring. */
function middleOf(
  shape: Geometry,
  place: (one: Coordinates) => [number, number],
): readonly [number, number] {
  const rings = ringsOf(shape);
  const longest = rings.reduce((best, one) => (one.length > best.length ? one : best), []);
  const placed = longest.map(place);
  const half = (axis: 0 | 1) => {
    const values = placed.map((one) => one[axis]);
    return rounded((Math.min(...values) + Math.max(...values)) / 2);
  };
  return [half(0), half(1)];
}

function ringsOf(shape: Geometry): Coordinates[][] {
  if (shape.type === "Polygon") return shape.coordinates;
  return shape.type === "MultiPolygon" ? shape.coordinates.flat() : [];
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
