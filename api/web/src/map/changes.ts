/** Units whose grid changed, marked by hatching: two kinds that differ without colour too. */
import type { LayerSpecification } from "maplibre-gl";
import { SELECTED } from "./colours";
import type { MapView } from "./mapview";

export const THEIRS = "#0b4f9e";
const FLASH = "#0b6bcb";
const FLASHES = 6;
const FLASH_MS = 220;
const CALM_MS = 2_500;
const SIDE = 24;

const KINDS = [
  { name: "mine", colour: SELECTED, leans: 1 },
  { name: "theirs", colour: THEIRS, leans: -1 },
] as const;

export interface Changes {
  /** Rows of units in the tiles. */
  readonly mine: readonly number[];
  readonly theirs: readonly number[];
}

const drawn = new WeakMap<MapView, Changes>();

/** Mark these units and no others; null takes all marks away. */
export function showChanges(map: MapView, changes: Changes | null): void {
  unmark(map);
  if (changes === null || !map.library.getSource("units")) {
    for (const { id } of LAYERS) if (map.library.getLayer(id)) map.library.removeLayer(id);
    return;
  }
  for (const { name, colour } of KINDS) {
    for (const row of changes[name]) setState(map, row, { [name]: true, note: colour });
  }
  drawn.set(map, changes);
  map.outlineUnits();
  drawLayers(map);
}

/** Let units flash for a moment; where motion is not wanted they are outlined a little longer. */
export function flashUnits(map: MapView, rows: readonly number[]): void {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const light = (on: boolean) => {
    for (const row of rows) setState(map, row, { flash: on ? FLASH : null });
  };
  map.outlineUnits();
  light(true);
  if (calm) {
    setTimeout(() => light(false), CALM_MS);
    return;
  }
  let left = FLASHES - 1;
  const timer = setInterval(() => {
    left -= 1;
    light(left % 2 === 1);
    if (left <= 0) clearInterval(timer);
  }, FLASH_MS);
}

const LAYERS: readonly LayerSpecification[] = KINDS.map(({ name }) => ({
  id: `changes-${name}`,
  source: "units",
  "source-layer": "units",
  type: "fill",
  paint: {
    "fill-pattern": `changes-${name}`,
    "fill-opacity": ["case", ["boolean", ["feature-state", name], false], 1, 0],
  },
}));

function unmark(map: MapView): void {
  const before = drawn.get(map);
  if (before === undefined) return;
  drawn.delete(map);
  for (const { name } of KINDS) {
    for (const row of before[name]) setState(map, row, { [name]: false, note: null });
  }
}

function drawLayers(map: MapView): void {
  for (const { name, colour, leans } of KINDS) {
    const image = `changes-${name}`;
    if (map.library.hasImage(image)) continue;
    map.library.addImage(image, hatching(colour, leans), { pixelRatio: 2 });
  }
  for (const layer of LAYERS) {
    if (!map.library.getLayer(layer.id)) map.library.addLayer(layer, above(map));
  }
}

function above(map: MapView): string | undefined {
  return map.library.getLayer("grids-edge") ? "grids-edge" : undefined;
}

function setState(map: MapView, row: number, state: Record<string, unknown>): void {
  if (!map.library.getSource("units")) return;
  map.library.setFeatureState({ source: "units", sourceLayer: "units", id: row }, state);
}

/** Return a square of slanting lines that fits its neighbours on every side. */
function hatching(colour: string, leans: 1 | -1) {
  const data = new Uint8Array(SIDE * SIDE * 4);
  const [red, green, blue] = [1, 3, 5].map((from) => parseInt(colour.slice(from, from + 2), 16));
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const along = (x + leans * y + SIDE * SIDE) % (SIDE / 2);
      if (along < 3) data.set([red ?? 0, green ?? 0, blue ?? 0, 255], (y * SIDE + x) * 4);
    }
  }
  return { width: SIDE, height: SIDE, data };
}
