import { type AuditState, audit } from "./auditstate";

export type NetsPart = "audit" | "unifying";

/** The slice of the state of this panel. */
export interface NetsState {
  readonly part: NetsPart;
  readonly audit: AuditState;
}

export const nets: NetsState = { part: "audit", audit };
