/** The part of the state that reviewing owns: history, news of others, comments, the gate. */
import type {
  Difference,
  HistoryEvent,
  PlanComment,
  PlanStep,
  VersionName,
} from "../../api/reviewing";
import type { Position, VersionEvent } from "../../api/types";

/** The history of one plan, as far back as it was fetched. */
export interface History {
  readonly planId: string;
  /** The newest first. */
  readonly events: readonly HistoryEvent[];
  /** The last version that was looked at: newer ones are yet to be fetched. */
  readonly until: number;
  /** The first version that was looked at; 1 when nothing older is left. */
  readonly since: number;
  readonly names: readonly VersionName[];
}

/** A version whose change is shown on the map. */
export interface Viewed {
  readonly planId: string;
  readonly version: number;
  readonly change: Difference;
}

/** What others did that an own edit collides with. */
export interface Theirs {
  /** Of the own edit. */
  readonly key: string;
  readonly change: Difference;
  readonly events: readonly HistoryEvent[];
}

/** Whether a place is being chosen, or the place to which a comment is being written. */
export type Pin = "choosing" | Position;
export type Shown = "open" | "resolved" | "all";

export interface ReviewingState {
  readonly history: History | null;
  readonly viewed: Viewed | null;
  /** Versions of others that are yet to be told. */
  readonly news: readonly VersionEvent[];
  /** Versions that this page made, the last ones. */
  readonly own: readonly number[];
  readonly theirs: Theirs | null;
  readonly comments: { readonly planId: string; readonly all: readonly PlanComment[] } | null;
  readonly pin: Pin | null;
  readonly thread: string | null;
  readonly shown: Shown;
  readonly steps: { readonly planId: string; readonly all: readonly PlanStep[] } | null;
  /** Why a violation may stand, by its key; of the open plan. */
  readonly reasons: ReadonlyMap<string, string>;
}

export const reviewing: ReviewingState = {
  history: null,
  viewed: null,
  news: [],
  own: [],
  theirs: null,
  comments: null,
  pin: null,
  thread: null,
  shown: "open",
  steps: null,
  reasons: new Map(),
};
