"""One connected piece of a community as arrays: what the search works on."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gridmap.errors import SettingsError, Text

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Problem:
    """Units with households, masses and places, joined by weighted edges.

    Attributes
    ----------
    households : ndarray of int64, shape (n,)
        Households of each unit.
    mass : ndarray of float64, shape (n,)
        Weight of each unit in the moment of inertia.
    own_inertia : ndarray of float64, shape (n,)
        Moment of inertia of a unit about its own point, m²: positive for merged units.
    xy : ndarray of float64, shape (n, 2)
        Place of each unit in metres.
    indptr, indices : ndarray of int64, shapes (n + 1,) and (2m,)
        Neighbours of each unit, in compressed rows.
    cut_cost : ndarray of float64, shape (2m,)
        Cost in the objective of an edge that is cut, symmetric; negative where an edge should
        be cut, because it crosses a barrier.
    compound : ndarray of int64, shape (n,)
        Compound of each unit, -1 for none: a compound in p grids costs p - 1 splits.
    lower, upper : int
        The band, in households.
    area_m2 : float
        Area of all units.
    """

    households: Ints
    mass: Floats
    own_inertia: Floats
    xy: Floats
    indptr: Ints
    indices: Ints
    cut_cost: Floats
    compound: Ints
    lower: int
    upper: int
    area_m2: float

    @property
    def n(self) -> int:
        """The number of units."""
        return len(self.households)

    @property
    def total(self) -> int:
        """Households of all units."""
        return int(self.households.sum())

    def in_band(self, labels: Ints, parts: int) -> NDArray[np.bool_]:
        """Return which grids are in the band.

        Parameters
        ----------
        labels : ndarray of int64, shape (n,)
            Grid of each unit.
        parts : int
            Number of grids.

        Returns
        -------
        ndarray of bool, shape (parts,)
            Whether each grid is in the band.
        """
        sums = np.bincount(labels, weights=self.households, minlength=parts)
        return (sums >= self.lower) & (sums <= self.upper)


def make_problem(
    households: ArrayLike,
    edges: ArrayLike,
    *,
    xy: ArrayLike,
    lower: int,
    upper: int,
    cut_cost: ArrayLike | None = None,
    mass: ArrayLike | None = None,
    compound: ArrayLike | None = None,
    area_m2: float | None = None,
) -> Problem:
    """Return a problem from plain arrays.

    Parameters
    ----------
    households : array_like of int, shape (n,)
        Households of each unit.
    edges : array_like of int, shape (m, 2)
        Pairs of neighbours, each once.
    xy : array_like of float, shape (n, 2)
        Places in metres.
    lower, upper : int
        The band, in households.
    cut_cost : array_like of float, shape (m,), optional
        Cost of each edge when it is cut; 0 by default.
    mass : array_like of float, shape (n,), optional
        Weight in the moment of inertia; households by default.
    compound : array_like of int, shape (n,), optional
        Compound of each unit, -1 for none.
    area_m2 : float, optional
        Area of all units; by default that of a uniform disc of the same inertia.

    Returns
    -------
    Problem
        The arrays, checked.

    Raises
    ------
    SettingsError
        If shapes do not agree or an edge names no unit.
    """
    weights = np.asarray(households, dtype=np.int64)
    pairs = np.asarray(edges, dtype=np.int64).reshape(-1, 2)
    places = np.asarray(xy, dtype=np.float64).reshape(-1, 2)
    n = len(weights)
    if len(places) != n or (pairs.size and (pairs.min() < 0 or pairs.max() >= n)):
        raise SettingsError(
            Text("单元、坐标与邻接关系的数量不一致。", "Units, places and edges do not agree."),
            Text("请检查数组的形状。", "Check the shapes of the arrays."),
        )
    places = places - places.mean(axis=0) if n else places
    masses = weights.astype(np.float64) if mass is None else np.asarray(mass, dtype=np.float64)
    costs = np.zeros(len(pairs)) if cut_cost is None else np.asarray(cut_cost, dtype=np.float64)
    indptr, indices, directed = rows_of(n, pairs, costs)
    return Problem(
        households=weights,
        mass=masses,
        own_inertia=np.zeros(n),
        xy=places,
        indptr=indptr,
        indices=indices,
        cut_cost=directed,
        compound=np.full(n, -1) if compound is None else np.asarray(compound, dtype=np.int64),
        lower=int(lower),
        upper=int(upper),
        area_m2=_disc_area_m2(masses, places) if area_m2 is None else float(area_m2),
    )


def rows_of(n: int, pairs: Ints, costs: Floats) -> tuple[Ints, Ints, Floats]:
    """Return edges as compressed rows, each edge in both directions.

    Parameters
    ----------
    n : int
        Number of units.
    pairs : ndarray of int64, shape (m, 2)
        Edges, each once.
    costs : ndarray of float64, shape (m,)
        Cost of each edge.

    Returns
    -------
    indptr, indices, costs : ndarray
        Shapes (n + 1,), (2m,) and (2m,).
    """
    heads = np.concatenate([pairs[:, 0], pairs[:, 1]])
    tails = np.concatenate([pairs[:, 1], pairs[:, 0]])
    order = np.lexsort((tails, heads))
    indptr = np.concatenate([[0], np.cumsum(np.bincount(heads, minlength=n))]).astype(np.int64)
    return indptr, tails[order], np.concatenate([costs, costs])[order]


def _disc_area_m2(mass: Floats, xy: Floats) -> float:
    """Area of the disc whose polar moment per mass, R²/2, is that of the points."""
    total = float(mass.sum())
    if total <= 0:
        return 1.0
    centre = mass @ xy / total
    return float(2 * np.pi * (mass @ ((xy - centre) ** 2).sum(axis=1)) / total) or 1.0


def _sums(group: Ints, values: Floats, count: int) -> Floats:
    return np.bincount(group, weights=values, minlength=count).astype(np.float64)


def contract(problem: Problem, group: Ints) -> Problem:
    """Return the problem in which every group of units is one unit.

    Parameters
    ----------
    problem : Problem
        The problem.
    group : ndarray of int64, shape (n,)
        Group of each unit, numbered from 0 without holes; each group connected.

    Returns
    -------
    Problem
        Same households, mass and inertia; edges between two groups are added up.
    """
    count = int(group.max()) + 1
    mass = _sums(group, problem.mass, count)
    safe = np.where(mass > 0, mass, 1.0)
    weights = np.where(mass[group] > 0, problem.mass, 1.0)
    totals = np.where(mass > 0, safe, np.bincount(group, minlength=count))
    xy = np.column_stack(
        [
            np.bincount(group, weights=weights * axis, minlength=count) / totals
            for axis in problem.xy.T
        ]
    )
    spread = problem.mass * ((problem.xy - xy[group]) ** 2).sum(axis=1) + problem.own_inertia
    compound = np.full(count, -1, dtype=np.int64)
    compound[group] = problem.compound
    heads = group[np.repeat(np.arange(problem.n), np.diff(problem.indptr))]
    tails = group[problem.indices]
    once = heads < tails
    keys, inverse = np.unique(heads[once] * count + tails[once], return_inverse=True)
    costs = _sums(inverse, problem.cut_cost[once], len(keys))
    pairs = np.column_stack([keys // count, keys % count])
    indptr, indices, directed = rows_of(count, pairs, costs)
    return replace(
        problem,
        households=np.bincount(group, weights=problem.households, minlength=count).astype(np.int64),
        mass=mass,
        own_inertia=_sums(group, spread, count),
        xy=xy,
        indptr=indptr,
        indices=indices,
        cut_cost=directed,
        compound=compound,
    )
