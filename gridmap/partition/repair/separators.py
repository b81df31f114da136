"""Inequalities that forbid fragments: a grid that holds two ends holds what joins them.

For two units a and b of one grid and a set S without which no path leads from one to the other,
every connected grid with both holds a unit of S: ``x_a + x_b - sum(x_s) <= 1``. Sets that are
minimal make the strongest ones (Oehrlein and Haunert 2017, "A cutting-plane method for
contiguity-constrained spatial aggregation"). Paths that exceed the band by themselves are none, so
that S need not cut them. A new grid has a root r: for a set C of units without it and the units S
around C, ``x_b - sum(x_s) - sum(y_r, r in C) <= 0`` for every b in C.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from gridmap.partition.problem import Floats, Ints
from gridmap.partition.repair.case import Case, Mask, path_loads

LEVELS = (0.5, 0.95, 0.75, 0.3, 0.1, 0.02)
"""Least values of the units that are looked at together; a plan has the first one only."""

VIOLATED = 0.02


@dataclass(frozen=True, slots=True)
class Separator:
    """Units one of which a grid must hold.

    Attributes
    ----------
    grid : int
        The grid.
    ends : tuple of int
        The two units that it holds, or the one unit that its root is not beside.
    units : ndarray of int64
        The separating units, of those that the grid may have.
    roots : ndarray of int64
        Units of which one may be the root instead; none where there are two ends.
    """

    grid: int
    ends: tuple[int, ...]
    units: Ints
    roots: Ints


@dataclass(frozen=True, slots=True)
class Finder:
    """Finds the separators that values of the model violate.

    Attributes
    ----------
    case : Case
        What is repaired.
    allowed : ndarray of bool, shape (k, n)
        The units that each grid may have.
    most : int
        Households that a grid may have.
    """

    case: Case
    allowed: Mask
    most: int

    def find(self, values: Floats, roots: Floats) -> list[Separator]:
        """Return separators that are violated.

        Parameters
        ----------
        values : ndarray of float64, shape (k, n)
            How much of each unit each grid has.
        roots : ndarray of float64, shape (k, n)
            How much each unit is the root of each grid; 0 for grids without root.

        Returns
        -------
        list of Separator
            None if the values are whole and every grid is connected.
        """
        found: dict[tuple[object, ...], Separator] = {}
        for grid in range(len(values)):
            seen = set()
            for level in LEVELS:
                held = values[grid] >= level
                if held.tobytes() in seen:
                    continue
                seen.add(held.tobytes())
                for cut in self._of_grid(grid, values[grid], roots[grid], held):
                    key = (cut.grid, cut.ends, tuple(cut.units.tolist()), len(cut.roots))
                    found[key] = cut
        return list(found.values())

    def _of_grid(self, grid: int, values: Floats, roots: Floats, held: Mask) -> Iterator[Separator]:
        fragment = self.case.fragments(np.where(held, 0, -1))
        own = np.unique(fragment[held])
        if len(own) < 2:
            return
        weight = values * (self.case.problem.households + 0.5)
        loads = np.bincount(fragment, weights=weight)
        core = fragment == max(own.tolist(), key=lambda f: (loads[f], -f))
        for f in own:
            part = (fragment == f) & held
            if part[core].any():
                continue
            if grid >= self.case.grids:
                yield from self._rooted(grid, values, roots, part)
                yield from self._rooted(grid, values, roots, core & held)
            a = int(np.where(core & held, weight, -1).argmax())
            for b in np.flatnonzero(part)[np.argsort(-weight[part], kind="stable")][:6]:
                for near, far in ((part, core & held), (core & held, part)):
                    units = self._minimal(near, far, (a, int(b)), self.allowed[grid])
                    if values[a] + values[b] - values[units].sum() > 1 + VIOLATED:
                        yield Separator(grid, (a, int(b)), units, units[:0])

    def _rooted(self, grid: int, values: Floats, roots: Floats, part: Mask) -> Iterator[Separator]:
        ring = self._around(part) & self.allowed[grid]
        members = np.flatnonzero(part)
        b = int(members[values[members].argmax()])
        if values[b] - values[ring].sum() - roots[part].sum() > VIOLATED:
            yield Separator(grid, (b,), np.flatnonzero(ring), members)

    def _around(self, members: Mask) -> Mask:
        ring = np.zeros_like(members)
        ring[self.case.problem.indices[members[self.case.heads]]] = True
        return ring & ~members

    def _minimal(self, near: Mask, far: Mask, ends: tuple[int, int], allowed: Mask) -> Ints:
        """Return neighbours of ``near`` that a short path from ``far`` meets first."""
        problem = self.case.problem
        a, b = (
            path_loads(problem.indptr, problem.indices, problem.households, allowed, end)
            for end in ends
        )
        short = a + b - problem.households <= self.most
        usable = allowed & (short | near | far)
        ring = self._around(near) & usable
        reached = far.copy()
        front = far
        while front.any():
            step = self._around(front) & usable & ~reached
            reached |= step
            front = step & ~ring
        return np.flatnonzero(ring & reached)
