/** What is asked of the service, from the form. */
import type { Position } from "../../api/types";
import type { Form, Station } from "./state";
import type { PatrolItem } from "./types";

/** Return the request for a patrol. */
export function requestOf(
  form: Form,
  stations: readonly Station[],
  last: PatrolItem | undefined,
  planId: string | undefined,
): object {
  const names = new Map(stations.map(({ id, name }) => [id, name]));
  const teams = form.stations.map((id) => ({ name: `${names.get(id) ?? id}队`, station: id }));
  return {
    kind: "patrol",
    params: {
      date: form.date,
      rain: form.rain,
      ...(teams.length > 0 ? { teams } : { count: form.count }),
      begins: form.begins,
      shift_min: form.shiftMin,
      profile: form.profile,
      ...(form.closed.length > 0 ? { closed: form.closed.map(polygonOf) } : {}),
      ...(form.unlike && last !== undefined ? { unlike: last.id } : {}),
      ...(planId === undefined ? {} : { plan_id: planId }),
    },
  };
}

/** Return the outlines of GeoJSON polygons; holes are closed as well. */
export function outlinesOf(text: string): Position[][] {
  const found: Position[][] = [];
  const take = (value: unknown) => {
    if (typeof value !== "object" || value === null) return;
    const { type, features, geometry, geometries, coordinates } = value as Record<string, unknown>;
    for (const one of [features, geometries].flat()) take(one);
    take(geometry);
    const parts = coordinates as Position[][][];
    if (type === "Polygon") found.push(ringOf(coordinates as Position[][]));
    if (type === "MultiPolygon") for (const part of parts) found.push(ringOf(part));
  };
  take(JSON.parse(text));
  return found.filter((ring) => ring.length >= 3);
}

/** Return today in China, as the service writes days. */
export function today(now: Date = new Date()): string {
  return new Date(now.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
}

/** Return a time of day: seconds after midnight as 08:05. */
export function clock(seconds: number): string {
  const minutes = Math.round(seconds / 60) % (24 * 60);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

function ringOf([outer = []]: readonly (readonly Position[])[]): Position[] {
  return outer.slice(0, -1).map(([lon, lat]): Position => [lon, lat]);
}

function polygonOf(outline: readonly Position[]): object {
  const [first] = outline;
  return { type: "Polygon", coordinates: [first ? [...outline, first] : outline] };
}
