/** The part of the state that editing owns: tool, what is chosen, what is being drawn. */
import type { Position } from "../../api/types";
import type { Pixel } from "../../map/mapview";
import { type Limits, UNLIMITED } from "../../plan/selection";

export type Tool = "choose" | "rectangle" | "lasso" | "brush" | "paint" | "push" | "split";

/** Where units are to go: a grid, or no grid. */
export interface Target {
  readonly code: string | null;
}

/** Units under a pointer that is held down: painted on release, given up by Esc. */
export interface Stroke {
  readonly target: Target;
  readonly positions: ReadonlySet<number>;
}

export interface EditingState {
  readonly tool: Tool;
  /** Positions of the units that are chosen. */
  readonly selection: ReadonlySet<number>;
  readonly target: Target | null;
  readonly limits: Limits;
  /** Radius of brush and paint in pixels; 0 takes the unit under the pointer alone. */
  readonly reach: number;
  /** The unit at which the keyboard is. */
  readonly cursor: number | null;
  /** Where the pointer is, and over which unit. */
  readonly hovered: { readonly at: Pixel; readonly position: number | null } | null;
  readonly stroke: Stroke | null;
  /** A rectangle (two corners) or a lasso that is being drawn. */
  readonly shape: readonly Pixel[];
  /** A line that is to divide a grid. */
  readonly line: readonly Position[];
}

export const REACHES = [0, 12, 24, 48] as const;

export const editing: EditingState = {
  tool: "choose",
  selection: new Set(),
  target: null,
  limits: UNLIMITED,
  reach: 0,
  cursor: null,
  hovered: null,
  stroke: null,
  shape: [],
  line: [],
};
