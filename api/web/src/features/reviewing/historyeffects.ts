/** The history of the open plan: pages of it, names of versions, changes on the map. */

import type { Difference, EventList, VersionName } from "../../api/reviewing";
import { type App, attempt } from "../../app/app";
import { boxOf } from "./colliding";
import { leaveVersion, namedVersion, recalled, viewVersion, wentBack, wentOn } from "./commands";
import { quietly } from "./quietly";

const PAGE = 50;
const MOST = 1_000;

/** Fetch the last page of the history, and the names of versions. */
export async function recall(app: App): Promise<void> {
  const head = app.store.state.value.plan?.head;
  if (head === undefined) return;
  const after = Math.max(0, head.version - PAGE);
  const path = `/plans/${head.plan_id}`;
  await attempt(app, async () => {
    const [list, { names }] = await Promise.all([
      events(app, head.plan_id, after, PAGE),
      app.http.json<{ names: VersionName[] }>(`${path}/names`),
    ]);
    app.store.run(
      recalled({
        planId: head.plan_id,
        events: [...list.events].reverse(),
        until: head.version,
        since: after + 1,
        names,
      }),
    );
  });
}

/** Fetch what was done since. */
export async function goOn(app: App): Promise<void> {
  const { plan, reviewing } = app.store.state.value;
  const { history } = reviewing;
  if (plan === null || history === null || history.planId !== plan.head.plan_id) return;
  if (plan.head.version <= history.until) return;
  const { version } = plan.head;
  await quietly(async () => {
    const list = await events(app, history.planId, history.until, MOST);
    const until = list.next ?? Math.max(version, list.events.at(-1)?.version ?? 0);
    app.store.run(wentOn(history.planId, list.events, until));
  });
}

/** Fetch a page of what was done before. */
export async function goBack(app: App): Promise<void> {
  const { history } = app.store.state.value.reviewing;
  if (history === null || history.since <= 1) return;
  const after = Math.max(0, history.since - 1 - PAGE);
  await attempt(app, async () => {
    const list = await events(app, history.planId, after, history.since - 1 - after);
    app.store.run(wentBack(history.planId, list.events, after));
  });
}

/** Show on the map what a version changed. */
export async function view(app: App, version: number): Promise<void> {
  const { plan } = app.store.state.value;
  if (plan === null) return;
  const { plan_id: id } = plan.head;
  const path = `/plans/${id}/difference?from=${version - 1}&to=${version}`;
  const change = await attempt(app, () => app.http.json<Difference>(path));
  if (change === null || app.store.state.value.plan?.head.plan_id !== id) return;
  app.store.run(viewVersion(id, version, change));
  const box = plan.members && boxOf(unitsIn(change), plan.members);
  if (box) app.map?.flyTo(box);
}

export function leave(app: App): void {
  app.store.run(leaveVersion);
}

/** Give a version a name; return whether it was given. */
export async function nameVersion(app: App, version: number, name: string): Promise<boolean> {
  const head = app.store.state.value.plan?.head;
  if (head === undefined) return false;
  const asked = { method: "POST", json: { name, version } } as const;
  const path = `/plans/${head.plan_id}/names`;
  const given = await attempt(app, () => app.http.json<VersionName>(path, asked));
  if (given !== null) app.store.run(namedVersion(head.plan_id, given));
  return given !== null;
}

/** Fetch a part of the history of a plan. */
export function events(app: App, planId: string, after: number, limit: number): Promise<EventList> {
  return app.http.json<EventList>(`/plans/${planId}/events?after=${after}&limit=${limit}`);
}

function unitsIn({ flips }: Difference): string[] {
  return flips.map(([unit]) => unit);
}
