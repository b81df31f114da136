/** The part of the state that viewing owns: what is shown of the place, and by which colours. */
import type { Feature, Geometry } from "geojson";
import type { Touched } from "../../map/mapview";
import type { ThemeName } from "./themenames";

export type Walker = "adult" | "elder";

export interface ViewingState {
  /** Null: the colours that suit whoever looks. */
  readonly theme: ThemeName | null;
  /** Layers that are switched off. */
  readonly off: readonly string[];
  /** Whose service circles are drawn. */
  readonly circles: readonly Walker[];
  /** The base map under the plan; null for paper. */
  readonly basemap: string | null;
  /** What else lies where the map was clicked. */
  readonly here: readonly Touched[];
  /** Stations, once they are known; service circles begin there. */
  readonly stations: readonly Station[] | null;
  /** What is walked to stations along roads, once it is asked for. */
  readonly reached: Reached | null;
  readonly printing: Printing | null;
}

export interface Station {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly place: readonly [lon: number, lat: number];
}

/** Service circles along roads, as the service works them out. */
export interface Reached {
  /** Of which plan and which layers; others are asked for anew. */
  readonly key: string;
  /** Null while they are worked out, and where there are no roads to walk on. */
  readonly circles: readonly ServiceCircle[] | null;
  /** From where any station is walked to. */
  readonly together: readonly TogetherCircle[];
  readonly isBusy: boolean;
}

export type TogetherCircle = Feature<Geometry, { readonly walker: Walker }>;

export type ServiceCircle = Feature<
  Geometry,
  {
    readonly station_id: string;
    readonly station: string;
    readonly walker: Walker;
    readonly minutes: number;
    /** Null where few live there, for the public. */
    readonly households: number | null;
  }
>;

/** A sheet that is about to be printed. */
export interface Printing {
  /** The map, as the address of a picture. */
  readonly picture: string;
  /** How many metres the picture is wide. */
  readonly widthM: number;
}

export const viewing: ViewingState = {
  theme: null,
  off: [],
  circles: [],
  basemap: null,
  here: [],
  stations: null,
  reached: null,
  printing: null,
};
