/** Edits on their way to the service: shown at once, sent one by one, kept until acknowledged. */

import { ProblemError, UnreachableError } from "../api/http";
import { newKey } from "../api/key";
import type { Edit, EditReply, Outlines, Words } from "../api/types";
import { made } from "../features/reviewing/commands";
import {
  acknowledged,
  conflicted,
  edited,
  linked,
  outlined,
  refused,
  sent,
  settled,
} from "../history/commands";
import { notify } from "../store/commands";
import type { Conflict, OpenPlan, PendingEdit } from "../store/state";
import { told, type App as WholeApp } from "./app";

type App = Omit<WholeApp, "opener">;

const AGAIN_MS = 1_000;
const busy = new WeakSet<object>();
/** Keys of what this page has to see to; other pages of the browser keep theirs in the same place. */
const ours = new Set<string>();

/** Make an edit of the open plan: it is on the map when this returns, and saved soon after. */
export function sendEdit(app: App, edit: Edit, what: Words): string {
  const key = newKey();
  app.store.run(edited({ key, edit, base: null, what }));
  keep(app);
  void drain(app);
  return key;
}

/** Take up edits that a reload, a crash or a lost connection kept from being acknowledged. */
export async function resume(app: App, planId: string): Promise<void> {
  const { plan } = app.store.state.value;
  if (plan?.head.plan_id !== planId) return;
  const waiting = new Set(unsaved(plan).map((one) => one.key));
  for (const one of kept(planId)) if (!waiting.has(one.key)) app.store.run(edited(one));
  await drain(app);
}

/** End a conflict: send something instead of the own edit, or nothing; then what waited. */
export function settle(app: App, instead: PendingEdit | null): void {
  app.store.run(settled(instead));
  keep(app);
  void drain(app);
}

/** Take back or make again the last edit that may be; null where it was refused. */
export async function sendStep(app: App, step: "undo" | "redo"): Promise<EditReply | null> {
  await drain(app);
  const { plan } = app.store.state.value;
  if (plan === null || plan.pending.length > 0) return null;
  const { plan_id: id, version } = plan.head;
  const key = newKey();
  try {
    const asked = { method: "POST", base: version, key } as const;
    const reply = await app.http.json<EditReply>(`/plans/${id}/${step}`, asked);
    app.store.run(acknowledged(key, reply));
    app.store.run(made(reply.version));
    await outline(app, id, reply.base);
    return reply;
  } catch (error) {
    app.store.run(notify("refused", ...told(error)));
    return null;
  }
}

/** Send what is pending, in order, until nothing is left or the service does not answer. */
async function drain(app: App): Promise<void> {
  if (busy.has(app)) return;
  busy.add(app);
  try {
    for (let next = first(app); next !== null; next = first(app)) {
      if (!(await delivered(app, next))) break;
    }
  } finally {
    busy.delete(app);
  }
}

async function delivered(app: App, pending: PendingEdit): Promise<boolean> {
  const { plan } = app.store.state.value;
  if (plan === null) return false;
  const { plan_id: id, version } = plan.head;
  const base = pending.base ?? version;
  app.store.run(sent(pending.key, base));
  keep(app);
  try {
    const reply = await app.http.json<EditReply>(`/plans/${id}/edits`, {
      method: "POST",
      json: pending.edit,
      base,
      key: pending.key,
    });
    if (app.store.state.value.plan?.head.plan_id !== id) return false;
    app.store.run(acknowledged(pending.key, reply));
    app.store.run(made(reply.version));
    app.store.run(linked("live"));
    void outline(app, id, reply.base);
    return true;
  } catch (error) {
    return answered(app, pending, error);
  } finally {
    keep(app);
  }
}

/** Deal with an edit that was not made; return whether the next one may be sent. */
function answered(app: App, pending: PendingEdit, error: unknown): boolean {
  if (error instanceof UnreachableError || isBusy(error)) {
    app.store.run(linked("lost"));
    setTimeout(() => void drain(app), AGAIN_MS);
    return false;
  }
  // Who refuses is there: nothing else tells it where the stream was not cut.
  app.store.run(linked("live"));
  if (error instanceof ProblemError && error.status === 412) {
    const { head, units, grids, since } = error.problem as unknown as Omit<Conflict, "pending">;
    app.store.run(conflicted({ pending, head, units, grids, since }));
    return false;
  }
  app.store.run(refused(pending.key));
  app.store.run(notify("refused", ...told(error)));
  return true;
}

function isBusy(error: unknown): boolean {
  return error instanceof ProblemError && [429, 502, 503, 504].includes(error.status);
}

async function outline(app: App, planId: string, after: number): Promise<void> {
  try {
    const path = `/plans/${planId}/outlines?after=${after}`;
    const outlines = await app.http.json<Outlines>(path);
    if (app.store.state.value.plan?.head.plan_id === planId) app.store.run(outlined(outlines));
  } catch (error) {
    // The edit is made; outlines come with the next one, or when the service is back.
    if (!(error instanceof UnreachableError) && !(error instanceof ProblemError)) throw error;
  }
}

function first(app: App): PendingEdit | null {
  const { plan } = app.store.state.value;
  if (plan === null || plan.conflict !== null) return null;
  // On a version that is yet to be heard of, an own edit just made would count as another's.
  return plan.ahead.length > 0 ? null : (plan.pending[0] ?? null);
}

function place(planId: string): string {
  return `gridmap.pending.${planId}`;
}

/** Keep what is pending through a reload of the page. */
function keep(app: App): void {
  const { plan } = app.store.state.value;
  if (plan === null) return;
  const { plan_id: id } = plan.head;
  const own = unsaved(plan);
  for (const one of own) ours.add(one.key);
  const waiting = [...kept(id).filter((one) => !ours.has(one.key)), ...own];
  if (waiting.length === 0) localStorage.removeItem(place(id));
  else localStorage.setItem(place(id), JSON.stringify(waiting));
}

/** What the service has not acknowledged; an edit that is in conflict is asked about again. */
function unsaved({ conflict, pending }: OpenPlan): readonly PendingEdit[] {
  return conflict === null ? pending : [conflict.pending, ...pending];
}

function kept(planId: string): PendingEdit[] {
  return JSON.parse(localStorage.getItem(place(planId)) ?? "[]") as PendingEdit[];
}
