"""Settling a small or tight piece: a plan within the band, or the proof that there is none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gridmap.partition.barriers import pieces
from gridmap.partition.certificate import Bottleneck, Certificate, Exhausted, Listed
from gridmap.partition.condense import EXACT, Lived, condense
from gridmap.partition.feasibility import Basis
from gridmap.partition.forced import list_grids, needs
from gridmap.partition.problem import Ints, Problem
from gridmap.plan import Band

WORK = 40_000_000
"""Branches times units that are looked at before a question is given up."""

TURNS = (200, 4_000, 60_000)
"""Branches after which the list of one unit is given up, turn by turn over all units."""

MOST_GRIDS = 50_000
"""Grids of one unit that are kept while every way is tried."""

MOST_UNITS = 64
"""Units of a piece of which every way to cut it may be tried."""

PRICE = 25
"""Branches that looking at what one grid leaves is worth."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Settled:
    """What could be decided of a piece; both None where it was given up.

    Attributes
    ----------
    labels : ndarray of int64, shape (n,), or None
        A plan within the band, not a good one.
    certificate : Certificate or None
        The proof that there is none.
    """

    labels: Ints | None = None
    certificate: Certificate | None = None


class _GivenUp(Exception):  # noqa: N818
    """The work that was allowed is used up."""


def settle(problem: Problem, *, suspects: Sequence[int] = (), work: int = WORK) -> Settled:
    """Return a plan within the band or the proof that there is none, if either is soon found.

    Tried in this order: units whose grid must reach too far, the grids of each unit one by one,
    and every way to cut the piece.

    Parameters
    ----------
    problem : Problem
        A connected piece of which arithmetic allows the band.
    suspects : sequence of int
        Units to look at first, such as those of grids that missed the band.
    work : int
        Branches times units after which the question is given up.

    Returns
    -------
    Settled
        A plan, a certificate, or neither; the same piece has the same answer everywhere.
    """
    lived = condense(problem, most_linked=problem.n)
    order = _in_order(lived, suspects)
    proof: Certificate | None = _bottleneck(problem, lived, order[: work // max(lived.n, 1)])
    for most_nodes in TURNS if proof is None else ():
        proof, spent = _listed(problem, lived, order, most_nodes, work // len(TURNS))
        work -= spent
        if proof is not None or most_nodes == TURNS[-1]:
            break
        settled = try_all(problem, work=work // 4)
        if settled.labels is not None or settled.certificate is not None:
            return settled
    return Settled(certificate=proof)


def _in_order(lived: Lived, suspects: Sequence[int]) -> list[int]:
    """Rows of units with households: the suspects first, then those with the most."""
    first = np.isin(lived.rows, np.asarray(suspects, dtype=np.int64))
    order = np.lexsort((-lived.households, ~first))
    return [int(row) for row in order]


def _bottleneck(problem: Problem, lived: Lived, order: list[int]) -> Bottleneck | None:
    heads = np.repeat(np.arange(problem.n), np.diff(problem.indptr))
    for row in order:
        if needs(lived, row, lower=problem.lower, upper=problem.upper) <= problem.upper:
            continue
        unit = int(lived.rows[row])
        away = (heads != unit) & (problem.indices != unit)
        part = pieces(problem.n, heads, problem.indices, away)
        part[unit] = part.max() + 1
        sums = np.bincount(part, weights=problem.households)[: part[unit]].astype(np.int64)
        kept = np.minimum(sums, sums // problem.lower * problem.upper)
        sizes = sorted(
            zip(sums[sums > kept].tolist(), (sums - kept)[sums > kept].tolist(), strict=True)
        )
        return Bottleneck(
            unit,
            int(problem.households[unit]),
            tuple(total for total, _ in sizes),
            tuple(needed for _, needed in sizes),
        )
    return None


def _listed(
    problem: Problem, lived: Lived, order: list[int], most_nodes: int, work: int
) -> tuple[Listed | None, int]:
    """List the grids of each unit in turn until one has none, and say what it took."""
    spent = 0
    everywhere = np.ones(lived.n, dtype=np.bool_)
    for row in order:
        if spent > work:
            break
        listed = list_grids(
            lived,
            row,
            everywhere,
            lower=problem.lower,
            upper=problem.upper,
            most_nodes=most_nodes,
            most_grids=1,
        )
        spent += listed.nodes * lived.n
        if listed.complete:
            return Listed(int(lived.rows[row]), int(lived.households[row])), spent
    return None, spent


def try_all(problem: Problem, *, work: int) -> Settled:
    """Return a plan within the band, or the certificate that every way was tried.

    Parameters
    ----------
    problem : Problem
        A connected piece.
    work : int
        Branches times units after which the question is given up.

    Returns
    -------
    Settled
        A plan, a certificate, or neither.
    """
    certificate = Exhausted(int((problem.households > 0).sum()), problem.total)
    for most_linked in (EXACT, problem.n):
        lived = condense(problem, most_linked=most_linked)
        if lived.n > MOST_UNITS:
            continue
        try:
            grids = _Ways(lived, problem.lower, problem.upper, work // 2).of(
                np.ones(lived.n, dtype=np.bool_)
            )
        except _GivenUp:
            continue
        if grids is None:
            return Settled(certificate=certificate)
        if most_linked == EXACT:
            return Settled(labels=_spread(problem, [lived.rows[grid] for grid in grids]))
        break
    return Settled()


class _Ways:
    """Every way to cut a condensed piece, each remainder looked at once."""

    def __init__(self, lived: Lived, lower: int, upper: int, work: int) -> None:
        self.lived, self.lower, self.upper = lived, lower, upper
        self.nodes = work // max(lived.n, 1)
        self.known: dict[bytes, list[Mask] | None] = {}
        self.heads = np.repeat(np.arange(lived.n), np.diff(lived.indptr))

    def of(self, inside: Mask) -> list[Mask] | None:
        """Return the grids of a part, or None if it cannot be cut."""
        grids: list[Mask] = []
        open_ = inside[self.heads] & inside[self.lived.indices]
        part = pieces(self.lived.n, self.heads, self.lived.indices, open_)
        for p in np.unique(part[inside & (self.lived.households > 0)]):
            key = np.packbits(part == p).tobytes()
            if key not in self.known:
                self.known[key] = self._of_part(part == p)
            found = self.known[key]
            if found is None:
                return None
            grids += found
        return grids

    def _of_part(self, inside: Mask) -> list[Mask] | None:
        row = int(np.where(inside, self.lived.households, -1).argmax())
        listed = list_grids(
            self.lived,
            row,
            inside,
            lower=self.lower,
            upper=self.upper,
            most_nodes=self.nodes,
            most_grids=MOST_GRIDS,
        )
        self.nodes -= listed.nodes
        for grid in listed.grids:
            self.nodes -= PRICE
            if self.nodes <= 0:
                raise _GivenUp
            others = self.of(inside & ~grid)
            if others is not None:
                return [grid, *others]
        if not listed.complete:
            raise _GivenUp
        return None


def _spread(problem: Problem, grids: Sequence[Ints]) -> Ints:
    """Label the grids, and give land without households to the grid that most of it touches."""
    labels = np.full(problem.n, -1, dtype=np.int64)
    for number, rows in enumerate(grids):
        labels[rows] = number
    heads = np.repeat(np.arange(problem.n), np.diff(problem.indptr))
    loose = labels < 0
    part = pieces(problem.n, heads, problem.indices, loose[heads] & loose[problem.indices])
    for p in np.unique(part[loose]):
        beside = np.unique(problem.indices[(part[heads] == p) & ~loose[problem.indices]])
        labels[part == p] = np.bincount(labels[beside]).argmax()
    return labels


def nearest_band(problem: Problem, loads: Ints, *, work: int = WORK // 20) -> tuple[Band, Basis]:
    """Return a feasible band near one that is infeasible, and how it is known.

    One end of the band is moved, and as little as possible; where a unit is above the band, the
    upper end is first lifted to it. Found by settling bands in between one after the other.

    Parameters
    ----------
    problem : Problem
        A connected piece, with the band that is infeasible.
    loads : ndarray of int64, shape (k,)
        Households of the grids of some plan.
    work : int
        Branches times units for each band that is tried.

    Returns
    -------
    band : Band
        The nearest, or the one that the plan keeps.
    basis : {"exact", "attained"}
        Which of the two it is.
    """
    low = problem.lower
    high = max(problem.upper, int(problem.households.max()))
    try:
        if high > problem.upper and _fits(problem, low, high, work):
            return Band(low, high), "exact"
        down = _least(1, low - 1, lambda by: _fits(problem, low - by, high, work))
        up = _least(1, problem.total - high, lambda by: _fits(problem, low, high + by, work))
    except _GivenUp:
        kept = Band(min(low, int(loads.min())), max(problem.upper, int(loads.max())))
        return kept, "attained"
    if up is not None and (down is None or up < down):
        return Band(low, high + up), "exact"
    return Band(low - (down or 0), high), "exact"


def _fits(problem: Problem, lower: int, upper: int, work: int) -> bool:
    fewest, most = -(-problem.total // upper), problem.total // lower
    if fewest > most:
        return False
    settled = try_all(replace(problem, lower=lower, upper=upper), work=work)
    if settled.labels is None and settled.certificate is None:
        raise _GivenUp
    return settled.certificate is None


def _least(first: int, last: int, holds: Callable[[int], bool]) -> int | None:
    """Return the least number for which something holds that also holds for all above it."""
    if first > last or not holds(last):
        return None
    while first < last:
        middle = (first + last) // 2
        if holds(middle):
            last = middle
        else:
            first = middle + 1
    return first
