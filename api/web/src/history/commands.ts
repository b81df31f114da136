/** Commands of the open plan: opened, edited, acknowledged, refused, changed by others. */
import type {
  EditReply,
  Flip,
  Grid,
  Lock,
  Outlines,
  PlanHead,
  PlanItem,
  PlanStateName,
  VersionEvent,
  Violation,
} from "../api/types";
import { type Assignment, flipped, lockedAs } from "../plan/assignment";
import { colouring, joined } from "../plan/colouring";
import type { Units } from "../plan/units";
import type { Conflict, OpenPlan, PendingEdit, State } from "../store/state";
import type { Command } from "../store/store";
import { replayed } from "./pending";

export interface Opened {
  readonly head: PlanHead | PlanItem;
  readonly outlines: Outlines;
  readonly members: { readonly units: Units; readonly assignment: Assignment } | null;
  readonly violations: readonly Violation[];
}

export const opened =
  ({ head, outlines, members, violations }: Opened): Command =>
  (state) => ({
    ...state,
    plan: {
      head: { ...head, version: outlines.version },
      ahead: [],
      grids: new Map(outlines.grids.map((one) => [one.id, one])),
      colours: colouring(outlines.grids),
      members: members && {
        units: members.units,
        confirmed: members.assignment,
        shown: members.assignment,
      },
      violations: byKey(violations),
      pending: [],
      conflict: null,
      link: "live",
    },
  });

export const closed: Command = (state) => ({ ...state, plan: null, chosen: null });

/** An edit is shown at once, and waits to be acknowledged. */
export const edited = (pending: PendingEdit): Command =>
  onPlan((plan) => shown({ ...plan, pending: [...plan.pending, pending] }));

/** An edit is on its way, on a version from which it does not part any more. */
export const sent = (key: string, base: number): Command =>
  onPlan((plan) => ({
    ...plan,
    pending: plan.pending.map((one) => (one.key === key ? { ...one, base } : one)),
  }));

export const acknowledged = (key: string, reply: EditReply): Command =>
  onPlan((plan) => {
    const rest = { ...plan, pending: plan.pending.filter((one) => one.key !== key) };
    if (!isKnown(plan, reply.version)) return withReply(rest, reply);
    // The stream was faster. What it did not tell is in the answer, unless there is newer still.
    return shown(reply.version === plan.head.version ? withJudgement(rest, reply) : rest);
  });

export const refused = (key: string): Command =>
  onPlan((plan) => shown({ ...plan, pending: plan.pending.filter((one) => one.key !== key) }));

export const conflicted = (conflict: Conflict): Command =>
  onPlan((plan) =>
    shown({
      ...plan,
      conflict,
      pending: plan.pending.filter((one) => one.key !== conflict.pending.key),
    }),
  );

/** A conflict is dealt with; what is sent instead goes before the edits that waited meanwhile. */
export const settled = (instead: PendingEdit | null): Command =>
  onPlan((plan) => {
    const pending = instead === null ? plan.pending : [instead, ...plan.pending];
    return shown({ ...plan, conflict: null, pending });
  });

/** A new version that the stream tells, whoever made it. */
export const heard = (event: VersionEvent): Command =>
  onPlan((plan) => {
    if (event.version <= plan.head.version) return plan;
    const told = arrived(plan, event.version);
    if (event.flips === undefined || isKnown(plan, event.version)) return told;
    return withFlips(told, event.flips, event.locks ?? []);
  });

/** Grids that changed, with their outlines and figures; those without a shape are gone. */
export const outlined = (outlines: Outlines): Command =>
  onPlan((plan) => {
    if (outlines.grids.length === 0) return plan;
    const grids = new Map(plan.grids);
    for (const grid of outlines.grids) {
      if (grid.geometry === null || grid.properties.retired) grids.delete(grid.id);
      else grids.set(grid.id, grid);
    }
    return { ...plan, grids, colours: joined(plan.colours, grids) };
  });

export const judged = (violations: readonly Violation[]): Command =>
  onPlan((plan) => ({ ...plan, violations: byKey(violations) }));

export const reheaded = (head: PlanHead | PlanItem): Command =>
  onPlan((plan) =>
    head.plan_id === plan.head.plan_id
      ? { ...plan, head: { ...head, version: Math.max(head.version, plan.head.version) } }
      : plan,
  );

export const stepped = (name: PlanStateName): Command =>
  onPlan((plan) => ({ ...plan, head: { ...plan.head, state: name } }));

export const linked = (link: OpenPlan["link"]): Command =>
  onPlan((plan) => (plan.link === link ? plan : { ...plan, link }));

function onPlan(change: (plan: OpenPlan) => OpenPlan): Command {
  return (state: State) => {
    if (state.plan === null) return state;
    const plan = change(state.plan);
    return plan === state.plan ? state : { ...state, plan };
  };
}

function isKnown(plan: OpenPlan, version: number): boolean {
  return version <= plan.head.version || plan.ahead.includes(version);
}

/** Return the plan with one more version in it; the head goes as far as no version is missing. */
function arrived(plan: OpenPlan, version: number): OpenPlan {
  const there = new Set([...plan.ahead, version]);
  let head = plan.head.version;
  while (there.delete(head + 1)) head += 1;
  return { ...plan, head: { ...plan.head, version: head }, ahead: [...there] };
}

function withReply(plan: OpenPlan, reply: EditReply): OpenPlan {
  const judged = withJudgement(arrived(plan, reply.version), reply);
  return withFlips(judged, reply.flips, reply.locks);
}

/** Return the plan with the figures of the grids and the violations that an edit changed. */
function withJudgement(plan: OpenPlan, reply: EditReply): OpenPlan {
  const violations = new Map(plan.violations);
  for (const key of reply.violations.resolved) violations.delete(key);
  for (const one of reply.violations.added) violations.set(one.key, one);
  return { ...plan, violations, grids: withFigures(plan.grids, reply.grids) };
}

function withFlips(plan: OpenPlan, flips: readonly Flip[], locks: readonly Lock[]): OpenPlan {
  if (plan.members === null) return plan;
  const { units } = plan.members;
  const moved = flipped(units, plan.members.confirmed, flips);
  const confirmed = lockedAs(units, moved, locks);
  return shown({ ...plan, members: { ...plan.members, confirmed } });
}

function withFigures(grids: OpenPlan["grids"], changed: readonly Grid[]): OpenPlan["grids"] {
  const next = new Map(grids);
  for (const figures of changed) {
    const known = next.get(figures.grid_code);
    if (figures.retired) next.delete(figures.grid_code);
    else if (known) {
      next.set(figures.grid_code, { ...known, properties: { ...known.properties, ...figures } });
    } else next.set(figures.grid_code, newborn(figures));
  }
  return next;
}

/** A grid whose outline is yet to be fetched. */
function newborn(figures: Grid) {
  const properties = { ...figures, label: null };
  return { type: "Feature", id: figures.grid_code, geometry: null, properties } as const;
}

function shown(plan: OpenPlan): OpenPlan {
  if (plan.members === null) return plan;
  const { units, confirmed } = plan.members;
  return { ...plan, members: { ...plan.members, shown: replayed(units, confirmed, plan.pending) } };
}

function byKey(violations: readonly Violation[]): ReadonlyMap<string, Violation> {
  return new Map(violations.map((one) => [one.key, one]));
}
