"""The arrays that `partition_graph` is given: everything that is wrong with them, said at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import breadth_first_order, shortest_path

from gridmap.errors import SettingsError, Text
from gridmap.partition.barriers import pieces
from gridmap.partition.problem import Floats, Ints, Problem, make_problem

OBJECTIVES = ("moi", "cut")

MOST_WEIGHT = 2**53
"""Weights are also added up as floats, which hold whole numbers up to here."""


@dataclass(frozen=True, slots=True)
class Graph:
    """A checked graph.

    Attributes
    ----------
    weights : ndarray of int64, shape (n,)
        Weight of each unit.
    edges : ndarray of int64, shape (m, 2)
        Each edge once, the smaller unit first.
    xy : ndarray of float64, shape (n, 2), or None
        Places in metres.
    """

    weights: Ints
    edges: Ints
    xy: Floats | None


def checked(
    weights: ArrayLike,
    edges: ArrayLike,
    xy: ArrayLike | None,
    *,
    lower: int,
    upper: int,
    parts: int | None,
    objective: str,
    time_s: float,
) -> Graph:
    """Return the arrays as a graph.

    Parameters
    ----------
    weights, edges, xy, lower, upper, parts, objective, time_s
        As in `gridmap.partition.partition_graph`.

    Returns
    -------
    Graph
        Edges sorted, each once.

    Raises
    ------
    SettingsError
        If anything is wrong; every fault is named.
    """
    faults: list[Text] = []
    load = _weights(weights, faults)
    pairs = _edges(edges, len(load), faults)
    places = None if xy is None else _places(xy, len(load), faults)
    if objective not in OBJECTIVES:
        faults.append(
            Text(
                f"objective 为 {objective!r}，应为 moi 或 cut",
                f"objective is {objective!r}, not 'moi' or 'cut'",
            )
        )
    if objective == "moi" and xy is None:
        faults.append(Text("moi 需要坐标 xy", "objective 'moi' needs xy"))
    if not 0 < lower <= upper:
        faults.append(
            Text(
                f"区间 {lower} 至 {upper} 不成立，下限须大于 0 且不大于上限",
                f"{lower} to {upper} is no band: 0 < lower <= upper",
            )
        )
    if parts is not None and parts < 1:
        faults.append(Text(f"parts 为 {parts}，至少为 1", f"parts is {parts}, not 1 or more"))
    if not time_s > 0:
        faults.append(Text(f"time_s 为 {time_s}，须大于 0", f"time_s is {time_s}, not above 0"))
    if faults:
        raise SettingsError(
            Text(
                "；".join(fault.zh for fault in faults) + "。",
                "; ".join(fault.en for fault in faults) + ".",
            ),
            Text("请改正后重新调用 partition_graph。", "Mend the arguments of partition_graph."),
        )
    return Graph(load, pairs, places)


def _numbers(values: ArrayLike) -> NDArray[np.float64] | None:
    """Return an array of finite numbers, or None if it is none."""
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        return None
    return array if np.isfinite(array).all() else None


def _weights(weights: ArrayLike, faults: list[Text]) -> Ints:
    array = _numbers(weights)
    if array is None or array.ndim != 1 or len(array) == 0:
        faults.append(
            Text(
                "weights 须为一维数组，至少一项，不含空值",
                "weights must be finite numbers of shape (n,), n at least 1",
            )
        )
        return np.zeros(0, dtype=np.int64)
    wrong = np.flatnonzero((array < 0) | (array != np.floor(array)))
    if len(wrong):
        faults.append(
            Text(
                f"单元 {wrong[0]} 的权重为 {array[wrong[0]]:g}，须为非负整数",
                f"unit {wrong[0]} weighs {array[wrong[0]]:g}, not a whole number of 0 or more",
            )
        )
    elif array.sum() > MOST_WEIGHT:
        faults.append(Text("权重之和超过 2^53", "the weights add up to more than 2^53"))
    return np.asarray(weights).astype(np.int64)


def _edges(edges: ArrayLike, n: int, faults: list[Text]) -> Ints:
    array = _numbers(edges)
    if array is not None and array.size == 0:
        return np.zeros((0, 2), dtype=np.int64)
    if array is None or array.ndim != 2 or array.shape[1] != 2:
        faults.append(Text("edges 的形状须为 (m, 2)", "edges must be of shape (m, 2)"))
        return np.zeros((0, 2), dtype=np.int64)
    wrong = np.flatnonzero(
        ((array < 0) | (array >= max(n, 1)) | (array != np.floor(array))).any(axis=1)
    )
    if n and len(wrong):
        faults.append(
            Text(
                f"第 {wrong[0]} 条边不在单元 0 至 {n - 1} 之间",
                f"edge {wrong[0]} joins no units of 0 to {n - 1}",
            )
        )
    loops = np.flatnonzero(array[:, 0] == array[:, 1])
    if len(loops):
        faults.append(
            Text(
                f"第 {loops[0]} 条边的两端是同一单元",
                f"edge {loops[0]} joins a unit to itself",
            )
        )
    return np.unique(np.sort(array.astype(np.int64), axis=1), axis=0)


def _places(xy: ArrayLike, n: int, faults: list[Text]) -> Floats:
    array = _numbers(xy)
    if array is None or array.shape != (n, 2):
        faults.append(
            Text(
                f"xy 的形状须为 ({n}, 2)，不含空值",
                f"xy must be finite numbers of shape ({n}, 2)",
            )
        )
        return np.zeros((n, 2))
    return array


def components(graph: Graph, lower: int, upper: int) -> tuple[list[Ints], list[Problem]]:
    """Return the units of every connected component, and its problem.

    Parameters
    ----------
    graph : Graph
        The graph.
    lower, upper : int
        The band.

    Returns
    -------
    rows : list of ndarray of int64
        Units of each component, ascending.
    problems : list of Problem
        The components; every edge costs 1.
    """
    n = len(graph.weights)
    everywhere = np.ones(len(graph.edges), dtype=np.bool_)
    part = pieces(n, graph.edges[:, 0], graph.edges[:, 1], everywhere)
    order = np.argsort(part, kind="stable")
    rows = np.split(order, np.flatnonzero(np.diff(part[order])) + 1)
    place = np.empty(n, dtype=np.int64)
    for units in rows:
        place[units] = np.arange(len(units))
    by_piece = np.argsort(part[graph.edges[:, 0]], kind="stable")
    ends = np.searchsorted(part[graph.edges[by_piece, 0]], np.arange(len(rows) + 1))
    problems = []
    for c, units in enumerate(rows):
        inside = place[graph.edges[by_piece[ends[c] : ends[c + 1]]]]
        problems.append(
            make_problem(
                graph.weights[units],
                inside,
                xy=_drawn(len(units), inside) if graph.xy is None else graph.xy[units],
                lower=lower,
                upper=upper,
                cut_cost=np.ones(len(inside)),
            )
        )
    return rows, problems


def _drawn(n: int, edges: Ints) -> Floats:
    """Return places for units without any: distances in edges from three far ends."""
    links = coo_array((np.ones(len(edges)), (edges[:, 0], edges[:, 1])), shape=(n, n)).tocsr()
    first = breadth_first_order(links, 0, directed=False)[0][-1]
    second = breadth_first_order(links, first, directed=False)[0][-1]
    far = shortest_path(links, directed=False, unweighted=True, indices=[first, second])
    third = int(far.sum(axis=0).argmax())
    across = shortest_path(links, directed=False, unweighted=True, indices=third)
    return np.column_stack([far[0] - far[1], 2.0 * across - far.sum(axis=0)]) * 100.0
