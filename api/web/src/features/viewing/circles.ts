/** Service circles: how far a station serves, along roads; in straight lines where none are known. */
import type { Feature, Geometry, MultiLineString, Polygon } from "geojson";
import type { Position, Start, Words } from "../../api/types";
import { filled, numeral } from "../../words/words";
import type { Reached, ServiceCircle, Station, TogetherCircle, Walker } from "./state";
import { words } from "./words";

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

/** How the map draws a circle: a line of the walker's, filled where it is an area, dim behind another. */
export interface Drawn {
  readonly walker: Walker;
  readonly isArea: boolean;
  readonly isDim: boolean;
}

/**
 * Return what is walked to stations along roads: of all of them together, and of the chosen one
 * alone before that.
 */
export function alongRoads(
  { circles, together }: Pick<Reached, "circles" | "together">,
  walkers: readonly Walker[],
  chosen: string | null,
): Feature<Geometry, Drawn>[] {
  const own = (circles ?? []).filter(({ properties }) => properties.station_id === chosen);
  return [...drawn(together, walkers, own.length > 0), ...drawn(own, walkers, false)];
}

function drawn(
  shapes: readonly TogetherCircle[],
  walkers: readonly Walker[],
  isDim: boolean,
): Feature<Geometry, Drawn>[] {
  return shapes
    .filter(({ geometry, properties }) => geometry && walkers.includes(properties.walker))
    .map(({ geometry, properties: { walker } }) => ({
      type: "Feature" as const,
      geometry,
      properties: { walker, isArea: true, isDim },
    }));
}

/** Return who lives in the circles of a station; null where it has none. */
export function householdsInside(circles: readonly ServiceCircle[], id: string): Words | null {
  const of = (walker: Walker): Words | null => {
    const one = circles.find(
      ({ properties }) => properties.station_id === id && properties.walker === walker,
    );
    if (!one) return null;
    const { households: count } = one.properties;
    if (count === null) return words.fewHouseholds;
    return {
      zh: filled(words.aboutHouseholds.zh, { count: numeral(count, "zh") }),
      en: filled(words.aboutHouseholds.en, { count: numeral(count, "en") }),
    };
  };
  const [adult, elder] = [of("adult"), of("elder")];
  if (!adult || !elder) return null;
  return {
    zh: filled(words.circleCounts.zh, { adult: adult.zh, elder: elder.zh }),
    en: filled(words.circleCounts.en, { adult: adult.en, elder: elder.en }),
  };
}

/**
 * Return what is reached from stations in straight lines: the outline of all circles together, and of the one that
 * is chosen the whole circle.
 */
export function circlesOf(
  stations: readonly Station[],
  walk: Start["walk"],
  walkers: readonly Walker[],
  chosen: string | null,
): Feature<MultiLineString | Polygon, Drawn>[] {
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
      properties: { walker, isArea: geometry.type === "Polygon", isDim: false },
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
