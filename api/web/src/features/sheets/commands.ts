/** Commands of the panel of sheets and dossiers. */
import type { Command } from "../../store/store";
import type { SheetsPart } from "./state";

export const showPart =
  (part: SheetsPart): Command =>
  (state) => ({ ...state, sheets: { ...state.sheets, part } });
