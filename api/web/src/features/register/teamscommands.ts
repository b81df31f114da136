/** Commands of teams and lists. */
import type { Command } from "../../store/store";
import type { TeamsState } from "./teamsstate";
import type { PlanLists, RowFault, TeamTable } from "./teamstypes";

export const told = (table: TeamTable): Command => onTeams((part) => ({ ...part, table }));

export const toldLists = (lists: PlanLists): Command => onTeams((part) => ({ ...part, lists }));

/** Look at the teams in another way, or at another grid or list. */
export const lookAt = (
  wanted: Partial<Pick<TeamsState, "which" | "order" | "grid" | "list">>,
): Command => onTeams((part) => ({ ...part, ...wanted }));

export const faulty = (faults: readonly RowFault[]): Command =>
  onTeams((part) => ({ ...part, faults }));

function onTeams(change: (part: TeamsState) => TeamsState): Command {
  return (state) => ({
    ...state,
    register: { ...state.register, teams: change(state.register.teams) },
  });
}
