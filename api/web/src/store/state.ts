/** Everything that the client knows and shows. Nothing here is ever changed in place. */
import type {
  Edit,
  GridFeature,
  Lang,
  PlanHead,
  PlanItem,
  Position,
  Problem,
  Start,
  Violation,
  Words,
} from "../api/types";
import { type AskingState, asking } from "../features/asking/state";
import { type ComparingState, comparing } from "../features/comparing/state";
import { type EditingState, editing } from "../features/editing/state";
import { type HazardsState, hazards } from "../features/hazards/state";
import { type ImportingState, importing } from "../features/importing/state";
import { type NetsState, nets } from "../features/nets/state";
import { type PatrolsState, patrols } from "../features/patrols/state";
import { type RegisterState, register } from "../features/register/state";
import { type ReportsState, reports } from "../features/reports/state";
import { type ReviewingState, reviewing } from "../features/reviewing/state";
import { type SheetsState, sheets } from "../features/sheets/state";
import { type StationsState, stations } from "../features/stations/state";
import { type ViewingState, viewing } from "../features/viewing/state";
import { type ViolationsState, violations } from "../features/violations/state";
import type { Assignment } from "../plan/assignment";
import type { Units } from "../plan/units";

/** Which panel stands beside the map. */
export type PanelName =
  | "layers"
  | "grids"
  | "edit"
  | "violations"
  | "engine"
  | "history"
  | "review"
  | "compare"
  | "import"
  | "stations"
  | "hazards"
  | "reports"
  | "patrols"
  | "nets"
  | "register"
  | "sheets"
  | "plans";

/** An edit that the service has not acknowledged yet. */
export interface PendingEdit {
  /** Idempotency-Key: sent again after a lost answer, it has one effect. */
  readonly key: string;
  readonly edit: Edit;
  /** The version it was first sent on; null until then. */
  readonly base: number | null;
  /** In a sentence, for the history and for dialogs. */
  readonly what: Words;
}

/** An edit that others were faster than: status 412. */
export interface Conflict {
  readonly pending: PendingEdit;
  readonly head: number;
  readonly units: readonly string[];
  readonly grids: readonly string[];
  readonly since: readonly Readonly<Record<string, unknown>>[];
}

/** The units of the open plan and where they are; only for those who may see units. */
export interface OpenUnits {
  readonly units: Units;
  /** As the service has acknowledged it. */
  readonly confirmed: Assignment;
  /** As it is shown: with what is pending. */
  readonly shown: Assignment;
}

export interface OpenPlan {
  /** As it was opened or last heard of; every version up to `head.version` is in what is shown. */
  readonly head: PlanHead | PlanItem;
  /** Later versions that are in it too: own edits that were rebased on what is yet to be heard. */
  readonly ahead: readonly number[];
  /** Living grids by code, with their figures and outlines as they are confirmed. */
  readonly grids: ReadonlyMap<string, GridFeature>;
  /** Index into the palette of distinct colours, by code; kept as long as the plan is open. */
  readonly colours: ReadonlyMap<string, number>;
  readonly members: OpenUnits | null;
  readonly violations: ReadonlyMap<string, Violation>;
  readonly pending: readonly PendingEdit[];
  readonly conflict: Conflict | null;
  /** Whether the service answers, and tells new versions. */
  readonly link: "live" | "lost";
}

/** What the panel of details is about. */
export interface Chosen {
  readonly layer: string;
  readonly id: string;
  readonly place: Position | null;
  /** What the map knew of it. */
  readonly properties: Readonly<Record<string, unknown>>;
}

export interface Notice {
  readonly number: number;
  readonly kind: "done" | "told" | "refused";
  readonly what: Words;
  readonly remedy: Words | null;
}

export interface State {
  readonly lang: Lang;
  readonly start: Start | null;
  readonly plans: readonly PlanItem[];
  readonly plan: OpenPlan | null;
  readonly panel: PanelName | null;
  readonly chosen: Chosen | null;
  readonly notices: readonly Notice[];
  /** Why there is nothing to show, where the start failed. */
  readonly failure: Problem | null;
  readonly viewing: ViewingState;
  readonly editing: EditingState;
  readonly asking: AskingState;
  readonly violations: ViolationsState;
  readonly comparing: ComparingState;
  readonly importing: ImportingState;
  readonly reviewing: ReviewingState;
  readonly stations: StationsState;
  readonly hazards: HazardsState;
  readonly reports: ReportsState;
  readonly patrols: PatrolsState;
  readonly nets: NetsState;
  readonly register: RegisterState;
  readonly sheets: SheetsState;
}

export const initial: State = {
  lang: "zh",
  start: null,
  plans: [],
  plan: null,
  panel: null,
  chosen: null,
  notices: [],
  failure: null,
  viewing,
  editing,
  asking,
  violations,
  comparing,
  importing,
  reviewing,
  stations,
  hazards,
  reports,
  patrols,
  nets,
  register,
  sheets,
};
