"""Existing nets measured: what is wrong within each, and what does not fit between them."""

from gridmap.audit.auditing import audit_nets
from gridmap.audit.kinds import KINDS, FaultKind, Kind
from gridmap.audit.records import AuditSettings, NetAudit, NetFault, NetSummary, PairFigures

__all__ = [
    "KINDS",
    "AuditSettings",
    "FaultKind",
    "Kind",
    "NetAudit",
    "NetFault",
    "NetSummary",
    "PairFigures",
    "audit_nets",
]
