"""Lower bounds on the reduced cost of a grid, compiled: what `pricing` branches with.

The moment of inertia of a grid is the least, over all centres, of its households times squared
distances, so for a centre that is at most d from the centroid the sum of ``m (|x - c|² - d²)`` is
a lower bound that is linear in the units. The band makes a knapsack of the units, whose Lagrangian
bound gives every unit a reduced cost; a unit that is taken must also be connected with the others,
which costs at least a shortest path over the positive reduced costs.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from gridmap.partition.compiled import compiled, inlined

FREE, TAKEN, BARRED = 0, 1, 2


class Model(NamedTuple):
    """Costs of a grid, as compiled code reads them: ``n`` units and ``2m`` directed edges.

    A grid costs ``alpha`` times its moment of inertia, ``beta`` times the square of its households
    off ``target``, ``split`` for each compound it touches, ``cut`` for each edge that leaves it
    and ``inside`` for each directed edge in it. All are 0 or more. ``share`` is what each unit
    bears of the price of its compound: the units of one grid bear ``split`` together at most.
    """

    indptr: Any
    indices: Any
    cut: Any
    inside: Any
    households: Any
    mass: Any
    own: Any
    xy: Any
    compound: Any
    share: Any
    alpha: float
    beta: float
    split: float
    target: float
    lower: int
    upper: int


class Space(NamedTuple):
    """Working space of one search: see `new_space`."""

    value: Any
    order: Any
    reduced: Any
    distance: Any
    heap: Any
    heap_key: Any
    borne: Any
    touched: Any


@compiled
def new_space(n: int, compounds: int) -> Space:
    """Return working space for ``n`` units.

    Parameters
    ----------
    n, compounds : int
        Units and compounds of the problem.

    Returns
    -------
    Space
        Arrays that one search overwrites.
    """
    return Space(
        np.zeros(n),
        np.zeros(n, np.int64),
        np.zeros(n),
        np.zeros(n),
        np.zeros(8 * n + 64, np.int64),
        np.zeros(8 * n + 64),
        np.zeros(max(compounds, 1)),
        np.zeros(max(compounds, 1), np.bool_),
    )


@compiled
def centre(model: Model, dual: Any, state: Any, x: float, y: float, d2: float, s: Space) -> int:
    """Price the units for a centre and sort those that hold households by price for each.

    Parameters
    ----------
    model, dual, state
        Costs, the price of each unit, and what is settled of each; shapes (n,).
    x, y, d2 : float
        The centre in metres, and the squared distance from it within which centroids lie.
    s : Space
        ``value`` and ``order`` are written.

    Returns
    -------
    int
        Units in ``order``.
    """
    n = len(state)
    count = 0
    for i in range(n):
        if state[i] != BARRED:
            dx, dy = model.xy[i, 0] - x, model.xy[i, 1] - y
            s.value[i] = (
                model.alpha * model.mass[i] * (dx * dx + dy * dy - d2)
                + model.own[i]
                + model.share[i]
                - dual[i]
            )
            if model.households[i] > 0:
                s.order[count] = i
                s.reduced[count] = s.value[i] / model.households[i]
                count += 1
    ranks = np.argsort(s.reduced[:count])
    s.order[:count] = s.order[:count][ranks]
    return count


@compiled
def _multiplier(model: Model, state: Any, count: int, load: int, s: Space) -> float:
    """Return the price of a household at which the relaxed knapsack is solved."""
    filled = float(load)
    last: float = 0.0
    for k in range(count):
        i = s.order[k]
        if state[i] != FREE:
            continue
        rate = float(s.value[i] / model.households[i])
        slope = -2.0 * model.beta * (filled - model.target)
        if filled >= model.lower and rate >= slope:
            return max(last, slope) if k > 0 else slope
        filled += model.households[i]
        if filled >= model.upper:
            return rate
        if filled >= model.lower and rate >= -2.0 * model.beta * (filled - model.target):
            return rate
        last = rate
    return -2.0 * model.beta * (filled - model.target)


@compiled
def extra(model: Model, state: Any, s: Space) -> float:
    """Return what edges and compounds cost above their shares, whatever the free units become.

    Parameters
    ----------
    model, state, s
        As in `tighten`.

    Returns
    -------
    float
        Units of the objective, 0 or more.
    """
    cost = 0.0
    s.touched[:] = False
    s.borne[:] = 0.0
    for i in range(len(state)):
        if state[i] != BARRED and model.compound[i] >= 0:
            s.borne[model.compound[i]] += model.share[i]
    for i in range(len(state)):
        if state[i] != TAKEN:
            continue
        c = model.compound[i]
        if c >= 0 and not s.touched[c]:
            s.touched[c] = True
            cost += max(0.0, model.split - s.borne[c])
        for e in range(model.indptr[i], model.indptr[i + 1]):
            other = state[model.indices[e]]
            if other == BARRED:
                cost += model.cut[e]
            elif other == TAKEN:
                cost += model.inside[e]
    return cost


@inlined
def _push(s: Space, size: int, key: float, item: int) -> int:
    at = size
    while at > 0:
        up = (at - 1) >> 1
        if s.heap_key[up] <= key:
            break
        s.heap_key[at] = s.heap_key[up]
        s.heap[at] = s.heap[up]
        at = up
    s.heap_key[at] = key
    s.heap[at] = item
    return size + 1


@compiled
def _pop(s: Space, size: int) -> int:
    """Take the least from the heap; it lies behind the last place afterwards."""
    least_key, least = s.heap_key[0], s.heap[0]
    size -= 1
    key, item = s.heap_key[size], s.heap[size]
    at = 0
    while True:
        down = 2 * at + 1
        if down >= size:
            break
        if down + 1 < size and s.heap_key[down + 1] < s.heap_key[down]:
            down += 1
        if s.heap_key[down] >= key:
            break
        s.heap_key[at] = s.heap_key[down]
        s.heap[at] = s.heap[down]
        at = down
    s.heap_key[at] = key
    s.heap[at] = item
    s.heap_key[size] = least_key
    s.heap[size] = least
    return size


@compiled
def _connect(model: Model, state: Any, root: int, room: float, s: Space) -> None:
    """Compute what it costs at least to connect each unit with ``root``, up to ``room``."""
    s.distance[:] = np.inf
    s.distance[root] = 0.0
    size = _push(s, 0, 0.0, root)
    while size > 0:
        size = _pop(s, size)
        u, d = s.heap[size], s.heap_key[size]
        if d > s.distance[u]:
            continue
        for e in range(model.indptr[u], model.indptr[u + 1]):
            v = model.indices[e]
            if state[v] == BARRED:
                continue
            far = d
            if state[v] == FREE and s.reduced[v] > 0.0:
                far += s.reduced[v]
            if far < s.distance[v] and far <= room and size < len(s.heap):
                s.distance[v] = far
                size = _push(s, size, far, v)


@compiled
def tighten(model: Model, state: Any, count: int, limit: float, s: Space) -> float:
    """Return a lower bound over all grids that a state allows, and settle units that are forced.

    Parameters
    ----------
    model : Model
        Costs of a grid.
    state : ndarray of int8, shape (n,)
        `FREE`, `TAKEN` or `BARRED`; units change from free where the other way would exceed the
        limit.
    count : int
        What `centre` returned.
    limit : float
        Reduced cost above which nothing is wanted.
    s : Space
        As `centre` left it.

    Returns
    -------
    float
        The bound; infinite if no grid is under the limit.
    """
    n = len(state)
    bound = -np.inf
    for _ in range(6):
        load, root, fixed = 0, -1, 0.0
        for i in range(n):
            if state[i] == TAKEN:
                load += model.households[i]
                fixed += s.value[i]
                root = i
        if load > model.upper:
            return np.inf
        price = _multiplier(model, state, count, load, s)
        if model.beta > 0.0:
            best = min(max(model.target - price / (2 * model.beta), model.lower), model.upper)
        else:
            best = float(model.lower) if price > 0.0 else float(model.upper)
        best = max(best, float(load))
        off = best - model.target
        bound = fixed + price * (best - load) + model.beta * off * off
        loose = 0
        for i in range(n):
            if state[i] == FREE:
                s.reduced[i] = s.value[i] - price * model.households[i]
                bound += min(0.0, s.reduced[i])
                loose += model.households[i]
        if load + loose < model.lower:
            return np.inf
        bound += extra(model, state, s)
        if bound > limit:
            return np.inf
        changed = False
        s.distance[:] = 0.0
        for i in range(n):
            if state[i] == FREE and bound + abs(s.reduced[i]) > limit:
                state[i] = BARRED if s.reduced[i] > 0.0 else TAKEN
                changed = True
                root = i if state[i] == TAKEN else root
        if root >= 0:
            room = limit - bound
            _connect(model, state, root, room, s)
            for i in range(n):
                if s.distance[i] > room:
                    if state[i] == TAKEN:
                        return np.inf
                    if state[i] == FREE:
                        state[i] = BARRED
                        changed = True
        if not changed:
            break
    return bound
