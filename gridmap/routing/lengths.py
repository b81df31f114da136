"""Metres along the ways that a search has found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
from numba import njit
from numpy.typing import NDArray

from gridmap.routing.searching import Arcs
from gridmap.routing.travel import Floats, Ints

Function = TypeVar("Function", bound=Callable[..., object])
compiled = cast("Callable[[Function], Function]", njit(cache=True, nogil=True))


def lengths_to(
    arcs: Arcs,
    before: NDArray[np.int32],
    nodes: Ints,
    *,
    seed_node: Ints,
    seed_m: Floats,
) -> Floats:
    """Return how long the ways to nodes are.

    Parameters
    ----------
    arcs : Arcs
        Of n nodes.
    before : ndarray of int, shape (r, n)
        The node before each on the way from the origin of the row, as scipy's ``dijkstra`` returns
        it: negative where there is none, ``n`` or more for the origin itself.
    nodes : ndarray of int, shape (t,)
        Where the ways end.
    seed_node : ndarray of int, shape (r, 2)
        Nodes to which each origin leads.
    seed_m : ndarray of float, shape (r, 2)
        How far they are from it.

    Returns
    -------
    ndarray of float, shape (r, t)
        Metres; infinite where there is no way.
    """
    found = _chase(before, nodes, arcs.start, arcs.head, arcs.length_m, seed_node, seed_m)
    return np.asarray(found, dtype=np.float64)


@compiled
def _chase(  # noqa: PLR0917
    before: Any,  # noqa: ANN401
    nodes: Any,  # noqa: ANN401
    start: Any,  # noqa: ANN401
    head: Any,  # noqa: ANN401
    arc_m: Any,  # noqa: ANN401
    seed_node: Any,  # noqa: ANN401
    seed_m: Any,  # noqa: ANN401
) -> Any:  # noqa: ANN401
    """Go back from each node to one of known length, and forth again; each node but once a row."""
    count = len(start) - 1
    lengths = np.full((len(before), len(nodes)), np.inf)
    known = np.empty(count)
    trail = np.empty(count, dtype=np.int64)
    for row in range(len(before)):
        known[:] = -1.0
        for place in range(len(nodes)):
            node, steps = nodes[place], 0
            if before[row, node] < 0:
                continue
            while known[node] < 0.0 and before[row, node] < count:
                trail[steps] = node
                steps += 1
                node = before[row, node]
            if known[node] < 0.0:
                side = 0 if seed_node[row, 0] == node else 1
                known[node] = seed_m[row, side]
            while steps > 0:
                steps -= 1
                after = trail[steps]
                for arc in range(start[node], start[node + 1]):
                    if head[arc] == after:
                        known[after] = known[node] + arc_m[arc]
                        break
                node = after
            lengths[row, place] = known[nodes[place]]
    return lengths
