/** Effects of viewing: what is switched, chosen, clicked and printed, between the state and the map. */
import { effect } from "@preact/signals";
import type { Position as Coordinates, Feature, FeatureCollection, Geometry, Point } from "geojson";
import { ProblemError, UnreachableError } from "../../api/http";
import type { Bounds, Position } from "../../api/types";
import { type App, attempt } from "../../app/app";
import type { MapView, Pixel, Touched } from "../../map/mapview";
import {
  keepClear,
  markFeature,
  onTouch,
  pictureOf,
  showBasemap,
  showBounds,
  showCircles,
  showLabels,
} from "../../map/touring";
import { codeAt } from "../../plan/assignment";
import type { Chosen } from "../../store/state";
import { alongRoads, circlesOf } from "./circles";
import { picked, printing, reached, stationed } from "./commands";
import { metresPerPixel } from "./scale";
import type { Reached, ServiceCircle, Station, TogetherCircle, ViewingState } from "./state";

/** What the map shows first of what lies at one place. */
const ORDER = ["stations", "hazards", "grids", "compounds", "buildings", "units", "roads"];
const MOST_STATIONS = 10_000;
export const LABELS = "labels";
/** Where the card of details is a sheet over the lower half of the map, as `viewing.css` has it. */
export const NARROW = "(max-width: 720px)";
const SHEET_SHARE = 0.52;

/** Keep the map like the state, and the state like what is clicked, until the map is gone. */
export function watchMap(app: App, map: MapView): () => void {
  const stops = [
    onTouch(map, (pixel, place) => touched(app, map, pixel, place)),
    drawLayers(app, map),
    drawCircles(app, map),
    drawBasemap(app, map),
    markChosen(app, map),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

function touched(app: App, map: MapView, pixel: Pixel, place: Position): void {
  const { panel } = app.store.state.value;
  // While grids are edited, a click selects units.
  if (panel === "edit") return;
  const found = map.touchedAt(pixel).filter(({ layer }) => ORDER.includes(layer));
  const here = sorted([...found, ...gridOf(app, found)]);
  const [first] = here;
  app.store.run(picked(first ? { ...first, place } : null, here));
}

/** Where units are filled, the grids lie unseen under them: a grid is then that of the unit. */
function gridOf(app: App, found: readonly Touched[]): Touched[] {
  const members = app.store.state.value.plan?.members;
  const unit = found.find((one) => one.layer === "units");
  if (!members || !unit || found.some((one) => one.layer === "grids")) return [];
  const position = members.units.positionOfId.get(unit.id);
  const code = position === undefined ? null : codeAt(members.shown, position);
  return code === null ? [] : [{ layer: "grids", id: code, properties: {} }];
}

function sorted(found: readonly Touched[]): Touched[] {
  return [...found].sort((one, other) => ORDER.indexOf(one.layer) - ORDER.indexOf(other.layer));
}

function drawLayers({ store }: App, map: MapView): () => void {
  let before: readonly string[] = [];
  return effect(() => {
    const { off } = store.state.value.viewing;
    if (off === before) return;
    for (const name of before) if (!off.includes(name)) show(map, name, true);
    for (const name of off) if (!before.includes(name)) show(map, name, false);
    before = off;
  });
}

function show(map: MapView, name: string, visible: boolean): void {
  if (name === LABELS) showLabels(map, visible);
  else map.setLayerVisible(name, visible);
}

function drawCircles(app: App, map: MapView): () => void {
  let before: readonly unknown[] = [];
  return effect(() => {
    const { viewing, chosen } = app.store.state.value;
    const { circles, stations, reached } = viewing;
    const only = chosen?.layer === "stations" ? chosen.id : null;
    const now = [circles, stations, reached, only, keyOfCircles(app)];
    if (now.every((one, place) => one === before[place])) return;
    before = now;
    if (circles.length > 0) learnCircles(app);
    showCircles(map, circlesNow(app, only));
  });
}

/** Return what is drawn: along roads, or in straight lines where that cannot be worked out. */
function circlesNow(app: App, only: string | null): Feature[] {
  const { viewing, start } = app.store.state.value;
  const { circles, stations, reached } = viewing;
  if (circles.length === 0 || start === null || reached?.isBusy) return [];
  if (reached?.circles) return alongRoads(reached, circles, only);
  return circlesOf(stations ?? [], start.walk, circles, only);
}

function drawBasemap({ store }: App, map: MapView): () => void {
  let before: ViewingState["basemap"] = null;
  return effect(() => {
    const { viewing, start } = store.state.value;
    if (viewing.basemap === before) return;
    before = viewing.basemap;
    showBasemap(map, start?.basemaps.find((one) => one.id === before) ?? null);
  });
}

function markChosen(app: App, map: MapView): () => void {
  let before: Chosen | null = null;
  return effect(() => {
    const { chosen } = app.store.state.value;
    if (chosen === before) return;
    before = chosen;
    keepClear(map, chosen !== null && matchMedia(NARROW).matches ? SHEET_SHARE : 0);
    markFeature(map, chosen);
    if (chosen !== null) learnOf(app, chosen);
  });
}

function learnOf(app: App, chosen: Chosen): void {
  const { stations } = app.store.state.value.viewing;
  const isGrid = chosen.layer === "grids";
  if (isGrid && stations === null) void learnStations(app);
  if (!isGrid && Object.keys(chosen.properties).length === 0) void complete(app, chosen);
}

/** Fetch what is known of a thing that a search or an address named. */
async function complete(app: App, chosen: Chosen): Promise<void> {
  const { plan } = app.store.state.value;
  const { layer, id } = chosen;
  const collection = layer === "units" ? `plan.${plan?.head.plan_id}.units` : layer;
  const path = `/ogc/collections/${collection}/items/${encodeURIComponent(id)}?f=json`;
  const found = await attempt(app, () =>
    app.http.json<{ properties: Chosen["properties"]; geometry: Geometry | null }>(path),
  );
  if (found === null || app.store.state.value.chosen !== chosen) return;
  const place = chosen.place ?? middleOf(found.geometry);
  app.store.run(picked({ ...chosen, place, properties: found.properties }));
}

/** Circles are those of a plan, on roads and stations of a version. */
function keyOfCircles({ store }: App): string {
  const { plan, start } = store.state.value;
  const versions = start?.layers.filter(({ name }) => name === "stations" || name === "roads");
  const told = versions?.map(({ name, version }) => `${name} ${version}`) ?? [];
  return [plan?.head.plan_id ?? "", ...told].join("; ");
}

/** Have circles worked out along roads, if they are not yet; in straight lines where it fails. */
function learnCircles(app: App): void {
  const { plan, viewing } = app.store.state.value;
  const key = keyOfCircles(app);
  if (viewing.reached?.key === key) return;
  const tell = (found: Circles | null, isBusy: boolean) => {
    const told = { key, isBusy, circles: found?.circles ?? null, together: found?.together ?? [] };
    // Another plan may have been opened in the meantime.
    if (isBusy || key === keyOfCircles(app)) app.store.run(reached(told));
    if (!isBusy && found === null) void learnStations(app);
  };
  tell(null, plan !== null);
  if (plan) void fetchCircles(app, plan.head.plan_id).then((found) => tell(found, false));
}

type Circles = Pick<Reached, "together"> & { readonly circles: readonly ServiceCircle[] };

/** Fetch circles; null where the service has none to give. */
async function fetchCircles({ http }: App, planId: string): Promise<Circles | null> {
  const path = `/plans/${planId}/circles`;
  try {
    const [one, all] = await Promise.all([
      http.json<FeatureCollection>(path),
      http.json<FeatureCollection>(`${path}/together`),
    ]);
    return {
      circles: one.features as ServiceCircle[],
      together: all.features as TogetherCircle[],
    };
  } catch (error) {
    if (!(error instanceof ProblemError || error instanceof UnreachableError)) throw error;
    return null;
  }
}

let learning = false;

/** Fetch the stations once; without them there is nothing to say, and nobody is disturbed. */
async function learnStations(app: App): Promise<void> {
  const there = app.store.state.value.start?.layers.some(({ name }) => name === "stations");
  if (learning || !there) return;
  learning = true;
  try {
    const path = `/ogc/collections/stations/items?limit=${MOST_STATIONS}&f=json`;
    const found = await app.http.json<FeatureCollection<Geometry>>(path);
    app.store.run(stationed(found.features.flatMap(stationOf)));
  } catch (error) {
    if (!(error instanceof ProblemError || error instanceof UnreachableError)) throw error;
  } finally {
    learning = false;
  }
}

function stationOf({
  id,
  geometry,
  properties,
}: FeatureCollection<Geometry>["features"][0]): Station[] {
  const place = middleOf(geometry);
  if (place === null) return [];
  const { name, kind } = properties ?? {};
  return [{ id: String(id), name: String(name ?? id), kind: String(kind ?? ""), place }];
}

/** Return the place of a point, or the middle of the bounds of another shape. */
export function middleOf(geometry: Geometry | null): Position | null {
  if (geometry === null) return null;
  if (geometry.type === "Point") return (geometry as Point).coordinates as unknown as Position;
  const bounds = boundsOf(geometry);
  return bounds && [(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2];
}

/** Return the bounds of a shape; null of none. */
export function boundsOf(geometry: Geometry | null): Bounds | null {
  if (geometry === null || !("coordinates" in geometry)) return null;
  const flat = (geometry.coordinates as unknown[]).flat(4) as Coordinates;
  const lon = flat.filter((_, place) => place % 2 === 0);
  const lat = flat.filter((_, place) => place % 2 === 1);
  if (lon.length === 0) return null;
  const least = (values: number[]) => values.reduce((one, other) => Math.min(one, other));
  const most = (values: number[]) => values.reduce((one, other) => Math.max(one, other));
  return [least(lon), least(lat), most(lon), most(lat)];
}

/** Put what is seen, or what lies in bounds, on a sheet of paper; the browser's own dialog prints it. */
export async function print(app: App, bounds: Bounds | null = null): Promise<void> {
  const { map, store } = app;
  if (map === null) return;
  if (bounds) showBounds(map, bounds);
  const { url, width } = await pictureOf(map);
  const { centre, zoom } = map.camera();
  store.run(printing({ picture: url, widthM: width * metresPerPixel(centre[1], zoom) }));
}
