"""Succession of grid codes between two plans: what became of every grid, typed, with households.

First it is settled which grid after *continues* a grid before (`continued`); then what happened to
each follows from the flows of households alone (`successions`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from gridmap.editing.delta import Code, GridFacts
from gridmap.editing.flows import Flow

Kind = Literal["new", "retired", "merged", "split", "adjusted", "recoded", "unchanged"]
KINDS: tuple[Kind, ...] = ("merged", "split", "adjusted", "recoded", "new", "retired", "unchanged")
"""In the order in which they are listed."""

Shares = Mapping[tuple[str, str], tuple[int, int, int]]


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a grid.

    Attributes
    ----------
    code : str or None
        The grid where the part was, or is; None for no grid.
    households : int
        Of the part.
    """

    code: Code
    households: int


@dataclass(frozen=True, slots=True)
class Succession:
    """What became of a grid.

    Attributes
    ----------
    kind : {"new", "retired", "merged", "split", "adjusted", "recoded", "unchanged"}
        What happened, by the rules of `successions`.
    old, new : str or None
        Code before and after; None if the grid was not there.
    community_code : str
        Where it lies.
    households_before, households : int
        That it had, and that it has.
    moved_in, moved_out : int
        Households that came from elsewhere, and that went elsewhere.
    predecessors : tuple of Share
        Where the households that it has were before, itself included; the largest first.
    successors : tuple of Share
        Where the households that it had are after, itself included; the largest first.
    """

    kind: Kind
    old: Code
    new: Code
    community_code: str
    households_before: int
    households: int
    moved_in: int
    moved_out: int
    predecessors: tuple[Share, ...]
    successors: tuple[Share, ...]


def continued(
    flows: Collection[Flow], before: Mapping[str, GridFacts], after: Mapping[str, GridFacts]
) -> dict[str, str]:
    """Return which grid after continues each grid before.

    In a community where the two plans know grids of the same UUID - versions of one plan,
    branches, plans that were carried over - a grid continues that of its UUID. Grids that are
    left continue one another where each holds more than half of the other: that is a recoding.

    In a community where they share no UUID, two grids continue one another where each has the
    largest part in common with the other, by households, then buildings, then units; of equal
    parts that of the same code comes first, then that of the lower code.

    Parameters
    ----------
    flows : collection of Flow
        All of the two plans.
    before, after : Mapping of str to GridFacts
        Facts of every grid of each, retired ones as well.

    Returns
    -------
    dict of str to str
        New code by old code. No code stands on either side twice.
    """
    known = {facts.uuid for facts in before.values()} & {facts.uuid for facts in after.values()}
    kindred = {facts.community_code for facts in before.values() if facts.uuid in known}
    totals = _totals(flows)
    there = {facts.uuid: code for code, facts in after.items() if code in totals.new}
    found = {code: there[before[code].uuid] for code in totals.old if before[code].uuid in there}
    taken = set(found.values())
    shares = {
        pair: share
        for pair, share in _shares(flows).items()
        if pair[0] not in found and pair[1] not in taken
    }
    found |= {
        old: new
        for old, new in _best_of_both(shares)
        if before[old].community_code not in kindred
        or (
            _is_most(shares[old, new], totals.old[old])
            and _is_most(shares[old, new], totals.new[new])
        )
    }
    return dict(sorted(found.items()))


def successions(
    flows: Collection[Flow],
    before: Mapping[str, GridFacts],
    after: Mapping[str, GridFacts],
    continues: Mapping[str, str],
    *,
    with_land: bool = True,
) -> tuple[Succession, ...]:
    """Return what became of every grid of two plans.

    "Most of" a grid is more than half of its households; of a grid without any, of its buildings;
    of one without these, of its units. A grid that no grid continues has *ended*; one that
    continues no grid has *begun*. The first rule that holds gives the type:

    ========== =============== ==============================================================
    grid       type            rule
    ========== =============== ==============================================================
    continued  ``merged``      most of a grid that ended is in it
    continued  ``split``       most of a grid that begun was in it
    continued  ``adjusted``    a household, building or unit came or went
    continued  ``recoded``     its code is another
    continued  ``unchanged``
    ended      ``merged``      most of it is in one grid
    ended      ``split``       most of a grid that begun was in it
    ended      ``retired``
    begun      ``split``       most of it was in one grid
    begun      ``merged``      most of a grid that ended is in it
    begun      ``new``
    ========== =============== ==============================================================

    Read backwards in time, new is retired and merged is split, and the reverse. What was built or
    pulled down neither came nor went.

    Parameters
    ----------
    flows : collection of Flow
        All of the two plans.
    before, after : Mapping of str to GridFacts
        Facts of every grid of each, retired ones as well.
    continues : Mapping of str to str
        As `continued` gives it.
    with_land : bool
        Whether land without buildings counts as coming and going; if not, as on other units,
        which are cut in other places, only where a grid has nothing else.

    Returns
    -------
    tuple of Succession
        One for each grid that is alive before or after, a continued one once; by `KINDS`, then by
        code.
    """
    return _Ledger(flows, before, after, continues, with_land=with_land).rows()


@dataclass(frozen=True, slots=True)
class _Totals:
    """Households, buildings and units of every grid, before and after."""

    old: Mapping[str, tuple[int, int, int]]
    new: Mapping[str, tuple[int, int, int]]


def _measures(flow: Flow) -> tuple[tuple[int, int, int], tuple[int, int, int]]:
    rest = (flow.buildings, flow.units)
    return (flow.households_before, *rest), (flow.households, *rest)


def _totals(flows: Collection[Flow]) -> _Totals:
    old: dict[str, tuple[int, int, int]] = {}
    new: dict[str, tuple[int, int, int]] = {}
    for flow in flows:
        first, then = _measures(flow)
        for totals, code, more in ((old, flow.old, first), (new, flow.new, then)):
            if code is not None:
                had = totals.get(code, (0, 0, 0))
                totals[code] = (had[0] + more[0], had[1] + more[1], had[2] + more[2])
    return _Totals(old, new)


def _shares(flows: Collection[Flow]) -> dict[tuple[str, str], tuple[int, int, int]]:
    return {
        (flow.old, flow.new): (flow.households, flow.buildings, flow.units)
        for flow in flows
        if flow.old is not None and flow.new is not None and (flow.units or flow.buildings)
    }


def _best_of_both(shares: Shares) -> list[tuple[str, str]]:
    """Return the pairs of grids that have the largest part in common on both sides."""
    ranked = sorted(
        shares,
        key=lambda pair: (*(-part for part in shares[pair]), pair[0] != pair[1], sorted(pair)),
    )
    of_old: dict[str, str] = {}
    of_new: dict[str, str] = {}
    for old, new in ranked:
        of_old.setdefault(old, new)
        of_new.setdefault(new, old)
    return [(old, new) for old, new in of_old.items() if of_new[new] == old]


def _is_most(part: Sequence[int], whole: Sequence[int]) -> bool:
    """Return whether a part is more than half, by the first measure that the whole has."""
    return next((2 * one > all_ for one, all_ in zip(part, whole, strict=True) if all_), False)


def _parts(flows: Iterable[tuple[Code, int]]) -> tuple[Share, ...]:
    """Return the parts of a grid that have households; of an empty one, all of them."""
    sums: dict[Code, int] = {}
    for code, households in flows:
        sums[code] = sums.get(code, 0) + households
    ranked = sorted(sums, key=lambda code: (-sums[code], code or ""))
    lived = any(sums.values())
    return tuple(Share(code, sums[code]) for code in ranked if sums[code] or not lived)


class _Ledger:
    """The flows of two plans by grid, and what follows from them."""

    def __init__(
        self,
        flows: Collection[Flow],
        before: Mapping[str, GridFacts],
        after: Mapping[str, GridFacts],
        continues: Mapping[str, str],
        *,
        with_land: bool,
    ) -> None:
        self.before, self.after, self.continues = before, after, continues
        self.with_land = with_land
        self.came_from = {new: old for old, new in continues.items()}
        self.totals = _totals(flows)
        self.leaving: dict[str, list[Flow]] = {}
        self.entering: dict[str, list[Flow]] = {}
        for flow in flows:
            if flow.old is not None:
                self.leaving.setdefault(flow.old, []).append(flow)
            if flow.new is not None:
                self.entering.setdefault(flow.new, []).append(flow)
        ended = [code for code in self.leaving if code not in continues]
        begun = [code for code in self.entering if code not in self.came_from]
        self.goal = {old: self._most_after(old) for old in ended}
        self.origin = {new: self._most_before(new) for new in begun}
        self.merging = set(self.goal.values())
        self.splitting = set(self.origin.values())

    def rows(self) -> tuple[Succession, ...]:
        pairs: list[tuple[Code, Code]] = list(self.continues.items())
        pairs += [(old, None) for old in self.goal]
        pairs += [(None, new) for new in self.origin]
        found = [self._row(old, new) for old, new in pairs]
        return tuple(
            sorted(found, key=lambda row: (KINDS.index(row.kind), row.old or row.new or ""))
        )

    def _row(self, old: Code, new: Code) -> Succession:
        leaving = [] if old is None else self.leaving.get(old, [])
        entering = [] if new is None else self.entering.get(new, [])
        facts = self.before[old] if old is not None else self.after[str(new)]
        return Succession(
            kind=self._kind(old, new),
            old=old,
            new=new,
            community_code=facts.community_code,
            households_before=sum(flow.households_before for flow in leaving),
            households=sum(flow.households for flow in entering),
            moved_in=sum(
                flow.households
                for flow in entering
                if not flow.reason and (old is None or flow.old != old)
            ),
            moved_out=sum(
                flow.households_before
                for flow in leaving
                if not flow.reason and (new is None or flow.new != new)
            ),
            predecessors=_parts((flow.old, flow.households) for flow in entering),
            successors=_parts((flow.new, flow.households_before) for flow in leaving),
        )

    def _kind(self, old: Code, new: Code) -> Kind:
        if new is None:
            merged, split = self.goal[str(old)] is not None, old in self.splitting
            return "merged" if merged else "split" if split else "retired"
        if old is None:
            split, merged = self.origin[new] is not None, new in self.merging
            return "split" if split else "merged" if merged else "new"
        if new in self.merging:
            return "merged"
        if old in self.splitting:
            return "split"
        if self._is_adjusted(old, new):
            return "adjusted"
        return "unchanged" if old == new else "recoded"

    def _is_adjusted(self, old: str, new: str) -> bool:
        moving = [flow for flow in self.entering[new] if flow.old != old]
        moving += [flow for flow in self.leaving[old] if flow.new != new]
        return any(not flow.reason and self._counts(flow) for flow in moving)

    def _counts(self, flow: Flow) -> bool:
        if self.with_land or flow.buildings or flow.households or flow.households_before:
            return True
        ends = (self.totals.old.get(flow.old or ""), self.totals.new.get(flow.new or ""))
        return any(end is not None and not any(end[:2]) for end in ends)

    def _most_after(self, old: str) -> Code:
        whole = self.totals.old[old]
        return next(
            (f.new for f in self.leaving[old] if f.new and _is_most(_measures(f)[0], whole)), None
        )

    def _most_before(self, new: str) -> Code:
        whole = self.totals.new[new]
        return next(
            (f.old for f in self.entering[new] if f.old and _is_most(_measures(f)[1], whole)), None
        )
