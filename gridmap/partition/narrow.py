"""Search within a narrow band, compiled: flips, swaps and recombination, the best is kept.

In a narrow band hardly any flip leaves both grids inside. So a plan may be outside at a price, a
flip that is too dear is tried together with one the other way (a swap), and the answer is the best
plan that was passed, not the last.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gridmap.partition.compiled import compiled
from gridmap.partition.connection import stays_connected
from gridmap.partition.problem import Floats, Ints
from gridmap.partition.recombine import recombine
from gridmap.partition.streams import State, below, exponential
from gridmap.partition.tally import Arrays, Scale, Tally, flip_cost, grid_cost, move, tally


class Schedule(NamedTuple):
    """How a run goes.

    ``steps`` flips are tried; ``recombine_every`` and ``swap_every`` tell after how many a
    recombination or a swap is. Temperatures in units of the objective, penalties per household
    outside the band; both change by a constant factor.
    """

    steps: int
    recombine_every: int
    swap_every: int
    hot: float
    cold: float
    penalty_start: float
    penalty_end: float


@compiled
def narrow_search(  # noqa: PLR0917
    arrays: Arrays,
    scale: Scale,
    labels: Ints,
    parts: int,
    state: State,
    schedule: Schedule,
    best: Ints,
) -> tuple[int, float]:
    """Anneal a plan in place and keep the best that was passed.

    Parameters
    ----------
    arrays, scale
        The problem, no unit of a compound, and the factors of the objective.
    labels : ndarray of int64, shape (n,)
        Grid of each unit, every grid connected; changed in place.
    parts : int
        Number of grids.
    state : ndarray of uint64, shape (1,)
        Random stream.
    schedule : Schedule
        How the run goes.
    best : ndarray of int64, shape (n,)
        Receives the plan with the fewest households outside the band, then the least cost.

    Returns
    -------
    outside : int
        Households outside the band in that plan, summed over grids.
    cost : float
        Its objective.
    """
    n = len(labels)
    t = tally(arrays, labels, parts)
    queue, mark = np.empty(n, np.int64), np.zeros(n, np.int64)
    chunk = max(64, n // 2)
    often = n <= 2_000
    rounds = max(1, schedule.steps // chunk)
    cooling = (schedule.cold / schedule.hot) ** (1.0 / rounds)
    growth = (schedule.penalty_end / schedule.penalty_start) ** (1.0 / rounds)
    temperature, penalty = schedule.hot, schedule.penalty_start
    now = np.array([_outside(scale, t), _cost(arrays, scale, t, labels)])
    least = now.copy()
    best[:] = labels
    stamp, since = 1, 0
    for _ in range(rounds):
        for step in range(chunk):
            e = below(state, len(arrays.indices))
            u, b = arrays.sources[e], labels[arrays.indices[e]]
            if labels[u] == b:
                continue
            stamp += 8
            swap = step % schedule.swap_every == 0
            if _step(
                arrays, scale, penalty, temperature, t, labels, u, b, swap, state, queue, mark,
                stamp, now,
            ) and often:  # fmt: skip
                _keep(now, least, labels, best)
        since += chunk
        while since >= schedule.recombine_every:
            since -= schedule.recombine_every
            stamp += 8
            e = below(state, len(arrays.indices))
            if recombine(
                arrays, scale, penalty, t, labels, e, state, temperature, queue, mark, stamp
            ):
                now[0], now[1] = _outside(scale, t), _cost(arrays, scale, t, labels)
                _keep(now, least, labels, best)
        now[1] = _cost(arrays, scale, t, labels)
        _keep(now, least, labels, best)
        temperature *= cooling
        penalty *= growth
    return int(least[0]), least[1]


@compiled
def _step(  # noqa: PLR0917
    arrays: Arrays,
    scale: Scale,
    penalty: float,
    temperature: float,
    t: Tally,
    labels: Ints,
    u: int,
    b: int,
    swap: bool,
    state: State,
    queue: Ints,
    mark: Ints,
    stamp: int,
    now: Floats,
) -> bool:
    """Flip a unit, or swap it for another if that is too dear; return whether the plan changed."""
    a = labels[u]
    cost = flip_cost(arrays, scale, penalty, t, labels, u, b)
    alone = cost <= 0.0 or cost <= temperature * exponential(state)
    if not (alone or swap) or not stays_connected(arrays, labels, u, queue, mark, stamp):
        return False
    before = _excess(scale, t.households[a]) + _excess(scale, t.households[b])
    move(arrays, t, labels, u, b)
    if not alone:
        w = _partner(arrays, labels, u, a, b, state, queue, mark, stamp + 2)
        taken = w >= 0
        if taken:
            cost += flip_cost(arrays, scale, penalty, t, labels, w, a)
            taken = cost <= 0.0 or cost <= temperature * exponential(state)
        if not taken or not stays_connected(arrays, labels, w, queue, mark, stamp + 4):
            move(arrays, t, labels, u, a)
            return False
        move(arrays, t, labels, w, a)
    more = _excess(scale, t.households[a]) + _excess(scale, t.households[b]) - before
    now[0] += more
    now[1] += cost - penalty * more
    return True


@compiled
def _partner(  # noqa: PLR0917
    arrays: Arrays,
    labels: Ints,
    u: int,
    a: int,
    b: int,
    state: State,
    queue: Ints,
    mark: Ints,
    stamp: int,
) -> int:
    """Return a random unit of grid ``b`` next to grid ``a``, other than ``u``; -1 for none."""
    count, chosen = 0, -1
    queue[0] = u
    mark[u] = stamp
    head, tail = 0, 1
    while head < tail:
        w = queue[head]
        head += 1
        touches = False
        for e in range(arrays.indptr[w], arrays.indptr[w + 1]):
            v = arrays.indices[e]
            touches = touches or labels[v] == a
            if labels[v] == b and mark[v] != stamp:
                mark[v] = stamp
                queue[tail] = v
                tail += 1
        if touches and w != u:
            count += 1
            if below(state, count) == 0:
                chosen = w
    return chosen


@compiled
def _keep(now: Floats, least: Floats, labels: Ints, best: Ints) -> None:
    if now[0] < least[0] or (now[0] == least[0] and now[1] < least[1] - 1e-6):
        least[:] = now
        best[:] = labels


@compiled
def _excess(scale: Scale, households: int) -> int:
    return max(0, scale.lower - households, households - scale.upper)


@compiled
def _outside(scale: Scale, t: Tally) -> int:
    total = 0
    for households in t.households:
        total += _excess(scale, households)
    return total


@compiled
def _cost(arrays: Arrays, scale: Scale, t: Tally, labels: Ints) -> float:
    cut = 0.0
    for e in range(len(arrays.indices)):
        if labels[arrays.sources[e]] != labels[arrays.indices[e]]:
            cut += arrays.cut_cost[e]
    cost = cut / 2
    for g in range(len(t.households)):
        cost += grid_cost(scale, 0.0, t, g)
    return cost
