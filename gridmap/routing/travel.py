"""A network as somebody goes along it: seconds from node to node."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from gridmap.routing.network import Network
from gridmap.routing.profiles import BACKWARD, FORWARD, Profile

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]


@dataclass(frozen=True)
class Travel:
    """How long it takes by one profile, and which edge leads from node to node.

    Attributes
    ----------
    network : Network
        The roads.
    profile : Profile
        Who goes.
    forward_s, backward_s : ndarray of float, shape (m,)
        Seconds along each edge and against it; infinite where that is not allowed, or the edge
        is closed.
    start : ndarray of int, shape (n + 1,)
        Arcs from node ``i`` are those from ``start[i]`` up to ``start[i + 1]``.
    head : ndarray of int, shape (a,)
        Node that each arc leads to.
    seconds : ndarray of float, shape (a,)
        How long each arc takes.
    arc_edge : ndarray of int, shape (a,)
        Edge of each arc: the fastest where several join two nodes.
    is_along : ndarray of bool, shape (a,)
        Whether the arc runs as its edge is drawn.
    """

    network: Network
    profile: Profile
    forward_s: Floats
    backward_s: Floats
    start: NDArray[np.int32]
    head: NDArray[np.int32]
    seconds: Floats
    arc_edge: Ints
    is_along: NDArray[np.bool_]

    @cached_property
    def graph(self) -> csr_array:
        """Seconds from node to node, shape (n, n)."""
        count = len(self.network.node_xy)
        return csr_array((self.seconds, self.head, self.start), shape=(count, count))

    @cached_property
    def usable(self) -> Ints:
        """Edges that can be gone along, one way at least, in order."""
        return np.flatnonzero(np.isfinite(self.forward_s) | np.isfinite(self.backward_s))

    @cached_property
    def tree(self) -> shapely.STRtree:
        """Of the lines of ``usable``."""
        return shapely.STRtree(self.network.lines[self.usable])

    @cached_property
    def part(self) -> Ints:
        """Part of each node within which every node leads to every other and back."""
        return np.asarray(
            connected_components(self.graph, directed=True, connection="strong")[1], dtype=np.intp
        )

    @cached_property
    def speeds_m_s(self) -> tuple[float, float]:
        """The lowest and the highest speed on the edges that can be used; zeros where none can."""
        speeds = self.profile.by_class()[np.unique(self.network.edge_class[self.usable])]
        return (float(speeds.min()), float(speeds.max())) if len(speeds) else (0.0, 0.0)


def travel(network: Network, profile: Profile) -> Travel:
    """Return how long it takes to go along the edges of a network.

    Crossings cost no time and every turn is allowed.

    Parameters
    ----------
    network : Network
        The roads.
    profile : Profile
        Who goes.

    Returns
    -------
    Travel
        Arcs between nodes, sorted by tail and head.
    """
    speed = profile.by_class()[network.edge_class]
    with np.errstate(divide="ignore"):
        seconds = network.edge_length_m / speed
    seconds[network.is_closed] = np.inf
    forward = np.where(network.modes & FORWARD[profile.name], seconds, np.inf)
    backward = np.where(network.modes & BACKWARD[profile.name], seconds, np.inf)
    edges = np.arange(len(network))
    tail = np.concatenate([network.edge_nodes[:, 0], network.edge_nodes[:, 1]])
    head = np.concatenate([network.edge_nodes[:, 1], network.edge_nodes[:, 0]])
    every_s = np.concatenate([forward, backward])
    edge = np.concatenate([edges, edges])
    order = np.lexsort((edge, every_s, head, tail))
    order = order[np.isfinite(every_s[order]) & (tail[order] != head[order])]
    first = np.ones(len(order), dtype=bool)
    first[1:] = (tail[order][1:] != tail[order][:-1]) | (head[order][1:] != head[order][:-1])
    arcs = order[first]
    count = len(network.node_xy)
    start = np.searchsorted(tail[arcs], np.arange(count + 1))
    return Travel(
        network,
        profile,
        forward,
        backward,
        start.astype(np.int32),
        head[arcs].astype(np.int32),
        every_s[arcs],
        edge[arcs],
        arcs < len(network),
    )
