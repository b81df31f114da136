"""The terms of the objective: what each measures, in which unit, and what a weight of 1 means.

Every term is computed here from nothing, in plain NumPy; the compiled search keeps the same
figures by difference. What a plan costs is the sum over terms of weight, rate and measure.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from gridmap.errors import Text
from gridmap.partition.objective import Weights
from gridmap.partition.problem import Floats, Ints, Problem


@dataclass(frozen=True, slots=True)
class Term:
    """One term of the objective.

    Attributes
    ----------
    name : str
        Its weight's name in `Weights`.
    title, unit, definition : Text
        What it is called, what it is measured in, and how.
    one : Text
        What costs 1 when the weight is 1.
    measure : callable
        Gives the measure of a plan, from the problem, labels of shape (n,) and the number of
        grids.
    rate : callable
        Gives what one unit of the measure costs at a weight of 1, from the problem and the
        number of grids.
    priced : bool
        Whether the weight is in `Problem.cut_cost` already.
    """

    name: str
    title: Text
    unit: Text
    definition: Text
    one: Text
    measure: Callable[[Problem, Ints, int], float]
    rate: Callable[[Problem, int], float]
    priced: bool = False


def breakdown(problem: Problem, labels: Ints, parts: int, weights: Weights) -> dict[str, float]:
    """Return what every term adds to the objective of a plan.

    Parameters
    ----------
    problem : Problem
        The problem.
    labels : ndarray of int64, shape (n,)
        Grid of each unit, 0 to ``parts - 1``.
    parts : int
        Number of grids.
    weights : Weights
        The weights.

    Returns
    -------
    dict
        Units of the objective, by the name of the term; they add up to the objective.
    """
    found = {}
    for name, term in TERMS.items():
        weight = 1.0 if term.priced else getattr(weights, name)
        on = weight != 0.0
        found[name] = (
            weight * term.rate(problem, parts) * term.measure(problem, labels, parts) if on else 0.0
        )
    return found


def _sums(labels: Ints, values: Floats | Ints, parts: int) -> Floats:
    return np.bincount(labels, weights=values, minlength=parts).astype(np.float64)


def _column_sums(labels: Ints, columns: Floats, parts: int) -> Floats:
    """Return the sums of every column by grid, shape (parts, columns)."""
    return np.column_stack([_sums(labels, column, parts) for column in columns.T])


def _inertia(problem: Problem, labels: Ints, parts: int) -> float:
    mass = _sums(labels, problem.mass, parts)
    safe = np.where(mass > 0, mass, 1.0)[:, None]
    centre = _column_sums(labels, problem.xy * problem.mass[:, None], parts) / safe
    away = ((problem.xy - centre[labels]) ** 2).sum(axis=1)
    return float(problem.mass @ away + problem.own_inertia.sum())


def _target(problem: Problem, parts: int) -> float:
    return float(np.clip(problem.total / parts, problem.lower, problem.upper))


def _imbalance(problem: Problem, labels: Ints, parts: int) -> float:
    off = _sums(labels, problem.households, parts) - _target(problem, parts)
    return float(off @ off)


def _splits(problem: Problem, labels: Ints, parts: int) -> float:
    inside = problem.compound >= 0
    pairs = np.unique(problem.compound[inside] * parts + labels[inside])
    return float(len(pairs) - len(np.unique(problem.compound[inside])))


def _cut(problem: Problem, labels: Ints, cost: Floats) -> Floats:
    heads = np.repeat(np.arange(problem.n), np.diff(problem.indptr))
    once = heads < problem.indices
    cut: Floats = cost[once & (labels[heads] != labels[problem.indices])]
    return cut


def _boundary(problem: Problem, labels: Ints, _parts: int) -> float:
    own = problem.cut_cost - problem.net_cost
    return float(np.maximum(_cut(problem, labels, own), 0.0).sum())


def _crossing(problem: Problem, labels: Ints, _parts: int) -> float:
    own = problem.cut_cost - problem.net_cost
    return float(np.minimum(_cut(problem, labels, own), 0.0).sum())


def _nets(problem: Problem, labels: Ints, _parts: int) -> float:
    return float(_cut(problem, labels, problem.net_cost).sum())


def _walking(problem: Problem, labels: Ints, parts: int) -> float:
    if problem.walks.shape[1] == 0:
        return 0.0
    return float(_column_sums(labels, problem.walks, parts).min(axis=1).sum())


def _mixing(problem: Problem, labels: Ints, parts: int) -> float:
    if problem.kinds.shape[1] == 0:
        return 0.0
    kinds = _column_sums(labels, problem.kinds, parts)
    total = kinds.sum(axis=1)
    shares = kinds / np.where(total > 0, total, 1.0)[:, None]
    return float(total @ (1.0 - (shares**2).sum(axis=1)))


def _further_imbalance(problem: Problem, labels: Ints, parts: int) -> float:
    if problem.loads.shape[1] == 0:
        return 0.0
    target = np.clip(problem.loads.sum(axis=0) / parts, *problem.load_bands.T)
    target = np.where(target > 0, target, 1.0)
    return float(((_column_sums(labels, problem.loads, parts) / target - 1.0) ** 2).sum())


def _moved(problem: Problem, labels: Ints, _parts: int) -> float:
    gone = (problem.present >= 0) & (problem.present != labels)
    return float(problem.households[gone].sum())


def _disc(problem: Problem, parts: int) -> float:
    mean_mass = max(float(problem.mass.sum()) / parts, 1e-9)
    return 2 * math.pi * parts / (problem.area_m2 * mean_mass)


def _disc_walk(problem: Problem, parts: int) -> float:
    radius = math.sqrt(problem.area_m2 / parts / math.pi)
    return 1.0 / (max(problem.total, 1) / parts * radius * 2 / 3)


_HOUSEHOLDS = Text("户", "households")
_SIDES = Text("网格边长", "sides of a mean grid, times the weight")

TERMS: Mapping[str, Term] = MappingProxyType(
    {
        term.name: term
        for term in (
            Term(
                "compactness",
                Text("紧凑", "Compactness"),
                Text("户·平方米", "households times m²"),
                Text(
                    "各单元户数乘以到网格重心距离的平方，求和。",
                    "Households times the squared distance to the centroid of their grid, summed.",
                ),
                Text(
                    "一个面积、户数均为平均值的圆形网格计 1。",
                    "A grid that is a disc of the mean area with the mean households.",
                ),
                _inertia,
                _disc,
            ),
            Term(
                "walking",
                Text("步行距离", "Walking"),
                Text("户·米", "households times metres"),
                Text(
                    "每个网格由总步行距离最短的一个驿站服务，各户到该驿站的距离求和。",
                    "Metres to the one station that is best for the whole grid, summed over "
                    "households.",
                ),
                Text(
                    "驿站位于正中、面积和户数均为平均值的圆形网格计 1。",
                    "A disc of the mean area with the mean households and a station in the middle.",
                ),
                _walking,
                _disc_walk,
            ),
            Term(
                "balance",
                Text("户数均衡", "Balance"),
                Text("户²", "households squared"),
                Text(
                    "各网格户数与目标户数之差的平方和；目标为平均户数，不超出户数区间。",
                    "Squared difference of households to their mean a grid, held within the band.",
                ),
                Text(
                    "一个网格为零户或两倍于目标时计 1。",
                    "A grid of no household, or of twice the target.",
                ),
                _imbalance,
                lambda problem, parts: 1.0 / _target(problem, parts) ** 2,
            ),
            Term(
                "loads",
                Text("人口与工作量均衡", "Balance of further loads"),
                Text("相对偏差²", "relative deviation squared"),
                Text(
                    "人口、工作量等对各自平均值的相对偏差的平方和。",
                    "Squared relative deviation of persons, workload and the like from their mean "
                    "a grid, held within their bands.",
                ),
                Text(
                    "一个网格的某项为零或两倍于平均时计 1。",
                    "A grid with none of a load, or with twice its mean.",
                ),
                _further_imbalance,
                lambda _problem, _parts: 1.0,
            ),
            Term(
                "split",
                Text("小区拆分", "Compound splits"),
                Text("次", "splits"),
                Text(
                    "每个小区所在的网格数减一，求和。",
                    "Grids that a compound lies in, less one, summed over compounds.",
                ),
                Text("一个小区被一分为二计 1。", "A compound in two grids."),
                _splits,
                lambda _problem, _parts: 1.0,
            ),
            Term(
                "mixing",
                Text("小区类型混杂", "Mixing of kinds"),
                _HOUSEHOLDS,
                Text(
                    "网格户数乘以小区类型的基尼不纯度，求和；类型不明的户不计。",
                    "Households of a grid times the Gini impurity of the kinds of their compounds, "
                    "summed; households of no known kind do not count.",
                ),
                Text(
                    "两个平均户数的网格各由两类小区对半组成，合计 1。",
                    "Two mean grids that are each half of one kind and half of another.",
                ),
                _mixing,
                lambda problem, parts: 1.0 / _target(problem, parts),
            ),
            Term(
                "boundary",
                Text("边界顺路顺墙", "Boundary along roads and walls"),
                _SIDES,
                Text(
                    "不沿道路、围墙或水系的网格边界长度，除以平均网格的边长；权重已计入邻接边的价格。",
                    "Length of boundary that runs along no road, wall or water; the weight is in "
                    "the prices of the edges.",
                ),
                Text("一个平均网格的边长计 1。", "As much as the side of a mean grid."),
                _boundary,
                lambda _problem, _parts: 1.0,
                priced=True,
            ),
            Term(
                "crossing",
                Text("跨越阻隔", "Crossing of barriers"),
                _SIDES,
                Text(
                    "网格边界沿阻隔而行的长度，除以平均网格的边长，取负；权重已计入邻接边的价格。",
                    "Less the length of boundary that follows a priced barrier; the weight is in "
                    "the prices of the edges.",
                ),
                Text(
                    "阻隔有一个平均网格边长落在网格内部，比沿它分界多 1。",
                    "A side's length of barrier inside a grid costs 1 more than along its border.",
                ),
                _crossing,
                lambda _problem, _parts: 1.0,
                priced=True,
            ),
            Term(
                "stability",
                Text("保持现状", "Stability"),
                _HOUSEHOLDS,
                Text(
                    "所在网格与现状不同的户数；现状无网格的户不计。",
                    "Households in another grid than today; those in none today do not count.",
                ),
                Text("相当于一个目标户数的网格全部换了归属。", "As many as the target of a grid."),
                _moved,
                lambda problem, parts: 1.0 / _target(problem, parts),
            ),
            Term(
                "nets",
                Text("沿用现有边界", "Boundaries of existing nets"),
                _SIDES,
                Text(
                    "现有各网都没有的网格边界长度，减去沿用各网边界的长度（按各网权重占比），"
                    "除以平均网格的边长；权重已计入邻接边的价格。",
                    "Length of boundary that no existing net has, less the length that nets have, "
                    "by the share of their weight; the weight is in the prices of the edges.",
                ),
                Text(
                    "一个平均网格边长的边界在各网中都没有计 1，各网都有计 -1。",
                    "A side's length that no net has costs 1, one that all nets have -1.",
                ),
                _nets,
                lambda _problem, _parts: 1.0,
                priced=True,
            ),
        )
    }
)
"""Every term, by its name."""
