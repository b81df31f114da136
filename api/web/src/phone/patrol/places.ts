/** Distances and a flat drawing of some kilometres around a place. */
import type { Position } from "../../api/types";

const M_PER_DEG = 111_319.5;

export type Point = readonly [number, number];

/** Return what turns degrees into metres east and north of a place. */
export function flatAround(centre: Position): (place: Position) => Point {
  const east = M_PER_DEG * Math.cos((centre[1] * Math.PI) / 180);
  return ([lon, lat]) => [(lon - centre[0]) * east, (lat - centre[1]) * M_PER_DEG];
}

/** Return how far a place is in metres, and in which of eight directions (0 is north). */
export function wayTo(from: Position, to: Position): { far: number; direction: number } {
  const [east, north] = flatAround(from)(to);
  const degrees = (Math.atan2(east, north) * 180) / Math.PI;
  return { far: Math.hypot(east, north), direction: Math.round((degrees + 360) / 45) % 8 };
}

export interface Box {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

/** Return the box around points, at least so many metres wide, and no flatter or slimmer. */
export function boxOf(points: readonly Point[], least: number, flattest: number): Box {
  const xs = points.map((point) => point[0]);
  const ys = points.map((point) => point[1]);
  const [west, east] = [Math.min(...xs), Math.max(...xs)];
  const [south, north] = [Math.min(...ys), Math.max(...ys)];
  const wide = Math.max(least, east - west, flattest * (north - south));
  const [left, right] = widened(west, east, wide);
  const [low, high] = widened(south, north, flattest * wide);
  return { west: left, south: low, east: right, north: high };
}

/** Return the longest of 1, 2, 5 times a power of ten that is no longer than a third. */
export function scaleLength(width: number): number {
  const most = width / 3;
  const power = 10 ** Math.floor(Math.log10(most));
  const fit = [5, 2, 1].find((times) => times * power <= most) ?? 1;
  return fit * power;
}

function widened(low: number, high: number, least: number): [number, number] {
  const more = Math.max(0, least - (high - low)) / 2;
  return [low - more, high + more];
}
