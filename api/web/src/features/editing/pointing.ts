/** What the tools make of a pointer: clicks choose, strokes choose, paint, push; clicks draw a line. */
import type { Position } from "../../api/types";
import type { App } from "../../app/app";
import { reachAt, unitRowAt, unitRowsAlong } from "../../map/drawing";
import type { MapView, Pixel } from "../../map/mapview";
import { type Gestures, type Keys, listenPointer } from "../../map/pointer";
import { codeAt } from "../../plan/assignment";
import { commonest, inBox, inRing, mayTake, nearWay } from "../../plan/selection";
import type { OpenUnits } from "../../store/state";
import {
  addVertex,
  aim,
  beginStroke,
  endStroke,
  goTo,
  hover,
  type Mode,
  outline,
  select,
  sweep,
} from "./commands";
import { move, splitAlong } from "./effects";
import { acrossBorder, isEditable, knowledgeOf, targetOf } from "./reading";
import type { Target, Tool } from "./state";

const DRAWN: ReadonlySet<Tool> = new Set<Tool>(["rectangle", "lasso", "brush", "paint", "push"]);
const DOUBLE_MS = 350;
const DOUBLE_PX = 8;
/** Radius in pixels within which the border is looked for that a push begins at. */
const NEAR_PX = 14;

/** Whether a tool draws by dragging, so that dragging does not move the map. */
export function drawsByDragging(tool: Tool): boolean {
  return DRAWN.has(tool);
}

/** Let the tools work on a map until the returned function is called. */
export function pointAt(app: App, map: MapView): () => void {
  return listenPointer(map, new Pointing(app, map));
}

/** A push that has begun: the two grids of the border, and which way it goes once that is known. */
interface Push {
  readonly pressed: number;
  readonly own: string;
  readonly other: string | null;
  readonly way: "out" | "in" | null;
}

class Pointing implements Gestures {
  private first: number | null = null;
  private mode: Mode = "instead";
  private push: Push | null = null;
  private last: { time: number; at: Pixel } | null = null;

  constructor(
    private readonly app: App,
    private readonly map: MapView,
  ) {}

  draws(): boolean {
    const state = this.app.store.state.value;
    return state.plan?.members != null && DRAWN.has(state.editing.tool);
  }

  hovered(at: Pixel | null): void {
    this.run(hover(at && { at, position: this.positionAt(at) }));
  }

  clicked(at: Pixel, keys: Keys): void {
    const { tool } = this.part;
    if (tool === "split") this.drawLine(at);
    else this.choose(at, keys);
  }

  began(at: Pixel, keys: Keys): void {
    const { tool } = this.part;
    this.mode = keys.shift ? "add" : keys.alt ? "remove" : "instead";
    this.first = this.positionAt(at);
    this.push = null;
    if (tool === "rectangle" || tool === "lasso") {
      this.run(outline([at]));
      return;
    }
    if (tool === "brush") {
      if (this.mode === "instead") this.run(select([]));
      this.drew([at]);
      return;
    }
    if (!isEditable(this.app.store.state.value)) return;
    if (keys.alt && this.first !== null) this.run(aim(this.gridAt(this.first)));
    else if (tool === "paint") this.beginPainting(at);
    else this.beginPushing(at);
  }

  drew(way: readonly Pixel[]): void {
    const { tool, shape, stroke } = this.part;
    const end = way[way.length - 1] as Pixel;
    if (tool === "rectangle") this.run(outline([shape[0] ?? end, end]));
    else if (tool === "lasso") this.run(outline([...shape, ...way.slice(1)]));
    else if (tool === "brush") this.run(select(this.swept(way), this.brushMode()));
    else if (tool === "paint" && stroke) this.run(sweep(this.swept(way)));
    else if (tool === "push" && this.push) this.pushAlong(way);
  }

  ended(): void {
    const { tool, shape, stroke } = this.part;
    if (shape.length > 0) this.close(shape);
    if ((tool === "paint" || tool === "push") && stroke) {
      // The move is shown before the stroke is taken away: nothing flickers.
      move(this.app, stroke.positions, stroke.target);
      this.run(endStroke);
    }
    this.push = null;
  }

  aborted(): void {
    this.run(outline([]));
    this.run(endStroke);
    this.push = null;
  }

  private choose(at: Pixel, keys: Keys): void {
    const position = this.positionAt(at);
    if (position === null) {
      if (!keys.shift && !keys.alt) this.run(select([]));
      return;
    }
    this.run(goTo(position));
    if (keys.alt) this.run(aim(this.gridAt(position)));
    else this.run(select([position], keys.shift ? "toggle" : "instead"));
  }

  private drawLine(at: Pixel): void {
    const now = performance.now();
    const { last } = this;
    const again =
      last !== null &&
      now - last.time < DOUBLE_MS &&
      Math.hypot(last.at[0] - at[0], last.at[1] - at[1]) < DOUBLE_PX;
    this.last = { time: now, at };
    if (again) splitAlong(this.app, this.part.line);
    else this.run(addVertex(this.map.placeOf(at)));
  }

  private beginPainting(at: Pixel): void {
    const state = this.app.store.state.value;
    const target = targetOf(state) ?? (this.first === null ? null : this.gridAt(this.first));
    if (target === null) return;
    this.run(beginStroke(target));
    this.run(sweep(this.swept([at])));
  }

  private beginPushing(at: Pixel): void {
    const members = this.members;
    if (!members) return;
    const near = [this.first, ...this.near(at)].filter((one) => one !== null);
    for (const pressed of near) {
      const own = codeAt(members.shown, pressed);
      const other = acrossBorder(members, pressed);
      if (own === null || other === null) continue;
      this.push = { pressed, own, other, way: null };
      return;
    }
  }

  /** Over the neighbour it takes from it; over its own grid it gives to the neighbour. */
  private pushAlong(way: readonly Pixel[]): void {
    const { push, members } = this;
    if (push === null || !members) return;
    const swept = this.swept(way);
    const entered = swept.find((p) => p !== push.pressed);
    if (push.way === null && entered !== undefined) {
      const code = codeAt(members.shown, entered);
      const isBack = code === push.own;
      this.push = isBack ? { ...push, way: "in" } : { ...push, way: "out", other: code };
      this.run(beginStroke({ code: isBack ? push.other : push.own }));
    }
    const now = this.push as Push;
    if (now.way === null) return;
    const source = now.way === "in" ? now.own : now.other;
    const all = now.way === "in" ? [now.pressed, ...swept] : swept;
    this.run(sweep(all.filter((p) => codeAt(members.shown, p) === source)));
  }

  private close(shape: readonly Pixel[]): void {
    const members = this.members;
    this.run(outline([]));
    if (!members) return;
    const [first, second] = shape;
    if (first === undefined) return;
    if (shape.length === 1 || second === undefined) {
      const position = this.positionAt(first);
      if (position !== null) this.run(select([position], this.mode));
      return;
    }
    const places = shape.map((one) => this.map.placeOf(one));
    const isBox = this.part.tool === "rectangle";
    const [one, other] = places as [Position, Position];
    const found = isBox ? inBox(members.units, one, other) : inRing(members.units, places);
    // A shape may begin anywhere: the community is that of most of what it holds.
    const { within } = this.part.limits;
    if (within === "any" || within === "none") this.first = commonest(members.units, found);
    this.run(select(found.filter(this.mayTake(found)), this.mode));
  }

  /** Return the units under a way, as wide as the brush, that the limits let be taken. */
  private swept(way: readonly Pixel[]): number[] {
    const members = this.members;
    if (!members) return [];
    const { units } = members;
    const rows = unitRowsAlong(this.map, way);
    const found = new Set([...rows].flatMap((row) => units.positionOfRow.get(row) ?? []));
    const { reach } = this.part;
    const [begin] = way;
    if (reach > 0 && begin) {
      const places = way.map((one) => this.map.placeOf(one));
      for (const p of nearWay(units, places, reachAt(this.map, begin, reach))) found.add(p);
    }
    const all = [...found];
    return all.filter(this.mayTake(all));
  }

  private mayTake(found: readonly number[]): (position: number) => boolean {
    const { plan, editing } = this.app.store.state.value;
    const first = this.first ?? found[0];
    if (!plan?.members || first === undefined) return () => false;
    this.first = first;
    const { units, shown } = plan.members;
    return mayTake(units, shown, knowledgeOf(plan).isLocked, editing.limits, first);
  }

  /** Return the units near a pixel that are in the grid of the one that was pressed. */
  private near([x, y]: Pixel): number[] {
    const { members, first } = this;
    if (!members || first === null) return [];
    const own = codeAt(members.shown, first);
    const rows = this.map.unitRowsAt([
      [x - NEAR_PX, y - NEAR_PX],
      [x + NEAR_PX, y + NEAR_PX],
    ]);
    return rows
      .flatMap((row) => members.units.positionOfRow.get(row) ?? [])
      .filter((p) => codeAt(members.shown, p) === own);
  }

  private brushMode(): Mode {
    return this.mode === "remove" ? "remove" : "add";
  }

  private gridAt(position: number): Target {
    const members = this.members;
    return { code: members ? codeAt(members.shown, position) : null };
  }

  private positionAt(at: Pixel): number | null {
    const row = unitRowAt(this.map, at);
    return row === null ? null : (this.members?.units.positionOfRow.get(row) ?? null);
  }

  private get members(): OpenUnits | null {
    return this.app.store.state.value.plan?.members ?? null;
  }

  private get part() {
    return this.app.store.state.value.editing;
  }

  private run(command: Parameters<App["store"]["run"]>[0]): void {
    this.app.store.run(command);
  }
}
