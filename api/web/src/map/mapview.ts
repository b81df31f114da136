/** The one module that speaks to the map library: what to show goes in, what was touched comes out. */
import {
  AttributionControl,
  type GeoJSONSource,
  type LayerSpecification,
  Map as LibraryMap,
  type MapGeoJSONFeature,
  NavigationControl,
  ScaleControl,
  setWorkerUrl,
} from "maplibre-gl";
import "maplibre-gl/dist/maplibre-gl.css";
import type { Feature, Geometry } from "geojson";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import type { Bounds, GridFeature, Lang, LayerInfo, Position } from "../api/types";
import type { FontFile } from "./fonts";
import { CONTEXT, FONT, FONT_FAMILY, OVER, paper, planLayers, TOP } from "./style";

setWorkerUrl(workerUrl);

const UNITS_LEAST_ZOOM = 10;
const DEEPEST_ZOOM = 16;
const HIGHEST_ZOOM = 24;
/** From here on a unit is some ten pixels wide. */
const NEAR_ZOOM = 14;
const EDGES_ZOOM = 13;
const PLAN_LAYERS = planLayers();

/** The column that names a feature of each layer. */
export const KEYS: Readonly<Record<string, string>> = {
  communities: "community_code",
  compounds: "compound_id",
  buildings: "building_id",
  roads: "road_id",
  water: "water_id",
  railways: "railway_id",
  bridges: "bridge_id",
  nets: "net_grid_id",
  stations: "station_id",
  hazards: "hazard_id",
};

export type Pixel = readonly [x: number, y: number];

export interface Touched {
  readonly layer: string;
  readonly id: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

export interface Camera {
  readonly centre: Position;
  readonly zoom: number;
}

export interface MapOptions {
  readonly bounds?: Bounds | null;
  readonly camera?: Camera | null;
  readonly fonts?: readonly FontFile[];
  readonly lang?: Lang;
}

const LOCALE: Readonly<Record<Lang, Record<string, string>>> = {
  zh: {
    "NavigationControl.ZoomIn": "放大",
    "NavigationControl.ZoomOut": "缩小",
    "AttributionControl.ToggleAttribution": "数据来源",
    "Map.Title": "地图",
    "ScaleControl.Meters": "米",
    "ScaleControl.Kilometers": "公里",
  },
  en: {},
};

export class MapView {
  /** For what no method below gives; only modules of `src/map/` may use it. */
  readonly library: LibraryMap;
  readonly ready: Promise<void>;
  private readonly fills = new Map<string, string>();
  private readonly marks = { units: new Set<number>(), grids: new Set<string>() };
  private readonly versions = new Map<string, number>();
  private grids = new Map<string, GridFeature>();

  constructor(container: HTMLElement, options: MapOptions = {}) {
    const style = paper();
    if (options.fonts?.length) style["font-faces"] = { [FONT]: [...options.fonts] };
    this.library = new LibraryMap({
      container,
      style,
      localIdeographFontFamily: FONT_FAMILY,
      locale: LOCALE[options.lang ?? "zh"],
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      maxZoom: 20,
      fadeDuration: 0,
      ...begin(options),
    });
    this.library.touchZoomRotate.disableRotation();
    this.library.addControl(new NavigationControl({ showCompass: false }), "bottom-right");
    this.library.addControl(new ScaleControl({ maxWidth: 120 }), "bottom-left");
    this.library.addControl(new AttributionControl({ compact: true }), "bottom-right");
    this.ready = new Promise((resolve) => {
      // Not "load", which waits for every tile of the first view.
      this.library.once("style.load", () => resolve());
    });
  }

  /** Draw the layers of the service, in an order that does not depend on when they came. */
  showLayers(layers: readonly LayerInfo[]): void {
    for (const { name, version, bounds } of layers) {
      if (!(name in CONTEXT) || !this.isNewer(name, version)) continue;
      this.library.addSource(name, {
        type: "vector",
        tiles: [address(`/tiles/layers/${name}/${version}/{z}/{x}/{y}.mvt`)],
        minzoom: name === "buildings" ? UNITS_LEAST_ZOOM : 0,
        maxzoom: DEEPEST_ZOOM,
        ...(bounds ? { bounds: [...bounds] } : {}),
      });
    }
    this.arrange();
  }

  /** Whether a layer is not drawn in this version yet; the version before it is taken away. */
  private isNewer(name: string, version: number): boolean {
    if (this.versions.get(name) === version) return false;
    this.versions.set(name, version);
    for (const { id } of CONTEXT[name] ?? []) {
      if (this.library.getLayer(id)) this.library.removeLayer(id);
    }
    if (this.library.getSource(name)) this.library.removeSource(name);
    return true;
  }

  setLayerVisible(name: string, visible: boolean): void {
    for (const { id } of CONTEXT[name] ?? []) this.setVisible(id, visible);
  }

  /** Show the units of a set, or none; their colours are told by `paintUnits`. */
  showUnits(setId: string | null, bounds: Bounds | null = null): void {
    // Those of other modules too: a source goes only when no layer draws it.
    for (const id of this.library.getLayersOrder()) {
      if (this.library.getLayer(id)?.source === "units") this.library.removeLayer(id);
    }
    if (this.library.getSource("units")) this.library.removeSource("units");
    this.marks.units.clear();
    if (setId === null) return;
    this.library.addSource("units", {
      type: "vector",
      tiles: [address(`/tiles/units/${setId}/{z}/{x}/{y}.mvt`)],
      minzoom: UNITS_LEAST_ZOOM,
      maxzoom: DEEPEST_ZOOM,
      ...(bounds ? { bounds: [...bounds] } : {}),
    });
    this.arrange();
  }

  /**
   * Fill the units (by row) or the grids; grids have outlines either way. "near" is the same to the
   * eye as "units": where units are too small to be told apart, their grids are filled instead.
   */
  fillBy(what: "units" | "near" | "grids"): void {
    const units = what !== "grids" && this.library.getSource("units") !== undefined;
    const from = what === "near" ? NEAR_ZOOM : 0;
    for (const id of ["units-fill", "units-edge", "units-marked"]) this.setVisible(id, units);
    this.setVisible("grids-fill", what !== "units" || !units);
    this.setZooms("units-fill", from, HIGHEST_ZOOM);
    this.setZooms("units-edge", Math.max(from, EDGES_ZOOM), HIGHEST_ZOOM);
    this.setZooms("units-marked", from, HIGHEST_ZOOM);
    this.setZooms("grids-fill", 0, units ? NEAR_ZOOM : HIGHEST_ZOOM);
  }

  /** Give units their colours; those of which `rows` says nothing keep theirs. */
  paintUnits(rows: Iterable<number>, fill: (row: number) => string | undefined): void {
    for (const row of rows) this.setUnitState(row, { fill: fill(row) ?? null });
  }

  /** Mark these units, by row, and no others. */
  markUnits(rows: ReadonlySet<number>): void {
    for (const row of this.marks.units)
      if (!rows.has(row)) this.setUnitState(row, { marked: false });
    for (const row of rows)
      if (!this.marks.units.has(row)) this.setUnitState(row, { marked: true });
    this.marks.units = new Set(rows);
    if (rows.size > 0) this.outlineUnits();
  }

  /** Draw outlines of units from now on: the layer is passed over until something is marked. */
  outlineUnits(): void {
    if (!this.library.getLayer("units-marked")) return;
    this.library.setPaintProperty("units-marked", "line-opacity", 1);
    this.setZooms("units-marked", 0, HIGHEST_ZOOM);
  }

  /** Mark these grids, by code, and no others. */
  markGrids(codes: ReadonlySet<string>): void {
    for (const id of this.marks.grids) this.setGridState(id, { marked: false });
    for (const id of codes) this.setGridState(id, { marked: true });
    this.marks.grids = new Set(codes);
    // Passed over while nothing is marked; other than visibility, this loads no tile again.
    this.library.setPaintProperty("grids-marked", "line-opacity", codes.size > 0 ? 1 : 0);
  }

  /** Draw these grids; only what differs from those drawn before is sent to the map. */
  showGrids(grids: ReadonlyMap<string, GridFeature>): void {
    const source = this.library.getSource<GeoJSONSource>("grids");
    const changed = [...grids.values()].filter((one) => this.grids.get(one.id) !== one);
    const gone = [...this.grids.keys()].filter((code) => !grids.has(code));
    const shaped = changed.filter((one) => one.geometry !== null) as Feature<Geometry>[];
    if (this.grids.size === 0) source?.setData({ type: "FeatureCollection", features: shaped });
    else if (changed.length + gone.length > 0) source?.updateData({ remove: gone, add: shaped });
    this.grids = new Map(grids);
  }

  /** Give grids their colours, by code. */
  paintGrids(fills: ReadonlyMap<string, string>): void {
    for (const [code, fill] of fills) {
      if (this.fills.get(code) === fill) continue;
      this.fills.set(code, fill);
      this.setGridState(code, { fill });
    }
  }

  /** Write texts on the map: those of grids, and what a theme wants said. */
  label(texts: readonly { readonly place: Position; readonly text: string }[]): void {
    this.library.getSource<GeoJSONSource>("labels")?.setData({
      type: "FeatureCollection",
      features: texts.map(({ place, text }) => ({
        type: "Feature",
        geometry: { type: "Point", coordinates: [...place] },
        properties: { text },
      })),
    });
  }

  /** Draw shapes of a feature's own over or under the rest; null takes them away. */
  draw(
    name: string,
    shapes: readonly Feature[] | null,
    layers: readonly LayerSpecification[],
  ): void {
    const known = this.library.getSource<GeoJSONSource>(name);
    if (shapes === null) {
      for (const { id } of layers) if (this.library.getLayer(id)) this.library.removeLayer(id);
      if (known) this.library.removeSource(name);
      return;
    }
    const data = { type: "FeatureCollection" as const, features: [...shapes] };
    if (known) known.setData(data);
    else this.library.addSource(name, { type: "geojson", data });
    for (const layer of layers) if (!this.library.getLayer(layer.id)) this.library.addLayer(layer);
  }

  /** Return what lies at a pixel, the topmost first; each thing once. */
  touchedAt([x, y]: Pixel, reach = 4): Touched[] {
    const around: [[number, number], [number, number]] = [
      [x - reach, y - reach],
      [x + reach, y + reach],
    ];
    const found = new Map<string, Touched>();
    const near = this.library.queryRenderedFeatures(around).filter(isPoint);
    for (const feature of [...near, ...this.library.queryRenderedFeatures([x, y])]) {
      const touched = touchedOf(feature);
      if (touched) found.set(`${touched.layer} ${touched.id}`, touched);
    }
    return [...found.values()];
  }

  /** Return the rows of the units that lie at a pixel or in a box of two pixels, as drawn. */
  unitRowsAt(where: Pixel | readonly [Pixel, Pixel]): number[] {
    if (!this.library.getLayer("units-fill")) return [];
    const query = where as [number, number] | [[number, number], [number, number]];
    const found = this.library.queryRenderedFeatures(query, { layers: ["units-fill"] });
    return [...new Set(found.map((one) => Number(one.id)))];
  }

  pixelOf(place: Position): Pixel {
    const { x, y } = this.library.project([...place]);
    return [x, y];
  }

  placeOf([x, y]: Pixel): Position {
    const { lng, lat } = this.library.unproject([x, y]);
    return [lng, lat];
  }

  camera(): Camera {
    const { lng, lat } = this.library.getCenter();
    return { centre: [lng, lat], zoom: this.library.getZoom() };
  }

  setCamera({ centre, zoom }: Camera): void {
    this.library.jumpTo({ center: [...centre], zoom });
  }

  bounds(): Bounds {
    const box = this.library.getBounds();
    return [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()];
  }

  flyTo(where: Position | Bounds, zoom = 16.5): void {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (where.length === 2) {
      const nearer = Math.max(zoom, this.library.getZoom());
      this.library.easeTo({ center: [...where], zoom: nearer, duration: calm ? 0 : 600 });
    } else {
      this.library.fitBounds([...where], { padding: 60, maxZoom: 17.5, duration: calm ? 0 : 600 });
    }
  }

  /** Whether dragging moves the map; a tool that draws by dragging turns it off. */
  setDragging(moves: boolean): void {
    if (moves) this.library.dragPan.enable();
    else this.library.dragPan.disable();
  }

  setCursor(cursor: string): void {
    this.library.getCanvas().style.cursor = cursor;
  }

  resize(): void {
    this.library.resize();
  }

  destroy(): void {
    this.library.remove();
  }

  private setUnitState(row: number, state: Record<string, unknown>): void {
    if (!this.library.getSource("units")) return;
    this.library.setFeatureState({ source: "units", sourceLayer: "units", id: row }, state);
  }

  private setGridState(code: string, state: Record<string, unknown>): void {
    this.library.setFeatureState({ source: "grids", id: code }, state);
  }

  private setZooms(id: string, least: number, most: number): void {
    if (this.library.getLayer(id)) this.library.setLayerZoomRange(id, least, most);
  }

  private setVisible(id: string, visible: boolean): void {
    if (!this.library.getLayer(id)) return;
    this.library.setLayoutProperty(id, "visibility", visible ? "visible" : "none");
  }

  /** Put every layer whose source is there in its place. */
  private arrange(): void {
    const parts = (names: readonly string[]) => names.flatMap((name) => CONTEXT[name] ?? []);
    const ofPlan = (names: readonly string[]) =>
      PLAN_LAYERS.filter(({ id }) => names.includes(id.split("-")[1] ?? ""));
    const under = Object.keys(CONTEXT).filter(
      (name) => !OVER.includes(name) && !TOP.includes(name),
    );
    const wanted = [
      ...parts(under),
      ...ofPlan(["fill"]),
      ...PLAN_LAYERS.filter(({ id }) => id === "units-edge"),
      ...parts(OVER),
      // Boundaries of grids are what the map is for: no road hides them.
      ...PLAN_LAYERS.filter(({ id }) => id === "grids-edge"),
      ...ofPlan(["marked"]),
      ...parts(TOP),
      ...ofPlan(["label"]),
    ];
    let above: string | undefined;
    for (const layer of wanted.reverse()) {
      if (!("source" in layer) || !this.library.getSource(layer.source as string)) continue;
      if (!this.library.getLayer(layer.id)) this.library.addLayer(layer, above);
      above = layer.id;
    }
  }
}

function begin({ bounds, camera }: MapOptions): object {
  if (camera) return { center: [...camera.centre], zoom: camera.zoom };
  return bounds ? { bounds: [...bounds], fitBoundsOptions: { padding: 40 } } : {};
}

function address(path: string): string {
  return `${location.origin}${path}`;
}

function isPoint(feature: MapGeoJSONFeature): boolean {
  return feature.layer.type === "circle";
}

function touchedOf(feature: MapGeoJSONFeature): Touched | null {
  const layer = feature.source;
  const { properties } = feature;
  if (layer === "grids") return { layer, id: String(properties.grid_code), properties };
  if (layer === "units") return { layer, id: String(properties.unit_id), properties };
  if (!(layer in CONTEXT)) return null;
  return { layer, id: String(properties[KEYS[layer] ?? ""] ?? feature.id), properties };
}
