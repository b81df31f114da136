/** Commands of the audit of nets. */
import type { Words } from "../../api/types";
import type { Command } from "../../store/store";
import type { AuditForm, AuditState, NetAudit } from "./auditstate";

export const fillIn = (form: Partial<AuditForm>): Command =>
  onPart((part) => ({ ...part, form: { ...part.form, ...form } }));

export const auditing = (job: string, step: Words | null): Command =>
  onPart((part) => ({ ...part, working: { job, step } }));

export const auditEnded: Command = onPart((part) => ({ ...part, working: null }));

export const audited = (job: string, found: NetAudit): Command =>
  onPart((part) => ({ ...part, job, found, working: null, kind: null, net: "", chosen: null }));

/** List the faults of a kind; the same once more for none. */
export const listKind = (kind: string): Command =>
  onPart((part) => ({ ...part, kind: part.kind === kind ? null : kind, chosen: null }));

export const listNet = (net: string): Command => onPart((part) => ({ ...part, net, chosen: null }));

export const lookAt = (chosen: number | null): Command => onPart((part) => ({ ...part, chosen }));

function onPart(change: (part: AuditState) => AuditState): Command {
  return (state) => ({ ...state, nets: { ...state.nets, audit: change(state.nets.audit) } });
}
