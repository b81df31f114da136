/** Comments on places of the open plan. */

import type { PlanComment } from "../../api/reviewing";
import type { Position } from "../../api/types";
import { type App, attempt } from "../../app/app";
import { commented, openThread, pinning } from "./commands";
import { quietly } from "./quietly";

/** Fetch what people said. */
export async function listen(app: App): Promise<void> {
  const id = planId(app);
  if (id === null) return;
  await attempt(app, () => fetched(app, id));
}

/** Fetch it again, though nobody asked: a failure is not told. */
export async function listenOn(app: App): Promise<void> {
  const id = planId(app);
  if (id !== null) await quietly(() => fetched(app, id));
}

/** Say something about a place; return whether it was kept. */
export async function comment(app: App, place: Position, text: string): Promise<boolean> {
  const made = await said(app, { text, place });
  if (made !== null) {
    app.store.run(pinning(null));
    app.store.run(openThread(made.id));
  }
  return made !== null;
}

/** Answer a comment; return whether the answer was kept. */
export async function answer(app: App, parentId: string, text: string): Promise<boolean> {
  return (await said(app, { text, parent_id: parentId })) !== null;
}

/** Say whether what a comment is about is settled. */
export async function resolve(app: App, commentId: string, resolved: boolean): Promise<void> {
  const id = planId(app);
  if (id === null) return;
  await attempt(app, async () => {
    const asked = { method: "PATCH", json: { resolved } } as const;
    await app.http.json<PlanComment>(`/plans/${id}/comments/${commentId}`, asked);
    await fetched(app, id);
  });
}

async function said(app: App, json: unknown): Promise<PlanComment | null> {
  const id = planId(app);
  if (id === null) return null;
  return attempt(app, async () => {
    const asked = { method: "POST", json } as const;
    const made = await app.http.json<PlanComment>(`/plans/${id}/comments`, asked);
    await fetched(app, id);
    return made;
  });
}

async function fetched(app: App, id: string): Promise<void> {
  const { comments } = await app.http.json<{ comments: PlanComment[] }>(`/plans/${id}/comments`);
  if (planId(app) === id) app.store.run(commented(id, comments));
}

function planId(app: App): string | null {
  return app.store.state.value.plan?.head.plan_id ?? null;
}
