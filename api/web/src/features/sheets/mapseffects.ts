/** Effects of map sheets: looking at one, asking for many, following the job. */
import { listen } from "../../api/stream";
import { type App, attempt } from "../../app/app";
import { notify } from "../../store/commands";
import type { JobInfo } from "../asking/types";
import { previewOf, styleOf } from "./mapsasking";
import { ended, lookAt, made, working } from "./mapscommands";
import type { MadeSheets } from "./mapsstate";

/** Look at the sheet that is asked for; of many, at the first. */
export function preview(app: App): void {
  const { plan, sheets } = app.store.state.value;
  if (plan === null) return;
  const { form } = sheets.maps;
  app.store.run(lookAt(previewOf(plan.head.plan_id, form, asked(app))));
}

/** Ask for all the sheets. */
export async function make(app: App): Promise<void> {
  const { plan, sheets } = app.store.state.value;
  const { form } = sheets.maps;
  if (plan === null || sheets.maps.working !== null) return;
  const params = {
    ...asked(app),
    plan_id: plan.head.plan_id,
    codes: form.code === "" ? [] : [form.code],
    formats: form.formats,
    one_file: form.oneFile,
  };
  const job = await attempt(app, () =>
    app.http.json<JobInfo>("/jobs", { method: "POST", json: { kind: "sheets", params } }),
  );
  if (job === null) return;
  app.store.run(working(job.id, job.step, job.share));
  follow(app, job.id);
}

export async function cancel(app: App): Promise<void> {
  const present = app.store.state.value.sheets.maps.working;
  if (present === null) return;
  await attempt(app, () => app.http.json(`/jobs/${present.job}/cancel`, { method: "POST" }));
}

function asked(app: App) {
  const { plan, sheets, lang } = app.store.state.value;
  const address = `${location.origin}${location.pathname}?plan=${plan?.head.plan_id ?? ""}`;
  return styleOf(sheets.maps.form, lang, plan?.head.version ?? 0, address);
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
        app.store.run(working(id, step, share));
      },
      done: end,
      failed: end,
      cancelled: end,
    },
  });
}

async function finished(app: App, job: JobInfo): Promise<void> {
  if (job.state !== "done") {
    app.store.run(ended);
    if (job.problem) app.store.run(notify("refused", job.problem.what, job.problem.remedy));
    return;
  }
  const found = await attempt(app, () =>
    app.http.json<Omit<MadeSheets, "job">>(`/jobs/${job.id}/result`),
  );
  app.store.run(found === null ? ended : made({ ...found, job: job.id }));
}
