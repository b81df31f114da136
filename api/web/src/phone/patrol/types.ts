/** A route as the service tells it, and what a team says of its stops. */
import type { Position, Words } from "../../api/types";

export type TickState = "done" | "skipped" | "open";
export type Rain = "none" | "blue" | "yellow" | "orange" | "red";
export type Profile = "foot" | "bicycle" | "car";

export interface Direction {
  readonly kind: string;
  readonly text: Words;
  readonly length_m: number;
}

export interface Stop {
  readonly key: string;
  readonly label: string;
  readonly name: string;
  readonly kind: string;
  readonly kind_words: Words;
  readonly level: number | null;
  readonly grid: string;
  readonly place: Position;
  readonly arrives_s: number;
  readonly leaves_s: number;
  readonly offset_m: number;
  readonly length_m: number;
  readonly duration_s: number;
  readonly line: readonly Position[];
  readonly directions: readonly Direction[];
  readonly maps: Readonly<Record<string, string>>;
}

export interface Back {
  readonly length_m: number;
  readonly duration_s: number;
  readonly line: readonly Position[];
  readonly directions: readonly Direction[];
}

export interface Team {
  readonly key: string;
  readonly name: string;
  readonly start_name: string;
  readonly profile: Profile;
}

export interface Tick {
  readonly key: string;
  readonly route: number;
  readonly stop: string;
  readonly state: TickState;
  readonly reason: string;
  readonly note: string;
  readonly told: string;
  readonly time: string;
  readonly photo: boolean;
}

export interface Route {
  readonly patrol_id: string;
  readonly number: number;
  readonly colour: string;
  readonly date: string;
  readonly rain: Rain;
  readonly team: Team;
  readonly length_m: number;
  readonly begins_s: number;
  readonly ends_s: number;
  readonly start: Position;
  readonly stops: readonly Stop[];
  readonly back: Back;
  readonly ticks: readonly Tick[];
  readonly until: string | null;
}

export interface RouteItem {
  readonly number: number;
  readonly colour: string;
  readonly team: Team;
  readonly stops: number;
  readonly length_m: number;
  readonly begins_s: number;
  readonly ends_s: number;
}

export interface PatrolItem {
  readonly id: string;
  readonly date: string;
  readonly rain: Rain;
  readonly routes: readonly RouteItem[];
}
