/** The part of the state that teams and lists own. */
import type { PlanLists, RowFault, TeamTable } from "./teamstypes";

export type Which = "all" | "gaps";
export type Order = "code" | "workload";

export interface TeamsState {
  readonly table: TeamTable | null;
  readonly lists: PlanLists | null;
  readonly which: Which;
  readonly order: Order;
  /** Code of the grid whose team and lists are edited. */
  readonly grid: string | null;
  /** The list that is looked at. */
  readonly list: string | null;
  /** What is wrong with the file that was sent last. */
  readonly faults: readonly RowFault[];
}

export const teams: TeamsState = {
  table: null,
  lists: null,
  which: "all",
  order: "workload",
  grid: null,
  list: null,
  faults: [],
};
