/** What viewing asks of the map library: clicks, moves, marks, base maps, a picture of it all. */
import type { Feature } from "geojson";
import {
  addProtocol,
  type ExpressionSpecification,
  type LayerSpecification,
  type Map as LibraryMap,
} from "maplibre-gl";
import { Protocol } from "pmtiles";
import type { Basemap, Bounds, Position } from "../api/types";
import { SELECTED } from "./colours";
import { KEYS, type MapView, type Pixel } from "./mapview";

const LABELS = "grids-label";
const MARK = ["chosen-line", "chosen-ring"] as const;
const CIRCLES = "service-circles";
const BASEMAP = ["basemap", "basemap-labels"] as const;

/** The columns that name what is drawn of a plan. */
const OF_PLAN: Readonly<Record<string, string>> = { grids: "grid_code", units: "unit_id" };

/** Call with the pixel and the place of each click that no tool wants; a tool sets the cursor. */
export function onTouch(view: MapView, call: (pixel: Pixel, place: Position) => void): () => void {
  const listen = ({ point, lngLat }: { point: { x: number; y: number }; lngLat: LngLat }) => {
    if (view.library.getCanvas().style.cursor !== "") return;
    call([point.x, point.y], [lngLat.lng, lngLat.lat]);
  };
  view.library.on("click", listen);
  return () => view.library.off("click", listen);
}

interface LngLat {
  readonly lng: number;
  readonly lat: number;
}

/** Call whenever the map has come to rest. */
export function onMoved(view: MapView, call: () => void): () => void {
  view.library.on("moveend", call);
  return () => view.library.off("moveend", call);
}

/** Keep the lower part of the map clear, as a share of its height: something lies over it. */
export function keepClear(view: MapView, share: number): void {
  const bottom = Math.round(view.library.getContainer().clientHeight * share);
  if (view.library.getPadding().bottom !== bottom)
    view.library.setPadding({ top: 0, right: 0, left: 0, bottom });
}

export function showLabels(view: MapView, visible: boolean): void {
  const { library } = view;
  if (library.getLayer(LABELS))
    library.setLayoutProperty(LABELS, "visibility", visible ? "visible" : "none");
}

/** Mark one feature of a layer over all others, or none. */
export function markFeature(view: MapView, thing: { layer: string; id: string } | null): void {
  const { library } = view;
  for (const id of MARK) if (library.getLayer(id)) library.removeLayer(id);
  if (thing === null || !library.getSource(thing.layer)) return;
  const key = OF_PLAN[thing.layer] ?? KEYS[thing.layer];
  if (key === undefined) return;
  const from = {
    source: thing.layer,
    ...(thing.layer === "grids" ? {} : { "source-layer": thing.layer }),
    filter: ["==", ["to-string", ["get", key]], thing.id] as ExpressionSpecification,
  };
  const line: LayerSpecification = {
    id: MARK[0],
    type: "line",
    ...from,
    layout: { "line-join": "round" },
    paint: { "line-color": SELECTED, "line-width": 4 },
  };
  const ring: LayerSpecification = {
    id: MARK[1],
    type: "circle",
    ...from,
    filter: ["all", ["==", ["geometry-type"], "Point"], from.filter],
    paint: {
      "circle-radius": 13,
      "circle-color": "rgba(0,0,0,0)",
      "circle-stroke-color": SELECTED,
      "circle-stroke-width": 4,
    },
  };
  library.addLayer(line, library.getLayer(LABELS) ? LABELS : undefined);
  library.addLayer(ring);
}

/** Colour compounds by a property, or give them their own faint colour back. */
export function colourCompounds(
  view: MapView,
  by: { property: string; colours: readonly (readonly [string, string])[]; rest: string } | null,
): void {
  const { library } = view;
  if (!library.getLayer("compounds-area")) return;
  const colour = by
    ? ([
        "match",
        ["to-string", ["get", by.property]],
        ...by.colours.flat(),
        by.rest,
      ] as unknown as ExpressionSpecification)
    : "#e6dfcf";
  library.setPaintProperty("compounds-area", "fill-color", colour);
  library.setPaintProperty("compounds-area", "fill-opacity", by ? 0.8 : 0.35);
}

/** Draw service circles, or none: adults by a full line, elders by a broken one. */
export function showCircles(view: MapView, shapes: readonly Feature[]): void {
  view.draw(CIRCLES, shapes.length > 0 ? shapes : null, CIRCLE_LAYERS);
  if (shapes.length > 0 && view.library.getLayer(LABELS)) {
    for (const { id } of CIRCLE_LAYERS) view.library.moveLayer(id, LABELS);
  }
}

export const CIRCLE_COLOURS = { adult: "#14505c", elder: "#a34400" } as const;
const CIRCLE_LAYERS: LayerSpecification[] = [
  {
    id: "circles-area",
    source: CIRCLES,
    type: "fill",
    filter: ["all", ["get", "isArea"], ["!", ["get", "isDim"]]],
    paint: {
      "fill-color": [
        "match",
        ["get", "walker"],
        "elder",
        CIRCLE_COLOURS.elder,
        CIRCLE_COLOURS.adult,
      ],
      "fill-opacity": 0.07,
    },
  },
  ...(["adult", "elder"] as const).map(
    (walker): LayerSpecification => ({
      id: `circles-${walker}`,
      source: CIRCLES,
      type: "line",
      filter: ["==", ["get", "walker"], walker],
      paint: {
        "line-color": CIRCLE_COLOURS[walker],
        "line-width": ["case", ["get", "isDim"], 1, 2.2],
        "line-opacity": ["case", ["get", "isDim"], 0.35, 1],
        ...(walker === "elder" ? { "line-dasharray": [3, 2] } : {}),
      },
    }),
  ),
];

let knowsPmtiles = false;

/** Draw a base map under everything, or paper. */
export function showBasemap(view: MapView, basemap: Basemap | null): void {
  const { library } = view;
  for (const id of BASEMAP) {
    if (library.getLayer(id)) library.removeLayer(id);
    if (library.getSource(id)) library.removeSource(id);
  }
  if (basemap === null) return;
  if (basemap.kind === "pmtiles" && !knowsPmtiles) {
    addProtocol("pmtiles", new Protocol().tile);
    knowsPmtiles = true;
  }
  const above = library.getStyle().layers.find((one) => one.id !== "paper")?.id;
  addRaster(library, BASEMAP[0], basemap, basemap.urls, above);
  if (basemap.labels.length > 0) addRaster(library, BASEMAP[1], basemap, basemap.labels, LABELS);
}

function addRaster(
  library: LibraryMap,
  id: string,
  { kind, attribution, max_zoom: maxzoom }: Basemap,
  urls: readonly string[],
  above: string | undefined,
): void {
  const whole = urls.map((one) => (one.startsWith("/") ? `${location.origin}${one}` : one));
  const where = kind === "pmtiles" ? { url: `pmtiles://${whole[0]}` } : { tiles: whole };
  library.addSource(id, { type: "raster", tileSize: 256, attribution, maxzoom, ...where });
  const layer: LayerSpecification = { id, source: id, type: "raster" };
  library.addLayer(layer, above !== undefined && library.getLayer(above) ? above : undefined);
}

/** Show bounds at once, without a flight. */
export function showBounds(view: MapView, bounds: Bounds): void {
  view.library.fitBounds([...bounds], { padding: 60, maxZoom: 17.5, duration: 0 });
}

export interface Picture {
  readonly url: string;
  /** Width and height in pixels of the screen. */
  readonly width: number;
  readonly height: number;
}

/** Return the map as it is seen, at twice the pixels, once everything in it is drawn. */
export async function pictureOf(view: MapView): Promise<Picture> {
  const { library } = view;
  const before = library.getPixelRatio();
  library.setPixelRatio(2);
  try {
    await settled(library);
    const url = await drawn(library);
    const { clientWidth: width, clientHeight: height } = library.getContainer();
    return { url, width, height };
  } finally {
    library.setPixelRatio(before);
  }
}

function settled(library: LibraryMap): Promise<void> {
  return new Promise((resolve) => {
    library.once("idle", () => resolve());
    library.triggerRepaint();
  });
}

/** The drawing lasts until the browser shows it: it has to be copied while it is made. */
function drawn(library: LibraryMap): Promise<string> {
  return new Promise((resolve) => {
    library.once("render", () => resolve(library.getCanvas().toDataURL("image/png")));
    library.triggerRepaint();
  });
}
