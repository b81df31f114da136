"""Kinds of work, by their names."""

from __future__ import annotations

from collections.abc import Mapping

from gridmap_api.jobs.kinds.alternatives import alternatives_now
from gridmap_api.jobs.kinds.auditing import audit_now
from gridmap_api.jobs.kinds.dossiers import dossiers_now, kit_now
from gridmap_api.jobs.kinds.exporting import export_now
from gridmap_api.jobs.kinds.importing import import_now
from gridmap_api.jobs.kinds.improving import improve_now
from gridmap_api.jobs.kinds.patrolling import patrol_now
from gridmap_api.jobs.kinds.planning import plan_now
from gridmap_api.jobs.kinds.previewing import preview_now
from gridmap_api.jobs.kinds.repairing import repair_now
from gridmap_api.jobs.kinds.sheets import sheets_now
from gridmap_api.jobs.kinds.siting import site_now
from gridmap_api.jobs.kinds.tessellating import tessellate_now
from gridmap_api.jobs.kinds.unifying import unify_now
from gridmap_api.jobs.running import Doing

KINDS: Mapping[str, Doing] = {
    "tessellate": tessellate_now,
    "plan": plan_now,
    "repair": repair_now,
    "improve": improve_now,
    "alternatives": alternatives_now,
    "siting": site_now,
    "preview": preview_now,
    "import": import_now,
    "export": export_now,
    "audit": audit_now,
    "sheets": sheets_now,
    "dossiers": dossiers_now,
    "kit": kit_now,
    "patrol": patrol_now,
    "unify": unify_now,
}
"""What each kind of work consists of."""
