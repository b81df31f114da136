/** The slice of the state of this panel. */
import { type TableState, table } from "./tablestate";
import { type TeamsState, teams } from "./teamsstate";

export type RegisterPart = "table" | "teams";

export interface RegisterState {
  readonly part: RegisterPart;
  readonly table: TableState;
  readonly teams: TeamsState;
}

export const register: RegisterState = { part: "table", table, teams };
