"""Editing a plan: commands, what they change, and the plan that they change.

A `LivePlan` is immutable. ``plan.apply(edit)`` gives an `Outcome`: the `Delta` (which is what a
store keeps), the plan after it, and the figures, polygons and violations that changed. Deltas are
replayed and inverted without asking the rules again.
"""

from gridmap.editing.commands import (
    Apply,
    Create,
    Edit,
    LockAll,
    LockGrids,
    LockUnits,
    Made,
    Mark,
    Merge,
    Move,
    Rename,
    Split,
)
from gridmap.editing.delta import Delta, GridFacts
from gridmap.editing.difference import Difference, diff
from gridmap.editing.flows import Flow
from gridmap.editing.ground import Ground
from gridmap.editing.live_plan import LivePlan, Outcome
from gridmap.editing.parsing import parse_edit
from gridmap.editing.succession import Share, Succession
from gridmap.editing.telling import say

__all__ = [
    "Apply",
    "Create",
    "Delta",
    "Difference",
    "Edit",
    "Flow",
    "GridFacts",
    "Ground",
    "LivePlan",
    "LockAll",
    "LockGrids",
    "LockUnits",
    "Made",
    "Mark",
    "Merge",
    "Move",
    "Outcome",
    "Rename",
    "Share",
    "Split",
    "Succession",
    "diff",
    "parse_edit",
    "say",
]
