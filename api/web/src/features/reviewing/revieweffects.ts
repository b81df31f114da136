/** States of the open plan, and the reasons for exceptions. */

import type { Exemption, PlanStep } from "../../api/reviewing";
import type { PlanHead, PlanStateName, ViolationList } from "../../api/types";
import { type App, attempt } from "../../app/app";
import { judged, reheaded, stepped } from "../../history/commands";
import { notify } from "../../store/commands";
import { excuse, walked } from "./commands";
import { refreshPlans } from "./planeffects";
import { keepReasons } from "./reasons";
import { words } from "./words";

/** Fetch the steps that the open plan has taken, and what it is now. */
export async function walk(app: App): Promise<void> {
  const head = app.store.state.value.plan?.head;
  if (head === undefined) return;
  const path = `/plans/${head.plan_id}`;
  await attempt(app, async () => {
    const [{ steps }, now] = await Promise.all([
      app.http.json<{ steps: PlanStep[] }>(`${path}/states`),
      app.http.json<PlanHead>(path),
    ]);
    app.store.run(walked(head.plan_id, steps));
    app.store.run(reheaded(now));
  });
}

/** Bring the open plan to another state; return the step, or null where it was refused. */
export async function step(
  app: App,
  to: PlanStateName,
  note: string,
  exceptions: readonly Exemption[],
): Promise<PlanStep | null> {
  const head = app.store.state.value.plan?.head;
  if (head === undefined) return null;
  const { plan_id: id, version } = head;
  const asked = { method: "POST", json: { to, note, exceptions }, base: version } as const;
  const taken = await attempt(app, () => app.http.json<PlanStep>(`/plans/${id}/state`, asked));
  if (taken === null) {
    await attempt(app, () => judge(app, id));
    return null;
  }
  app.store.run(stepped(to));
  // They are on record now.
  if (to === "published") giveReason(app, [...app.store.state.value.reviewing.reasons.keys()], "");
  app.store.run(notify("done", words[`became_${to}`]));
  await Promise.all([walk(app), refreshPlans(app)]);
  return taken;
}

/** Say why violations may stand; it is kept here until the plan is published. */
export function giveReason(app: App, keys: readonly string[], reason: string): void {
  app.store.run(excuse(keys, reason));
  const { plan, reviewing } = app.store.state.value;
  if (plan !== null) keepReasons(plan.head.plan_id, reviewing.reasons);
}

async function judge(app: App, planId: string): Promise<void> {
  const list = await app.http.json<ViolationList>(`/plans/${planId}/violations`);
  if (app.store.state.value.plan?.head.plan_id === planId) app.store.run(judged(list.violations));
}
