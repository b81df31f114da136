/** What the service answers of stations. */
import type { Position, Violation, Words } from "../../api/types";

export type Walker = "adult" | "elder";
export type Objective = "cover" | "distance";

/** Households that reach no station in time: of those that serve their grid, or of any. */
export interface Out {
  readonly adult_out: number;
  readonly adult_out_any: number;
  readonly elder_out: number;
  readonly elder_out_any: number;
}

export interface GridReach extends Out {
  readonly grid_code: string;
  readonly name: string;
  readonly community_code: string;
  readonly households: number;
  readonly stations: readonly string[];
  /** Null where somebody is beyond what is looked at. */
  readonly mean_m: number | null;
  readonly farthest_m: number | null;
}

export interface PlanReach extends Out {
  readonly households: number;
  readonly grids: number;
  readonly served: number;
  readonly unserved: number;
  readonly stations: number;
  readonly off_road: number;
}

export interface StationReach {
  readonly station_id: string;
  readonly name: string;
  readonly place: Position;
}

export interface GridChange {
  readonly grid_code: string;
  readonly households_before: number | null;
  readonly adult_out_before: number | null;
  readonly elder_out_before: number | null;
}

interface Moved {
  readonly adult: number;
  readonly elder: number;
}

/** GET /plans/{id}/reach. */
export interface Reach {
  readonly plan_id: string;
  readonly version: number;
  readonly settings: {
    readonly minutes: number;
    readonly adult_m_s: number;
    readonly elder_m_s: number;
    readonly snap_limit_m: number;
  };
  readonly plan: PlanReach;
  readonly grids: readonly GridReach[];
  readonly stations: readonly StationReach[];
  readonly out_units: Readonly<Record<keyof Out, readonly string[]>>;
  readonly violations: readonly Violation[];
  readonly before: {
    readonly plan_id: string;
    readonly version: number;
    readonly plan: PlanReach;
    readonly grids: readonly GridChange[];
    readonly lost: Moved | null;
    readonly gained: Moved | null;
  } | null;
}

export interface Site {
  readonly key: string;
  readonly name: string;
  readonly place: Position;
  /** Households that it alone brings into reach. */
  readonly gained: number;
  /** Households to which it becomes the nearest. */
  readonly near: number;
}

/** The result of a job of the kind "siting". */
export interface Siting {
  readonly plan_id: string;
  readonly objective: Objective;
  readonly walker: Walker;
  readonly status: "optimal" | "time_limit";
  readonly said: Words;
  readonly sites: readonly Site[];
}
