"""Whether a connected piece can be cut within the band, decided by arithmetic before any search.

A piece of H households makes k grids of L to U households only if ``k L <= H <= k U``; no unit may
hold more than U; and a unit of fewer than L must have a neighbour with which it holds at most U.
All three are necessary; where one fails there is a certificate, and a band that it allows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gridmap.errors import Text
from gridmap.partition.certificate import Between, Certificate, Oversize, Stuck, TooFew
from gridmap.plan import Band

Basis = Literal["exact", "attained", "arithmetic"]
"""How a nearest band is known: no nearer one exists; a plan within it exists; by sums alone."""


@dataclass(frozen=True, slots=True)
class Feasibility:
    """What is known of whether one connected piece can be cut.

    Attributes
    ----------
    households, units : int
        Totals of the piece; units are those with households.
    largest : int
        Households of its largest unit.
    grids_min, grids_max : int
        Least and greatest number of grids within the band; ``grids_min > grids_max`` for none.
    nearest : Band
        The band itself where it is feasible, else one that is near it.
    certificate : Certificate or None
        The proof that the band is infeasible.
    basis : {"exact", "attained", "arithmetic"}
        How ``nearest`` is known.
    """

    households: int
    units: int
    largest: int
    grids_min: int
    grids_max: int
    nearest: Band
    certificate: Certificate | None = None
    basis: Basis = "arithmetic"

    @property
    def feasible(self) -> bool:
        """Whether nothing is known that speaks against the band."""
        return self.certificate is None

    @property
    def unit(self) -> int:
        """The row of the unit that the certificate is about, or -1."""
        return -1 if self.certificate is None else self.certificate.unit

    def refuted(self, certificate: Certificate, nearest: Band, basis: Basis) -> Feasibility:
        """Return the same piece with a proof that the band is infeasible.

        Parameters
        ----------
        certificate : Certificate
            The proof.
        nearest : Band
            A band that is feasible, or may be.
        basis : {"exact", "attained", "arithmetic"}
            How ``nearest`` is known.

        Returns
        -------
        Feasibility
            An infeasible one.
        """
        return replace(self, certificate=certificate, nearest=nearest, basis=basis)

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
            A sentence with the figures, and one with the nearest band and how it is known.
        """
        if self.certificate is None:
            return Text("", "")
        what, nearest = self.certificate.what(band, name=name), self._nearest_said()
        return Text(what.zh + nearest.zh, f"{what.en} {nearest.en}")

    def _nearest_said(self) -> Text:
        low, high = self.nearest.lower, self.nearest.upper
        if self.basis == "exact":
            return Text(
                f"最接近的可行区间为 {low} 至 {high} 户。",
                f"The nearest feasible band is {low} to {high}.",
            )
        if self.basis == "attained":
            return Text(
                f"已有方案可做到 {low} 至 {high} 户。", f"A plan within {low} to {high} is known."
            )
        return Text(
            f"仅按户数推算，最接近的区间为 {low} 至 {high} 户。",
            f"By arithmetic alone, the nearest band is {low} to {high}.",
        )


def feasibility(
    households: int,
    units: int,
    largest: int,
    band: Band,
    *,
    largest_unit: int = 0,
    stuck: Stuck | None = None,
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
    largest_unit : int
        Row of that unit.
    stuck : Stuck, optional
        A unit that fits in no grid with any of its neighbours.

    Returns
    -------
    Feasibility
        The range of the number of grids, the proof if there is none, and the nearest band.

    Examples
    --------
    >>> feasibility(1000, 40, 60, Band(300, 500)).feasible
    True
    >>> feasibility(560, 20, 60, Band(300, 500)).nearest
    Band(lower=280, upper=500)
    """
    low = max(1, -(-households // band.upper))
    high = min(households // band.lower, units)
    proof: Certificate | None = stuck
    if largest > band.upper:
        low, high = 1, 0
        proof = Oversize(largest_unit, largest)
    elif low > high:
        few = households // band.upper
        proof = Between(households, few) if few else TooFew(households)
    nearest = band if low <= high else _nearest(households, largest, band)
    if stuck is not None and low <= high:
        nearest = Band(stuck.households, band.upper)
    # One unit is one grid or none: arithmetic is all there is.
    basis: Basis = "exact" if units == 1 else "arithmetic"
    return Feasibility(households, units, largest, low, high, nearest, proof, basis)


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
