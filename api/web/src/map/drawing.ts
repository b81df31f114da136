/** What tools show on the map: the target, the keyboard's unit, a line that divides; and strokes. */
import type { Feature } from "geojson";
import type { LayerSpecification } from "maplibre-gl";
import type { GridFeature, Position } from "../api/types";
import { INK, NO_GRID, SELECTED } from "./colours";
import type { MapView, Pixel } from "./mapview";
import { FONT } from "./style";

const TARGET = "editing-target";
const CURSOR = "editing-cursor";
const LINE = "editing-line";
const LOCKS = "editing-locks";
/** Pixels between two places of a stroke at which it is looked which unit lies there. */
const STEP_PX = 6;
const MOST_STEPS = 16;

const TARGET_LAYERS: readonly LayerSpecification[] = [
  stroke("editing-target-back", TARGET, { "line-color": "#ffffff", "line-width": 7 }),
  stroke("editing-target-front", TARGET, {
    "line-color": INK,
    "line-width": 3.5,
    "line-dasharray": [2, 1.2],
  }),
];

const CURSOR_LAYERS: readonly LayerSpecification[] = [
  ring("editing-cursor-back", 11, "#ffffff", 6),
  ring("editing-cursor-front", 11, SELECTED, 3),
];

const LINE_LAYERS: readonly LayerSpecification[] = [
  stroke("editing-line-back", LINE, { "line-color": "#ffffff", "line-width": 6 }),
  stroke("editing-line-front", LINE, { "line-color": SELECTED, "line-width": 3 }),
  {
    id: "editing-line-vertices",
    type: "circle",
    source: LINE,
    filter: ["==", ["geometry-type"], "Point"],
    paint: {
      "circle-radius": 5,
      "circle-color": SELECTED,
      "circle-stroke-color": "#ffffff",
      "circle-stroke-width": 2,
    },
  },
];

const LOCK_LAYERS: readonly LayerSpecification[] = [
  locks("editing-locks-units", 0, [0, 0], 15),
  locks("editing-locks-grids", 1, [0, 1.9], 12),
];

/** Outline the grid into which units are to go; null for none. */
export function showTarget(view: MapView, grid: GridFeature | null): void {
  const shapes = grid?.geometry ? [grid as Feature] : null;
  view.draw(TARGET, shapes, TARGET_LAYERS);
}

/** Ring the unit at which the keyboard is, and bring it into view; null for none. */
export function showCursor(view: MapView, place: Position | null): void {
  view.draw(CURSOR, place && [point(place)], CURSOR_LAYERS);
  if (place === null) return;
  const [west, south, east, north] = view.bounds();
  const [x, y] = place;
  const isSeen = x > west && x < east && y > south && y < north;
  if (!isSeen) view.library.easeTo({ center: [x, y], duration: 0 });
}

/** Draw a line with its vertices; empty for none. */
export function showLine(view: MapView, line: readonly Position[]): void {
  if (line.length === 0) {
    view.draw(LINE, null, LINE_LAYERS);
    return;
  }
  const way: Feature = {
    type: "Feature",
    properties: {},
    geometry: { type: "LineString", coordinates: line.map((one) => [...one]) },
  };
  view.draw(LINE, line.length > 1 ? [way, ...line.map(point)] : line.map(point), LINE_LAYERS);
}

/** Write a word at places where something is locked; under the label where that is a grid. */
export function showLocks(
  view: MapView,
  word: string,
  places: { readonly units: readonly Position[]; readonly grids: readonly Position[] },
): void {
  const shapes = [
    ...places.units.map((place) => ({ ...point(place), properties: { word, under: 0 } })),
    ...places.grids.map((place) => ({ ...point(place), properties: { word, under: 1 } })),
  ];
  view.draw(LOCKS, shapes.length > 0 ? shapes : null, LOCK_LAYERS);
}

/** Return the colour in which a grid is drawn; null is no grid. */
export function colourOfGrid(view: MapView, code: string | null): string {
  if (code === null) return NO_GRID;
  const fill: unknown = view.library.getFeatureState({ source: "grids", id: code })?.fill;
  return typeof fill === "string" ? fill : NO_GRID;
}

/** Return the row of the unit at a pixel; null where there is none. */
export function unitRowAt(view: MapView, at: Pixel): number | null {
  return view.unitRowsAt(at)[0] ?? null;
}

/** Return the rows of the units over which a way leads, close enough to miss none that is seen. */
export function unitRowsAlong(view: MapView, way: readonly Pixel[]): Set<number> {
  const rows = new Set<number>();
  for (const at of stepsOf(way)) for (const row of view.unitRowsAt(at)) rows.add(row);
  return rows;
}

/** Return how far a number of pixels reaches, in degrees of longitude and latitude. */
export function reachAt(view: MapView, [x, y]: Pixel, pixels: number): Position {
  const [west, north] = view.placeOf([x, y]);
  const [east, south] = view.placeOf([x + pixels, y + pixels]);
  return [Math.abs(east - west), Math.abs(north - south)];
}

/** Whether a finger draws, so that the browser must not take its way for scrolling. */
export function setTouch(view: MapView, draws: boolean): void {
  view.library.getCanvas().style.touchAction = draws ? "none" : "";
}

/** Let the keyboard move from unit to unit instead of moving the map; or the map again. */
export function setKeyboard(view: MapView, movesMap: boolean): void {
  if (movesMap) view.library.keyboard.enable();
  else view.library.keyboard.disable();
}

export function zoomBy(view: MapView, steps: number): void {
  view.library.easeTo({ zoom: view.library.getZoom() + steps, duration: 150 });
}

/** The element that has the focus while the map is worked by keys. */
export function focusOf(view: MapView): HTMLElement {
  return view.library.getCanvas();
}

/** Return the width and height of the map in pixels. */
export function sizeOf(view: MapView): Pixel {
  const { clientWidth, clientHeight } = view.library.getContainer();
  return [clientWidth, clientHeight];
}

/** Call whenever the map is moved, until the returned function is called. */
export function onMove(view: MapView, call: () => void): () => void {
  view.library.on("move", call);
  return () => view.library.off("move", call);
}

function* stepsOf(way: readonly Pixel[]): Generator<Pixel> {
  const [first] = way;
  if (first === undefined) return;
  yield first;
  const lengths = way.slice(1).map((end, n) => distance(way[n] as Pixel, end));
  const length = lengths.reduce((sum, one) => sum + one, 0);
  const step = Math.max(STEP_PX, length / MOST_STEPS);
  let ahead = step;
  for (const [n, leg] of lengths.entries()) {
    const [from, to] = [way[n], way[n + 1]] as [Pixel, Pixel];
    for (; ahead <= leg; ahead += step) yield between(from, to, ahead / leg);
    ahead -= leg;
  }
  yield way[way.length - 1] as Pixel;
}

function distance(one: Pixel, other: Pixel): number {
  return Math.hypot(one[0] - other[0], one[1] - other[1]);
}

function between([x, y]: Pixel, [u, v]: Pixel, share: number): Pixel {
  return [x + share * (u - x), y + share * (v - y)];
}

function point(place: Position): Feature {
  return {
    type: "Feature",
    properties: {},
    geometry: { type: "Point", coordinates: [...place] },
  };
}

function stroke(
  id: string,
  source: string,
  paint: (LayerSpecification & { type: "line" })["paint"] & object,
): LayerSpecification {
  const layout = { "line-join": "round", "line-cap": "butt" } as const;
  return { id, type: "line", source, layout, paint };
}

function ring(id: string, radius: number, colour: string, width: number): LayerSpecification {
  return {
    id,
    type: "circle",
    source: CURSOR,
    paint: {
      "circle-radius": radius,
      "circle-opacity": 0,
      "circle-stroke-color": colour,
      "circle-stroke-width": width,
    },
  };
}

function locks(
  id: string,
  under: number,
  offset: [number, number],
  minzoom: number,
): LayerSpecification {
  return {
    id,
    type: "symbol",
    source: LOCKS,
    minzoom,
    filter: ["==", ["get", "under"], under],
    layout: {
      "text-field": ["get", "word"],
      "text-font": [FONT],
      "text-size": 11,
      "text-offset": offset,
      "text-allow-overlap": true,
      "text-ignore-placement": true,
    },
    paint: { "text-color": "#ffffff", "text-halo-color": INK, "text-halo-width": 3 },
  };
}
