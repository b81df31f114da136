/** Patrols as the service tells them. */
import type { Position, Words } from "../../api/types";

export type Rain = "none" | "blue" | "yellow" | "orange" | "red";

export interface Team {
  readonly key: string;
  readonly name: string;
  readonly start_name: string;
  readonly profile: "foot" | "bicycle" | "car";
}

interface RouteFacts {
  readonly number: number;
  readonly colour: string;
  readonly team: Team;
  readonly length_m: number;
  readonly service_s: number;
  readonly begins_s: number;
  readonly shift_s: number;
  readonly ends_s: number;
}

export interface RouteItem extends RouteFacts {
  readonly stops: number;
}

export interface PatrolItem {
  readonly id: string;
  readonly date: string;
  readonly rain: Rain;
  readonly owner: string;
  readonly time: string;
  readonly whole: boolean;
  readonly routes: readonly RouteItem[];
  readonly left_out: number;
}

export interface StopShown {
  readonly key: string;
  readonly label: string;
  readonly name: string;
  readonly kind_words: Words;
  readonly level: number | null;
  readonly place: Position;
  readonly arrives_s: number;
  readonly line: readonly Position[];
}

export interface ShownRoute extends RouteFacts {
  readonly start: Position;
  readonly stops: readonly StopShown[];
  readonly back: { readonly line: readonly Position[] };
  readonly link_until: string | null;
}

export interface LeftOut {
  readonly key: string;
  readonly name: string;
  readonly kind_words: Words;
  readonly level: number | null;
  readonly place: Position;
  readonly reason: string;
  readonly why: Words;
}

export interface ShownPatrol {
  readonly id: string;
  readonly date: string;
  readonly rain: Rain;
  readonly owner: string;
  readonly time: string;
  readonly whole: boolean;
  readonly routes: readonly ShownRoute[];
  readonly left_out: readonly LeftOut[];
}

export interface Tick {
  readonly key: string;
  readonly route: number;
  readonly stop: string;
  readonly state: "done" | "skipped" | "open";
  readonly reason: string;
  readonly note: string;
  readonly told: string;
  readonly time: string;
  readonly photo: boolean;
}

export interface Progress {
  readonly ticks: readonly Tick[];
  readonly heard: Readonly<Record<string, string>>;
}

export interface Link {
  readonly address: string;
  readonly expires: string;
  readonly qr: string;
}
