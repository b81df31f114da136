/** The part of the state that stations own. */
import type { Objective, Reach, Siting, Walker } from "./types";

/** What the plan is compared with: where it was branched from, how it came, or nothing. */
export type Base = "parent" | "first" | "none";

export interface SitingForm {
  readonly count: number;
  readonly objective: Objective;
  readonly walker: Walker;
  /** Code of the community whose households count; empty for all. */
  readonly community: string;
  /** Longitude and latitude, a line each; empty for anywhere on the network. */
  readonly candidates: string;
}

export interface StationsState {
  readonly reach: Reach | null;
  readonly minutes: number;
  readonly base: Base;
  /** Whether every station counts, or only those that serve the grid. */
  readonly ofAny: boolean;
  /** Whose homes out of reach are marked on the map. */
  readonly walker: Walker;
  readonly onlyOut: boolean;
  /** Code of the grid that is looked at. */
  readonly grid: string | null;
  readonly form: SitingForm;
  /** What the job that is at work says; null for none. */
  readonly working: string | null;
  readonly siting: Siting | null;
}

export const stations: StationsState = {
  reach: null,
  minutes: 15,
  base: "parent",
  ofAny: false,
  walker: "elder",
  onlyOut: false,
  grid: null,
  form: { count: 1, objective: "cover", walker: "elder", community: "", candidates: "" },
  working: null,
  siting: null,
};
