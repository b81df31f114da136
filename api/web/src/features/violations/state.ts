/** The part of the state that violations owns. */
import type { Edit, Flip, Violation, Words } from "../../api/types";

/** The households of a grid before and after a fix. */
export interface GridEffect {
  readonly grid_code: string;
  readonly before: number;
  readonly after: number;
}

/** An edit that was tried on the head and mends a violation. */
export interface Fix {
  readonly edit: Edit;
  readonly what: Words;
  readonly flips: readonly Flip[];
  readonly households: number;
  readonly grids: readonly GridEffect[];
  readonly resolved: readonly string[];
  readonly added: readonly Violation[];
}

/** GET /plans/{id}/violations/{key}/fixes. */
export interface Fixes {
  readonly version: number;
  readonly key: string;
  readonly fixes: readonly Fix[];
  /** Why there is none. */
  readonly none: Words | null;
}

export interface ViolationsState {
  /** Key of the one that is looked at. */
  readonly key: string | null;
  readonly fixes: Fixes | null;
  /** Which fix is shown on the map. */
  readonly tried: number | null;
  readonly community: string | null;
  readonly severity: "all" | "hard" | "soft";
  /** Rules whose lists are folded. */
  readonly folded: readonly string[];
}

export const violations: ViolationsState = {
  key: null,
  fixes: null,
  tried: null,
  community: null,
  severity: "all",
  folded: [],
};
