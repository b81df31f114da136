/** Asking the service what differs, and keeping the address and the map like the state. */
import type { Feature, FeatureCollection } from "geojson";
import type { VersionName } from "../../api/reviewing";
import type { PlanItem } from "../../api/types";
import { type App, attempt } from "../../app/app";
import { DIFFERENCE_LAYERS } from "../../map/difference";
import { showPanel } from "../../store/commands";
import { asking, compared, sideChosen, suggestion, swiped, versionsNamed } from "./commands";
import { comparisonOf, withComparison } from "./link";
import { drawnShapes } from "./pieces";
import type { Choice, ComparingState } from "./state";
import { keyOf } from "./table";
import type { Difference } from "./types";

const SOURCE = "difference";
const HALF = 50;
let last: AbortController | null = null;

/** Ask what differs between the two that are chosen; of two questions the later is answered. */
export async function compare(app: App): Promise<void> {
  const { before, after } = app.store.state.value.comparing;
  if (before === null || after === null) return;
  last?.abort();
  const controller = new AbortController();
  last = controller;
  app.store.run(asking(true));
  await attempt(app, () => answered(app, before, after, controller.signal)).catch((error) => {
    if (!controller.signal.aborted) throw error;
  });
  if (last === controller) app.store.run(asking(false));
}

async function answered(app: App, before: Choice, after: Choice, signal: AbortSignal) {
  const path = await pathOf(app, before, after, signal);
  const [found, map] = await Promise.all([
    app.http.json<Difference>(path("difference"), { signal }),
    app.http.json<FeatureCollection>(path("difference/map"), { signal }),
  ]);
  app.store.run(compared({ before, after, found, shapes: map.features }));
}

/** Return the address of what differs; the last version is that of now, not of the start. */
async function pathOf(app: App, before: Choice, after: Choice, signal: AbortSignal) {
  const version = async ({ planId, version }: Choice) =>
    version ?? (await app.http.json<PlanItem>(`/plans/${planId}`, { signal })).version;
  const [from, to] = await Promise.all([version(before), version(after)]);
  return (part: string) =>
    addressOf(
      { planId: before.planId, version: from },
      { planId: after.planId, version: to },
      part,
    );
}

/** Return the address of what the service tells of two versions: their difference, a part of it, the walk. */
export function addressOf(
  before: Choice,
  after: Choice,
  what = "difference",
  more: Readonly<Record<string, string>> = {},
): string {
  const query = new URLSearchParams({ from: String(before.version), to: String(after.version) });
  if (after.planId !== before.planId) query.set("plan", after.planId);
  for (const [name, value] of Object.entries(more)) query.set(name, value);
  return `/plans/${encodeURIComponent(before.planId)}/${what}?${query}`;
}

/** Return the grids of both plans that were compared, as they lie on the map. */
export async function bothPlans(app: App, signal: AbortSignal): Promise<readonly Feature[]> {
  const { shown } = app.store.state.value.comparing;
  if (shown === null) return [];
  const { before, after } = exact(shown.found);
  const path = addressOf(before, after, "difference/map", { grids: "all" });
  return (await app.http.json<FeatureCollection>(path, { signal })).features;
}

/** Return the versions that were compared, by their numbers. */
export function exact({ before, after }: Difference): { before: Choice; after: Choice } {
  return {
    before: { planId: before.plan_id, version: before.version },
    after: { planId: after.plan_id, version: after.version },
  };
}

/** Fetch the versions of a plan that have names, once; who may only look is told of none. */
export async function nameVersions(app: App, planId: string): Promise<void> {
  const { start, comparing } = app.store.state.value;
  if (start?.me.may_write !== true || comparing.names.has(planId)) return;
  const path = `/plans/${planId}/names`;
  const told = await attempt(app, () => app.http.json<{ names: readonly VersionName[] }>(path));
  if (told) app.store.run(versionsNamed(planId, told.names));
}

/** Choose two, those of the address first, and compare them. */
export function begin(app: App): void {
  const { comparing } = app.store.state.value;
  if (comparing.before && comparing.after) return;
  const wanted = suggestion(app.store.state.value);
  if (wanted === null) return;
  app.store.run(sideChosen("before", wanted.before));
  app.store.run(sideChosen("after", wanted.after));
  void compare(app);
}

/** Take up the comparison that the address names, if it does. */
export async function takeUpLink(app: App): Promise<void> {
  const linked = comparisonOf(location.search);
  if (linked === null) return;
  app.store.run(sideChosen("before", linked.before));
  app.store.run(sideChosen("after", linked.after));
  app.store.run(swiped(linked.swipe));
  app.store.run(showPanel("compare"));
  await compare(app);
}

/** Lay two maps over the map, their divider ready to be moved by keys. */
export function beginSwipe(app: App): void {
  app.store.run(swiped(HALF));
  requestAnimationFrame(() => {
    document.querySelector<HTMLElement>(".cmp-divider")?.focus({ preventScroll: true });
  });
}

/** Write the comparison into the address, or take it out. */
export function keepLink({ before, after, swipe }: ComparingState, isOpen: boolean): void {
  const linked = isOpen && before && after ? { before, after, swipe } : null;
  const search = withComparison(location.search, linked);
  if (search === location.search) return;
  history.replaceState(history.state, "", `${location.pathname}${search}${location.hash}`);
}

/** Draw what differs, or nothing. */
export function drawDifference(app: App, isOpen: boolean): void {
  const { comparing, lang, plan } = app.store.state.value;
  // Before a plan is open the map takes nothing.
  if (plan === null) return;
  const { shown, row } = comparing;
  if (!isOpen || shown === null) {
    app.map?.draw(SOURCE, null, DIFFERENCE_LAYERS);
    return;
  }
  const picked = shown.found.successions.find((one) => keyOf(one) === row) ?? null;
  app.map?.draw(SOURCE, drawnShapes(shown.shapes, picked, lang), DIFFERENCE_LAYERS);
}
