/** Editing by keys: tools, undo, and a walk from unit to unit with the focus on the map. */
import type { App } from "../../app/app";
import { focusOf, zoomBy } from "../../map/drawing";
import type { MapView } from "../../map/mapview";
import { codeAt } from "../../plan/assignment";
import { membersOf } from "../../plan/groups";
import { ARROWS, nearest, towards, wholeCompounds } from "../../plan/selection";
import type { OpenUnits } from "../../store/state";
import {
  addVertex,
  aim,
  dropVertex,
  giveUp,
  goTo,
  hover,
  select,
  takeTool,
  widen,
} from "./commands";
import { createGrid, lockUnits, move, moveSelection, splitAlong, step } from "./effects";
import { comingOf, isEditing, placeOf, targetOf, touchingGrids } from "./reading";
import type { Tool } from "./state";

export const TOOL_KEYS: Readonly<Record<Tool, string>> = {
  choose: "V",
  rectangle: "R",
  lasso: "L",
  brush: "B",
  paint: "P",
  push: "G",
  split: "S",
};

const TYPING = "input, select, textarea, dialog, [contenteditable]";

/** Listen to keys until the returned function is called. */
export function listenKeys(app: App, map: MapView): () => void {
  const listen = (event: KeyboardEvent) => {
    if (isTyping(event) || event.defaultPrevented) return;
    if (stepped(app, event)) return event.preventDefault();
    if (!isEditing(app.store.state.value) || event.ctrlKey || event.metaKey) return;
    const onMap = event.target === focusOf(map);
    if ((onMap && walked(app, map, event)) || shortcut(app, event, onMap)) event.preventDefault();
  };
  document.addEventListener("keydown", listen);
  return () => document.removeEventListener("keydown", listen);
}

function isTyping({ target }: KeyboardEvent): boolean {
  return target instanceof Element && target.closest(TYPING) !== null;
}

/** Ctrl+Z and Ctrl+Shift+Z (or Ctrl+Y), whichever panel is open. */
function stepped(app: App, event: KeyboardEvent): boolean {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return false;
  const key = event.key.toLowerCase();
  if (key !== "z" && key !== "y") return false;
  void step(app, key === "y" || event.shiftKey ? "redo" : "undo");
  return true;
}

/** Keys that mean something with the focus on the map alone. */
function walked(app: App, map: MapView, event: KeyboardEvent): boolean {
  const members = app.store.state.value.plan?.members;
  if (!members) return false;
  const direction = ARROWS[event.key];
  if (direction !== undefined) {
    walk(app, map, members, direction, event.shiftKey);
    return true;
  }
  if (event.key === " ") return chooseHere(app, members);
  if (event.key === "+" || event.key === "=") zoomBy(map, 1);
  else if (event.key === "-") zoomBy(map, -1);
  else return false;
  return true;
}

function walk(
  app: App,
  map: MapView,
  { units }: OpenUnits,
  direction: readonly [number, number],
  extends_: boolean,
): void {
  const { cursor } = app.store.state.value.editing;
  const next =
    cursor === null ? nearest(units, map.camera().centre) : towards(units, cursor, direction);
  // What is under the pointer no longer counts.
  app.store.run(hover(null));
  if (next === null) return;
  app.store.run(goTo(next));
  if (extends_) app.store.run(select(cursor === null ? [next] : [cursor, next], "add"));
}

/** Choose the unit at which the keyboard is, or put a vertex of the line there. */
function chooseHere(app: App, { units }: OpenUnits): boolean {
  const { cursor, tool } = app.store.state.value.editing;
  if (cursor === null) return false;
  const isLine = tool === "split";
  app.store.run(isLine ? addVertex(placeOf(units, cursor)) : select([cursor], "toggle"));
  return true;
}

/** Keys that mean something with the focus anywhere but in a field. */
function shortcut(app: App, event: KeyboardEvent, onMap: boolean): boolean {
  if (event.altKey) return false;
  const { key } = event;
  const isControl = event.target instanceof Element && event.target.closest("button, a") !== null;
  if (key === "Enter" && !isControl) return entered(app, onMap);
  if (/^[0-9]$/.test(key)) return aimed(app, Number(key));
  const act = ACTS[key.toLowerCase()];
  if (act !== undefined) {
    act(app);
    return true;
  }
  const tool = (Object.keys(TOOL_KEYS) as Tool[]).find(
    (one) => TOOL_KEYS[one] === key.toUpperCase(),
  );
  if (tool === undefined) return false;
  app.store.run(takeTool(tool));
  return true;
}

const ACTS: Readonly<Record<string, (app: App) => void>> = {
  escape: ({ store }) => store.run(giveUp),
  backspace: ({ store }) => store.run(dropVertex),
  "[": ({ store }) => store.run(widen(-1)),
  "]": ({ store }) => store.run(widen(1)),
  t: aimHere,
  a: chooseGrid,
  c: chooseCompounds,
  n: createGrid,
  k: (app) => lockUnits(app, true),
  u: (app) => lockUnits(app, false),
};

function entered(app: App, onMap: boolean): boolean {
  const state = app.store.state.value;
  if (state.editing.tool === "split") splitAlong(app, state.editing.line);
  else if (state.editing.selection.size > 0 && targetOf(state) === null) moveToHovered(app);
  else if (onMap || state.editing.selection.size > 0) moveSelection(app);
  else return false;
  return true;
}

/** Without a target, the selection goes where its preview says: to the grid under the pointer. */
function moveToHovered(app: App): void {
  const coming = comingOf(app.store.state.value);
  if (coming === null) moveSelection(app);
  else if (move(app, coming.positions, coming.target)) app.store.run(select([]));
}

/** A number chooses the target among the grids that touch the selection; 0 is no grid. */
function aimed(app: App, digit: number): boolean {
  const { plan, editing } = app.store.state.value;
  if (!plan?.members) return false;
  if (digit === 0) {
    app.store.run(aim({ code: null }));
    return true;
  }
  const here = editing.cursor === null ? [] : [editing.cursor];
  const about = editing.selection.size > 0 ? editing.selection : new Set(here);
  const code = touchingGrids(plan.members, about)[digit - 1];
  if (code === undefined) return false;
  app.store.run(aim({ code }));
  return true;
}

function aimHere(app: App): void {
  const { plan, editing } = app.store.state.value;
  const here = editing.hovered?.position ?? editing.cursor;
  if (plan?.members && here !== null)
    app.store.run(aim({ code: codeAt(plan.members.shown, here) }));
}

function chooseGrid(app: App): void {
  const { plan, editing } = app.store.state.value;
  const here = editing.hovered?.position ?? editing.cursor;
  if (!plan?.members || here === null) return;
  const code = codeAt(plan.members.shown, here);
  if (code !== null) app.store.run(select(membersOf(plan.members.shown, code)));
}

function chooseCompounds(app: App): void {
  const { plan, editing } = app.store.state.value;
  if (!plan?.members) return;
  const here = editing.hovered?.position ?? editing.cursor;
  const begin = editing.selection.size > 0 ? editing.selection : here === null ? [] : [here];
  app.store.run(select(wholeCompounds(plan.members.units, begin)));
}
