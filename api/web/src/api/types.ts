/** What the service answers; its OpenAPI document at /openapi.json is where these come from. */
import type { Geometry } from "geojson";

export interface Words {
  readonly zh: string;
  readonly en: string;
}

export type Lang = keyof Words;
export type Position = readonly [lon: number, lat: number];
export type Bounds = readonly [west: number, south: number, east: number, north: number];
export type PlanStateName = "draft" | "in_review" | "published" | "retired";

export interface Me {
  readonly account: string;
  readonly name: string;
  readonly role: "viewer" | "planner" | "patrol" | "admin" | null;
  readonly communities: readonly string[] | null;
  readonly may_write: boolean;
  readonly csrf: string | null;
}

export interface PlanItem {
  readonly plan_id: string;
  readonly name: string;
  readonly state: PlanStateName;
  readonly version: number;
  readonly set_id: string;
  readonly owner: string;
  readonly time: string;
  readonly locked: boolean;
  readonly communities: Readonly<Record<string, string>>;
  /** Whether these are all of its communities: who sees a part decides nothing about the whole. */
  readonly whole?: boolean;
  readonly parent: { readonly plan_id: string; readonly version: number } | null;
  readonly bounds?: Bounds | null;
  readonly band?: Band;
}

export interface Band {
  readonly lower: number;
  readonly upper: number;
}

export interface PlanHead extends PlanItem {
  readonly hash: string;
  readonly band: Band;
  readonly figures: Readonly<Record<string, number>>;
  readonly computed: Readonly<Record<string, unknown>>;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly layers: Readonly<Record<string, number>>;
  readonly published_hash: string | null;
  readonly intact: boolean | null;
}

export interface LayerInfo {
  readonly name: string;
  readonly title: Words;
  readonly version: number;
  readonly features: number;
  readonly bounds: Bounds | null;
}

export interface Basemap {
  readonly id: string;
  readonly name: Words;
  readonly kind: "xyz" | "wmts" | "pmtiles";
  readonly url: string;
  readonly urls: readonly string[];
  /** Tiles of names, drawn on top; may be empty. */
  readonly labels: readonly string[];
  readonly attribution: string;
  readonly max_zoom: number;
}

/** Everything that the first view is drawn from: GET /start. */
export interface Start {
  readonly me: Me;
  readonly lang: Lang;
  readonly accounts: boolean;
  readonly public: boolean;
  readonly version: string;
  readonly title: Words;
  readonly plans: readonly PlanItem[];
  readonly layers: readonly LayerInfo[];
  readonly bounds: Bounds | null;
  readonly basemaps: readonly Basemap[];
  readonly walk: {
    readonly adult_m_s: number;
    readonly elder_m_s: number;
    readonly minutes: number;
  };
  readonly band: readonly [number, number];
}

export interface Grid {
  readonly grid_code: string;
  readonly grid_uuid: string;
  readonly community_code: string;
  readonly community: string;
  readonly name: string;
  readonly kind: "ordinary" | "special";
  readonly purpose: string | null;
  readonly locked: boolean;
  readonly retired: boolean;
  readonly version: number;
  readonly households: number | null;
  readonly persons: number | null;
  readonly buildings: number | null;
  readonly compounds: number | null;
  readonly area_m2: number;
  readonly deviation_pct: number | null;
  readonly mean_distance_m: number | null;
  readonly service_radius_m: number | null;
  readonly roundness: number;
}

export interface GridFeature {
  readonly type: "Feature";
  readonly id: string;
  readonly geometry: Geometry | null;
  readonly properties: Grid & { readonly label: Position | null };
}

export interface Outlines {
  readonly version: number;
  readonly grids: readonly GridFeature[];
}

export interface Named {
  readonly code: string;
  readonly name: string;
}

/** The units of a set as columns: GET /unit-sets/{set_id}/table. */
export interface UnitColumns {
  readonly set_id: string;
  readonly bounds: Bounds;
  readonly row: readonly number[];
  readonly unit_id: readonly string[];
  readonly lon: readonly number[];
  readonly lat: readonly number[];
  readonly households: readonly number[];
  readonly persons: readonly number[];
  readonly buildings: readonly number[];
  readonly community: readonly number[];
  readonly communities: readonly Named[];
  readonly compound: readonly number[];
  readonly compounds: readonly { readonly id: string; readonly name: string }[];
  readonly kind: readonly number[];
  readonly kinds: readonly string[];
  readonly purpose: readonly number[];
  readonly purposes: readonly string[];
  readonly edges: {
    readonly from: readonly number[];
    readonly to: readonly number[];
    readonly shared_m: readonly number[];
    readonly open: readonly boolean[];
  };
}

/** The grid of each unit at a version of a plan. */
export interface UnitGrids {
  readonly version: number;
  readonly unit_id: readonly string[];
  readonly grid_code: readonly (string | null)[];
  readonly locked: readonly boolean[];
  readonly next?: number | null;
}

export interface Violation {
  readonly key: string;
  readonly rule: string;
  readonly hard: boolean;
  readonly community_code: string;
  readonly grid_code: string;
  readonly what: Words;
  readonly remedy: Words;
  readonly figure: number;
  readonly place: Position | null;
}

export interface ViolationList {
  readonly version: number;
  readonly violations: readonly Violation[];
}

export type Flip = readonly [unit: string, before: string | null, after: string | null];
export type Lock = readonly [unit: string, locked: boolean];

/** An edit as POST /plans/{id}/edits takes it. */
export type Edit =
  | { readonly type: "move"; readonly units: readonly string[]; readonly target: string | null }
  | { readonly type: "split"; readonly grid: string; readonly line: readonly Position[] }
  | { readonly type: "merge"; readonly grids: readonly string[]; readonly into: string }
  | {
      readonly type: "create";
      readonly units: readonly string[];
      readonly name?: string;
      readonly kind?: "ordinary" | "special";
      readonly purpose?: string | null;
    }
  | { readonly type: "lock_units"; readonly units: readonly string[]; readonly locked: boolean }
  | { readonly type: "lock_grids"; readonly grids: readonly string[]; readonly locked: boolean }
  | { readonly type: "lock_all"; readonly locked: boolean }
  | { readonly type: "rename"; readonly grid: string; readonly name: string }
  | {
      readonly type: "mark";
      readonly grid: string;
      readonly kind: "ordinary" | "special";
      readonly purpose?: string | null;
    }
  | {
      readonly type: "apply";
      readonly assignment: Readonly<Record<string, string>>;
      readonly grids?: Readonly<
        Record<string, { readonly kind: string; readonly purpose: string | null }>
      >;
    };

export interface EditReply {
  readonly version: number;
  readonly base: number;
  readonly rebased: boolean;
  readonly kind: string;
  readonly flips: readonly Flip[];
  readonly locks: readonly Lock[];
  readonly grids: readonly Grid[];
  readonly figures: Readonly<Record<string, number>>;
  readonly violations: {
    readonly added: readonly Violation[];
    readonly resolved: readonly string[];
  };
  readonly hash: string;
}

/** One new version, as the stream of events tells it; of an edit out of sight the number alone. */
export interface VersionEvent {
  readonly version: number;
  readonly kind?: string;
  readonly actor?: string;
  readonly time?: string;
  readonly what?: Words;
  readonly flips?: readonly Flip[];
  readonly locks?: readonly Lock[];
  readonly grids?: readonly string[];
}

/** RFC 9457, with what some problems add. */
export interface Problem {
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly remedy: string;
  readonly [member: string]: unknown;
}
