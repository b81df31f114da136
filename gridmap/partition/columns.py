"""Grids as columns: rows of members with what each costs."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from gridmap.partition.bounding import BARRED, TAKEN, Model, Space, extra
from gridmap.partition.compiled import compiled
from gridmap.partition.problem import Ints, Problem
from gridmap.partition.tally import Scale

Members = NDArray[np.bool_]


def model_of(problem: Problem, scale: Scale, *, pairs: bool) -> tuple[Model, float]:
    """Return the costs of single grids of a problem, and what is left over.

    Parameters
    ----------
    problem : Problem
        The problem.
    scale : Scale
        Factors of the objective.
    pairs : bool
        Whether cut edges are counted, which are costs of pairs of units.

    Returns
    -------
    model : Model
        Costs of a grid, each 0 or more.
    offset : float
        The objective of a plan is the sum of the costs of its grids and this.
    """
    cost = problem.cut_cost
    inside = problem.compound >= 0
    split = scale.split if inside.any() else 0.0
    loads = np.bincount(problem.compound[inside], weights=problem.households[inside])
    share = np.zeros(problem.n)
    share[inside] = problem.households[inside] * split
    share[inside] /= np.clip(loads[problem.compound[inside]], 1, scale.upper)
    offset = float(cost[cost < 0].sum()) / 2 - split * len(np.unique(problem.compound[inside]))
    zero = np.zeros_like(cost)
    model = Model(
        indptr=problem.indptr,
        indices=problem.indices,
        cut=np.maximum(cost, 0.0) / 2 if pairs else zero,
        inside=np.maximum(-cost, 0.0) / 2 if pairs else zero,
        households=problem.households,
        mass=problem.mass,
        own=scale.inertia * problem.own_inertia,
        xy=np.ascontiguousarray(problem.xy),
        compound=problem.compound if split else np.full(problem.n, -1),
        share=share,
        alpha=float(scale.inertia),
        beta=float(scale.balance),
        split=float(split),
        target=float(scale.target),
        lower=int(scale.lower),
        upper=int(scale.upper),
    )
    return model, offset


@compiled
def cost_of(model: Model, state: Any, s: Space) -> Any:
    """Return what the taken units cost as one grid, and its centroid.

    Parameters
    ----------
    model : Model
        Costs of a grid.
    state : ndarray of int8, shape (n,)
        `TAKEN` or `BARRED`.
    s : Space
        Working space.

    Returns
    -------
    cost, x, y : float
        The cost, infinite outside the band, and the centroid in metres.
    """
    load, mass, x, y, second, own = 0, 0.0, 0.0, 0.0, 0.0, 0.0
    for i in range(len(state)):
        if state[i] == TAKEN:
            m = model.mass[i]
            load += model.households[i]
            mass += m
            x += m * model.xy[i, 0]
            y += m * model.xy[i, 1]
            second += m * (model.xy[i, 0] ** 2 + model.xy[i, 1] ** 2)
            own += model.own[i] + model.share[i]
    if load < model.lower or load > model.upper:
        return np.inf, 0.0, 0.0
    off = load - model.target
    cost = own + model.beta * off * off + extra(model, state, s)
    if mass <= 0.0:
        return cost, 0.0, 0.0
    return cost + model.alpha * max(0.0, second - (x * x + y * y) / mass), x / mass, y / mass


@compiled
def _connected(model: Model, state: Any, queue: Any, seen: Any) -> bool:
    wanted, found = 0, 0
    for i in range(len(state)):
        seen[i] = state[i] != TAKEN
        if state[i] == TAKEN:
            wanted += 1
            queue[0] = i
    if wanted == 0:
        return False
    seen[queue[0]] = True
    head, tail = 0, 1
    while head < tail:
        u = queue[head]
        head += 1
        found += 1
        for e in range(model.indptr[u], model.indptr[u + 1]):
            v = model.indices[e]
            if not seen[v]:
                seen[v] = True
                queue[tail] = v
                tail += 1
    return found == wanted


@compiled
def around(model: Model, labels: Any, parts: int, s: Space) -> Any:
    """Return the grids of a plan, and each of them with one unit more or less.

    Parameters
    ----------
    model : Model
        Costs of a grid.
    labels : ndarray of int64, shape (n,)
        Grid of each unit.
    parts : int
        Number of grids.
    s : Space
        Working space.

    Returns
    -------
    members : ndarray of bool, shape (k, n)
        Those that are connected and in the band.
    costs : ndarray of float64, shape (k,)
        Their costs.
    """
    n = len(labels)
    room = parts + 2 * n + len(model.indices)
    members, costs = np.zeros((room, n), np.bool_), np.zeros(room)
    state, queue, seen = np.empty(n, np.int8), np.empty(n, np.int64), np.empty(n, np.bool_)
    count = 0
    for g in range(parts):
        for i in range(n):
            state[i] = TAKEN if labels[i] == g else BARRED
        for u in range(-1, n):
            if u >= 0:
                beside = False
                for e in range(model.indptr[u], model.indptr[u + 1]):
                    beside = beside or (labels[u] == g) != (labels[model.indices[e]] == g)
                if not beside:
                    continue
                state[u] = BARRED if labels[u] == g else TAKEN
            cost = cost_of(model, state, s)[0]
            if cost < np.inf and _connected(model, state, queue, seen):
                members[count] = state == TAKEN
                costs[count] = cost
                count += 1
            if u >= 0:
                state[u] = TAKEN if labels[u] == g else BARRED
    return members[:count], costs[:count]


@compiled
def plan_cost(model: Model, labels: Any, s: Space) -> float:
    """Return what a plan costs.

    Parameters
    ----------
    model : Model
        Costs of a grid.
    labels : ndarray of int64, shape (n,)
        Grid of each unit.
    s : Space
        Working space.

    Returns
    -------
    float
        Sum over its grids; infinite if one is not connected or outside the band.
    """
    n = len(labels)
    state, queue, seen = np.empty(n, np.int8), np.empty(n, np.int64), np.empty(n, np.bool_)
    total = 0.0
    for g in range(labels.max() + 1):
        for i in range(n):
            state[i] = TAKEN if labels[i] == g else BARRED
        if not _connected(model, state, queue, seen):
            return np.inf
        total += cost_of(model, state, s)[0]
    return total


def plan_of(members: Members, fallback: Ints) -> Ints:
    """Return the labels of a plan whose grids are given.

    Parameters
    ----------
    members : ndarray of bool, shape (parts, n)
        Members of each grid.
    fallback : ndarray of int64, shape (n,)
        Returned where some unit is in no grid or in two.

    Returns
    -------
    ndarray of int64, shape (n,)
        Grid of each unit, numbered by the first of its units.
    """
    if not (members.sum(axis=0) == 1).all():
        return fallback
    first = np.argsort(members.argmax(axis=1), kind="stable")
    labels: Ints = members[first].argmax(axis=0).astype(np.int64)
    return labels
