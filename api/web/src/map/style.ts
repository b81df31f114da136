/** The style of the map: paper, context layers, grids, units; from back to front. */
import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from "maplibre-gl";
import { INK, NO_GRID, PAPER, SELECTED } from "./colours";
import { HAZARD_LAYERS } from "./hazardstyle";

/** Drawn by the browser: its own fonts, or the files that `fonts.ts` gives where it has none. */
export const FONT = "Noto Sans SC";
export const FONT_FAMILY =
  '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", sans-serif';

/** Layers of the service in drawing order, with how each is drawn. */
export const CONTEXT: Readonly<Record<string, readonly LayerSpecification[]>> = {
  communities: [
    line("communities", "edge", {
      "line-color": "#5d6b6f",
      "line-width": 1.6,
      "line-dasharray": [4, 2],
    }),
  ],
  water: [
    {
      ...base("water", "area"),
      type: "fill",
      filter: ["==", ["geometry-type"], "Polygon"],
      paint: { "fill-color": "#b9d8e6" },
    },
    line("water", "course", { "line-color": "#8fbfd6", "line-width": 2 }),
  ],
  compounds: [
    {
      ...base("compounds", "area"),
      type: "fill",
      paint: { "fill-color": "#e6dfcf", "fill-opacity": 0.35 },
    },
    line("compounds", "edge", {
      "line-color": "#9a8763",
      "line-width": 1,
      "line-dasharray": [2, 1.5],
    }),
  ],
  roads: [
    line("roads", "casing", { "line-color": "#cfc9bb", "line-width": widths(1.6, 9) }),
    line("roads", "fill", { "line-color": "#ffffff", "line-width": widths(0.8, 7) }),
  ],
  railways: [
    line("railways", "track", {
      "line-color": "#7c7c7c",
      "line-width": 2,
      "line-dasharray": [3, 3],
    }),
  ],
  buildings: [
    {
      ...base("buildings", "area"),
      type: "fill",
      minzoom: 14.5,
      paint: { "fill-color": "#8c8577", "fill-opacity": 0.45 },
    },
  ],
  hazards: HAZARD_LAYERS,
  stations: [circle("stations", "#14505c", 6)],
};

/** Layers drawn over the colours of grids, under their boundaries; those of no list lie under both. */
export const OVER = ["buildings", "roads", "railways", "compounds"];
/** Layers drawn over the boundaries. */
export const TOP = ["communities", "hazards", "stations"];

/** Colours that `changes.ts` gives to outlines of units, and the mark of those that are selected. */
const FLASH: ExpressionSpecification = ["feature-state", "flash"];
const NOTE: ExpressionSpecification = ["feature-state", "note"];
const MARKED: ExpressionSpecification = ["boolean", ["feature-state", "marked"], false];

/** What is drawn of the open plan, from back to front. */
export function planLayers(): LayerSpecification[] {
  return [
    {
      id: "grids-fill",
      source: "grids",
      type: "fill",
      paint: {
        "fill-color": stated("fill", "rgba(0,0,0,0)"),
        "fill-opacity": 0.62,
        "fill-antialias": false,
      },
    },
    {
      id: "units-fill",
      source: "units",
      "source-layer": "units",
      type: "fill",
      layout: { visibility: "none" },
      // Edges are drawn by lines of their own; smoothed ones double the work of a frame.
      paint: {
        "fill-color": stated("fill", NO_GRID),
        "fill-opacity": 0.68,
        "fill-antialias": false,
      },
    },
    {
      id: "units-edge",
      source: "units",
      "source-layer": "units",
      type: "line",
      minzoom: 13,
      layout: { visibility: "none" },
      paint: { "line-color": INK, "line-opacity": 0.28, "line-width": 0.6 },
    },
    {
      id: "grids-edge",
      source: "grids",
      type: "line",
      layout: { "line-join": "round" },
      paint: { "line-color": INK, "line-width": widths(1, 3) },
    },
    {
      id: "units-marked",
      source: "units",
      "source-layer": "units",
      type: "line",
      layout: { visibility: "none" },
      paint: {
        "line-color": ["coalesce", FLASH, ["case", MARKED, SELECTED, ["coalesce", NOTE, SELECTED]]],
        "line-opacity": 0,
        "line-width": ["case", MARKED, 3, ["!=", FLASH, null], 4, ["!=", NOTE, null], 2.5, 0],
      },
    },
    {
      id: "grids-marked",
      source: "grids",
      type: "line",
      layout: { "line-join": "round" },
      paint: {
        "line-color": SELECTED,
        "line-opacity": 0,
        "line-width": ["case", MARKED, 4, 0],
      },
    },
    {
      id: "grids-label",
      source: "labels",
      type: "symbol",
      layout: {
        "text-field": ["get", "text"],
        "text-font": [FONT],
        "text-size": ["interpolate", ["linear"], ["zoom"], 12, 10, 16, 15],
        "text-padding": 4,
      },
      paint: { "text-color": INK, "text-halo-color": "#ffffff", "text-halo-width": 1.6 },
    },
  ];
}

/** Return the style before anything is known: empty paper. */
export function paper(): StyleSpecification {
  const nothing = { type: "FeatureCollection" as const, features: [] };
  return {
    version: 8,
    sources: {
      grids: { type: "geojson", data: nothing, promoteId: "grid_code", tolerance: 0.2 },
      labels: { type: "geojson", data: nothing },
    },
    layers: [{ id: "paper", type: "background", paint: { "background-color": PAPER } }],
  };
}

function stated(name: string, otherwise: string): ExpressionSpecification {
  return ["coalesce", ["feature-state", name], otherwise];
}

function widths(far: number, near: number): ExpressionSpecification {
  return ["interpolate", ["exponential", 1.5], ["zoom"], 11, far, 18, near];
}

function base(layer: string, part: string) {
  return { id: `${layer}-${part}`, source: layer, "source-layer": layer };
}

function line(
  layer: string,
  part: string,
  paint: Extract<LayerSpecification, { type: "line" }>["paint"] & object,
): LayerSpecification {
  return { ...base(layer, part), type: "line", layout: { "line-join": "round" }, paint };
}

function circle(
  layer: string,
  colour: string | ExpressionSpecification,
  radius: number,
): LayerSpecification {
  return {
    ...base(layer, "dot"),
    type: "circle",
    paint: {
      "circle-color": colour,
      "circle-radius": ["interpolate", ["linear"], ["zoom"], 11, radius * 0.6, 17, radius * 1.5],
      "circle-stroke-color": "#ffffff",
      "circle-stroke-width": 1.5,
    },
  };
}
