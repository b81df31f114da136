/** Comments as threads: what somebody said of a place, and the answers to it. */
import type { PlanComment } from "../../api/reviewing";
import type { Shown } from "./state";

export interface Thread {
  /** The same as long as the plan lasts: threads are counted from the oldest. */
  readonly number: number;
  readonly root: PlanComment;
  readonly answers: readonly PlanComment[];
}

/** Return the threads of comments that come the oldest first; the newest thread first. */
export function threadsOf(comments: readonly PlanComment[]): Thread[] {
  const rootOf = new Map<string, string>();
  const threads = new Map<string, { number: number; root: PlanComment; answers: PlanComment[] }>();
  for (const one of comments) {
    const root = one.parent_id === null ? undefined : rootOf.get(one.parent_id);
    rootOf.set(one.id, root ?? one.id);
    if (root === undefined)
      threads.set(one.id, { number: threads.size + 1, root: one, answers: [] });
    else threads.get(root)?.answers.push(one);
  }
  return [...threads.values()].reverse();
}

/** Return the threads that are to be shown. */
export function shownOf(threads: readonly Thread[], shown: Shown): Thread[] {
  return threads.filter(({ root }) => shown === "all" || root.resolved === (shown === "resolved"));
}
