/** What is drawn of files that are looked at: their features, and the places of their faults. */
import type { Feature } from "geojson";
import type { App } from "../../app/app";
import type { MapView } from "../../map/mapview";
import type { Numbered } from "./faults";
import type { Preview, SeenTable } from "./types";

type DrawnLayers = Parameters<MapView["draw"]>[2];

const FEATURES = "importing-features";
const PLACES = "importing-places";
const CARRIED = "importing-carried";
const ERROR = "#9c1c3a";
const WARNING = "#a34400";
const PLAIN = "#0f6b7a";
const FILLED = ["buildings", "water"];

const byError = ["==", ["get", "severity"], "error"];
const byCommunity = ["==", ["get", "layer"], "communities"];
const colour = [
  "match",
  ["get", "severity"],
  "error",
  ERROR,
  "warning",
  WARNING,
  PLAIN,
] as unknown as string;

const FEATURE_LAYERS = [
  {
    id: `${FEATURES}-area`,
    source: FEATURES,
    type: "fill",
    filter: ["==", ["geometry-type"], "Polygon"],
    // Outlines lie over each other: only what is built and what is wrong is filled.
    paint: {
      "fill-color": colour,
      "fill-opacity": [
        "case",
        byError,
        0.4,
        ["in", ["get", "layer"], ["literal", FILLED]],
        0.3,
        0.04,
      ],
    },
  },
  {
    id: `${FEATURES}-line`,
    source: FEATURES,
    type: "line",
    filter: ["!=", ["geometry-type"], "Point"],
    paint: { "line-color": colour, "line-width": ["case", byError, 3, byCommunity, 2, 0.9] },
  },
  {
    id: `${FEATURES}-dot`,
    source: FEATURES,
    type: "circle",
    filter: ["==", ["geometry-type"], "Point"],
    paint: {
      "circle-color": colour,
      "circle-radius": ["case", byError, 5, 3.5],
      "circle-stroke-color": "#ffffff",
      "circle-stroke-width": 1,
    },
  },
] as unknown as DrawnLayers;

const PLACE_LAYERS = [
  {
    id: `${PLACES}-ring`,
    source: PLACES,
    type: "circle",
    paint: {
      // Size tells severities apart too, for those who do not see the colours.
      "circle-radius": ["match", ["get", "severity"], "error", 8, "warning", 6, 4],
      "circle-color": colour,
      "circle-opacity": ["case", ["get", "picked"], 0.9, 0.35],
      "circle-stroke-color": ["case", ["get", "picked"], "#d6006c", colour],
      "circle-stroke-width": ["case", ["get", "picked"], 4, 2],
    },
  },
] as unknown as DrawnLayers;

const CARRIED_LAYERS = [
  {
    id: `${CARRIED}-line`,
    source: CARRIED,
    type: "line",
    paint: { "line-color": "#6a2a8c", "line-width": 1.6, "line-dasharray": [3, 1.5] },
  },
] as unknown as DrawnLayers;

/** Draw known buildings or roads as the datum of a table's points has them, or none. */
export function drawCarried(map: MapView, seen: SeenTable | null): void {
  const shapes = seen?.origin?.carried.features;
  map.draw(CARRIED, shapes ? [...shapes] : null, CARRIED_LAYERS);
}

/** Draw the features of every table. */
export function drawFeatures(map: MapView, preview: Preview | null): void {
  const shapes = preview?.tables.filter((one) => !one.left_out).flatMap(shapesOf);
  map.draw(FEATURES, shapes ?? null, FEATURE_LAYERS);
}

function shapesOf({ layer, features }: SeenTable): Feature[] {
  return features.features.map((one) => ({ ...one, properties: { ...one.properties, layer } }));
}

/** Draw the places of faults over the features, the one that is picked marked. */
export function drawPlaces(
  map: MapView,
  faults: readonly Numbered[] | null,
  picked: number | null,
): void {
  map.draw(
    PLACES,
    faults === null ? null : faults.flatMap((one) => placeOf(one, picked)),
    PLACE_LAYERS,
  );
}

function placeOf({ fault, number }: Numbered, picked: number | null): Feature[] {
  if (fault.place === null) return [];
  return [
    {
      type: "Feature",
      geometry: { type: "Point", coordinates: [...fault.place] },
      properties: { severity: fault.severity, picked: number === picked },
    },
  ];
}

/** Show all that was found; places that are far from everything else are left to the list. */
export function flyToAll(app: App, preview: Preview): void {
  const boxes = preview.tables.flatMap((one) => (one.bounds && !one.left_out ? [one.bounds] : []));
  if (boxes.length === 0 || app.map === null) return;
  app.map.flyTo([
    Math.min(...boxes.map(([west]) => west)),
    Math.min(...boxes.map(([, south]) => south)),
    Math.max(...boxes.map(([, , east]) => east)),
    Math.max(...boxes.map(([, , , north]) => north)),
  ]);
}
