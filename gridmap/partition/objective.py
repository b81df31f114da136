"""What a plan is judged by: the weights, and the factors that compiled code adds up.

Each term with its definition is in `gridmap.partition.terms`, which computes it a second time,
from nothing, in plain NumPy.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from gridmap.partition.connection import shared_neighbours
from gridmap.partition.problem import Floats, Ints, Problem
from gridmap.partition.tally import Arrays, Scale, judge, tally


@dataclass(frozen=True, slots=True)
class Weights:
    """What the objective counts, and how much; every term is near 1 for an ordinary grid.

    ``boundary``, ``crossing`` and ``nets`` enter through `Problem.cut_cost`: an edge of length l
    costs ``boundary * l / side`` when it is cut if it runs along no road, wall or water, 0 if it
    does, and ``-crossing * l / side`` if it lies on a priced barrier; ``side`` is the side of a
    square grid of the mean area. Other prices by kind of edge are given by another ``cut_cost``.

    Attributes
    ----------
    compactness : float
        Times the household-weighted moment of inertia of a grid about its centroid, over that of
        a disc of the mean area of a grid.
    balance : float
        Times the squared relative deviation of the households from their mean a grid, held
        within the band.
    split : float
        For each grid beyond the first that a compound lies in.
    boundary : float
        Times the length of boundary that runs along no road, wall or water, over the side of a
        square grid of the mean area.
    crossing : float
        Times the length of priced barrier inside a grid, over the same side.
    walking : float
        Times the metres that households walk to the one station that is best for their grid,
        over those in a disc of the mean area with the mean households and a station in its
        middle.
    mixing : float
        Times the households of a grid times the Gini impurity of the kinds of their compounds,
        over the mean households: 0.5 for a grid that is half of one kind and half of another.
    loads : float
        Times the squared relative deviation of each further load, such as persons or workload,
        from its mean a grid, held within its band.
    stability : float
        Times the households that are in another grid than today, over the mean households of a
        grid: 1 where a whole grid is given to others.
    nets : float
        Times the length of boundary that no existing net has, less the length that nets have, by
        the share of their weight, over the side of a square grid of the mean area.
    """

    compactness: float = 1.0
    balance: float = 2.0
    split: float = 0.6
    boundary: float = 0.15
    crossing: float = 1.0
    walking: float = 0.0
    mixing: float = 0.0
    loads: float = 0.0
    stability: float = 0.0
    nets: float = 0.0


def arrays_of(problem: Problem, *, away: Floats | None = None, further: bool = True) -> Arrays:
    """Return the problem as compiled code reads it.

    Parameters
    ----------
    problem : Problem
        The problem.
    away : ndarray of float64, shape (n,), optional
        Cost of each unit in another grid than ``problem.present``; none by default.
    further : bool
        Whether further loads, kinds and walks are needed.

    Returns
    -------
    Arrays
        Contiguous arrays.
    """
    moment = problem.mass * (problem.xy**2).sum(axis=1) + problem.own_inertia
    columns = np.hstack([problem.loads, problem.kinds, problem.walks])
    columns = columns if further else columns[:, :0].copy()
    return Arrays(
        indptr=problem.indptr,
        indices=problem.indices,
        sources=np.repeat(np.arange(problem.n), np.diff(problem.indptr)),
        near=shared_neighbours(problem.indptr, problem.indices),
        cut_cost=problem.cut_cost,
        households=problem.households,
        mass=problem.mass,
        xy=np.ascontiguousarray(problem.xy),
        moment=moment,
        compound=problem.compound,
        compounds=int(problem.compound.max(initial=-1)) + 1,
        home=problem.present,
        away=np.zeros(problem.n) if away is None else away,
        further=columns,
        extended=() if away is None and not columns.shape[1] else (1,),
    )


def scale_of(problem: Problem, parts: int, weights: Weights) -> Scale:
    """Return the factors that turn totals into the objective.

    Parameters
    ----------
    problem : Problem
        The problem.
    parts : int
        Number of grids.
    weights : Weights
        The weights.

    Returns
    -------
    Scale
        A disc of area A has inertia A / 2π for each unit of mass; that of a mean grid counts 1.
    """
    area = problem.area_m2 / parts
    mean_mass = max(float(problem.mass.sum()) / parts, 1e-9)
    target = min(max(problem.total / parts, problem.lower), problem.upper)
    kinds, stations = problem.kinds.shape[1], problem.walks.shape[1]
    mixing = weights.mixing / target if kinds else 0.0
    walk = max(problem.total, 1) / parts * math.sqrt(area / math.pi) * 2 / 3
    walking = weights.walking / walk if stations else 0.0
    bands = _load_bands(problem, parts, weights.loads, target)
    return Scale(
        inertia=weights.compactness / (area / (2 * np.pi) * mean_mass),
        balance=weights.balance / target**2,
        split=weights.split,
        cuts=bool(problem.cut_cost.any()),
        lower=problem.lower,
        upper=problem.upper,
        target=target,
        further=mixing > 0 or walking > 0 or bool(bands[:, 3:].any()),
        bands=bands,
        kinds=kinds,
        mixing=mixing,
        walking=walking,
    )


def _load_bands(problem: Problem, parts: int, weight: float, target: float) -> Floats:
    """Rows of least, most, target, cost per unit squared, households per unit outside."""
    lower, upper = problem.load_bands.T
    means = np.clip(problem.loads.sum(axis=0) / parts, lower, upper)
    means = np.where(means > 0, means, 1.0)
    bounded = np.isfinite(problem.load_bands).any(axis=1)
    return np.column_stack([lower, upper, means, weight / means**2, bounded * target / means])


def away_of(problem: Problem, scale: Scale, weights: Weights) -> Floats | None:
    """Return what it costs to have each unit in another grid than its present one.

    Parameters
    ----------
    problem : Problem
        The problem.
    scale : Scale
        Its factors.
    weights : Weights
        The weights.

    Returns
    -------
    ndarray of float64, shape (n,), or None
        Units of the objective; None where it costs nothing.
    """
    if weights.stability == 0 or (problem.present < 0).all():
        return None
    return np.asarray(problem.households * (weights.stability / scale.target), np.float64)


def evaluate(problem: Problem, labels: Ints, parts: int, weights: Weights) -> tuple[int, float]:
    """Return households outside the band and the objective of a plan, computed from nothing.

    Parameters
    ----------
    problem : Problem
        The problem.
    labels : ndarray of int64, shape (n,)
        Grid of each unit.
    parts : int
        Number of grids.
    weights : Weights
        The weights.

    Returns
    -------
    outside : int
        Households outside the band, summed over grids; what is outside the band of a further
        load counts in proportion to the targets, rounded up.
    objective : float
        Sum of the terms of `Weights` over grids and cut edges.
    """
    scale = scale_of(problem, parts, weights)
    arrays = arrays_of(problem, away=away_of(problem, scale, weights), further=scale.further)
    t = tally(arrays, labels, parts)
    costs, out = judge(scale, t)
    cut = labels[arrays.sources] != labels[arrays.indices]
    splits = np.maximum((t.pieces > 0).sum(axis=1) - 1, 0).sum() if arrays.compounds else 0
    gone = (arrays.home >= 0) & (arrays.home != labels)
    objective = (
        math.fsum(costs)
        + float(arrays.cut_cost[cut].sum()) / 2
        + scale.split * float(splits)
        + float(arrays.away[gone].sum())
    )
    return math.ceil(round(math.fsum(out), 6)), objective
