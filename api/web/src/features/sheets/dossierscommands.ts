/** Commands of dossiers and kits. */
import type { Words } from "../../api/types";
import type { Command } from "../../store/store";
import type { DossiersForm, DossiersState, KitSize, MadeDossiers } from "./dossiersstate";

/** Change what is asked for: what was said of its size holds no longer. */
export const ask = (form: Partial<DossiersForm>): Command =>
  onPart((part) => ({ ...part, form: { ...part.form, ...form }, size: null }));

export const sized = (size: KitSize | "asked" | null): Command =>
  onPart((part) => ({ ...part, size }));

export const making = (job: string, step: Words | null, share: number): Command =>
  onPart((part) => ({ ...part, working: { job, step, share }, made: null }));

export const stopped: Command = onPart((part) => ({ ...part, working: null }));

export const done = (made: MadeDossiers): Command =>
  onPart((part) => ({ ...part, working: null, made }));

function onPart(change: (part: DossiersState) => DossiersState): Command {
  return (state) => ({
    ...state,
    sheets: { ...state.sheets, dossiers: change(state.sheets.dossiers) },
  });
}
