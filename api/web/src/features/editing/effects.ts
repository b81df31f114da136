/** Edits that the tools and panels ask for: looked at first, then shown and sent. */
import type { Edit, PlanHead, PlanItem, Position, Words } from "../../api/types";
import { type App, attempt } from "../../app/app";
import { sendEdit, sendStep } from "../../app/sending";
import { reheaded } from "../../history/commands";
import { focusOf } from "../../map/drawing";
import { codeAt } from "../../plan/assignment";
import { handedOver } from "../../plan/growing";
import { crossesItself, partingOf } from "../../plan/parting";
import { type Obstacle, previewOf } from "../../plan/preview";
import { mayTake, UNLIMITED } from "../../plan/selection";
import { householdsOf } from "../../plan/totals";
import { listed, notify } from "../../store/commands";
import { saying } from "../../words/words";
import { dropLine, select } from "./commands";
import { isEditable, knowledgeOf, targetOf } from "./reading";
import type { Target } from "./state";
import { called, OBSTACLES, sentences, words } from "./words";

/** Move units to a grid, or to none; return whether it was asked for. */
export function move(app: App, positions: ReadonlySet<number>, target: Target): boolean {
  const { plan } = app.store.state.value;
  const members = plan?.members;
  if (!members || !isEditable(app.store.state.value)) return false;
  const { units, shown } = members;
  const preview = previewOf(units, shown, knowledgeOf(plan), positions, target.code);
  if (preview.units === 0) return false;
  if (preview.obstacle) return refuse(app, preview.obstacle);
  const moving = [...positions].filter((p) => codeAt(shown, p) !== target.code);
  const what = bothWords(sentences.move, (lang) => ({
    units: preview.units,
    households: preview.households,
    grid: called(target.code, lang),
  }));
  send(app, { type: "move", units: idsOf(app, moving), target: target.code }, what);
  return true;
}

/** Move the selection to the target; it is no longer chosen then. */
export function moveSelection(app: App): void {
  const state = app.store.state.value;
  const target = targetOf(state);
  if (target === null) {
    app.store.run(notify("refused", words.noTarget, words.targetHint));
    return;
  }
  const { selection, cursor } = state.editing;
  const positions = selection.size > 0 ? selection : new Set(cursor === null ? [] : [cursor]);
  if (move(app, positions, target)) app.store.run(select([]));
}

export function createGrid(app: App): void {
  const { selection } = app.store.state.value.editing;
  if (selection.size === 0) return;
  const what = saying(sentences.create, { units: selection.size });
  if (send(app, { type: "create", units: idsOf(app, selection) }, what)) app.store.run(select([]));
}

/** Merge the grids in which units are chosen into the target. */
export function mergeInto(app: App, grids: readonly string[], into: string): void {
  const what = saying(sentences.merge, {
    grids: grids.map((code) => code.slice(-3)).join("、"),
    into: into.slice(-3),
  });
  if (send(app, { type: "merge", grids, into }, what)) app.store.run(select([]));
}

/** Divide a grid along the line that is drawn. */
export function splitAlong(app: App, line: readonly Position[]): void {
  const { plan } = app.store.state.value;
  if (!plan?.members) return;
  if (crossesItself(line)) {
    app.store.run(notify("refused", words.lineCrosses));
    return;
  }
  const parting = partingOf(plan.members.units, plan.members.shown, line);
  if (parting === null) {
    app.store.run(notify("refused", words.lineNothing, words.splitHint));
    return;
  }
  const what = saying(sentences.split, { grid: parting.code.slice(-3) });
  send(app, { type: "split", grid: parting.code, line }, what);
  app.store.run(dropLine);
}

export function lockUnits(app: App, locked: boolean): void {
  const { selection } = app.store.state.value.editing;
  const what = saying(locked ? sentences.lockUnits : sentences.unlockUnits, {
    units: selection.size,
  });
  send(app, { type: "lock_units", units: idsOf(app, selection), locked }, what);
}

export function lockGrid(app: App, code: string, locked: boolean): void {
  const what = locked ? sentences.lockGrids : sentences.unlockGrids;
  const grid = { grid: code.slice(-3) };
  send(app, { type: "lock_grids", grids: [code], locked }, saying(what, grid));
}

export function lockAll(app: App, locked: boolean): void {
  send(app, { type: "lock_all", locked }, locked ? sentences.lockAll : sentences.unlockAll);
}

export function rename(app: App, code: string, name: string): void {
  const what = saying(sentences.rename, { grid: code.slice(-3), name });
  send(app, { type: "rename", grid: code, name }, what);
}

/** Make a grid a special-purpose one; null makes it an ordinary one. */
export function mark(app: App, code: string, purpose: string | null): void {
  const kind = purpose === null ? "ordinary" : "special";
  const what = saying(sentences[kind], { grid: code.slice(-3) });
  send(app, { type: "mark", grid: code, kind, purpose }, what);
}

/** Choose units of a grid of about so many households that may go to the target. */
export function chooseHouseholds(app: App, from: string, to: string, households: number): void {
  const { plan } = app.store.state.value;
  const members = plan?.members;
  if (!members) return;
  const { units, shown } = members;
  const { isLocked } = knowledgeOf(plan);
  const free = mayTake(units, shown, isLocked, UNLIMITED, firstOf(app, to) ?? 0);
  const found = handedOver(units, shown, { from, to, households }, free);
  app.store.run(select(found));
  if (found.length === 0) {
    app.store.run(notify("refused", words.noneFound, words.noneFoundRemedy));
    return;
  }
  const told = { units: found.length, households: householdsOf(units, found), wanted: households };
  app.store.run(notify("told", saying(words.found, told)));
  // So that Enter moves them, and does not press the button again.
  if (app.map) focusOf(app.map).focus();
}

/** Take back the last edit, or make it again. */
export async function step(app: App, which: "undo" | "redo"): Promise<void> {
  if (!isEditable(app.store.state.value)) return;
  const reply = await sendStep(app, which);
  if (reply !== null) await refreshHead(app);
}

/** Make a branch of the open plan and open it. */
export async function branch(app: App): Promise<void> {
  const { plan, lang } = app.store.state.value;
  if (plan === null) return;
  const name = saying(words.branchName, { name: plan.head.name })[lang];
  const path = `/plans/${plan.head.plan_id}/branches`;
  await attempt(app, async () => {
    const made = await app.http.json<PlanItem>(path, { method: "POST", json: { name } });
    app.store.run(listed([made, ...app.store.state.value.plans]));
    await app.opener.open(made);
  });
}

/** Tell why a move is refused, before it is sent. */
export function refuse(app: App, obstacle: Obstacle): false {
  app.store.run(notify("refused", ...toldOf(obstacle)));
  return false;
}

export function toldOf({ reason, grids, count }: Obstacle): [what: Words, how: Words] {
  const [what, how] = OBSTACLES[reason];
  const names = grids.map((code) => code.slice(-3)).join("、");
  return [saying(what, { grids: names, count }), how];
}

function send(app: App, edit: Edit, what: Words): boolean {
  if (!isEditable(app.store.state.value)) return false;
  const key = sendEdit(app, edit, what);
  // The head tells whether the whole plan is locked; the answer to an edit does not.
  if (edit.type === "lock_all") void settled(app, key).then(() => refreshHead(app));
  return true;
}

/** Wait until an edit is acknowledged or refused. */
function settled(app: App, key: string): Promise<void> {
  return new Promise((resolve) => {
    const stop = app.store.state.subscribe(({ plan }) => {
      if (plan?.pending.some((one) => one.key === key)) return;
      // `stop` is not there yet where it is settled already.
      queueMicrotask(() => stop());
      resolve();
    });
  });
}

async function refreshHead(app: App): Promise<void> {
  const id = app.store.state.value.plan?.head.plan_id;
  if (id === undefined) return;
  await attempt(app, async () => {
    app.store.run(reheaded(await app.http.json<PlanHead>(`/plans/${id}`)));
  });
}

function idsOf(app: App, positions: Iterable<number>): string[] {
  const ids = app.store.state.value.plan?.members?.units.ids ?? [];
  return [...positions].map((position) => ids[position] as string);
}

function firstOf(app: App, code: string): number | null {
  const members = app.store.state.value.plan?.members;
  if (!members) return null;
  for (let p = 0; p < members.units.count; p++) if (codeAt(members.shown, p) === code) return p;
  return null;
}

function bothWords(
  pattern: Words,
  values: (lang: "zh" | "en") => Record<string, string | number>,
): Words {
  return { zh: saying(pattern, values("zh")).zh, en: saying(pattern, values("en")).en };
}
