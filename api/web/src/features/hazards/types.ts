/** Hazards as the service tells them. */
import type { Position, Words } from "../../api/types";

export const RAINS = ["none", "blue", "yellow", "orange", "red"] as const;
export type Rain = (typeof RAINS)[number];
export type DueState = "overdue" | "due" | "later" | "left_out";

export interface RainInfo {
  readonly level: Rain;
  readonly set_by: string;
  readonly time: string | null;
}

export interface Hazard {
  readonly hazard_id: string;
  readonly name: string | null;
  readonly kind: string | null;
  readonly level: number | null;
  readonly status: string | null;
  readonly address: string | null;
  readonly responsible: string | null;
  readonly last_visit: string | null;
  readonly due_date: string | null;
  readonly state: DueState;
  readonly due_on: string | null;
  readonly days_overdue: number;
  readonly every_days: number;
  readonly service_min: number;
  readonly place: Position;
  readonly reason: Words;
}

export interface DueList {
  readonly rain: Rain;
  readonly date: string;
  readonly version: number;
  readonly counts: Readonly<Record<DueState, number>>;
  readonly hazards: readonly Hazard[];
}
