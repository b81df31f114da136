/** Effects of reports: reading them, taking steps, making codes, drawing them on the map. */
import { newKey } from "../../api/key";
import type { Position } from "../../api/types";
import { type App, attempt } from "../../app/app";
import { notify } from "../../store/commands";
import { saying } from "../../words/words";
import { counted, detailed, known, listed, lookAt, made } from "./commands";
import type { Which } from "./state";
import type {
  Entry,
  FiguresList,
  Kind,
  MadeEntry,
  Report,
  ReportDetail,
  ReportPage,
  TakenStep,
} from "./types";
import { words } from "./words";

export const MOST = 500;
const OPEN = ["found", "sorted", "assigned", "followed"];

/** Read what the panel shows; quietly where nobody asked for it. */
export async function read(app: App): Promise<void> {
  const { tab } = app.store.state.value.reports;
  if (tab === "list") await readList(app);
  if (tab === "figures") await readFigures(app);
  if (tab === "entries") await readEntries(app);
}

async function readList(app: App): Promise<void> {
  const { which, grid, chosen } = app.store.state.value.reports;
  const plan = planId(app);
  const query = new URLSearchParams({ limit: String(MOST) });
  for (const [name, value] of asked(which)) query.append(name, value);
  if (plan !== null) query.set("plan_id", plan);
  if (plan !== null && grid !== null) query.set("grid", grid);
  const page = await attempt(app, () => app.http.json<ReportPage>(`/reports?${query}`));
  const now = app.store.state.value.reports;
  if (page !== null && now.which === which && now.grid === grid) app.store.run(listed(page));
  if (chosen !== null) await readDetail(app, chosen);
}

export async function readDetail(app: App, id: string): Promise<void> {
  const plan = planId(app);
  const path = `/reports/${id}${plan === null ? "" : `?plan_id=${plan}`}`;
  const detail = await attempt(app, () => app.http.json<ReportDetail>(path));
  if (detail !== null) app.store.run(detailed(detail));
}

async function readFigures(app: App): Promise<void> {
  const plan = planId(app);
  if (plan === null) return;
  const path = `/reports/figures?plan_id=${plan}`;
  const figures = await attempt(app, () => app.http.json<FiguresList>(path));
  if (figures !== null) app.store.run(counted(figures));
}

async function readEntries(app: App): Promise<void> {
  const found = await attempt(app, () => app.http.json<{ entries: Entry[] }>("/report-entries"));
  if (found !== null) app.store.run(known(found.entries));
}

/** Look at a report: the map flies there. */
export function visit(app: App, one: Report): void {
  app.store.run(lookAt(one.id));
  app.map?.flyTo(one.place, 16.5);
  void readDetail(app, one.id);
}

/** Take a step; returns whether it was taken. What others did in the meantime is shown. */
export async function take(app: App, report: Report, step: TakenStep): Promise<boolean> {
  const path = `/reports/${report.id}/steps`;
  const asked = { method: "POST", json: step, base: report.version, key: newKey() } as const;
  const detail = await attempt(app, () => app.http.json<ReportDetail>(path, asked));
  await readDetail(app, report.id);
  return detail !== null;
}

/** Send a photo of how it is now. */
export async function addPhoto(app: App, report: Report, photo: Blob): Promise<void> {
  const form = new FormData();
  form.set("photo", photo, "photo");
  const path = `/reports/${report.id}/photos`;
  const asked = { method: "POST", form, key: newKey() } as const;
  await attempt(app, () => app.http.json(path, asked));
  await readDetail(app, report.id);
}

export interface Finding {
  readonly kind: Kind;
  readonly note: string;
  readonly place: Position;
  readonly photo: Blob | null;
}

/** Report something; returns whether it was taken. */
export async function report(app: App, finding: Finding): Promise<boolean> {
  const form = new FormData();
  form.set("kind", finding.kind);
  form.set("note", finding.note);
  form.set("lon", String(finding.place[0]));
  form.set("lat", String(finding.place[1]));
  form.set("place_source", "map");
  if (finding.photo !== null) form.set("photo", finding.photo, "photo");
  const asked = { method: "POST", form, key: newKey() } as const;
  const one = await attempt(app, () => app.http.json<ReportDetail>("/reports", asked));
  if (one === null) return false;
  app.store.run(notify("done", saying(words.added, { receipt: one.receipt })));
  app.store.run(lookAt(one.id));
  await readList(app);
  return true;
}

/** Make QR entries; their codes are shown, to be printed. */
export async function makeEntries(
  app: App,
  wanted: { readonly grids?: readonly string[]; readonly buildings?: readonly string[] },
): Promise<void> {
  const plan = wanted.buildings === undefined ? { plan_id: planId(app) } : {};
  const asked = { method: "POST", json: { ...plan, ...wanted } } as const;
  const told = await attempt(app, () =>
    app.http.json<{ entries: MadeEntry[] }>("/report-entries", asked),
  );
  if (told !== null) app.store.run(made(told.entries));
  await readEntries(app);
}

export async function revoke(app: App, entry: Entry): Promise<void> {
  const asked = { method: "DELETE" } as const;
  await attempt(app, () => app.http.json(`/report-entries/${entry.id}`, asked));
  await readEntries(app);
}

function asked(which: Which): [string, string][] {
  if (which === "all") return [];
  if (which === "overdue") return [["overdue", "true"]];
  return (which === "open" ? OPEN : [which]).map((state) => ["state", state]);
}

function planId(app: App): string | null {
  return app.store.state.value.plan?.head.plan_id ?? null;
}
