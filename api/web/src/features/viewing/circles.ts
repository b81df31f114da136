/** Service circles: how far a station serves, in straight lines. */
import type { Feature, MultiLineString, Polygon } from "geojson";
import type { Position, Start } from "../../api/types";
import type { Station, Walker } from "./state";

const EARTH_M = 6_371_008.8;
const SIDES = 144;

/** Return how many metres somebody walks in the time of a service circle. */
export function radiusM(walk: Start["walk"], walker: Walker): number {
  const speed = walker === "adult" ? walk.adult_m_s : walk.elder_m_s;
  return Math.round(speed * walk.minutes * 60);
}

/** Return the ring of the places that lie so many metres from a place. */
export function circle([lon, lat]: Position, radius: number): Position[] {
  const angle = radius / EARTH_M;
  const phi = (lat * Math.PI) / 180;
  return Array.from({ length: SIDES + 1 }, (_, side) => {
    const bearing = (-2 * Math.PI * (side % SIDES)) / SIDES;
    const north = Math.asin(
      Math.sin(phi) * Math.cos(angle) + Math.cos(phi) * Math.sin(angle) * Math.cos(bearing),
    );
    const east = Math.atan2(
      Math.sin(bearing) * Math.sin(angle) * Math.cos(phi),
      Math.cos(angle) - Math.sin(phi) * Math.sin(north),
    );
    return [lon + (east * 180) / Math.PI, (north * 180) / Math.PI];
  });
}

/**
 * Return what is reached from stations: the outline of all circles together, and of the one that
 * is chosen the whole circle.
 */
export function circlesOf(
  stations: readonly Station[],
  walk: Start["walk"],
  walkers: readonly Walker[],
  chosen: string | null,
): Feature<MultiLineString | Polygon>[] {
  return walkers.flatMap((walker) => {
    const radius = radiusM(walk, walker);
    const places = stations.map((one) => one.place);
    const coordinates = outline(places, radius).map((piece) => piece.map((one) => [...one]));
    const around = { walker, geometry: { type: "MultiLineString" as const, coordinates } };
    const one = stations.find(({ id }) => id === chosen);
    const ring = one && [circle(one.place, radius).map((place) => [...place])];
    const alone = ring && { walker, geometry: { type: "Polygon" as const, coordinates: ring } };
    return [around, ...(alone ? [alone] : [])].map(({ geometry }) => ({
      type: "Feature" as const,
      properties: { walker },
      geometry,
    }));
  });
}

/** Return the pieces of circles about places that lie in no other of them. */
export function outline(places: readonly Position[], radius: number): Position[][] {
  const apart = [...new Map(places.map((place) => [place.join(), place])).values()];
  return apart.flatMap((place) => {
    const near = apart.filter(
      (other) => other !== place && metresBetween(place, other) < 2 * radius,
    );
    const isInside = (point: Position) =>
      near.some((other) => metresBetween(point, other) < radius);
    return piecesOf(circle(place, radius), isInside);
  });
}

/** Return the stretches of a line whose points are not left out. */
function piecesOf(line: readonly Position[], isLeftOut: (point: Position) => boolean) {
  const pieces: Position[][] = [[]];
  for (const point of line) {
    if (isLeftOut(point)) pieces.push([]);
    else pieces[pieces.length - 1]?.push(point);
  }
  return pieces.filter((piece) => piece.length > 1);
}

/** Return the metres between two places. */
export function metresBetween([lon, lat]: Position, [lon2, lat2]: Position): number {
  const phi = (lat * Math.PI) / 180;
  const phi2 = (lat2 * Math.PI) / 180;
  const dPhi = phi2 - phi;
  const dLambda = ((lon2 - lon) * Math.PI) / 180;
  const half =
    Math.sin(dPhi / 2) ** 2 + Math.cos(phi) * Math.cos(phi2) * Math.sin(dLambda / 2) ** 2;
  return 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(half)));
}
