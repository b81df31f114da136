/** Effects of stations: asking who reaches one, having new ones sited, drawing both. */
import { listen } from "../../api/stream";
import type { Violation } from "../../api/types";
import { type App, attempt } from "../../app/app";
import { notify } from "../../store/commands";
import { saying } from "../../words/words";
import type { JobInfo } from "../asking/types";
import { lookBy, reached, sited, working } from "./commands";
import { drawReach, drawSites } from "./drawing";
import { addressOf, baseOf, boundsOf, requestOf } from "./listing";
import type { Reach, Siting } from "./types";
import { words } from "./words";

/** Ask who reaches a station in the plan that is open; an answer that comes too late is dropped. */
export async function askReach(app: App): Promise<void> {
  const { plan, stations } = app.store.state.value;
  if (plan === null) return;
  const address = addressOf(plan, baseOf(app.store.state.value), stations.minutes);
  const found = await attempt(app, () => app.http.json<Reach>(address));
  const now = app.store.state.value;
  if (found === null || now.plan === null) return;
  if (address === addressOf(now.plan, baseOf(now), now.stations.minutes)) {
    app.store.run(reached(found));
  }
}

/** Fly to a grid, and mark its homes out of reach. */
export function visitGrid(app: App, code: string): void {
  const { plan, stations } = app.store.state.value;
  const place = plan?.grids.get(code)?.properties.label;
  app.store.run(lookBy({ grid: stations.grid === code ? null : code }));
  if (place) app.map?.flyTo(place, 16);
}

export function visitFault(app: App, one: Violation): void {
  app.store.run(lookBy({ grid: one.grid_code || null }));
  if (one.place) app.map?.flyTo(one.place, 16.5);
}

/** Have new stations sited, and wait for the proof. */
export async function askSites(app: App): Promise<void> {
  const { plan, stations, lang } = app.store.state.value;
  if (plan === null || stations.working !== null) return;
  app.store.run(working(words.working[lang]));
  const body = requestOf(plan.head.plan_id, stations.form, stations.minutes);
  const job = await attempt(app, () =>
    app.http.json<JobInfo>("/jobs", { method: "POST", json: body }),
  );
  if (job === null) app.store.run(working(null));
  else follow(app, job.id);
}

function follow(app: App, id: string): void {
  const end = (data: unknown) => {
    stop();
    void ended(app, data as JobInfo);
  };
  const stop = listen(() => `/jobs/${id}/events`, {
    on: {
      progress: (data) => {
        const { step } = data as JobInfo;
        if (step) app.store.run(working(step[app.store.state.value.lang]));
      },
      done: end,
      failed: end,
      cancelled: end,
    },
  });
}

async function ended(app: App, job: JobInfo): Promise<void> {
  if (job.state !== "done") {
    app.store.run(working(null));
    if (job.problem) app.store.run(notify("refused", job.problem.what, job.problem.remedy));
    return;
  }
  const found = await attempt(app, () => app.http.json<Siting>(`/jobs/${job.id}/result`));
  app.store.run(sited(found));
  const bounds = boundsOf(found?.sites.map((one) => one.place) ?? []);
  if (bounds) app.map?.flyTo(bounds);
}

/** Draw homes out of reach and sites as they are looked at; nothing where the panel is shut. */
export function draw(app: App, isOpen: boolean): void {
  if (app.map === null) return;
  const { plan, stations, lang } = app.store.state.value;
  const isHere = isOpen && plan !== null && stations.reach?.plan_id === plan.head.plan_id;
  drawReach(app.map, isHere ? plan : null, stations);
  const isSited = isOpen && stations.siting?.plan_id === plan?.head.plan_id;
  const sites = isSited ? (stations.siting?.sites ?? []) : [];
  drawSites(
    app.map,
    sites.map((one, n) => ({
      place: one.place,
      text: saying(words.site, { number: n + 1 })[lang],
    })),
  );
}
