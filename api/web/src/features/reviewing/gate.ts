/** The gate before publishing: what stands in the way, and what is let pass with a reason. */
import type { Exemption } from "../../api/reviewing";
import type { PlanStateName, Violation } from "../../api/types";
import type { OpenPlan } from "../../store/state";

/** The states in the order in which a plan goes through them. */
export const STATES: readonly PlanStateName[] = ["draft", "in_review", "published", "retired"];

const NEXT: Readonly<Record<PlanStateName, readonly PlanStateName[]>> = {
  draft: ["in_review"],
  in_review: ["draft", "published"],
  published: ["retired"],
  retired: [],
};

/** Return the states that may follow. */
export function following(state: PlanStateName): readonly PlanStateName[] {
  return NEXT[state];
}

export interface Gate {
  /** Those that bar the plan from being published. */
  readonly hard: readonly Violation[];
  /** Those of them for which no reason is given. */
  readonly left: readonly Violation[];
  readonly soft: readonly Violation[];
}

/** Return what the gate asks for. */
export function gateOf(
  violations: OpenPlan["violations"],
  reasons: ReadonlyMap<string, string>,
): Gate {
  const all = [...violations.values()];
  const hard = all.filter((one) => one.hard);
  const left = hard.filter((one) => !reasons.get(one.key)?.trim());
  return { hard, left, soft: all.filter((one) => !one.hard) };
}

/** Return the exceptions as the service records them: of what still stands. */
export function exceptionsOf(
  hard: readonly Violation[],
  reasons: ReadonlyMap<string, string>,
): Exemption[] {
  return hard.flatMap(({ key }) => {
    const reason = reasons.get(key)?.trim();
    return reason ? [{ key, reason }] : [];
  });
}

/** Return violations by their rule, those of the most common rule first. */
export function byRule(violations: readonly Violation[]): (readonly [string, Violation[]])[] {
  const rules = new Map<string, Violation[]>();
  for (const one of violations) rules.set(one.rule, [...(rules.get(one.rule) ?? []), one]);
  return [...rules].sort(([, one], [, other]) => other.length - one.length);
}

export type Obstacle = "unsaved" | "conflict" | "offline" | "violations";

/** Return why a plan cannot be brought to another state now; null where it can. */
export function obstacleOf(
  plan: Pick<OpenPlan, "pending" | "conflict" | "link">,
  gate: Gate,
  to: PlanStateName,
): Obstacle | null {
  if (plan.conflict !== null) return "conflict";
  if (plan.link === "lost") return "offline";
  if (plan.pending.length > 0) return "unsaved";
  return to === "published" && gate.left.length > 0 ? "violations" : null;
}
