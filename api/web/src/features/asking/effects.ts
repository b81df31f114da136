/** Effects of asking: jobs asked for, followed, cancelled; what they found, accepted or put away. */

import { ProblemError } from "../../api/http";
import { newKey } from "../../api/key";
import { listen } from "../../api/stream";
import type { EditReply, PlanItem } from "../../api/types";
import { type App, attempt } from "../../app/app";
import { resume } from "../../app/sending";
import { acknowledged } from "../../history/commands";
import { choose, listed, notify } from "../../store/commands";
import { made } from "../reviewing/commands";
import { drawOver, flipsDrawn } from "../violations/drawing";
import { closeFound, jobHeard, jobsListed, openFound, outdated, sending } from "./commands";
import { boundsOf } from "./projecting";
import { isActive, isOfPlan, offerOf, requestOf, targetsOf } from "./request";
import type { Open } from "./state";
import type { Found, JobInfo } from "./types";
import { words } from "./words";

const NAME = "asked";
const MINE = "gridmap.asked";
const LISTED = 30;
const KINDS = ["plan", "improve", "repair", "alternatives"];

/** Jobs that are followed, by application and id. */
const followed = new WeakMap<object, Map<string, () => void>>();

/** Fetch the last jobs, and follow those that have not ended, after a reload too. */
export async function recallJobs(app: App): Promise<void> {
  const list = await attempt(app, () =>
    app.http.json<{ jobs: JobInfo[] }>(`/jobs?limit=${LISTED}`),
  );
  if (list === null) return;
  const jobs = list.jobs.filter((one) => KINDS.includes(one.kind));
  app.store.run(jobsListed(jobs));
  for (const job of jobs) if (isActive(job)) follow(app, job.id);
  // One that this page asked for may have ended while the page was away.
  const mine = jobs.find((one) => one.id === sessionStorage.getItem(MINE));
  const isOpen = mine?.id === app.store.state.value.asking.open?.job.id;
  if (mine && !isActive(mine) && !isOpen) await ended(app, mine);
}

/** Put away what a job found; a reload does not open it again. */
export function putAway(app: App): void {
  sessionStorage.removeItem(MINE);
  app.store.run(closeFound);
}

/** Ask for what the form says; the answer is the new job, or the one that is at the same work. */
export async function ask(app: App): Promise<void> {
  const { plan, asking } = app.store.state.value;
  if (plan === null || asking.isSending) return;
  const { head } = plan;
  const draft = { planId: head.plan_id, settings: "settings" in head ? head.settings : {} };
  await send(app, requestOf(asking.form, draft, targetsOf(app.store.state.value)));
}

/** Compute again what was asked for once, on the plan as it is now. */
export async function askAgain(app: App, job: JobInfo): Promise<void> {
  const { alternatives, set_id: _, ...params } = job.params;
  const again =
    job.kind === "alternatives"
      ? { plan_id: params.plan_id, alternatives: (alternatives as object[]).map(plainly) }
      : params;
  const communities = job.kind === "improve" ? {} : { communities: job.communities };
  app.store.run(closeFound);
  await send(app, { kind: job.kind, params: { ...again, ...communities } });
}

async function send(app: App, asked: object): Promise<void> {
  app.store.run(sending(true));
  const job = await attempt(app, () =>
    app.http.json<JobInfo>("/jobs", { method: "POST", json: asked }),
  );
  app.store.run(sending(false));
  if (job === null) return;
  sessionStorage.setItem(MINE, job.id);
  app.store.run(closeFound);
  app.store.run(jobHeard(job));
  follow(app, job.id);
}

/** Hear how far a job is until it ends; one that this page asked for is opened then. */
function follow(app: App, id: string): void {
  const known = followed.get(app) ?? new Map<string, () => void>();
  followed.set(app, known);
  if (known.has(id)) return;
  const end = (data: unknown) => {
    known.get(id)?.();
    known.delete(id);
    app.store.run(jobHeard(data as JobInfo));
    void ended(app, data as JobInfo);
  };
  const stop = listen(() => `/jobs/${id}/events`, {
    on: {
      progress: (data) => app.store.run(jobHeard(data as JobInfo)),
      done: end,
      failed: end,
      cancelled: end,
    },
  });
  known.set(id, stop);
}

async function ended(app: App, job: JobInfo): Promise<void> {
  if (sessionStorage.getItem(MINE) !== job.id) return;
  if (job.state === "done") {
    await openResult(app, job);
    return;
  }
  sessionStorage.removeItem(MINE);
  if (job.problem) app.store.run(notify("refused", job.problem.what, job.problem.remedy));
}

export async function cancelJob(app: App, id: string): Promise<void> {
  const job = await attempt(app, () =>
    app.http.json<JobInfo>(`/jobs/${id}/cancel`, { method: "POST" }),
  );
  if (job !== null) app.store.run(jobHeard(job));
}

/** Look at what a job found, in its plan. */
export async function openResult(app: App, job: JobInfo): Promise<void> {
  const found = await attempt(app, () => app.http.json<Found>(`/jobs/${job.id}/result`));
  if (found === null) return;
  if (job.params.plan_id !== undefined && !isOpen(app, found.plan_id)) {
    await openPlanOf(app, found.plan_id);
  }
  // Its card would lie over what is to be seen.
  app.store.run(choose(null));
  app.store.run(openFound(job, found));
}

/** Open the plan that a job was for, or has made. */
export async function openPlanOf(app: App, planId: string): Promise<void> {
  await attempt(app, async () => {
    const { plans } = await app.http.json<{ plans: PlanItem[] }>("/plans");
    app.store.run(listed(plans));
    const item = plans.find((one) => one.plan_id === planId);
    if (item) await app.opener.open(item);
  });
}

/** Make what was found the next version of the draft; what others changed since is not lost. */
export async function accept(app: App): Promise<void> {
  const { plan, asking } = app.store.state.value;
  const offer = offerOf(asking.open);
  if (plan === null || asking.open === null || !offer?.edit || asking.isSending) return;
  const { found, job } = asking.open;
  if (!isOfPlan(job, plan.head.plan_id) || !("base" in found)) return;
  app.store.run(sending(true));
  // Own edits first: they are newer than what was computed, and count as changes of others would.
  await resume(app, plan.head.plan_id);
  const key = newKey();
  try {
    const reply = await app.http.json<EditReply>(`/plans/${plan.head.plan_id}/edits`, {
      method: "POST",
      json: offer.edit,
      base: found.base,
      key,
    });
    app.store.run(acknowledged(key, reply));
    app.store.run(made(reply.version));
    putAway(app);
    app.store.run(notify("done", words.accepted));
    await app.opener.refresh(reply.base);
  } catch (error) {
    if (error instanceof ProblemError && error.status === 412) app.store.run(outdated);
    else await attempt(app, () => Promise.reject(error));
  } finally {
    app.store.run(sending(false));
  }
}

/** Draw what the offer that is looked at would change, or nothing. */
export function drawOffer(app: App, open: Open | null): void {
  const { plan } = app.store.state.value;
  if (app.map === null) return;
  const offer = offerOf(open);
  const isHere = plan !== null && open !== null && isOfPlan(open.job, plan.head.plan_id);
  if (!offer || !open?.isDrawn || !isHere || plan.members === null) {
    drawOver(app.map, NAME, null);
    return;
  }
  const { flips, outlines } = offer.preview;
  const shapes = outlines.map((one) => one.geometry);
  const drawn = flipsDrawn(plan.members.units, flips, plan.colours);
  drawOver(app.map, NAME, { ...drawn, outlines: shapes, veil: flips.length > 0 });
}

/** Bring into view what the offer that is looked at would change. */
export function flyToOffer(app: App, open: Open | null): void {
  const outlines = offerOf(open)?.preview.outlines ?? [];
  if (outlines.length > 0) app.map?.flyTo(boundsOf(outlines.map((one) => one.geometry)));
}

function isOpen(app: App, planId: string): boolean {
  return app.store.state.value.plan?.head.plan_id === planId;
}

/** Return an alternative as it was asked for, from what the job keeps of it. */
function plainly(one: object): object {
  const { title: _, ...rest } = one as Record<string, unknown>;
  return rest;
}
