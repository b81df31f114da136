"""Whether a connected piece can be cut within the band, decided by arithmetic before any search.

A piece of H households makes k grids of L to U households only if ``k L <= H <= k U``, and no unit
may hold more than U. Both are necessary; where they fail the reason is exact, and the band that
comes nearest is named.
"""

from __future__ import annotations

from dataclasses import dataclass

from gridmap.errors import Text
from gridmap.plan import Band


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
    """

    households: int
    units: int
    largest: int
    grids_min: int
    grids_max: int
    nearest: Band

    @property
    def feasible(self) -> bool:
        """Whether nothing in the arithmetic speaks against the band."""
        return self.grids_min <= self.grids_max

    def reason(self, band: Band) -> Text:
        """Return why the piece cannot be cut within the band; empty where it can.

        Parameters
        ----------
        band : Band
            The band that was asked for.

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
        if self.households == 0:
            return Text(
                "该片没有住户，不能独立成格。", "No households: it can be no grid of its own."
            )
        if self.households < band.lower:
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


def feasibility(households: int, units: int, largest: int, band: Band) -> Feasibility:
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
    return Feasibility(households, units, largest, low, high, nearest)


def _nearest(households: int, largest: int, band: Band) -> Band:
    """Change one end of the band, and as little as possible."""
    if households == 0:
        return band
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
