/** The part of the state that asking owns. */
import type { Found, JobInfo } from "./types";

export type Kind = "plan" | "improve" | "repair" | "alternatives";
export type Barriers = "closed" | "eased" | "priced" | "ignored";
export type Proof = "off" | "quick" | "long";
export const WEIGHTS = ["balance", "compactness", "split", "boundary", "crossing"] as const;
export type Weight = (typeof WEIGHTS)[number];

/** What is asked for, as the user sets it. */
export interface Form {
  readonly kind: Kind;
  /** Codes; none stands for the one that is looked at. */
  readonly communities: readonly string[];
  readonly neighbours: boolean;
  /** Null: those of the plan. */
  readonly band: readonly [number, number] | null;
  readonly barriers: Barriers | null;
  /** A step of each slider, from 0 (does not count) to 4; 2 is as the program has it. */
  readonly weights: Readonly<Record<Weight, number>>;
  /** Whether workload is balanced beside the households. */
  readonly workload: boolean;
  readonly seed: number;
  readonly proof: Proof;
}

/** A result that is looked at. */
export interface Open {
  readonly job: JobInfo;
  readonly found: Found;
  /** Which of several is previewed on the map. */
  readonly alternative: number | null;
  /** Whether the map shows what would change. */
  readonly isDrawn: boolean;
  /** Others changed the same since it was computed. */
  readonly isStale: boolean;
}

export interface AskingState {
  readonly form: Form;
  /** The newest first; null until they were fetched. */
  readonly jobs: readonly JobInfo[] | null;
  readonly open: Open | null;
  readonly isSending: boolean;
}

export const DEFAULT_STEP = 2;

export const asking: AskingState = {
  form: {
    kind: "plan",
    communities: [],
    neighbours: true,
    band: null,
    barriers: null,
    weights: {
      balance: DEFAULT_STEP,
      compactness: DEFAULT_STEP,
      split: DEFAULT_STEP,
      boundary: DEFAULT_STEP,
      crossing: DEFAULT_STEP,
    },
    workload: false,
    seed: 0,
    proof: "quick",
  },
  jobs: null,
  open: null,
  isSending: false,
};
