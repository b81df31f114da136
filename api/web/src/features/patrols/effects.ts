/** Effects of patrols: what the service tells of them, the job that makes one, links to routes. */
import type { FeatureCollection } from "geojson";
import { listen } from "../../api/stream";
import type { Bounds, Position } from "../../api/types";
import { type App, attempt } from "../../app/app";
import type { DrawnRoute } from "../../map/patrolling";
import { showClosed, showPatrol } from "../../map/patrolling";
import { notify } from "../../store/commands";
import type { JobInfo } from "../asking/types";
import { outlinesOf, requestOf, today } from "./asked";
import {
  fill,
  heard,
  jobHeard,
  linkMade,
  linkRevoked,
  listed,
  opened,
  removed,
  sending,
  stationsListed,
} from "./commands";
import type { PatrolsState } from "./state";
import type { Link, PatrolItem, Progress, Rain, ShownPatrol, ShownRoute } from "./types";
import { words } from "./words";

const ACTIVE = ["waiting", "running"];
/** How long a file is there to be saved. */
const KEPT_MS = 60_000;
const followed = new WeakSet<object>();

/** Fetch what the panel shows at first: the rain level, stations, patrols, a job under way. */
export async function begin(app: App): Promise<void> {
  const { form, stations } = app.store.state.value.patrols;
  if (form.date === "") app.store.run(fill({ date: today() }));
  await attempt(app, async () => {
    const rain = app.http.json<{ level: Rain }>("/hazards/rain");
    const jobs = app.http.json<{ jobs: JobInfo[] }>("/jobs?limit=30");
    await refresh(app);
    if (form.date === "") app.store.run(fill({ rain: (await rain).level }));
    if (stations === null) await listStations(app);
    const job = (await jobs).jobs.find((one) => one.kind === "patrol" && isActive(one));
    if (job) follow(app, job);
  });
}

export async function refresh(app: App): Promise<void> {
  const { patrols } = await app.http.json<{ patrols: PatrolItem[] }>("/patrols");
  app.store.run(listed(patrols));
}

async function listStations(app: App): Promise<void> {
  const path = "/ogc/collections/stations/items?limit=500";
  const found = await app.http.json<FeatureCollection>(path).catch(() => null);
  const stations = (found?.features ?? []).map(({ properties }) => ({
    id: String(properties?.station_id),
    name: String(properties?.name ?? properties?.station_id),
  }));
  app.store.run(stationsListed(stations));
}

/** Ask for a patrol, and open it once it is made. */
export async function ask(app: App): Promise<void> {
  const { plan, patrols } = app.store.state.value;
  if (patrols.isSending) return;
  const json = requestOf(
    patrols.form,
    patrols.stations ?? [],
    patrols.list?.[0],
    plan?.head.plan_id,
  );
  app.store.run(sending(true));
  const job = await attempt(app, () => app.http.json<JobInfo>("/jobs", { method: "POST", json }));
  app.store.run(sending(false));
  if (job !== null) follow(app, job);
}

export async function cancel(app: App, id: string): Promise<void> {
  const job = await attempt(app, () =>
    app.http.json<JobInfo>(`/jobs/${id}/cancel`, { method: "POST" }),
  );
  if (job !== null) app.store.run(jobHeard(job));
}

function follow(app: App, job: JobInfo): void {
  app.store.run(jobHeard(job));
  if (followed.has(app)) return;
  followed.add(app);
  const stop = listen(() => `/jobs/${job.id}/events`, {
    on: {
      progress: (data) => app.store.run(jobHeard(data as JobInfo)),
      done: (data) => ended(data as JobInfo),
      failed: (data) => ended(data as JobInfo),
      cancelled: (data) => ended(data as JobInfo),
    },
  });
  const ended = (last: JobInfo) => {
    stop();
    followed.delete(app);
    app.store.run(jobHeard(null));
    void after(app, last);
  };
}

async function after(app: App, job: JobInfo): Promise<void> {
  if (job.problem) app.store.run(notify("refused", job.problem.what, job.problem.remedy));
  if (job.state !== "done") return;
  await attempt(app, async () => {
    const { patrol_id } = await app.http.json<{ patrol_id: string }>(`/jobs/${job.id}/result`);
    await refresh(app);
    await open(app, patrol_id);
  });
}

/** Show a patrol: its routes on the map, its teams in the panel. */
export async function open(app: App, id: string): Promise<void> {
  const found = await attempt(app, () => app.http.json<ShownPatrol>(`/patrols/${id}`));
  if (found === null) return;
  app.store.run(opened(found));
  await hear(app);
  const places = found.routes.flatMap((route) => [
    route.start,
    ...route.stops.map((stop) => stop.place),
  ]);
  if (places.length > 0) app.map?.flyTo(boundsOf(places));
}

/** Hear how far the teams are. */
export async function hear(app: App): Promise<void> {
  const { open: shown } = app.store.state.value.patrols;
  if (shown === null) return;
  // The network may be away for a while: the next time comes soon.
  const told = await app.http.json<Progress>(`/patrols/${shown.id}/progress`).catch(() => null);
  if (told !== null) app.store.run(heard(shown.id, told));
}

export async function remove(app: App, id: string): Promise<void> {
  const done = await attempt(app, async () => {
    await app.http.send(`/patrols/${id}`, { method: "DELETE" });
    return true;
  });
  if (done === null) return;
  app.store.run(removed(id));
}

export async function makeLink(app: App, id: string, number: number): Promise<void> {
  const path = `/patrols/${id}/routes/${number}/link`;
  const link = await attempt(app, () => app.http.json<Link>(path, { method: "POST" }));
  if (link !== null) app.store.run(linkMade(number, link));
}

/** Save the A4 sheet of a route; it has a new link in its QR code. */
export async function saveSheet(app: App, id: string, route: ShownRoute): Promise<void> {
  const { date } = app.store.state.value.patrols.open ?? { date: "" };
  const path = `/patrols/${id}/routes/${route.number}/sheet?lang=${app.http.lang}`;
  const answer = await attempt(app, () => app.http.send(path, { method: "POST" }));
  if (answer === null) return;
  const address = URL.createObjectURL(await answer.blob());
  const anchor = document.createElement("a");
  anchor.href = address;
  anchor.download = `${date} ${route.team.name}.pdf`;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
  const found = await attempt(app, () => app.http.json<ShownPatrol>(`/patrols/${id}`));
  if (found !== null) app.store.run(opened(found));
}

export async function revokeLinks(app: App, id: string, number: number): Promise<void> {
  const path = `/patrols/${id}/routes/${number}/link`;
  const done = await attempt(app, async () => {
    await app.http.send(path, { method: "DELETE" });
    return true;
  });
  if (done !== null) app.store.run(linkRevoked(number));
}

/** Take the polygons of a GeoJSON file for closed ground. */
export async function readClosed(app: App, file: File): Promise<void> {
  try {
    const outlines = outlinesOf(await file.text());
    const { closed } = app.store.state.value.patrols.form;
    if (outlines.length === 0) throw new SyntaxError("no polygon");
    app.store.run(fill({ closed: [...closed, ...outlines] }));
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
    app.store.run(notify("refused", words.noPolygons, words.noPolygonsRemedy));
  }
}

/** Draw on the map what the panel is about. */
export function draw(app: App, part: PatrolsState): void {
  if (app.map === null) return;
  const { open: shown, progress, route: chosen, form, drawing } = part;
  const left = shown?.left_out.map((one) => one.place) ?? [];
  const states = new Map(progress?.ticks.map((tick) => [`${tick.route} ${tick.stop}`, tick.state]));
  const routes = shown?.routes.map(
    (route): DrawnRoute => ({
      colour: route.colour,
      start: route.start,
      lines: [...route.stops.map((stop) => stop.line), route.back.line],
      stops: route.stops.map(({ key, label, place }) => ({
        label,
        place,
        state: states.get(`${route.number} ${key}`) ?? "open",
      })),
      isPale: chosen !== null && chosen !== route.number,
    }),
  );
  showPatrol(app.map, routes ?? null, left);
  showClosed(app.map, shown === null ? form.closed : [], shown === null ? (drawing ?? []) : []);
}

/** Take everything from the map. */
export function clear(app: App): void {
  if (app.map === null) return;
  showPatrol(app.map, null);
  showClosed(app.map, [], []);
}

export function isActive(job: JobInfo): boolean {
  return ACTIVE.includes(job.state);
}

function boundsOf(places: readonly Position[]): Bounds {
  const lons = places.map((place) => place[0]);
  const lats = places.map((place) => place[1]);
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}
