import { type AuditState, audit } from "./auditstate";
import { type Totals, type UnifyingState, unifying } from "./unifyingstate";

export type NetsPart = "audit" | "unifying";

/** The slice of the state of this panel. */
export interface NetsState {
  readonly part: NetsPart;
  readonly audit: AuditState;
  readonly unifying: UnifyingState;
  readonly totals: Totals | null;
}

export const nets: NetsState = { part: "audit", audit, unifying, totals: null };
