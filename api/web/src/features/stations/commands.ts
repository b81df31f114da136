/** Commands of stations. */
import type { Command } from "../../store/store";
import type { SitingForm, StationsState } from "./state";
import type { Reach, Siting } from "./types";

type Looked = Pick<StationsState, "minutes" | "base" | "ofAny" | "walker" | "onlyOut" | "grid">;

/** Who reaches a station was worked out. */
export const reached = (reach: Reach | null): Command => onPart((part) => ({ ...part, reach }));

/** Look at it in another way. */
export const lookBy = (wanted: Partial<Looked>): Command =>
  onPart((part) => ({ ...part, ...wanted }));

export const fillIn = (wanted: Partial<SitingForm>): Command =>
  onPart((part) => ({ ...part, form: { ...part.form, ...wanted } }));

/** A job is at work on sites; null: no longer. */
export const working = (what: string | null): Command =>
  onPart((part) => ({ ...part, working: what }));

export const sited = (siting: Siting | null): Command =>
  onPart((part) => ({ ...part, siting, working: null }));

function onPart(change: (part: StationsState) => StationsState): Command {
  return (state) => ({ ...state, stations: change(state.stations) });
}
