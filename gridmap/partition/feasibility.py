"""Whether a connected piece can be cut within the band, decided by arithmetic before any search.

A piece of H households makes k grids of L to U households only if ``k L <= H <= k U``; no unit may
hold more than U; and a unit of fewer than L must have a neighbour with which it holds at most U.
All three are necessary; where one fails the reason is exact, and a band that it allows is named.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridmap.errors import Text
from gridmap.plan import Band


@dataclass(frozen=True, slots=True)
class Stuck:
    """A unit that can be in no grid within the band.

    Attributes
    ----------
    unit : int
        Row of the unit.
    households : int
        Its households, fewer than the lower end of the band.
    joined : int
        Households with its smallest neighbour, more than the upper end; 0 where listing every
        grid that the unit can have showed that none leaves a piece that can be cut.
    """

    unit: int
    households: int
    joined: int

    def reason(self, band: Band, *, name: str) -> Text:
        """Return why the unit can be in no grid.

        Parameters
        ----------
        band : Band
            The band that was asked for.
        name : str
            What the unit is called.

        Returns
        -------
        Text
            A sentence with the figures.
        """
        alone = self.households
        if self.joined == 0:
            return Text(
                f"基本单元{name}有 {alone} 户，无论与哪些相邻单元成格，余下部分都不能全部达标"
                "（已逐一列举）。",
                f"Whatever grid unit{name} of {alone} households is put in, what is left cannot "
                "be cut within the band (every such grid was listed).",
            )
        return Text(
            f"基本单元{name}有 {alone} 户，不足下限 {band.lower} 户，而与任一相邻单元合并都"
            f"超出上限（至少 {self.joined} 户）。",
            f"Unit{name} of {alone} households is below {band.lower}, and with any neighbour it "
            f"is above {band.upper} ({self.joined} at least).",
        )


@dataclass(frozen=True, slots=True)
class Feasibility:
    """What arithmetic says of one connected piece.

    Attributes
    ----------
    households, units : int
        Totals of the piece.
    largest : int
        Households of its largest unit.
    grids_min, grids_max : int
        Least and greatest number of grids within the band; ``grids_min > grids_max`` for none.
    nearest : Band
        The band itself where it is feasible, else the one that differs from it least.
    stuck : Stuck or None
        A unit that fits in no grid with any of its neighbours.
    """

    households: int
    units: int
    largest: int
    grids_min: int
    grids_max: int
    nearest: Band
    stuck: Stuck | None = None

    @property
    def feasible(self) -> bool:
        """Whether nothing in the arithmetic speaks against the band."""
        return self.grids_min <= self.grids_max and self.stuck is None

    def reason(self, band: Band, *, name: str = "") -> Text:
        """Return why the piece cannot be cut within the band; empty where it can.

        Parameters
        ----------
        band : Band
            The band that was asked for.
        name : str
            What the unit is called at which it fails, where it is one unit.

        Returns
        -------
        Text
            A sentence with the figures.
        """
        if self.feasible:
            return Text("", "")
        nearest = Text(
            f"最接近的可行区间为 {self.nearest.lower} 至 {self.nearest.upper} 户。",
            f"The nearest feasible band is {self.nearest.lower} to {self.nearest.upper}.",
        )
        if self.stuck is not None:
            what = self.stuck.reason(band, name=name)
        elif self.largest > band.upper:
            what = Text(
                f"基本单元{name}有 {self.largest} 户，超出上限 {band.upper} 户，单独成格。",
                f"Unit{name} holds {self.largest} households, above {band.upper}: a grid of its "
                "own.",
            )
        elif self.households < band.lower:
            what = Text(
                f"该片只有 {self.households} 户，不足一个网格的下限 {band.lower} 户。",
                f"{self.households} households are fewer than one grid's {band.lower}.",
            )
        else:
            few = self.households // band.upper
            what = Text(
                f"该片 {self.households} 户：分 {few} 个网格则超上限，分 {few + 1} 个则不足下限。",
                f"{self.households} households are too many for {few} grids and too few for "
                f"{few + 1}.",
            )
        return Text(what.zh + nearest.zh, f"{what.en} {nearest.en}")


def feasibility(
    households: int, units: int, largest: int, band: Band, *, stuck: Stuck | None = None
) -> Feasibility:
    """Return what arithmetic says of a connected piece.

    Parameters
    ----------
    households : int
        Households of the piece.
    units : int
        Number of its units that have households.
    largest : int
        Households of its largest unit.
    band : Band
        The band.
    stuck : Stuck, optional
        A unit that fits in no grid with any of its neighbours.

    Returns
    -------
    Feasibility
        The range of the number of grids, and the nearest feasible band.

    Examples
    --------
    >>> feasibility(1000, 40, 60, Band(300, 500)).feasible
    True
    >>> feasibility(560, 20, 60, Band(300, 500)).nearest
    Band(lower=280, upper=500)
    """
    low = max(1, -(-households // band.upper))
    high = min(households // band.lower, units)
    if largest > band.upper:
        low, high = 1, 0
    nearest = band if low <= high else _nearest(households, largest, band)
    if stuck is not None:
        nearest = Band(min(nearest.lower, stuck.households), nearest.upper)
    return Feasibility(households, units, largest, low, high, nearest, stuck)


def find_stuck(
    households: NDArray[np.int64],
    indptr: NDArray[np.int64],
    indices: NDArray[np.int64],
    band: Band,
) -> list[Stuck]:
    """Return the units that fit in no grid with any of their neighbours.

    Neighbours are looked for through units without households, which change no sum. In a piece
    that is one unit with households there are none, and nothing is stuck.

    Parameters
    ----------
    households : ndarray of int64, shape (n,)
        Households of each unit.
    indptr, indices : ndarray of int64
        Neighbours of each unit, in compressed rows.
    band : Band
        The band.

    Returns
    -------
    list of Stuck
        Those with the fewest households first.

    Examples
    --------
    >>> row = np.array([0, 1, 3, 4]), np.array([1, 0, 2, 1])
    >>> find_stuck(np.array([264, 300, 90]), *row, Band(300, 500))
    [Stuck(unit=0, households=264, joined=564)]
    """
    small = np.flatnonzero((households > 0) & (households < band.lower))
    found = []
    for u in small[np.argsort(households[small], kind="stable")]:
        seen, front, least = {int(u)}, [int(u)], 0
        while front:
            v = front.pop()
            for w in indices[indptr[v] : indptr[v + 1]].tolist():
                if w in seen:
                    continue
                seen.add(w)
                if households[w] == 0:
                    front.append(w)
                else:
                    least = min(least or int(households[w]), int(households[w]))
        if least and households[u] + least > band.upper:
            found.append(Stuck(int(u), int(households[u]), int(households[u]) + least))
    return found


def _nearest(households: int, largest: int, band: Band) -> Band:
    """Change one end of the band, and as little as possible."""
    upper = max(band.upper, largest)
    few = max(1, households // upper)
    candidates = [
        Band(min(band.lower, households // k), max(upper, -(-households // k)))
        for k in {few, few + 1}
        if households // k > 0
    ]
    return min(
        candidates,
        key=lambda c: (band.lower - c.lower + c.upper - band.upper, c.upper),
        default=band,
    )


def grids_to_try(answer: Feasibility, band: Band) -> tuple[int, ...]:
    """Return numbers of grids in the order in which they should be tried.

    Parameters
    ----------
    answer : Feasibility
        What arithmetic says.
    band : Band
        The band.

    Returns
    -------
    tuple of int
        The number nearest to the middle of the band first, then its feasible neighbours; at
        least one number, also for a piece that is infeasible.
    """
    ideal = max(1, round(answer.households / band.target))
    if not answer.feasible:
        return (min(ideal, max(answer.units, 1)),)
    first = min(max(ideal, answer.grids_min), answer.grids_max)
    others = [k for k in (first + 1, first - 1) if answer.grids_min <= k <= answer.grids_max]
    return (first, *others)
