"""What moved between two plans, or between two versions of one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gridmap.editing.delta import Code, GridFacts
from gridmap.editing.flows import Flow, flows_of
from gridmap.editing.ground import Rows
from gridmap.editing.live_plan import LivePlan
from gridmap.editing.matching import ComparedBy, Match, match
from gridmap.editing.succession import Succession, continued, successions


@dataclass(frozen=True, slots=True)
class Difference:
    """What moved between two plans.

    Attributes
    ----------
    compared_by : {"units", "buildings"}
        What was taken for the same in both: units of one set, or buildings of two.
    moved : tuple of (str, str or None, str or None)
        Each unit of the second plan whose grid is not the one that continues its old grid, with
        the old and the new code.
    flows : tuple of Flow
        Every pair of grids that have something in common, sorted.
    continues : Mapping of str to str
        The new code of each grid that is still there, by its old one.
    successions : tuple of Succession
        What became of every grid.
    households, persons : int
        That moved: in both plans, and not in the grid that continues theirs.
    recoded : int
        Households that stayed in their grid, which has another code.
    built, gone : int
        Households of buildings that only the second or only the first plan has.
    grids : Mapping of str to (GridFacts or None, GridFacts or None)
        Living grids whose facts differ, by code; None where the code is not alive.
    only_before, only_after : tuple of str
        Units that one of the plans does not have.
    pieces : Mapping of (str or None, str or None) to ndarray of int64
        Rows of the units of the second plan that moved, by old and new code.
    """

    compared_by: ComparedBy
    moved: tuple[tuple[str, Code, Code], ...]
    flows: tuple[Flow, ...]
    continues: Mapping[str, str]
    successions: tuple[Succession, ...]
    households: int
    persons: int
    recoded: int
    built: int
    gone: int
    grids: Mapping[str, tuple[GridFacts | None, GridFacts | None]]
    only_before: tuple[str, ...] = ()
    only_after: tuple[str, ...] = ()
    pieces: Mapping[tuple[Code, Code], Rows] = field(default_factory=dict, repr=False)

    def is_move(self, flow: Flow) -> bool:
        """Return whether a flow is of what moved.

        Parameters
        ----------
        flow : Flow
            One of `flows`.

        Returns
        -------
        bool
            False for what stayed, and for what was built or pulled down.
        """
        return not flow.reason and _is_move(flow.old, flow.new, self.continues)


def diff(
    before: LivePlan, after: LivePlan, *, communities: Collection[str] | None = None
) -> Difference:
    """Return what moved between two plans.

    Parameters
    ----------
    before, after : LivePlan
        Of any numbers of grids, on the same units or on others.
    communities : collection of str, optional
        Codes of the communities that are looked at; all by default.

    Returns
    -------
    Difference
        What moved.
    """
    found = match(before, after, communities=communities)
    flows = flows_of(found)
    continues = continued(flows, before.facts, after.facts)
    same = found.compared_by == "units"
    moving = [flow for flow in flows if not flow.reason]
    moving = [flow for flow in moving if _is_move(flow.old, flow.new, continues)]
    rows = _moved_rows(found, after, continues)
    old, new = found.unit_old[rows], after.codes()[rows]
    ids = after.ground.unit_ids[rows]
    return Difference(
        compared_by=found.compared_by,
        moved=tuple(zip(ids.tolist(), old.tolist(), new.tolist(), strict=True)),
        flows=flows,
        continues=continues,
        successions=successions(flows, before.facts, after.facts, continues, with_land=same),
        households=sum(flow.households for flow in moving),
        persons=sum(flow.persons for flow in moving),
        recoded=sum(
            flow.households
            for flow in flows
            if flow.old and flow.old != flow.new and continues.get(flow.old) == flow.new
        ),
        built=sum(flow.households for flow in flows if flow.reason == "built"),
        gone=sum(flow.households_before for flow in flows if flow.reason == "gone"),
        grids=_altered(before, after),
        only_before=tuple(sorted(before.ground.row_of.keys() - after.ground.row_of.keys())),
        only_after=tuple(sorted(after.ground.row_of.keys() - before.ground.row_of.keys())),
        pieces=_pieces(rows, old, new),
    )


def _is_move(old: Code, new: Code, continues: Mapping[str, str]) -> bool:
    return (None if old is None else continues.get(old, "")) != new


def _moved_rows(found: Match, after: LivePlan, continues: Mapping[str, str]) -> Rows:
    """Return the units whose grid is another, on other units without land that fits no move."""
    rows = np.unique(found.after.row)
    pairs = zip(found.unit_old[rows].tolist(), after.codes()[rows].tolist(), strict=True)
    moved = np.array([_is_move(old, new, continues) for old, new in pairs], dtype=bool)
    if found.compared_by == "buildings":
        moved &= _is_told(found, after)[rows]
    kept: Rows = rows[moved]
    return kept


def _is_told(found: Match, after: LivePlan) -> NDArray[np.bool_]:
    """Return whether each unit has something that was there before, or goes with what has."""
    view, new = found.after, after.codes()
    told = np.zeros(len(new), dtype=bool)
    told[view.row[view.is_known & (view.building != "")]] = True
    rows = np.unique(view.row)
    ends = list(zip(found.unit_old[rows].tolist(), new[rows].tolist(), strict=True))
    lived = {pair for pair, one in zip(ends, told[rows], strict=True) if one}
    empty = {code for pair in ends for code in pair} - {code for pair in lived for code in pair}
    told[rows] |= [pair in lived or bool(empty.intersection(pair) - {None}) for pair in ends]
    return told


def _pieces(
    rows: Rows, old: NDArray[np.object_], new: NDArray[np.object_]
) -> dict[tuple[Code, Code], Rows]:
    found: dict[tuple[Code, Code], list[int]] = {}
    for row, pair in zip(rows.tolist(), zip(old.tolist(), new.tolist(), strict=True), strict=True):
        found.setdefault(pair, []).append(row)
    ordered = sorted(found, key=lambda pair: (pair[0] or "", pair[1] or ""))
    return {pair: np.array(found[pair], dtype=np.int64) for pair in ordered}


def _altered(
    before: LivePlan, after: LivePlan
) -> dict[str, tuple[GridFacts | None, GridFacts | None]]:
    old, new = (
        {code: facts for code, facts in plan.facts.items() if not facts.retired}
        for plan in (before, after)
    )
    return {
        code: (old.get(code), new.get(code))
        for code in sorted(old.keys() | new.keys())
        if old.get(code) != new.get(code)
    }
