/** Commands of map sheets. */
import type { Words } from "../../api/types";
import type { Command } from "../../store/store";
import type { MadeSheets, MapsForm, MapsState } from "./mapsstate";

/** Change what is asked for; another level has other codes. */
export const fillIn = (form: Partial<MapsForm>): Command =>
  onPart((part) => {
    const code = form.of && form.of !== part.form.of ? "" : part.form.code;
    return { ...part, form: { ...part.form, code, ...form }, preview: null };
  });

export const lookAt = (preview: string | null): Command => onPart((part) => ({ ...part, preview }));

export const working = (job: string, step: Words | null, share: number): Command =>
  onPart((part) => ({ ...part, working: { job, step, share }, made: null }));

export const ended: Command = onPart((part) => ({ ...part, working: null }));

export const made = (sheets: MadeSheets): Command =>
  onPart((part) => ({ ...part, working: null, made: sheets }));

function onPart(change: (part: MapsState) => MapsState): Command {
  return (state) => ({ ...state, sheets: { ...state.sheets, maps: change(state.sheets.maps) } });
}
