/** Commands of editing: tool, selection, target, what is being drawn. */
import type { Position } from "../../api/types";
import type { Pixel } from "../../map/mapview";
import type { Limits } from "../../plan/selection";
import type { State } from "../../store/state";
import type { Command } from "../../store/store";
import { type EditingState, editing, REACHES, type Target, type Tool } from "./state";

/** What becomes of the units that were chosen before. */
export type Mode = "instead" | "add" | "remove" | "toggle";

export const takeTool = (tool: Tool): Command =>
  onEditing((part) => ({ ...part, tool, stroke: null, shape: [], line: [] }));

/** Choose units: instead of those chosen before, besides them, or take them out. */
export const select = (positions: Iterable<number>, mode: Mode = "instead"): Command =>
  onEditing((part) => {
    const selection = new Set(mode === "instead" ? [] : part.selection);
    for (const position of positions) {
      const leaves = mode === "remove" || (mode === "toggle" && part.selection.has(position));
      if (leaves) selection.delete(position);
      else selection.add(position);
    }
    return isSame(selection, part.selection) ? part : { ...part, selection };
  });

export const aim = (target: Target | null): Command =>
  onEditing((part) =>
    part.target?.code === target?.code && part.target !== null && target !== null
      ? part
      : { ...part, target },
  );

export const limit = (limits: Partial<Limits>): Command =>
  onEditing((part) => ({ ...part, limits: { ...part.limits, ...limits } }));

/** Make the brush wider or narrower by a step. */
export const widen = (steps: number): Command =>
  onEditing((part) => {
    const now = REACHES.indexOf(part.reach as (typeof REACHES)[number]);
    const next = Math.max(0, Math.min(REACHES.length - 1, now + steps));
    return { ...part, reach: REACHES[next] as number };
  });

export const goTo = (cursor: number | null): Command =>
  onEditing((part) => (part.cursor === cursor ? part : { ...part, cursor }));

/** The pointer is somewhere, over a unit or none; null where it left the map. */
export const hover = (hovered: EditingState["hovered"]): Command =>
  onEditing((part) => ({ ...part, hovered }));

export const beginStroke = (target: Target): Command =>
  onEditing((part) => ({ ...part, stroke: { target, positions: new Set() } }));

export const sweep = (positions: readonly number[]): Command =>
  onEditing((part) => {
    const { stroke } = part;
    if (stroke === null || positions.every((p) => stroke.positions.has(p))) return part;
    const swept = new Set([...stroke.positions, ...positions]);
    return { ...part, stroke: { ...stroke, positions: swept } };
  });

export const endStroke: Command = onEditing((part) =>
  part.stroke === null ? part : { ...part, stroke: null },
);

export const outline = (shape: readonly Pixel[]): Command =>
  onEditing((part) => (part.shape.length + shape.length === 0 ? part : { ...part, shape }));

export const addVertex = (place: Position): Command =>
  onEditing((part) => ({ ...part, line: [...part.line, place] }));

export const dropVertex: Command = onEditing((part) =>
  part.line.length === 0 ? part : { ...part, line: part.line.slice(0, -1) },
);

export const dropLine: Command = onEditing((part) =>
  part.line.length === 0 ? part : { ...part, line: [] },
);

/** Give up the innermost thing that was begun: stroke, shape, line, selection, target, tool. */
export const giveUp: Command = onEditing((part) => {
  if (part.stroke !== null || part.shape.length > 0) return { ...part, stroke: null, shape: [] };
  if (part.line.length > 0) return { ...part, line: [] };
  if (part.selection.size > 0) return { ...part, selection: new Set<number>() };
  if (part.target !== null) return { ...part, target: null };
  return part.tool === "choose" ? part : { ...part, tool: "choose" };
});

/** Another plan is open: nothing of the last one is chosen any more. */
export const beginAnew: Command = onEditing((part) => ({
  ...editing,
  tool: part.tool,
  limits: part.limits,
  reach: part.reach,
}));

function onEditing(change: (part: EditingState) => EditingState): Command {
  return (state: State) => {
    const part = change(state.editing);
    return part === state.editing ? state : { ...state, editing: part };
  };
}

function isSame(one: ReadonlySet<number>, other: ReadonlySet<number>): boolean {
  return one.size === other.size && [...one].every((position) => other.has(position));
}
