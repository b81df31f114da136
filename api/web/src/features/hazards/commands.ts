/** Commands of hazards. */
import type { Command } from "../../store/store";
import type { HazardsState, Which } from "./state";
import type { DueList, RainInfo } from "./types";

export const told = (rain: RainInfo, list: DueList): Command => changed({ rain, list });

export const listing = (which: Which): Command => changed({ which });

export const sorting = (kind: string | null): Command => changed({ kind });

export const setting = (isSetting: boolean): Command => changed({ isSetting });

function changed(part: Partial<HazardsState>): Command {
  return (state) => ({ ...state, hazards: { ...state.hazards, ...part } });
}
