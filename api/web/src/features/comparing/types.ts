/** What the service tells of the difference of two plans: GET /plans/{plan_id}/difference. */
import type { Band, Bounds, PlanStateName, Position, Words } from "../../api/types";

export type Kind = "merged" | "split" | "adjusted" | "recoded" | "new" | "retired" | "unchanged";

export const KINDS: readonly Kind[] = [
  "merged",
  "split",
  "adjusted",
  "recoded",
  "new",
  "retired",
  "unchanged",
];

/** One of two plans that are compared. */
export interface ComparedPlan {
  readonly plan_id: string;
  readonly name: string;
  readonly state: PlanStateName;
  readonly version: number;
  readonly head: number;
  readonly band: Band;
  readonly grids: number;
  readonly ordinary_grids: number;
  readonly in_band: number;
  readonly households: number | null;
  readonly unassigned_households: number | null;
  readonly hard_violations: number;
}

/** What became of a grid; null counts are too small to be told. */
export interface Succession {
  readonly kind: Kind;
  readonly old: string | null;
  readonly new: string | null;
  readonly community: string;
  readonly households_before: number | null;
  readonly households: number | null;
  readonly moved_in: number | null;
  readonly moved_out: number | null;
  readonly what: Words;
  readonly bounds: Bounds;
}

export interface Difference {
  readonly before: ComparedPlan;
  readonly after: ComparedPlan;
  readonly compared_by: "units" | "buildings";
  readonly least_told: number | null;
  readonly kinds: Readonly<Partial<Record<Kind, number>>>;
  readonly households: number | null;
  readonly share: number | null;
  readonly recoded: number | null;
  readonly built: number | null;
  readonly gone: number | null;
  readonly successions: readonly Succession[];
}

/** Something that went from one grid to another, as it lies on the map. */
export interface Piece {
  readonly role: "piece";
  readonly old: string | null;
  readonly new: string | null;
  readonly households: number | null;
  readonly label: Position;
}
