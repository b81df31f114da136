/** Effects of one net out of many, and of published totals. */
import { listen } from "../../api/stream";
import { type App, attempt } from "../../app/app";
import { notify } from "../../store/commands";
import { openPlanOf } from "../asking/effects";
import type { JobInfo } from "../asking/types";
import { netsListed, totalsTold, unified, unifyingNow } from "./unifyingcommands";
import { isFit, weightsOf } from "./unifyingreading";
import type { NetInfo, TotalRow, Totals, Unified } from "./unifyingstate";
import { words } from "./unifyingwords";

/** List the nets, and show the last plan that was made of them. */
export async function recallUnifying(app: App): Promise<void> {
  const list = await attempt(app, () => app.http.json<{ nets: NetInfo[] }>("/nets"));
  if (list !== null) app.store.run(netsListed(list.nets));
  const { found, working } = app.store.state.value.nets.unifying;
  if (found !== null || working !== null) return;
  const jobs = await attempt(app, () => app.http.json<{ jobs: JobInfo[] }>("/jobs?limit=100"));
  const last = jobs?.jobs.find(
    (one) => one.kind === "unify" && !["failed", "cancelled"].includes(one.state),
  );
  if (!last || app.store.state.value.nets.unifying.working !== null) return;
  if (last.state === "done") await fetched(app, last.id);
  else follow(app, last);
}

export async function askUnifying(app: App): Promise<void> {
  const { nets, lang } = app.store.state.value;
  const { form, working } = nets.unifying;
  if (working !== null || !isFit(nets.unifying)) return;
  const params = {
    nets: weightsOf(nets.unifying),
    band: [form.lower, form.upper],
    compare: form.compare,
    name: words.planName[lang],
    lang,
  };
  const job = await attempt(app, () =>
    app.http.json<JobInfo>("/jobs", { method: "POST", json: { kind: "unify", params } }),
  );
  if (job !== null) follow(app, job);
}

export async function cancelUnifying(app: App): Promise<void> {
  const { working } = app.store.state.value.nets.unifying;
  if (working === null) return;
  await attempt(app, () => app.http.json(`/jobs/${working.job}/cancel`, { method: "POST" }));
}

export async function openUnified(app: App): Promise<void> {
  const { found } = app.store.state.value.nets.unifying;
  if (found !== null) await openPlanOf(app, found.plan_id);
}

function follow(app: App, job: JobInfo): void {
  const tell = ({ step, share }: JobInfo) =>
    app.store.run(unifyingNow({ job: job.id, step, share }));
  tell(job);
  const end = (data: unknown) => {
    stop();
    void ended(app, data as JobInfo);
  };
  const stop = listen(() => `/jobs/${job.id}/events`, {
    on: {
      progress: (data) => tell(data as JobInfo),
      done: end,
      failed: end,
      cancelled: end,
    },
  });
}

async function ended(app: App, job: JobInfo): Promise<void> {
  if (job.state === "done") {
    await fetched(app, job.id);
    return;
  }
  app.store.run(unifyingNow(null));
  if (job.problem) app.store.run(notify("refused", job.problem.what, job.problem.remedy));
}

async function fetched(app: App, id: string): Promise<void> {
  const found = await attempt(app, () => app.http.json<Unified>(`/jobs/${id}/result`));
  app.store.run(found === null ? unifyingNow(null) : unified(id, found));
}

/** Compare published totals with the plan that is open. */
export async function askTotals(app: App): Promise<void> {
  const { plan } = app.store.state.value;
  if (plan === null) return;
  const id = plan.head.plan_id;
  const found = await attempt(app, () => app.http.json<Totals>(`/plans/${id}/totals`));
  if (found === null || app.store.state.value.plan?.head.plan_id !== id) return;
  const { totals } = app.store.state.value.nets;
  // An answer that was overtaken by that of a later version.
  if (totals?.plan_id === id && totals.version > found.version) return;
  app.store.run(totalsTold(found));
}

/** Keep what was published of a place; without any figure it is taken away. */
export async function keepTotal(app: App, row: Partial<TotalRow>): Promise<void> {
  const { plan } = app.store.state.value;
  if (plan === null) return;
  const { level, code, name, published } = row;
  const json = { rows: [{ level, code, name, ...published }] };
  const path = `/plans/${plan.head.plan_id}/totals`;
  const found = await attempt(app, () => app.http.json<Totals>(path, { method: "PUT", json }));
  if (found === null) return;
  app.store.run(totalsTold(found));
  app.store.run(notify("done", words.saved));
}

export async function sendTotals(app: App, file: File): Promise<void> {
  const { plan } = app.store.state.value;
  if (plan === null) return;
  const form = new FormData();
  form.append("file", file);
  const path = `/plans/${plan.head.plan_id}/totals/table`;
  const found = await attempt(app, () => app.http.json<Totals>(path, { method: "POST", form }));
  if (found === null) return;
  app.store.run(totalsTold(found));
  app.store.run(notify("done", words.saved));
}
