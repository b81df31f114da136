/** Faults of nets drawn over the map, in the colours of their kinds, the one looked at outlined. */
import type { Feature, Geometry } from "geojson";
import type { LayerSpecification } from "maplibre-gl";
import { INK } from "./colours";
import type { MapView } from "./mapview";
import { FONT } from "./style";

const NAME = "net-faults";

export interface DrawnFault {
  readonly geometry: Geometry;
  readonly number: number;
  readonly colour: string;
  readonly isChosen: boolean;
}

const AREAL = ["==", ["geometry-type"], "Polygon"] as never;
const CHOSEN = ["==", ["get", "chosen"], true] as never;

const LAYERS: readonly LayerSpecification[] = [
  {
    id: `${NAME}-fill`,
    source: NAME,
    type: "fill",
    filter: AREAL,
    paint: { "fill-color": ["get", "colour"], "fill-opacity": 0.38 },
  },
  {
    id: `${NAME}-edge`,
    source: NAME,
    type: "line",
    layout: { "line-join": "round" },
    paint: { "line-color": ["get", "colour"], "line-width": 2.2 },
  },
  {
    id: `${NAME}-chosen`,
    source: NAME,
    type: "line",
    filter: CHOSEN,
    layout: { "line-join": "round" },
    paint: { "line-color": INK, "line-width": 4 },
  },
  {
    id: `${NAME}-point`,
    source: NAME,
    type: "circle",
    filter: ["==", ["geometry-type"], "Point"] as never,
    paint: {
      "circle-radius": 7,
      "circle-color": ["get", "colour"],
      "circle-stroke-color": "#ffffff",
      "circle-stroke-width": 2,
    },
  },
  {
    id: `${NAME}-number`,
    source: NAME,
    type: "symbol",
    layout: {
      "text-field": ["to-string", ["get", "number"]],
      "text-font": [FONT],
      "text-size": 13,
    },
    paint: { "text-color": INK, "text-halo-color": "#ffffff", "text-halo-width": 2 },
  },
];

/** Draw faults in the place of those that were drawn; none take all away. */
export function drawFaults(map: MapView, faults: readonly DrawnFault[]): void {
  if (faults.length === 0) {
    map.draw(NAME, null, LAYERS);
    return;
  }
  const shapes = faults.map(({ geometry, number, colour, isChosen }): Feature => {
    const properties = { number, colour, chosen: isChosen };
    return { type: "Feature", geometry, properties };
  });
  map.draw(NAME, shapes, LAYERS);
}
