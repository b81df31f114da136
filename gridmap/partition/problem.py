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
        be cut, because it crosses a barrier or a net parts its units.
    net_cost : ndarray of float64, shape (2m,)
        What of ``cut_cost`` is due to existing nets: positive where a cut is a new boundary,
        negative where it keeps one.
    compound : ndarray of int64, shape (n,)
        Compound of each unit, -1 for none: a compound in p grids costs p - 1 splits.
    lower, upper : int
        The band, in households.
    area_m2 : float
        Area of all units.
    present : ndarray of int64, shape (n,)
        Grid that each unit is in today, -1 for none.
    loads : ndarray of float64, shape (n, q)
        Further weights of each unit, such as persons and minutes of workload.
    load_bands : ndarray of float64, shape (q, 2)
        Least and most of each further weight that a grid may have.
    kinds : ndarray of float64, shape (n, k)
        Households of each unit by the kind of their compound.
    walks : ndarray of float64, shape (n, s)
        Metres that the households of each unit walk to each station, added up.
    """

    households: Ints
    mass: Floats
    own_inertia: Floats
    xy: Floats
    indptr: Ints
    indices: Ints
    cut_cost: Floats
    net_cost: Floats
    compound: Ints
    lower: int
    upper: int
    area_m2: float
    present: Ints
    loads: Floats
    load_bands: Floats
    kinds: Floats
    walks: Floats

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
            Whether each grid is in the band, and in those of the further weights.
        """
        sums = np.bincount(labels, weights=self.households, minlength=parts)
        inside = (sums >= self.lower) & (sums <= self.upper)
        for (lower, upper), load in zip(self.load_bands, self.loads.T, strict=True):
            sums = np.bincount(labels, weights=load, minlength=parts).round(6)
            inside &= (sums >= lower) & (sums <= upper)
        return inside


def make_problem(
    households: ArrayLike,
    edges: ArrayLike,
    *,
    xy: ArrayLike,
    lower: int,
    upper: int,
    cut_cost: ArrayLike | None = None,
    net_cost: ArrayLike | None = None,
    mass: ArrayLike | None = None,
    compound: ArrayLike | None = None,
    area_m2: float | None = None,
    present: ArrayLike | None = None,
    loads: ArrayLike | None = None,
    load_bands: ArrayLike | None = None,
    kind: ArrayLike | None = None,
    walk_m: ArrayLike | None = None,
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
    net_cost : array_like of float, shape (m,), optional
        What is added to that by existing nets; 0 by default.
    mass : array_like of float, shape (n,), optional
        Weight in the moment of inertia; households by default.
    compound : array_like of int, shape (n,), optional
        Compound of each unit, -1 for none.
    area_m2 : float, optional
        Area of all units; by default that of a uniform disc of the same inertia.
    present : array_like of int, shape (n,), optional
        Grid that each unit is in today, -1 for none.
    loads : array_like of float, shape (n, q), optional
        Further weights of each unit, such as persons and minutes of workload.
    load_bands : array_like of float, shape (q, 2), optional
        Least and most of each further weight that a grid may have; by default any.
    kind : array_like of int, shape (n,), optional
        Kind of the compound of each unit, -1 for none.
    walk_m : array_like of float, shape (n, s), optional
        Metres from each unit to each station; a large figure where there is no way.

    Returns
    -------
    Problem
        The arrays, checked.

    Raises
    ------
    SettingsError
        If shapes do not agree, an edge names no unit or a figure is not finite.
    """
    weights = np.asarray(households, dtype=np.int64)
    pairs = np.asarray(edges, dtype=np.int64).reshape(-1, 2)
    places = np.asarray(xy, dtype=np.float64).reshape(-1, 2)
    n = len(weights)
    if len(places) != n or (pairs.size and (pairs.min() < 0 or pairs.max() >= n)):
        raise _disagreement()
    places = places - places.mean(axis=0) if n else places
    masses = weights.astype(np.float64) if mass is None else np.asarray(mass, dtype=np.float64)
    costs = np.zeros(len(pairs)) if cut_cost is None else np.asarray(cut_cost, dtype=np.float64)
    kept = np.zeros(len(pairs)) if net_cost is None else np.asarray(net_cost, dtype=np.float64)
    indptr, indices, directed = rows_of(n, pairs, costs + kept)
    further = _columns(n, loads)
    bands = np.tile([-np.inf, np.inf], (further.shape[1], 1))
    if load_bands is not None:
        bands = np.asarray(load_bands, dtype=np.float64).reshape(-1, 2)
    numbers = _labels(n, kind)
    now = _labels(n, present)
    if len(bands) != further.shape[1]:
        raise _disagreement()
    return Problem(
        households=weights,
        mass=masses,
        own_inertia=np.zeros(n),
        xy=places,
        indptr=indptr,
        indices=indices,
        cut_cost=directed,
        net_cost=rows_of(n, pairs, kept)[2],
        compound=_labels(n, compound),
        lower=int(lower),
        upper=int(upper),
        area_m2=_disc_area_m2(masses, places) if area_m2 is None else float(area_m2),
        present=now,
        loads=further,
        load_bands=bands,
        kinds=weights[:, None] * (numbers[:, None] == np.unique(numbers[numbers >= 0])),
        walks=weights[:, None] * _columns(n, walk_m),
    )


def _disagreement() -> SettingsError:
    return SettingsError(
        Text("单元、坐标与邻接关系的数量不一致。", "Units, places and edges do not agree."),
        Text("请检查数组的形状。", "Check the shapes of the arrays."),
    )


def _labels(n: int, values: ArrayLike | None) -> Ints:
    labels = np.full(n, -1) if values is None else np.asarray(values, dtype=np.int64)
    if labels.shape != (n,):
        raise _disagreement()
    return labels


def _columns(n: int, values: ArrayLike | None) -> Floats:
    columns = np.zeros((n, 0)) if values is None else np.asarray(values, dtype=np.float64)
    columns = columns[:, None] if columns.ndim == 1 else columns
    if len(columns) != n:
        raise _disagreement()
    if not np.isfinite(columns).all():
        raise SettingsError(
            Text("人数、工作量或步行距离中有空值或无穷值。", "A load or a distance is not finite."),
            Text(
                "请填写有限数值；不可达的填一个大数。",
                "Give figures; where there is no way, a large one.",
            ),
        )
    return columns


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
        Same households, mass and inertia; edges between two groups are added up. A group is
        today in the grid that most of its households are in.
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
    kept = _sums(inverse, problem.net_cost[once], len(keys))
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
        net_cost=rows_of(count, pairs, kept)[2],
        compound=compound,
        present=_most(group, problem.present, problem.households),
        loads=_column_sums(group, problem.loads, count),
        kinds=_column_sums(group, problem.kinds, count),
        walks=_column_sums(group, problem.walks, count),
    )


def _column_sums(group: Ints, columns: Floats, count: int) -> Floats:
    sums = np.zeros((count, columns.shape[1]))
    np.add.at(sums, group, columns)
    return sums


def _most(group: Ints, label: Ints, weight: Ints) -> Ints:
    """Return the label that most of each group's weight has, the lowest of several."""
    most = np.full(int(group.max()) + 1, -1, dtype=np.int64)
    pairs, inverse = np.unique(np.column_stack([group, label]), axis=0, return_inverse=True)
    loads = np.bincount(inverse.ravel(), weights=weight)
    order = np.lexsort((-pairs[:, 1], loads))
    most[pairs[order, 0]] = pairs[order, 1]
    return most


def restrict(problem: Problem, inside: NDArray[np.bool_]) -> Problem:
    """Return the problem of some of the units alone.

    Parameters
    ----------
    problem : Problem
        The problem.
    inside : ndarray of bool, shape (n,)
        The units, at least one.

    Returns
    -------
    Problem
        Its units in their order; its area is its share of the mass.
    """
    heads = np.repeat(np.arange(problem.n), np.diff(problem.indptr))
    keep = inside[heads] & inside[problem.indices] & (heads < problem.indices)
    index = np.cumsum(inside) - 1
    pairs = np.column_stack([index[heads[keep]], index[problem.indices[keep]]])
    indptr, indices, directed = rows_of(int(inside.sum()), pairs, problem.cut_cost[keep])
    kept = rows_of(int(inside.sum()), pairs, problem.net_cost[keep])[2]
    mass, xy = problem.mass[inside], problem.xy[inside]
    compound = problem.compound[inside]
    _, numbered = np.unique(compound, return_inverse=True)
    return replace(
        problem,
        households=problem.households[inside],
        mass=mass,
        own_inertia=problem.own_inertia[inside],
        xy=xy - xy.mean(axis=0),
        indptr=indptr,
        indices=indices,
        cut_cost=directed,
        net_cost=kept,
        compound=np.where(compound < 0, -1, numbered - int(compound.min() < 0)),
        area_m2=problem.area_m2 * float(mass.sum() / problem.mass.sum()),
        present=problem.present[inside],
        loads=problem.loads[inside],
        kinds=problem.kinds[inside],
        walks=problem.walks[inside],
    )
