/** What the service says of files that are looked at: `gridmap_api.schemas.imports`. */
import type { Feature } from "geojson";
import type { Bounds, Position, Words } from "../../api/types";

export type Severity = "error" | "warning" | "notice";
export type How = "" | "stated" | "name" | "title" | "alias" | "cut" | "place";
export type CrsSource = "file" | "stated" | "assumed" | "format" | "unknown";

export interface SeenHeader {
  readonly name: string;
  readonly column: string;
  readonly how: How;
  readonly filled: number;
  readonly samples: readonly string[];
}

export type Datum = "cgcs2000" | "gcj02" | "bd09";

/** The datum that points seem to be in, beside known buildings or roads. */
export interface Origin {
  readonly datum: "gcj02" | "bd09";
  readonly title: Words;
  readonly confidence: number;
  readonly offset_m: number;
  readonly wind: Words;
  readonly points: number;
  /** Points that lie on buildings or roads in that datum, and as they are given. */
  readonly agreeing: number;
  readonly as_given: number;
  /** Buildings or roads as that datum has them. */
  readonly carried: { readonly features: readonly Feature[] };
}

export interface SeenTable {
  readonly file: string;
  readonly table: string;
  readonly layer: string;
  readonly why: Words;
  readonly left_out: boolean;
  readonly encoding: Words | null;
  readonly crs: string;
  readonly crs_source: CrsSource;
  readonly geometry: readonly string[];
  readonly bounds: Bounds | null;
  readonly headers: readonly SeenHeader[];
  readonly rows: number;
  readonly written: number;
  readonly drawn: number;
  readonly origin?: Origin | null;
  readonly features: { readonly features: readonly Feature[] };
}

export interface Fault {
  readonly rule: string;
  readonly severity: Severity;
  readonly layer: string;
  readonly what: Words;
  readonly remedy: Words;
  readonly feature_id: string;
  readonly place: Position | null;
  readonly file: string;
}

export interface Change {
  readonly layer: string;
  readonly version: number | null;
  readonly before: number;
  readonly after: number;
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
}

export interface LayerColumn {
  readonly name: string;
  readonly title: Words;
  readonly required: boolean;
}

export interface LayerKind {
  readonly name: string;
  readonly title: Words;
  readonly geometry: readonly string[];
  readonly columns: readonly LayerColumn[];
}

export interface Preview {
  readonly upload_id: string;
  readonly files: readonly string[];
  readonly ok: boolean;
  readonly tables: readonly SeenTable[];
  readonly faults: readonly Fault[];
  readonly counts: Readonly<Record<Severity, number>>;
  readonly changes: readonly Change[];
  readonly layers: readonly LayerKind[];
  /** Whether coordinates of web maps may be moved back here. */
  readonly may_unshift?: boolean;
}

/** What the user says of one table, or of a whole file where `table` is empty. */
export interface TableChoice {
  readonly file: string;
  readonly table: string;
  readonly layer?: string;
  readonly leave_out?: boolean;
  readonly columns?: Readonly<Record<string, string | null>>;
  readonly encoding?: string;
  readonly crs?: string;
  readonly datum?: Datum;
}

/** How the files are read; what is sent besides them. */
export interface Reading {
  readonly tables: readonly TableChoice[];
  readonly whole: readonly string[];
  readonly estimate: boolean;
  readonly skipFaulty: boolean;
}

export interface JobProblem {
  readonly what: Words;
  readonly remedy: Words;
  readonly faults?: readonly Fault[];
}

export interface Job {
  readonly id: string;
  readonly kind: string;
  readonly state: "waiting" | "running" | "done" | "failed" | "cancelled";
  readonly share: number;
  readonly step: Words | null;
  readonly problem: JobProblem | null;
}

export interface Imported {
  readonly layers: Readonly<Record<string, number>>;
  readonly report: { readonly tables: readonly { readonly read: number }[] };
}
