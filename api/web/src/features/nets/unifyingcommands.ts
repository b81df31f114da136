/** Commands of one net out of many, and of published totals. */
import type { Command } from "../../store/store";
import type { NetInfo, Totals, Unified, UnifyForm, UnifyingState } from "./unifyingstate";

export const fillForm = (form: Partial<UnifyForm>): Command =>
  onPart((part) => ({ ...part, form: { ...part.form, ...form } }));

export const weigh = (net: string, weight: number): Command =>
  onPart((part) => ({
    ...part,
    form: { ...part.form, weights: { ...part.form.weights, [net]: weight } },
  }));

export const netsListed = (nets: readonly NetInfo[]): Command =>
  onPart((part) => ({ ...part, nets }));

export const unifyingNow = (working: UnifyingState["working"]): Command =>
  onPart((part) => ({ ...part, working }));

export const unified = (job: string, found: Unified): Command =>
  onPart((part) => ({ ...part, job, found, working: null }));

export const totalsTold =
  (totals: Totals | null): Command =>
  (state) => ({ ...state, nets: { ...state.nets, totals } });

function onPart(change: (part: UnifyingState) => UnifyingState): Command {
  return (state) => ({ ...state, nets: { ...state.nets, unifying: change(state.nets.unifying) } });
}
