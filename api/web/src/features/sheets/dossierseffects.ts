/** Effects of dossiers and kits: how large, making them, following the job. */
import { listen } from "../../api/stream";
import { type App, attempt } from "../../app/app";
import { notify } from "../../store/commands";
import type { JobInfo } from "../asking/types";
import { dossierAddress, paramsOf, sizeAddress, type Version } from "./dossiersasking";
import { done, making, sized, stopped } from "./dossierscommands";
import type { KitSize, MadeDossiers } from "./dossiersstate";

/** Ask how large the kit will be; what was changed meanwhile makes the answer void. */
export async function size(app: App): Promise<void> {
  const present = versionOf(app);
  if (present === null) return;
  const { form } = app.store.state.value.sheets.dossiers;
  app.store.run(sized("asked"));
  const found = await attempt(app, () =>
    app.http.json<KitSize>(sizeAddress(form, present, communityOf(app))),
  );
  if (app.store.state.value.sheets.dossiers.form === form) app.store.run(sized(found));
}

/** Ask for the dossiers, or the kit. */
export async function make(app: App): Promise<void> {
  const present = versionOf(app);
  const { form, working } = app.store.state.value.sheets.dossiers;
  if (present === null || working !== null) return;
  const params = paramsOf(form, present, communityOf(app));
  const job = await attempt(app, () =>
    app.http.json<JobInfo>("/jobs", { method: "POST", json: { kind: form.kind, params } }),
  );
  if (job === null) return;
  app.store.run(making(job.id, job.step, job.share));
  follow(app, job.id);
}

export async function cancel(app: App): Promise<void> {
  const present = app.store.state.value.sheets.dossiers.working;
  if (present === null) return;
  await attempt(app, () => app.http.json(`/jobs/${present.job}/cancel`, { method: "POST" }));
}

/** Return the address of the dossier of a grid of the plan that is open. */
export function addressOf(app: App, code: string, f: "html" | "pdf" = "html"): string | null {
  const present = versionOf(app);
  return present === null ? null : dossierAddress(code, present, f);
}

function versionOf(app: App): Version | null {
  const { plan, lang } = app.store.state.value;
  if (plan === null) return null;
  const planId = plan.head.plan_id;
  const address = `${location.origin}${location.pathname}?plan=${planId}`;
  return { planId, version: plan.head.version, lang, address };
}

function communityOf(app: App): (grid: string) => string | undefined {
  const grids = app.store.state.value.plan?.grids;
  return (code) => grids?.get(code)?.properties.community_code;
}

function follow(app: App, id: string): void {
  const end = (data: unknown) => {
    stop();
    void finished(app, data as JobInfo);
  };
  const stop = listen(() => `/jobs/${id}/events`, {
    on: {
      progress: (data) => {
        const { step, share } = data as JobInfo;
        app.store.run(making(id, step, share));
      },
      done: end,
      failed: end,
      cancelled: end,
    },
  });
}

async function finished(app: App, job: JobInfo): Promise<void> {
  if (job.state !== "done") {
    app.store.run(stopped);
    if (job.problem) app.store.run(notify("refused", job.problem.what, job.problem.remedy));
    return;
  }
  const found = await attempt(app, () =>
    app.http.json<Omit<MadeDossiers, "job">>(`/jobs/${job.id}/result`),
  );
  app.store.run(found === null ? stopped : done({ ...found, job: job.id }));
}
