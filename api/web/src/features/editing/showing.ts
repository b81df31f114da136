/** Keeps the map like the state of editing: what is chosen, the target, strokes, the line. */
import { effect } from "@preact/signals";
import type { App } from "../../app/app";
import {
  colourOfGrid,
  setKeyboard,
  setTouch,
  showCursor,
  showLine,
  showLocks,
  showTarget,
} from "../../map/drawing";
import type { MapView } from "../../map/mapview";
import { codeAt } from "../../plan/assignment";
import type { OpenUnits, State } from "../../store/state";

import { drawsByDragging, pointAt } from "./pointing";
import { placeOf, targetOf } from "./reading";
import type { EditingState } from "./state";
import { words } from "./words";

/** Show what is being edited until the returned function is called. */
export function showEditing(app: App, map: MapView): () => void {
  const shown = new Shown(map);
  const stops = [
    pointAt(app, map),
    effect(() => shown.bringUp(app.store.state.value)),
    () => shown.takeAway(app.store.state.value),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

class Shown {
  private before: EditingState | null = null;
  private target: unknown = null;
  private marked: unknown = null;
  private locks: readonly unknown[] = [];
  private painted: ReadonlySet<number> = new Set();

  constructor(private readonly map: MapView) {
    map.fillBy("units");
    setKeyboard(map, false);
  }

  bringUp(state: State): void {
    const { editing, plan } = state;
    const members = plan?.members;
    if (!members) return;
    if (editing !== this.before) this.showTool(editing, members);
    this.showAim(state);
    this.markUnits(state, members);
    this.markLocks(state, members);
    if (editing.stroke !== this.before?.stroke) this.paint(editing, members);
    this.before = editing;
  }

  takeAway({ plan }: State): void {
    showTarget(this.map, null);
    showCursor(this.map, null);
    showLine(this.map, []);
    showLocks(this.map, "", { units: [], grids: [] });
    this.map.markUnits(new Set());
    this.map.setDragging(true);
    setTouch(this.map, false);
    this.map.setCursor("");
    setKeyboard(this.map, true);
    if (plan?.members) this.paint({ stroke: null }, plan.members);
    this.map.fillBy(plan?.members ? "near" : "grids");
  }

  private showTool({ tool, cursor, line, hovered }: EditingState, { units }: OpenUnits): void {
    if (tool !== this.before?.tool) {
      this.map.setDragging(!drawsByDragging(tool));
      setTouch(this.map, drawsByDragging(tool));
      this.map.setCursor(tool === "choose" ? "default" : "crosshair");
    }
    if (cursor !== this.before?.cursor) {
      showCursor(this.map, cursor === null ? null : placeOf(units, cursor));
    }
    if (tool !== "split" && line.length === 0 && this.before?.line.length === 0) return;
    if (line === this.before?.line && hovered === this.before.hovered) return;
    const loose = line.length > 0 && hovered ? [this.map.placeOf(hovered.at)] : [];
    showLine(this.map, [...line, ...loose]);
  }

  private showAim(state: State): void {
    const code = targetOf(state)?.code ?? null;
    const grid = code === null ? null : (state.plan?.grids.get(code) ?? null);
    if (grid === this.target) return;
    this.target = grid;
    showTarget(this.map, grid);
  }

  private markUnits({ editing }: State, { units }: OpenUnits): void {
    const positions = editing.stroke?.positions ?? editing.selection;
    if (positions === this.marked) return;
    this.marked = positions;
    this.map.markUnits(new Set([...positions].map((p) => units.rows[p] as number)));
  }

  private markLocks({ plan, lang }: State, { units, shown }: OpenUnits): void {
    const now = [shown.locked, plan?.grids, lang];
    if (now.every((one, place) => one === this.locks[place])) return;
    this.locks = now;
    const held = [...shown.locked.keys()].filter((p) => shown.locked[p] === 1);
    const grids = [...(plan?.grids.values() ?? [])].filter(({ properties }) => properties.locked);
    showLocks(this.map, words.lockMark[lang], {
      units: held.map((p) => placeOf(units, p)),
      grids: grids.flatMap(({ properties }) => (properties.label ? [properties.label] : [])),
    });
  }

  /** Give what a stroke has swept the colour of its goal; give back what it no longer holds. */
  private paint({ stroke }: Pick<EditingState, "stroke">, { units, shown }: OpenUnits): void {
    const now = stroke?.positions ?? new Set<number>();
    const goal = stroke && colourOfGrid(this.map, stroke.target.code);
    const fresh = [...now].filter((p) => !this.painted.has(p));
    const gone = [...this.painted].filter((p) => !now.has(p));
    const rowOf = (p: number) => units.rows[p] as number;
    if (goal) this.map.paintUnits(fresh.map(rowOf), () => goal);
    this.map.paintUnits(gone.map(rowOf), (row) => {
      const code = codeAt(shown, units.positionOfRow.get(row) ?? 0);
      return colourOfGrid(this.map, code);
    });
    this.painted = now;
  }
}
