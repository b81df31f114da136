/** Commands of the shell: language, panels, notices, what is chosen. */
import type { Lang, PlanItem, Problem, Start, Words } from "../api/types";
import type { Chosen, Notice, PanelName } from "./state";
import type { Command } from "./store";

export const started =
  (start: Start): Command =>
  (state) => ({ ...state, start, plans: start.plans, failure: null });

export const failed =
  (failure: Problem): Command =>
  (state) => ({ ...state, failure });

export const speak =
  (lang: Lang): Command =>
  (state) => ({ ...state, lang });

export const listed =
  (plans: readonly PlanItem[]): Command =>
  (state) => ({ ...state, plans });

export const showPanel =
  (panel: PanelName | null): Command =>
  (state) => ({ ...state, panel });

export const choose =
  (chosen: Chosen | null): Command =>
  (state) => ({ ...state, chosen });

export const notify =
  (kind: Notice["kind"], what: Words, remedy: Words | null = null): Command =>
  (state) => {
    const number = 1 + Math.max(0, ...state.notices.map((one) => one.number));
    return { ...state, notices: [...state.notices.slice(-4), { number, kind, what, remedy }] };
  };

export const dismiss =
  (number: number): Command =>
  (state) => ({ ...state, notices: state.notices.filter((one) => one.number !== number) });
