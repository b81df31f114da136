/** Effects of violations: flying to one, asking for fixes, applying one, drawing what is looked at. */
import type { Geometry } from "geojson";
import type { Violation } from "../../api/types";
import { type App, attempt } from "../../app/app";
import { sendEdit } from "../../app/sending";
import { at } from "../../plan/units";
import type { OpenPlan } from "../../store/state";
import { saying } from "../../words/words";
import { lookAt, mendable, tryFix } from "./commands";
import { drawOver, flipsDrawn } from "./drawing";
import { gridsAbout, unitsAbout } from "./listing";
import type { Fix, Fixes, ViolationsState } from "./state";
import { words } from "./words";

const NAME = "violation";
const WRONG = "#d6006c";

/** Look at a violation: the map flies there, and outlines it. */
export function visit(app: App, one: Violation): void {
  app.store.run(lookAt(one.key));
  if (one.place) app.map?.flyTo(one.place, 16);
}

/** Ask what mends a violation. */
export async function askFixes(app: App, one: Violation): Promise<void> {
  const { plan } = app.store.state.value;
  if (plan === null) return;
  visit(app, one);
  const path = `/plans/${plan.head.plan_id}/violations/${encodeURIComponent(one.key)}/fixes`;
  const fixes = await attempt(app, () => app.http.json<Fixes>(path));
  if (fixes === null) return;
  app.store.run(mendable(fixes));
  app.store.run(tryFix(fixes.fixes.length > 0 ? 0 : null));
}

/** Make the edit of a fix. */
export function applyFix(app: App, fix: Fix): void {
  const what = {
    zh: saying(words.applied, {}).zh + fix.what.zh,
    en: words.applied.en + fix.what.en,
  };
  app.store.run(lookAt(null));
  sendEdit(app, fix.edit, what);
}

/** Draw what is looked at: the place that is wrong, or what the chosen fix would change. */
export function drawLooked(app: App, plan: OpenPlan | null, violations: ViolationsState): void {
  if (app.map === null) return;
  const one = violations.key === null ? undefined : plan?.violations.get(violations.key);
  if (plan?.members === undefined || plan?.members === null || one === undefined) {
    drawOver(app.map, NAME, null);
    return;
  }
  const { units, shown } = plan.members;
  const outlines = shapesOf(plan, gridsAbout(units, shown, one));
  const fix = violations.tried === null ? undefined : violations.fixes?.fixes[violations.tried];
  if (fix) {
    drawOver(app.map, NAME, {
      ...flipsDrawn(units, fix.flips, plan.colours),
      outlines,
      veil: true,
    });
    return;
  }
  const rows = unitsAbout(units, shown, one).map((p): [number, string] => [
    at(units.rows, p),
    WRONG,
  ]);
  drawOver(app.map, NAME, { units: new Map(rows), outlines, labels: [], veil: false });
}

function shapesOf(plan: OpenPlan, codes: readonly string[]): Geometry[] {
  return codes.flatMap((code) => plan.grids.get(code)?.geometry ?? []);
}
