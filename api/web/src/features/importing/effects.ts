/** What importing asks of the service, and what it keeps in the browser to come back to. */
import { ProblemError } from "../../api/http";
import { listen } from "../../api/stream";
import type { Start } from "../../api/types";
import { type App, told } from "../../app/app";
import { showPanel, started } from "../../store/commands";
import {
  begunAnew,
  failedWith,
  imported,
  looked,
  progressed,
  restored,
  sentOf,
  stopped,
  working,
} from "./commands";
import { flyToAll } from "./drawing";
import { isRead } from "./files";
import { NO_READING, type Work } from "./state";
import type { Imported, Job, Preview, Reading } from "./types";
import { words } from "./words";

const KEPT = "gridmap.importing";
const PREVIEWS = "/imports/previews";

type Body = { readonly form: FormData } | { readonly json: unknown };

interface Kept {
  readonly kind: Work["kind"];
  readonly job: string;
  readonly reading: Reading;
}

let stop: () => void = () => undefined;

/** Look at the files: those that were chosen, or, once they were sent, again with what was corrected. */
export async function lookAt(app: App): Promise<void> {
  const { files, preview, reading } = app.store.state.value.importing;
  const send = () => {
    const form = formOf(reading);
    for (const file of files) if (isRead(file.name)) form.append("file", file);
    return { form };
  };
  if (preview === null) return ask(app, "preview", PREVIEWS, send());
  const form = formOf(reading);
  form.set("upload_id", preview.upload_id);
  // The service keeps files for an hour; the page has them as long as it is open.
  await ask(app, "preview", PREVIEWS, { form }, files.length > 0 ? send : null);
}

/** Import what was looked at. */
export async function importNow(app: App): Promise<void> {
  const { preview, reading } = app.store.state.value.importing;
  if (preview === null) return;
  const form = formOf(reading);
  form.set("upload_id", preview.upload_id);
  await ask(app, "import", "/imports", { form });
}

/** Have units made of the layers, and grids of the units. */
export async function planNow(
  app: App,
  name: string,
  band: readonly [number, number],
): Promise<void> {
  const params = { ...(name ? { name } : {}), settings: { band } };
  await ask(app, "plan", "/jobs", { json: { kind: "plan", params } });
}

/** Ask for the end of what is under way; what was found before stays. */
export async function cancel(app: App): Promise<void> {
  const { work } = app.store.state.value.importing;
  stop();
  forget();
  app.store.run(stopped);
  if (work?.job)
    await attemptTo(app, () => app.http.send(`/jobs/${work.job?.id}/cancel`, { method: "POST" }));
}

/** Forget everything, and begin with other files. */
export async function beginAnew(app: App): Promise<void> {
  if (app.store.state.value.importing.work) await cancel(app);
  forget();
  app.store.run(begunAnew);
}

/** After a reload: come back to the job that was under way, or to what it has found. */
export async function resume(app: App): Promise<void> {
  const kept = read();
  const { work, preview } = app.store.state.value.importing;
  if (kept === null || work || preview) return;
  app.store.run(restored(kept.reading));
  app.store.run(working(kept.kind));
  app.store.run(showPanel("import"));
  try {
    const job = await app.http.json<Job>(`/jobs/${kept.job}`);
    app.store.run(progressed(kept.kind, job));
    follow(app, kept.kind, job.id);
  } catch {
    // The job is of another account or of another store: nothing to come back to.
    forget();
    app.store.run(begunAnew);
  }
}

async function ask(
  app: App,
  kind: Work["kind"],
  path: string,
  body: Body,
  anew: (() => Body) | null = null,
): Promise<void> {
  stop();
  app.store.run(working(kind));
  const { work } = app.store.state.value.importing;
  const job = await attemptTo(app, () => posted(app, path, body, anew));
  if (job === null) return;
  // It was cancelled while the files were on their way.
  if (app.store.state.value.importing.work !== work) {
    await attemptTo(app, () => app.http.send(`/jobs/${job.id}/cancel`, { method: "POST" }));
    return;
  }
  keep({ kind, job: job.id, reading: app.store.state.value.importing.reading });
  app.store.run(progressed(kind, job));
  follow(app, kind, job.id);
}

/** Ask for a job; where what it is about is gone, ask again with what it needs. */
async function posted(app: App, path: string, body: Body, anew: (() => Body) | null): Promise<Job> {
  try {
    return await app.http.json<Job>(path, { method: "POST", ...body });
  } catch (error) {
    const isGone = error instanceof ProblemError && error.status === 404;
    if (!isGone || anew === null) throw error;
    return app.http.json<Job>(path, { method: "POST", ...anew() });
  }
}

/** Hear of a job until it ends. */
function follow(app: App, kind: Work["kind"], id: string): void {
  stop();
  const end = (then: (job: Job) => void) => (data: unknown) => {
    stop();
    then(data as Job);
  };
  stop = listen(() => `/jobs/${id}/events`, {
    on: {
      progress: (data) => app.store.run(progressed(kind, data as Job)),
      done: end((job) => void finish(app, kind, job)),
      failed: end((job) => {
        forget();
        const {
          what,
          remedy,
          faults = [],
        } = job.problem ?? { what: words.failed, remedy: words.failed };
        app.store.run(failedWith({ what, remedy, faults }));
      }),
      cancelled: end(() => {
        forget();
        app.store.run(stopped);
      }),
    },
  });
}

async function finish(app: App, kind: Work["kind"], job: Job): Promise<void> {
  const result = await attemptTo(app, () => app.http.json<unknown>(`/jobs/${job.id}/result`));
  if (result === null) return;
  if (kind === "preview") {
    app.store.run(looked(result as Preview));
    flyToAll(app, result as Preview);
  } else if (kind === "import") {
    app.store.run(imported(result as Imported));
    await refresh(app);
  } else {
    forget();
    await openPlan(app, (result as { plan_id: string }).plan_id);
  }
}

/** Tell the map and the lists what the service has now. */
async function refresh(app: App): Promise<Start | null> {
  const found = await attemptTo(app, () => app.http.json<Start>("/start"));
  if (found === null) return null;
  app.store.run(started(found));
  app.map?.showLayers(found.layers);
  return found;
}

async function openPlan(app: App, planId: string): Promise<void> {
  const found = await refresh(app);
  const item = found?.plans.find((one) => one.plan_id === planId);
  app.store.run(begunAnew);
  if (!item) return;
  await attemptTo(app, async () => {
    await app.opener.open(item);
    app.store.run(showPanel("grids"));
    if (item.bounds) app.map?.flyTo(item.bounds);
  });
}

function formOf(reading: Reading): FormData {
  const form = new FormData();
  form.set("options", JSON.stringify({ tables: sentOf(reading.tables), whole: reading.whole }));
  form.set("estimate", String(reading.estimate));
  form.set("skip_faulty", String(reading.skipFaulty));
  return form;
}

/** Do something that may be refused; a refusal stands in the wizard, and null is returned. */
async function attemptTo<T>(app: App, work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    const [what, remedy] = told(error);
    app.store.run(failedWith({ what, remedy, faults: [] }));
    return null;
  }
}

function keep(kept: Kept): void {
  localStorage.setItem(KEPT, JSON.stringify(kept));
}

function forget(): void {
  localStorage.removeItem(KEPT);
}

function read(): Kept | null {
  try {
    const kept = JSON.parse(localStorage.getItem(KEPT) ?? "null") as Kept | null;
    return kept && { ...kept, reading: { ...NO_READING, ...kept.reading } };
  } catch {
    return null;
  }
}
