/** Commands of the panel of nets. */
import type { Command } from "../../store/store";
import type { NetsPart } from "./state";

export const showPart =
  (part: NetsPart): Command =>
  (state) =>
    state.nets.part === part ? state : { ...state, nets: { ...state.nets, part } };
