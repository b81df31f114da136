/** What the service answers of the history, names, comments and states of a plan. */
import type { Flip, PlanStateName, Position, Words } from "./types";

/** One edit in the history: GET /plans/{id}/events, the oldest first. */
export interface HistoryEvent {
  readonly version: number;
  readonly kind: string;
  readonly actor: string;
  readonly time: string;
  /** The version that it takes back or makes again. */
  readonly reverses: number | null;
  readonly what: Words;
  readonly units: number;
}

export interface EventList {
  readonly events: readonly HistoryEvent[];
  readonly next: number | null;
}

/** A version that somebody gave a name: GET /plans/{id}/names. */
export interface VersionName {
  readonly name: string;
  readonly version: number;
  readonly actor: string;
  readonly time: string;
}

export interface Flow {
  readonly old: string | null;
  readonly new: string | null;
  readonly units: number;
  readonly households: number;
}

/** What differs between two versions: GET /plans/{id}/difference. */
export interface Difference {
  readonly flips: readonly Flip[];
  readonly households: number;
  readonly moved: readonly Flow[];
}

/** GET /plans/{id}/comments, the oldest first; an answer has the place of what it answers. */
export interface PlanComment {
  readonly id: string;
  readonly version: number;
  readonly community_code: string;
  readonly author: string;
  readonly time: string;
  readonly text: string;
  readonly parent_id: string | null;
  readonly resolved: boolean;
  readonly place: Position;
}

export interface Exemption {
  readonly key: string;
  readonly reason: string;
}

/** A step of a plan to another state: GET /plans/{id}/states, the first one first. */
export interface PlanStep {
  readonly number: number;
  readonly state: PlanStateName;
  readonly version: number;
  readonly actor: string;
  readonly time: string;
  readonly note: string;
  readonly exceptions: readonly Exemption[];
  /** SHA-256 that freezes what was published. */
  readonly digest: string | null;
}

/** Units on which plans can be made: GET /unit-sets. */
export interface UnitSet {
  readonly id: string;
  readonly time: string;
  readonly communities: Readonly<Record<string, string>>;
  readonly count: number;
}
