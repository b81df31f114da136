/** Commands of violations. */
import type { Command } from "../../store/store";
import { type Fixes, violations as none, type ViolationsState } from "./state";

/** Look at a violation, or at none. */
export const lookAt = (key: string | null): Command =>
  onPart((part) => ({ ...part, key, fixes: null, tried: null }));

/** What mends the violation that is looked at; an answer for another one came too late. */
export const mendable = (fixes: Fixes): Command =>
  onPart((part) => (part.key === fixes.key ? { ...part, fixes, tried: null } : part));

export const tryFix = (tried: number | null): Command => onPart((part) => ({ ...part, tried }));

export const filterBy = (
  filter: Partial<Pick<ViolationsState, "community" | "severity">>,
): Command => onPart((part) => ({ ...part, ...filter }));

export const fold = (rule: string): Command =>
  onPart((part) => ({
    ...part,
    folded: part.folded.includes(rule)
      ? part.folded.filter((one) => one !== rule)
      : [...part.folded, rule],
  }));

export const putAway: Command = onPart(() => none);

function onPart(change: (part: ViolationsState) => ViolationsState): Command {
  return (state) => {
    const violations = change(state.violations);
    return violations === state.violations ? state : { ...state, violations };
  };
}
