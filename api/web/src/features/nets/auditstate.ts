/** What the audit of nets asked for, found, and what of it is looked at. */
import type { Geometry } from "geojson";
import type { Position, Words } from "../../api/types";

export interface AuditForm {
  readonly lower: number;
  readonly upper: number;
  readonly tolerance: number;
}

export interface AuditFault {
  readonly number: number;
  readonly kind: string;
  readonly nets: readonly string[];
  readonly grids: readonly string[];
  readonly about: string;
  readonly community_code: string;
  readonly households: number;
  readonly buildings: number;
  readonly area_m2: number;
  readonly length_m: number;
  readonly width_m: number;
  readonly what: Words;
  readonly remedy: Words;
  readonly place: Position | null;
  readonly geometry: Geometry | null;
}

export interface AuditKind {
  readonly name: string;
  readonly title: Words;
  readonly meaning: Words;
  readonly colour: string;
  readonly between: boolean;
  readonly count: number;
}

export interface AuditedNet {
  readonly net: string;
  readonly grids: number;
  readonly in_band: number;
  readonly ground_m2: number;
  readonly covered_m2: number;
  readonly households: number;
  readonly households_none: number;
  readonly buildings_none: number;
  readonly counts: Readonly<Record<string, number>>;
}

export interface AuditedPair {
  readonly nets: readonly [string, string];
  readonly edges: number;
  readonly edge_m: number;
  readonly edge_m2: number;
  readonly households_moved: number;
  readonly buildings_moved: number;
  readonly households_both: number;
  readonly only_m2: readonly [number, number];
  readonly only_households: readonly [number, number];
}

export interface NetAudit {
  readonly band: readonly [number, number];
  readonly tolerance_m: number;
  readonly outside: number;
  readonly communities: Readonly<Record<string, string>>;
  readonly kinds: readonly AuditKind[];
  readonly nets: readonly AuditedNet[];
  readonly pairs: readonly AuditedPair[];
  readonly faults: readonly AuditFault[];
  readonly files: Readonly<Record<string, number>>;
}

export interface AuditState {
  readonly form: AuditForm;
  /** The job that is at it, and what it is doing; null where none is. */
  readonly working: { readonly job: string; readonly step: Words | null } | null;
  /** The job that made `found`. */
  readonly job: string | null;
  readonly found: NetAudit | null;
  /** Whose faults are listed; empty for all nets. */
  readonly net: string;
  /** The kind whose faults are listed; null for none. */
  readonly kind: string | null;
  /** Number of the fault that is looked at. */
  readonly chosen: number | null;
}

export const audit: AuditState = {
  form: { lower: 300, upper: 500, tolerance: 5 },
  working: null,
  job: null,
  found: null,
  net: "",
  kind: null,
  chosen: null,
};
