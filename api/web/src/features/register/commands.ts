/** Commands of the register. */
import type { Command } from "../../store/store";
import type { RegisterPart } from "./state";

/** Show the table, or the teams. */
export const showPart =
  (part: RegisterPart): Command =>
  (state) => ({ ...state, register: { ...state.register, part } });
