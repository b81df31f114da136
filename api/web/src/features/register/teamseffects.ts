/** Effects of teams and lists: reading, saving, sending tables. */
import { type App, attempt } from "../../app/app";
import { choose, notify } from "../../store/commands";
import { saying } from "../../words/words";
import { faulty, lookAt, told, toldLists } from "./teamscommands";
import type { Imported, KeptList, Member, PlanLists, Reassign, TeamTable } from "./teamstypes";
import { words } from "./teamswords";

/** Read the teams of the plan that is open; an answer that comes too late is dropped. */
export async function askTeams(app: App): Promise<void> {
  const id = planOf(app);
  if (id === null) return;
  const found = await attempt(app, () => app.http.json<TeamTable>(`/plans/${id}/teams`));
  if (found !== null && planOf(app) === id) app.store.run(told(found));
}

export async function askLists(app: App): Promise<void> {
  const id = planOf(app);
  if (id === null) return;
  const found = await attempt(app, () => app.http.json<PlanLists>(`/plans/${id}/lists`));
  if (found !== null && planOf(app) === id) app.store.run(toldLists(found));
}

/** Choose a grid: on the map, and for the forms below the table. */
export function visit(app: App, code: string): void {
  const grid = app.store.state.value.plan?.grids.get(code);
  app.store.run(lookAt({ grid: code }));
  if (!grid) return;
  app.store.run(choose({ layer: "grids", id: code, place: null, properties: {} }));
  if (grid.properties.label) app.map?.flyTo(grid.properties.label, 16);
}

/** Keep a team; return whether it is kept. */
export async function saveTeam(
  app: App,
  code: string,
  members: readonly Member[],
  stamp: string,
): Promise<boolean> {
  const isKept = await put(app, `/teams/${code}`, { members, stamp });
  if (isKept) app.store.run(notify("done", words.saved));
  await askTeams(app);
  return isKept;
}

/** Give the members of a grid that is gone to the grid that took its place, or to none. */
export async function reassign(app: App, gone: Reassign, to: string | null): Promise<void> {
  const table = app.store.state.value.register.teams.table;
  const target = table?.grids.find((one) => one.grid_code === to);
  if (target) {
    const known = new Set(target.members.map(identity));
    const coming = gone.members.filter((one) => !known.has(identity(one)));
    const members = [...target.members, ...coming];
    const body = { members, stamp: target.stamp };
    if (!(await put(app, `/teams/${target.grid_code}`, body))) return;
    const what = { count: coming.length, code: target.grid_code.slice(-6) };
    app.store.run(notify("done", saying(words.moved, what)));
  }
  await put(app, `/teams/${gone.grid_code}`, { members: [], stamp: gone.stamp });
  await askTeams(app);
}

/** Send a table of teams or of lists; where a row is wrong, all faults are shown. */
export async function sendTable(app: App, what: "teams" | "lists", file: File): Promise<void> {
  const id = planOf(app);
  if (id === null) return;
  app.store.run(faulty([]));
  const form = new FormData();
  form.append("file", file);
  const path = `/plans/${id}/${what}/table`;
  const found = await attempt(app, () => app.http.json<Imported>(path, { method: "POST", form }));
  if (found === null) return;
  app.store.run(faulty(found.faults));
  if (!found.kept) return;
  app.store.run(notify("done", saying(words.imported, { name: file.name })));
  await (what === "teams" ? askTeams(app) : askLists(app));
}

/** Keep the rows that a list has of a grid. */
export async function saveRows(
  app: App,
  list: string,
  code: string,
  rows: readonly (readonly string[])[],
): Promise<boolean> {
  const isKept = await put(app, `/lists/${list}/${code}`, { rows });
  if (isKept) {
    app.store.run(notify("done", words.saved));
    await askLists(app);
  }
  return isKept;
}

export async function takeTemplate(app: App): Promise<void> {
  await attempt(app, () => app.http.json("/lists/template", { method: "POST" }));
  await askLists(app);
}

/** Make a list, or give one another name and other columns; return whether it was done. */
export async function keepList(
  app: App,
  list: KeptList | null,
  name: string,
  columns: readonly string[],
): Promise<boolean> {
  const path = list === null ? "/lists" : `/lists/${list.list_id}`;
  const method = list === null ? "POST" : "PUT";
  const json = { name, columns };
  const made = await attempt(app, () => app.http.json<KeptList>(path, { method, json }));
  if (made === null) return false;
  await askLists(app);
  app.store.run(lookAt({ list: made.list_id }));
  return true;
}

export async function dropList(app: App, list: KeptList): Promise<void> {
  const path = `/lists/${list.list_id}`;
  await attempt(app, () => app.http.json(path, { method: "DELETE" }));
  await askLists(app);
}

async function put(app: App, path: string, json: unknown): Promise<boolean> {
  const id = planOf(app);
  if (id === null) return false;
  const answer = await attempt(app, () =>
    app.http.json<object>(`/plans/${id}${path}`, { method: "PUT", json }),
  );
  return answer !== null;
}

function planOf(app: App): string | null {
  return app.store.state.value.plan?.head.plan_id ?? null;
}

function identity({ role, name, organisation }: Member): string {
  return [role, name, organisation].join("\n");
}
