/** The part of the state that comparing owns: which two, what differs, how it is looked at. */
import type { Feature } from "geojson";
import type { VersionName } from "../../api/reviewing";
import type { Difference, Kind } from "./types";

/** A version of a plan; null is the last one. */
export interface Choice {
  readonly planId: string;
  readonly version: number | null;
}

export type Side = "before" | "after";
export type SortName = "kind" | "code" | "households";

/** Two plans that were compared, and what differs. */
export interface Compared {
  readonly before: Choice;
  readonly after: Choice;
  readonly found: Difference;
  /** Pieces and outlines, as GET /plans/{plan_id}/difference/map tells them. */
  readonly shapes: readonly Feature[];
}

export interface ComparingState {
  readonly before: Choice | null;
  readonly after: Choice | null;
  readonly names: ReadonlyMap<string, readonly VersionName[]>;
  readonly isAsking: boolean;
  readonly shown: Compared | null;
  readonly sort: { readonly by: SortName; readonly down: boolean };
  /** Of which kind rows are listed; null for all of what changed. */
  readonly kind: Kind | null;
  /** The row that is marked on the map. */
  readonly row: string | null;
  /** Where the divider of the two maps stands, in percent; null while they are not shown. */
  readonly swipe: number | null;
}

export const comparing: ComparingState = {
  before: null,
  after: null,
  names: new Map(),
  isAsking: false,
  shown: null,
  sort: { by: "kind", down: false },
  kind: null,
  row: null,
  swipe: null,
};
