/** What the service tells of reports. */
import type { Position } from "../../api/types";

export type ReportState = "found" | "sorted" | "assigned" | "followed" | "closed" | "revisited";
export type Step = "sort" | "assign" | "follow" | "close" | "revisit" | "reopen" | "note";
export type Kind =
  | "waterlogging"
  | "drain"
  | "road"
  | "fire"
  | "structure"
  | "utility"
  | "litter"
  | "tree"
  | "other";

export interface Report {
  readonly id: string;
  readonly receipt: string;
  readonly community_code: string;
  readonly grid_code: string | null;
  readonly entry_id: string | null;
  readonly hazard_id: string | null;
  readonly building_id: string | null;
  readonly kind: Kind;
  readonly note: string;
  readonly place: Position;
  readonly place_source: "device" | "map" | "entry";
  readonly accuracy_m: number | null;
  readonly reporter: string;
  readonly time: string;
  readonly state: ReportState;
  readonly version: number;
  readonly assignee: string;
  readonly due: string | null;
  readonly closed: string | null;
  readonly overdue: boolean;
  readonly photos: number;
  readonly steps: readonly Step[];
}

export interface ReportEvent {
  readonly number: number;
  readonly step: Step | "report";
  readonly state: ReportState;
  readonly actor: string;
  readonly time: string;
  readonly note: string;
  readonly kind: Kind | null;
  readonly assignee: string | null;
  readonly due: string | null;
}

export interface Photo {
  readonly id: string;
  readonly width_px: number;
  readonly height_px: number;
}

export interface ReportDetail extends Report {
  readonly events: readonly ReportEvent[];
  readonly photo_list: readonly Photo[];
}

export interface ReportPage {
  readonly number_matched: number;
  readonly reports: readonly Report[];
}

export interface Figures {
  readonly count: number;
  readonly open: number;
  readonly overdue: number;
  readonly closed: number;
  readonly late: number;
  readonly same_day: number;
  readonly same_day_rate: number | null;
  readonly median_hours: number | null;
}

export interface GridFigures extends Figures {
  readonly grid_code: string | null;
  readonly name: string;
}

export interface FiguresList {
  readonly grids: readonly GridFigures[];
  readonly whole: Figures;
}

export interface Entry {
  readonly id: string;
  readonly community_code: string;
  readonly plan_id: string | null;
  readonly grid_code: string | null;
  readonly building_id: string | null;
  readonly name: string;
  readonly place: Position;
  readonly time: string;
  readonly actor: string;
  readonly revoked: boolean;
}

export interface MadeEntry extends Entry {
  readonly address: string;
  readonly qr: { readonly size: number; readonly path: string };
}

export interface TakenStep {
  readonly step: Step;
  readonly note: string;
  readonly kind?: Kind;
  readonly assignee?: string;
  readonly due?: string;
}
