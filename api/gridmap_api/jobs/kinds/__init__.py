"""Kinds of work, by their names."""

from __future__ import annotations

from collections.abc import Mapping

from gridmap_api.jobs.kinds import importing, improving, planning, repairing, tessellating
from gridmap_api.jobs.running import Doing

KINDS: Mapping[str, Doing] = {
    "tessellate": tessellating.tessellate_now,
    "plan": planning.plan_now,
    "repair": repairing.repair_now,
    "improve": improving.improve_now,
    "import": importing.import_now,
}
"""What each kind of work consists of."""
