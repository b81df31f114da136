/** Routes of a patrol on the map: each in its colour, stops with numbers, what was left out. */
import type { Feature } from "geojson";
import type { LayerSpecification } from "maplibre-gl";
import type { Position } from "../api/types";
import { INK } from "./colours";
import type { MapView } from "./mapview";
import { FONT } from "./style";

const NAME = "patrol";
const OUTLINE = "patrol-closed";
const DONE = "#1f6b4a";
const SKIPPED = "#a34400";
const CLOSED = "#9c1c3a";

export interface DrawnStop {
  readonly label: string;
  readonly place: Position;
  readonly state: "done" | "skipped" | "open";
}

export interface DrawnRoute {
  readonly colour: string;
  readonly lines: readonly (readonly Position[])[];
  readonly start: Position;
  readonly stops: readonly DrawnStop[];
  /** Whether another route stands out. */
  readonly isPale: boolean;
}

const LAYERS: readonly LayerSpecification[] = [
  {
    id: "patrol-casing",
    type: "line",
    source: NAME,
    filter: ["==", ["geometry-type"], "LineString"],
    layout: { "line-join": "round", "line-cap": "round" },
    paint: { "line-color": "#ffffff", "line-width": 8, "line-opacity": ["get", "opacity"] },
  },
  {
    id: "patrol-lines",
    type: "line",
    source: NAME,
    filter: ["==", ["geometry-type"], "LineString"],
    layout: { "line-join": "round", "line-cap": "round" },
    paint: { "line-color": ["get", "colour"], "line-width": 4, "line-opacity": ["get", "opacity"] },
  },
  {
    id: "patrol-places",
    type: "circle",
    source: NAME,
    filter: ["==", ["geometry-type"], "Point"],
    paint: {
      "circle-radius": ["get", "radius"],
      "circle-color": ["get", "colour"],
      "circle-opacity": ["get", "opacity"],
      "circle-stroke-color": ["get", "ring"],
      "circle-stroke-width": 3,
      "circle-stroke-opacity": ["get", "opacity"],
    },
  },
  {
    id: "patrol-numbers",
    type: "symbol",
    source: NAME,
    filter: ["has", "label"],
    layout: {
      "text-field": ["get", "label"],
      "text-font": [FONT],
      "text-size": 12,
      "text-allow-overlap": true,
      "text-ignore-placement": true,
    },
    paint: { "text-color": "#ffffff", "text-opacity": ["get", "opacity"] },
  },
];

const OUTLINE_LAYERS: readonly LayerSpecification[] = [
  {
    id: "patrol-closed-fill",
    type: "fill",
    source: OUTLINE,
    filter: ["==", ["geometry-type"], "Polygon"],
    paint: { "fill-color": CLOSED, "fill-opacity": 0.25 },
  },
  {
    id: "patrol-closed-line",
    type: "line",
    source: OUTLINE,
    filter: ["!=", ["geometry-type"], "Point"],
    paint: { "line-color": CLOSED, "line-width": 2.5, "line-dasharray": [2, 1] },
  },
  {
    id: "patrol-closed-vertices",
    type: "circle",
    source: OUTLINE,
    filter: ["==", ["geometry-type"], "Point"],
    paint: {
      "circle-radius": 5,
      "circle-color": CLOSED,
      "circle-stroke-color": "#ffffff",
      "circle-stroke-width": 2,
    },
  },
];

/** Draw the routes of a patrol and what was left out; null takes them away. */
export function showPatrol(
  map: MapView,
  routes: readonly DrawnRoute[] | null,
  leftOut: readonly Position[] = [],
): void {
  if (routes === null) {
    map.draw(NAME, null, LAYERS);
    return;
  }
  const left = leftOut.map((place) =>
    point(place, { label: "×", colour: "#6b6b6b", ring: "#ffffff", radius: 9, opacity: 1 }),
  );
  // The route that stands out lies over the others.
  const ordered = [...routes].sort((one, other) => Number(other.isPale) - Number(one.isPale));
  map.draw(NAME, [...ordered.flatMap(linesOf), ...left, ...ordered.flatMap(placesOf)], LAYERS);
}

/** Draw ground whose roads are closed, and the outline that is being drawn; empty for none. */
export function showClosed(
  map: MapView,
  closed: readonly (readonly Position[])[],
  drawing: readonly Position[],
): void {
  const shapes: Feature[] = closed.map((outline) => ({
    type: "Feature",
    properties: {},
    geometry: { type: "Polygon", coordinates: [ringOf(outline)] },
  }));
  if (drawing.length > 1) shapes.push(line(drawing, {}));
  shapes.push(...drawing.map((place) => point(place, {})));
  map.draw(OUTLINE, shapes.length > 0 ? shapes : null, OUTLINE_LAYERS);
}

function linesOf({ colour, lines, isPale }: DrawnRoute): Feature[] {
  const shown = { colour, opacity: isPale ? 0.25 : 0.9 };
  return lines.filter((one) => one.length > 1).map((one) => line(one, shown));
}

function placesOf({ colour, start, stops, isPale }: DrawnRoute): Feature[] {
  const opacity = isPale ? 0.3 : 1;
  const begin = point(start, { colour: "#ffffff", ring: INK, radius: 7, opacity });
  const numbered = stops.map(({ place, label, state }) => {
    const fill = state === "done" ? DONE : state === "skipped" ? SKIPPED : colour;
    return point(place, { label, colour: fill, ring: colour, radius: 11, opacity });
  });
  return [begin, ...numbered];
}

function line(places: readonly Position[], properties: object): Feature {
  return {
    type: "Feature",
    properties: { ...properties },
    geometry: { type: "LineString", coordinates: places.map((one) => [...one]) },
  };
}

function point(place: Position, properties: object): Feature {
  return {
    type: "Feature",
    properties: { ...properties },
    geometry: { type: "Point", coordinates: [...place] },
  };
}

function ringOf(outline: readonly Position[]): number[][] {
  const ring = outline.map((one) => [...one]);
  return ring[0] ? [...ring, ring[0]] : ring;
}
