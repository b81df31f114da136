/** Plans: the list, opening, new ones, branches, names. */

import type { UnitSet } from "../../api/reviewing";
import type { Bounds, PlanItem, Start } from "../../api/types";
import { type App, attempt } from "../../app/app";
import { listed, notify, started } from "../../store/commands";
import { quietly } from "./quietly";
import { words } from "./words";

/** Fetch the list of plans. */
export async function refreshPlans(app: App): Promise<void> {
  await attempt(app, async () => {
    const { plans } = await app.http.json<{ plans: PlanItem[] }>("/plans");
    app.store.run(listed(plans.map((one) => ({ ...one, bounds: boundsOf(app, one) }))));
  });
}

/** Open the first plan that is there, where there was none. */
export async function awaitPlan(app: App): Promise<void> {
  await quietly(async () => {
    const found = await app.http.json<Start>("/start");
    const [first] = found.plans;
    if (first === undefined || app.store.state.value.plan !== null) return;
    app.store.run(started(found));
    app.map?.showLayers(found.layers);
    await openPlan(app, first);
  });
}

/** Open a plan, and bring it into view. */
export async function openPlan(app: App, item: PlanItem): Promise<void> {
  await attempt(app, () => app.opener.open(item));
  if (app.store.state.value.plan?.head.plan_id !== item.plan_id) return;
  const bounds = boundsOf(app, item) ?? app.store.state.value.plan.members?.units.bounds ?? null;
  if (app.map && bounds && !meets(app.map.bounds(), bounds)) app.map.flyTo(bounds);
}

/** Make a draft that begins as a copy of a plan at one of its versions, and open it. */
export function branchPlan(
  app: App,
  planId: string,
  name: string,
  version: number | null,
): Promise<boolean> {
  return makePlan(app, `/plans/${planId}/branches`, { name, version });
}

/** Make a plan without grids on some units, and open it. */
export function newPlan(
  app: App,
  name: string,
  setId: string,
  band: readonly [number, number],
): Promise<boolean> {
  return makePlan(app, "/plans", { name, set_id: setId, band });
}

export async function renamePlan(app: App, planId: string, name: string): Promise<boolean> {
  const asked = { method: "PATCH", json: { name } } as const;
  const done = await attempt(app, () => app.http.json<PlanItem>(`/plans/${planId}`, asked));
  if (done === null) return false;
  await Promise.all([refreshPlans(app), app.opener.refresh(headOf(app, planId))]);
  return true;
}

/** Return the sets of units on which a plan can be made; null where they are not told. */
export async function unitSets(app: App): Promise<readonly UnitSet[] | null> {
  const list = await attempt(app, () => app.http.json<{ sets: UnitSet[] }>("/unit-sets"));
  return list?.sets ?? null;
}

async function makePlan(app: App, path: string, json: unknown): Promise<boolean> {
  const made = await attempt(app, () => app.http.json<PlanItem>(path, { method: "POST", json }));
  if (made === null) return false;
  await refreshPlans(app);
  await openPlan(app, made);
  app.store.run(notify("done", words.planMade));
  return true;
}

function headOf(app: App, planId: string): number {
  const head = app.store.state.value.plan?.head;
  return head?.plan_id === planId ? head.version : 0;
}

/** Return where a plan lies: as it was told at the start, or as another on the same units. */
function boundsOf(app: App, item: PlanItem): Bounds | null {
  const known = app.store.state.value.plans.find((one) => one.set_id === item.set_id && one.bounds);
  return item.bounds ?? known?.bounds ?? null;
}

function meets(one: Bounds, other: Bounds): boolean {
  return one[0] < other[2] && other[0] < one[2] && one[1] < other[3] && other[1] < one[3];
}
