/** Commands of comparing. */
import type { VersionName } from "../../api/reviewing";
import type { State } from "../../store/state";
import type { Command } from "../../store/store";
import type { Choice, Compared, ComparingState, Side, SortName } from "./state";
import type { Kind } from "./types";

/** One of the two is another: what differed before is no answer any more. */
export const sideChosen = (side: Side, choice: Choice): Command =>
  changed({ [side]: choice, shown: null, row: null, kind: null });

export const exchanged: Command = (state) => {
  const { before, after } = state.comparing;
  return changed({ before: after, after: before, shown: null, row: null, kind: null })(state);
};

export const versionsNamed =
  (planId: string, names: readonly VersionName[]): Command =>
  (state) =>
    changed({ names: new Map(state.comparing.names).set(planId, names) })(state);

export const asking = (isAsking: boolean): Command => changed({ isAsking });

/** The service answered; an answer about what is not chosen any more is passed over. */
export const compared =
  (answer: Compared): Command =>
  (state) => {
    const { before, after } = state.comparing;
    const isWanted = same(before, answer.before) && same(after, answer.after);
    return isWanted ? changed({ shown: answer })(state) : state;
  };

/** The same column again turns the order around. */
export const sortedBy =
  (by: SortName): Command =>
  (state) => {
    const { sort } = state.comparing;
    return changed({ sort: { by, down: sort.by === by && !sort.down } })(state);
  };

export const narrowed = (kind: Kind | null): Command => changed({ kind });
export const rowPicked = (row: string | null): Command => changed({ row });

/** The divider of the two maps goes somewhere, in percent; null takes the maps away. */
export const swiped = (percent: number | null): Command =>
  changed({ swipe: percent === null ? null : Math.min(100, Math.max(0, percent)) });

/** Return which two are compared unless the user says otherwise; null where there is nothing. */
export function suggestion(state: State): { before: Choice; after: Choice } | null {
  const head = state.plan?.head ?? state.plans[0];
  if (head === undefined) return null;
  const after = { planId: head.plan_id, version: null };
  const mayWrite = state.start?.me.may_write === true;
  const parent = state.plans.find((one) => one.plan_id === head.parent?.plan_id);
  if (parent) {
    // Who may only look sees of each plan the version that was published.
    const version = mayWrite ? (head.parent?.version ?? null) : null;
    return { before: { planId: parent.plan_id, version }, after };
  }
  if (head.version > 0 && mayWrite) return { before: { planId: head.plan_id, version: 0 }, after };
  const others = state.plans.filter((one) => one.plan_id !== head.plan_id);
  const other = others.find((one) => one.state === "published") ?? others[0];
  return other ? { before: { planId: other.plan_id, version: null }, after } : null;
}

export function same(one: Choice | null, other: Choice | null): boolean {
  return one?.planId === other?.planId && one?.version === other?.version;
}

function changed(values: Partial<ComparingState>): Command {
  return (state) => ({ ...state, comparing: { ...state.comparing, ...values } });
}

/** Return whether the plan that is open went on since it was compared. */
export function isOutdated({ plan, comparing: { shown } }: State): boolean {
  if (plan === null || shown === null) return false;
  const { head } = plan;
  return (["before", "after"] as const).some(
    (side) =>
      shown[side].version === null &&
      shown[side].planId === head.plan_id &&
      shown.found[side].version < head.version,
  );
}
