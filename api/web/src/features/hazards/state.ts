/** The part of the state that hazards own. */
import type { DueList, RainInfo } from "./types";

export const WHICH = ["pressing", "overdue", "candidates", "all"] as const;
export type Which = (typeof WHICH)[number];

export interface HazardsState {
  readonly rain: RainInfo | null;
  readonly list: DueList | null;
  readonly which: Which;
  /** Kind that is listed; null for every one. */
  readonly kind: string | null;
  readonly isSetting: boolean;
}

export const hazards: HazardsState = {
  rain: null,
  list: null,
  which: "pressing",
  kind: null,
  isSetting: false,
};
