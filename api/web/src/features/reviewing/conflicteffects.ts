/** A conflict of edits: what the others did, and what is sent instead. */

import { newKey } from "../../api/key";
import type { Difference } from "../../api/reviewing";
import type { Bounds } from "../../api/types";
import { type App, attempt } from "../../app/app";
import { settle } from "../../app/sending";
import type { Conflict } from "../../store/state";
import { boxOf, keptMine, merged, unitsOf } from "./colliding";
import { learntTheirs } from "./commands";
import { events } from "./historyeffects";

export type Choice = "keep" | "take" | "merge";

const MOST = 1_000;
const LEAST_DEG = 0.001;

/** Fetch what the others did since the version that the own edit was made on. */
export async function learn(app: App, conflict: Conflict): Promise<void> {
  const { plan } = app.store.state.value;
  if (plan === null) return;
  const { plan_id: id } = plan.head;
  const { pending, head } = conflict;
  const base = Math.min(pending.base ?? head, head);
  await attempt(app, async () => {
    const [change, list] = await Promise.all([
      app.http.json<Difference>(`/plans/${id}/difference?from=${base}&to=${head}`),
      events(app, id, base, MOST),
    ]);
    const seen = list.events.filter((one) => one.version <= head);
    if (app.store.state.value.plan?.conflict?.pending.key !== pending.key) return;
    app.store.run(learntTheirs({ key: pending.key, change, events: seen }));
  });
  const { members } = plan;
  const box = members && boxOf([...conflict.units, ...unitsOf(pending.edit, members)], members);
  if (box) app.map?.flyTo(besideCard(box));
}

/** End the conflict as its maker chose; edits that waited are sent after that. */
export function decide(app: App, conflict: Conflict, choice: Choice): void {
  app.store.run(learntTheirs(null));
  const key = newKey();
  if (choice === "take") settle(app, null);
  else settle(app, choice === "keep" ? keptMine(conflict, key) : merged(conflict, key));
}

/** Return a box that is wider to the east, where the dialog lies, and never of a point alone. */
function besideCard([west, south, east, north]: Bounds): Bounds {
  const margin = Math.max(east - west, north - south, LEAST_DEG) / 2;
  return [west - margin, south - margin, east + 3 * margin, north + margin];
}
