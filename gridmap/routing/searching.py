"""Shortest ways over a network from places along its edges, by Dijkstra's algorithm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from gridmap.routing.snapping import Snapped
from gridmap.routing.travel import Floats, Ints, Travel

LEAST_S = 1e-9
"""A step that takes no time, as it is written: no entry of a sparse matrix may be zero."""


@dataclass(frozen=True, slots=True)
class Arcs:
    """The arcs of a network, or of a part of it, by tail.

    Attributes
    ----------
    start : ndarray of int, shape (n + 1,)
        Arcs from node ``i`` are those from ``start[i]`` up to ``start[i + 1]``.
    head : ndarray of int, shape (a,)
        Node that each leads to.
    seconds, length_m : ndarray of float, shape (a,)
        How long it takes, and how long it is.
    number : ndarray of int, shape (n of the network,)
        What each node of the network is called here; -1 where it is left out.
    """

    start: NDArray[np.int32]
    head: NDArray[np.int32]
    seconds: Floats
    length_m: Floats
    number: NDArray[np.int32]

    @classmethod
    def of(cls, travel: Travel) -> Self:
        """Return all arcs.

        Parameters
        ----------
        travel : Travel
            Who goes where.

        Returns
        -------
        Arcs
            Nodes are called as in the network.
        """
        number = np.arange(len(travel.network.node_xy), dtype=np.int32)
        length_m = travel.network.edge_length_m[travel.arc_edge]
        return cls(travel.start, travel.head, travel.seconds, length_m, number)

    def within(self, inside: NDArray[np.bool_]) -> Self:
        """Return the arcs between some of the nodes.

        Parameters
        ----------
        inside : ndarray of bool, shape (n,)
            Which.

        Returns
        -------
        Arcs
            Nodes are called by their place among those.
        """
        number = np.where(inside, np.cumsum(inside) - 1, -1).astype(np.int32)
        kept = np.repeat(inside, np.diff(self.start)) & inside[self.head]
        start = np.append(0, np.cumsum(kept))[self.start][np.append(inside, True)]
        head = number[self.head[kept]]
        return type(self)(
            start.astype(np.int32), head, self.seconds[kept], self.length_m[kept], number
        )

    def named(self, node: Ints, seconds: Floats) -> tuple[Ints, Floats]:
        """Return seeds or arrivals with the nodes as they are called here.

        Parameters
        ----------
        node : ndarray of int, shape (k, 2)
            Nodes of the network.
        seconds : ndarray of float, shape (k, 2)
            How long it takes to or from them.

        Returns
        -------
        node : ndarray of int, shape (k, 2)
            0 for one that is left out.
        seconds : ndarray of float, shape (k, 2)
            Infinite for one that is left out.
        """
        number = self.number[node].astype(np.intp)
        return np.maximum(number, 0), np.where(number < 0, np.inf, seconds)


def seeds(travel: Travel, places: Snapped) -> tuple[Ints, Floats]:
    """Return how places lead to the network.

    Parameters
    ----------
    travel : Travel
        Who goes where.
    places : Snapped
        Where from.

    Returns
    -------
    node : ndarray of int, shape (k, 2)
        Begin and end of the edge of each place; 0 where it has none.
    seconds : ndarray of float, shape (k, 2)
        How long it takes to get there; infinite where that is not allowed.
    """
    return _ends(travel, places, to_begin=travel.backward_s, to_end=travel.forward_s)


def arrivals(travel: Travel, places: Snapped) -> tuple[Ints, Floats]:
    """Return how the network leads to places, in the form of `seeds`.

    Parameters
    ----------
    travel : Travel
        Who goes where.
    places : Snapped
        Where to.

    Returns
    -------
    node : ndarray of int, shape (k, 2)
        Begin and end of the edge of each place; 0 where it has none.
    seconds : ndarray of float, shape (k, 2)
        How long it takes from there.
    """
    return _ends(travel, places, to_begin=travel.forward_s, to_end=travel.backward_s)


def _ends(
    travel: Travel, places: Snapped, *, to_begin: Floats, to_end: Floats
) -> tuple[Ints, Floats]:
    edge = np.where(places.is_near, places.edge, 0)
    share = np.column_stack([places.share, 1.0 - places.share])
    whole = np.column_stack([to_begin[edge], to_end[edge]])
    with np.errstate(invalid="ignore"):
        seconds = np.where(np.isfinite(whole), whole * share, np.inf)
    seconds[~places.is_near] = np.inf
    node = np.where(places.is_near[:, None], travel.network.edge_nodes[edge], 0)
    return node, seconds


def along_edge(travel: Travel, origins: Snapped, targets: Snapped) -> tuple[Floats, Ints, Ints]:
    """Return the ways that stay on one edge.

    Parameters
    ----------
    travel : Travel
        Who goes where.
    origins, targets : Snapped
        Where from and where to.

    Returns
    -------
    seconds : ndarray of float, shape (p,)
        How long each takes; infinite where it is not allowed.
    origin, target : ndarray of int, shape (p,)
        Every pair that lies on the same edge.
    """
    order = np.argsort(targets.edge, kind="stable")
    low, high = (
        np.searchsorted(targets.edge[order], origins.edge, side=side) for side in ("left", "right")
    )
    count = np.where(origins.is_near, high - low, 0)
    origin = np.repeat(np.arange(len(origins)), count)
    within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    target = order[np.repeat(low, count) + within]
    edge, step = origins.edge[origin], targets.share[target] - origins.share[origin]
    whole = np.where(step >= 0, travel.forward_s[edge], travel.backward_s[edge])
    # Who is there already need not go, whichever way the street runs.
    with np.errstate(invalid="ignore"):
        seconds = np.where(step == 0, 0.0, np.abs(step) * whole)
    return seconds, origin, target


def with_origins(arcs: Arcs, node: Ints, seconds: Floats) -> csr_array:
    """Return the graph with a node more for each origin, from which it leads to its seeds.

    Parameters
    ----------
    arcs : Arcs
        Of n nodes.
    node, seconds : ndarray, shape (k, 2)
        Seeds of each origin.

    Returns
    -------
    csr_array
        Shape (n + k, n + k); nothing leads to the last k nodes.
    """
    count, more = len(arcs.start) - 1, len(node)
    usable = np.isfinite(seconds)
    # The one node of a loop is come to by the shorter way round.
    usable[:, 1] &= (node[:, 0] != node[:, 1]) | (seconds[:, 1] < seconds[:, 0])
    usable[:, 0] &= (node[:, 0] != node[:, 1]) | ~usable[:, 1]
    start = arcs.start[-1] + np.cumsum(usable.sum(axis=1))
    return csr_array(
        (
            np.concatenate([arcs.seconds, np.maximum(seconds[usable], LEAST_S)]),
            np.concatenate([arcs.head, node[usable].astype(np.int32)]),
            np.concatenate([arcs.start, start.astype(np.int32)]),
        ),
        shape=(count + more, count + more),
    )
