/** What the service answers of teams and lists. */
import type { Words } from "../../api/types";

export type Role = "grid_worker" | "cadre" | "leader" | "volunteer";
export const ROLES: readonly Role[] = ["grid_worker", "cadre", "leader", "volunteer"];

export interface Member {
  readonly role: Role;
  readonly name: string;
  readonly worker_kind: string;
  readonly organisation: string;
  readonly duty_phone: string;
  readonly since: string;
}

export interface GridTeam {
  readonly grid_code: string;
  readonly community_code: string;
  readonly members: readonly Member[];
  readonly missing: readonly Role[];
  readonly lacks_full_time: boolean;
  readonly stamp: string;
  /** Workload index: 1.00 is the mean of the ordinary grids. */
  readonly index: number;
  readonly households: number;
  readonly persons: number;
  readonly elders: number;
  readonly hazards: number;
  readonly area: number;
}

export interface Staffing {
  readonly grids: number;
  readonly complete: number;
  readonly complete_share: number;
  readonly missing: Readonly<Partial<Record<Role, number>>>;
  readonly without_full_time: number;
  readonly workers: number;
  readonly workers_by_kind: Readonly<Record<string, number>>;
  readonly workers_per_grid: number;
  readonly shared: number;
  readonly to_reassign: number;
}

export interface Reassign {
  readonly grid_code: string;
  readonly members: readonly Member[];
  readonly successors: readonly string[];
  readonly stamp: string;
}

export interface SharedMember {
  readonly name: string;
  readonly organisation: string;
  readonly role: Role;
  readonly grids: readonly string[];
}

/** GET /plans/{id}/teams. */
export interface TeamTable {
  readonly plan_id: string;
  readonly version: number;
  readonly worker_kinds: Readonly<Record<string, string>>;
  readonly full_time: string;
  readonly staffing: Staffing;
  readonly workload: {
    readonly definition: Words;
    readonly weights: Readonly<Record<string, number>>;
    readonly absent: readonly string[];
    readonly note: Words | null;
    readonly least: number;
    readonly most: number;
    readonly deviation: number;
  };
  readonly grids: readonly GridTeam[];
  readonly shared: readonly SharedMember[];
  readonly to_reassign: readonly Reassign[];
}

export interface RowFault {
  readonly severity: "error" | "warning" | "notice";
  readonly sheet: string;
  readonly what: Words;
  readonly remedy: Words;
}

/** What was read of a file; nothing is kept where a row has an error. */
export interface Imported {
  readonly kept: boolean;
  readonly faults: readonly RowFault[];
}

export interface KeptList {
  readonly list_id: string;
  readonly name: string;
  readonly columns: readonly string[];
  /** Values of each row, by grid. */
  readonly rows: Readonly<Record<string, readonly (readonly string[])[]>>;
}

/** GET /plans/{id}/lists. */
export interface PlanLists {
  readonly plan_id: string;
  readonly lists: readonly KeptList[];
}
