/** What the service answers of jobs that compute for a draft. */

import type { Geometry } from "geojson";
import type { Edit, Flip, Position, Violation, Words } from "../../api/types";

export type JobState = "waiting" | "running" | "done" | "failed" | "cancelled";

/** GET /jobs/{id}. */
export interface JobInfo {
  readonly id: string;
  readonly kind: string;
  readonly state: JobState;
  readonly cancel: boolean;
  readonly share: number;
  readonly step: Words | null;
  readonly communities: readonly string[];
  readonly params: Readonly<Record<string, unknown>>;
  readonly attempts: number;
  readonly problem: { readonly what: Words; readonly remedy: Words } | null;
  readonly time: string;
  readonly started: string | null;
  readonly ended: string | null;
}

export interface Scores {
  readonly grids: number;
  readonly in_band: number;
  readonly outside: number;
  readonly deviation_pct: number;
  readonly mean_distance_m: number;
  readonly roundness: number;
  readonly splits: number;
  readonly compounds_split: number;
  readonly crossings: number;
  readonly hard: number;
}

export interface Outline {
  readonly grid_code: string;
  readonly kind: "ordinary" | "special";
  readonly households: number;
  readonly geometry: Geometry;
}

/** What an edit that was found makes of the plan. */
export interface Preview {
  readonly version: number;
  readonly flips: readonly Flip[];
  readonly grids: readonly {
    readonly grid_code: string;
    readonly kind: "ordinary" | "special";
    readonly before: number;
    readonly after: number;
  }[];
  readonly outlines: readonly Outline[];
  readonly households: number;
  readonly moved: number;
  readonly resolved: readonly string[];
  readonly added: readonly Violation[];
  readonly before: Scores;
  readonly after: Scores;
  readonly refused: Words | null;
}

/** Why a piece of a community is not in the band. */
export interface Reason {
  readonly community_code: string;
  readonly what: Words;
  readonly remedy: Words;
  readonly households: number;
  readonly place: Position | null;
}

export interface Offer {
  readonly edit: Extract<Edit, { type: "apply" }> | null;
  readonly preview: Preview;
  readonly reasons: readonly Reason[];
}

export interface Alternative extends Offer {
  readonly name: string;
  readonly title: Words;
  readonly method: "anew" | "near";
  readonly proof: Words | null;
  readonly problem: { readonly what: Words; readonly remedy: Words } | null;
  /** Every grid of the communities, as this alternative has it. */
  readonly outlines: readonly Outline[];
  /** An earlier alternative that is the same. */
  readonly same_as: number | null;
}

/** GET /jobs/{id}/result of "plan" for a draft, "improve" and "repair". */
export interface FoundOne extends Offer {
  readonly plan_id: string;
  readonly base: number;
  readonly said: Words;
  readonly moves?: readonly { readonly zh: string; readonly en: string }[];
}

/** Of "alternatives". */
export interface FoundSeveral {
  readonly plan_id: string;
  readonly base: number;
  readonly communities: readonly string[];
  readonly alternatives: readonly Alternative[];
}

/** Of "plan" without a draft: a plan of its own. */
export interface FoundPlan {
  readonly plan_id: string;
  readonly proof: Words;
  readonly reasons: readonly Reason[];
}

export type Found = FoundOne | FoundSeveral | FoundPlan;

export const isSeveral = (found: Found): found is FoundSeveral => "alternatives" in found;
export const isOne = (found: Found): found is FoundOne => "preview" in found;
