/** Whether a place lies within a shape. */
import type { Position as Coordinates, Geometry } from "geojson";
import type { Position } from "../../api/types";

/** Return whether a place lies in a polygon; holes are outside. */
export function isWithin(place: Position, geometry: Geometry | null): boolean {
  if (geometry?.type === "Polygon") return inRings(place, geometry.coordinates);
  if (geometry?.type === "MultiPolygon")
    return geometry.coordinates.some((rings) => inRings(place, rings));
  return false;
}

/** A line to the east crosses the rings an odd number of times: the place is inside. */
function inRings([x, y]: Position, rings: readonly Coordinates[][]): boolean {
  let inside = false;
  for (const ring of rings) {
    for (let here = 0, before = ring.length - 1; here < ring.length; before = here++) {
      const [x1 = 0, y1 = 0] = ring[here] ?? [];
      const [x2 = 0, y2 = 0] = ring[before] ?? [];
      const isBetween = y1 > y !== y2 > y;
      if (isBetween && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside;
    }
  }
  return inside;
}
