/** What was asked of one net out of many, what came of it, and published totals beside the plan. */
import type { Words } from "../../api/types";

export interface NetInfo {
  readonly net: string;
  readonly grids: number;
}

export interface KeptNet {
  readonly net: string;
  readonly weight: number;
  readonly kept_share: number;
  readonly said: Words;
}

export interface ComparedWay {
  readonly name: Words;
  readonly kept_share: number;
  readonly new_m: number;
  readonly in_band: number;
  readonly ordinary_grids: number;
  readonly violations: number;
}

/** What the job answers. */
export interface Unified {
  readonly plan_id: string;
  readonly kept_share: number;
  readonly new_m: number;
  readonly violations: number;
  readonly figures: Readonly<{ ordinary_grids: number; in_band: number }>;
  readonly nets: readonly KeptNet[];
  readonly compared: readonly ComparedWay[];
}

export interface UnifyForm {
  readonly lower: number;
  readonly upper: number;
  readonly compare: boolean;
  /** By the name of the net; 1 where it is not named. */
  readonly weights: Readonly<Record<string, number>>;
}

export interface UnifyingState {
  readonly nets: readonly NetInfo[] | null;
  readonly form: UnifyForm;
  readonly working: {
    readonly job: string;
    readonly step: Words | null;
    readonly share: number;
  } | null;
  /** The job that made `found`. */
  readonly job: string | null;
  readonly found: Unified | null;
}

export const QUANTITIES = ["grids", "households", "persons"] as const;
export type Quantity = (typeof QUANTITIES)[number];
export type Counts = Readonly<Partial<Record<Quantity, number>>>;

export interface TotalRow {
  readonly level: "all" | "street" | "community";
  readonly code: string;
  readonly name: string;
  readonly published: Counts;
  readonly found: Counts;
  readonly differences: Counts;
  readonly equal: boolean;
  readonly known: boolean;
  readonly said: Words;
}

/** Published totals beside a version of a plan, as the service tells them. */
export interface Totals {
  readonly plan_id: string;
  readonly version: number;
  readonly equal: boolean;
  readonly differing: number;
  readonly said: Words;
  readonly rows: readonly TotalRow[];
  readonly notes: readonly Words[];
  readonly communities: readonly (Readonly<Record<Quantity, number>> & {
    readonly code: string;
    readonly name: string;
  })[];
  readonly may_tell_streets: boolean;
  /** Rows of a table that were not understood, right after it was sent. */
  readonly faults?: readonly Words[];
}

export const unifying: UnifyingState = {
  nets: null,
  form: { lower: 300, upper: 500, compare: false, weights: {} },
  working: null,
  job: null,
  found: null,
};
