/** What editing reads out of the state: whether it may be, what is about to move, and where to. */
import type { Band, Position } from "../../api/types";
import { codeAt } from "../../plan/assignment";
import { type GridKnowledge, type Preview, previewOf } from "../../plan/preview";
import { at, eachNeighbour, type Units } from "../../plan/units";
import type { OpenPlan, OpenUnits, State } from "../../store/state";
import type { Target } from "./state";

/** Whether the panel of editing is open on a plan: then the map is for editing. */
export function isEditing(state: State): boolean {
  return state.panel === "edit" && state.plan?.members != null;
}

/** Whether the open plan may be changed by this user. */
export function isEditable(state: State): boolean {
  const { plan, start } = state;
  return plan?.members != null && start?.me.may_write === true && plan.head.state === "draft";
}

export function bandOf(state: State): Band {
  const { plan, start } = state;
  if (plan && "band" in plan.head) return plan.head.band;
  const [lower, upper] = start?.band ?? [300, 500];
  return { lower, upper };
}

export function knowledgeOf(plan: OpenPlan): GridKnowledge {
  return {
    planLocked: plan.head.locked,
    isLocked: (code) => plan.grids.get(code)?.properties.locked === true,
    communityOf: (code) => plan.grids.get(code)?.properties.community_code,
  };
}

/** The grid that was chosen as the target, unless it is gone. */
export function targetOf({ plan, editing }: State): Target | null {
  const { target } = editing;
  if (target === null || target.code === null || plan === null) return target;
  return plan.grids.has(target.code) ? target : null;
}

export function isSpecial(plan: OpenPlan | null, code: string | null): boolean {
  return code !== null && plan?.grids.get(code)?.properties.kind === "special";
}

export interface Coming {
  readonly positions: ReadonlySet<number>;
  readonly target: Target;
  readonly members: OpenUnits;
}

/**
 * What is about to move: what a stroke has swept; else the selection, to the target or, where
 * none is chosen, to the grid under the pointer; else the unit under the pointer, to the target.
 */
export function comingOf(state: State): Coming | null {
  const { plan, editing } = state;
  const members = plan?.members;
  if (!members || editing.tool === "split" || editing.shape.length > 0) return null;
  if (editing.stroke !== null) return { ...editing.stroke, members };
  const here = editing.hovered?.position ?? editing.cursor;
  const target = targetOf(state);
  if (editing.selection.size > 0) {
    const isPointed = editing.tool === "choose" && here !== null;
    const goal = target ?? (isPointed ? { code: codeAt(members.shown, here) } : null);
    return goal && { positions: editing.selection, target: goal, members };
  }
  if (target === null || here === null || editing.tool === "push") return null;
  return { positions: new Set([here]), target, members };
}

/** What would happen; null where nothing would move. */
export function previewed(plan: OpenPlan, { positions, target, members }: Coming): Preview | null {
  const { units, shown } = members;
  const preview = previewOf(units, shown, knowledgeOf(plan), positions, target.code);
  return preview.units === 0 ? null : preview;
}

/** Grids that touch some units from outside, those with the longest shared edge first. */
export function touchingGrids(
  { units, shown }: OpenUnits,
  positions: ReadonlySet<number>,
): string[] {
  const { start, to, sharedM, open } = units.neighbours;
  const metres = new Map<string, number>();
  for (const position of positions) {
    for (let place = at(start, position); place < at(start, position + 1); place++) {
      const other = at(to, place);
      const code = codeAt(shown, other);
      if (positions.has(other) || code === null || at(open, place) === 0) continue;
      if (at(units.community, other) !== at(units.community, position)) continue;
      metres.set(code, (metres.get(code) ?? 0) + at(sharedM, place));
    }
  }
  const sources = new Set([...positions].map((position) => codeAt(shown, position)));
  const only = sources.size === 1 ? [...sources][0] : undefined;
  return [...metres]
    .filter(([code]) => code !== only)
    .sort(([, one], [, other]) => other - one)
    .map(([code]) => code);
}

/** The other grid of the same community that a unit at a border touches most; null inside. */
export function acrossBorder({ units, shown }: OpenUnits, position: number): string | null {
  return touchingGrids({ units, shown, confirmed: shown }, new Set([position]))[0] ?? null;
}

/** Whether a unit touches a grid across an open edge. */
export function touches({ units, shown }: OpenUnits, position: number, code: string): boolean {
  let found = false;
  eachNeighbour(units.neighbours, position, (other, open) => {
    if (open && codeAt(shown, other) === code) found = true;
  });
  return found;
}

export function placeOf(units: Units, position: number): Position {
  return [at(units.lon, position), at(units.lat, position)];
}
