"""The way from one place to another, street by street."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import shapely
from numpy.typing import ArrayLike
from scipy.sparse.csgraph import dijkstra
from shapely.ops import substring

from gridmap.routing.network import Network
from gridmap.routing.profiles import CLASSES
from gridmap.routing.records import Leg, Stretch
from gridmap.routing.searching import Arcs, along_edge, arrivals, seeds, with_origins
from gridmap.routing.snapping import Snapped
from gridmap.routing.travel import Floats, Ints, Travel

_FIRST_LIMIT_S = 600.0


@dataclass(frozen=True, slots=True)
class _Run:
    """A piece of one edge, from share to share; against its drawing where that falls."""

    edge: int
    begin: float
    end: float


def way(travel: Travel, snapped: Snapped, i: int, j: int) -> Leg | None:
    """Return the fastest way from one place to another.

    Parameters
    ----------
    travel : Travel
        Who goes where.
    snapped : Snapped
        Places.
    i, j : int
        Rows of the place where it begins and of that where it ends.

    Returns
    -------
    Leg or None
        From place on the road to place on the road; None where no way leads there.
    """
    return ways(travel, snapped, i, [j])[0]


def ways(travel: Travel, snapped: Snapped, i: int, js: Sequence[int]) -> tuple[Leg | None, ...]:
    """Return the fastest ways from one place to others.

    Parameters
    ----------
    travel : Travel
        Who goes where.
    snapped : Snapped
        Places.
    i : int
        Row of the place where they begin.
    js : sequence of int
        Rows of the places where they end.

    Returns
    -------
    tuple of (Leg or None)
        In the order of ``js``.
    """
    origin, targets = taken(snapped, [i]), taken(snapped, js)
    direct_s = np.full(len(js), np.inf)
    straight_s, _, pair = along_edge(travel, origin, targets)
    direct_s[pair] = straight_s
    node, last_s = arrivals(travel, targets)
    seed, seed_s = seeds(travel, origin)
    reached_s, before = _searched(travel, (seed, seed_s), (node, last_s), direct_s)
    legs: list[Leg | None] = []
    for place in range(len(js)):
        both_s = reached_s[node[place]] + last_s[place]
        side = int(both_s[1] < both_s[0])
        if direct_s[place] <= both_s[side] and np.isfinite(direct_s[place]):
            runs = [_Run(int(origin.edge[0]), origin.share[0], targets.share[place])]
            legs.append(_leg(travel, runs, float(direct_s[place])))
        elif np.isfinite(both_s[side]):
            last = _Run(int(targets.edge[place]), float(side), targets.share[place])
            inner, first = _back(travel, before, int(node[place, side]))
            runs = [_first(travel, origin, seed, seed_s, first), *inner, last]
            legs.append(_leg(travel, runs, float(both_s[side])))
        else:
            legs.append(None)
    return tuple(legs)


def taken(snapped: Snapped, rows: ArrayLike) -> Snapped:
    """Return some of the places.

    Parameters
    ----------
    snapped : Snapped
        Places.
    rows : sequence of int
        Which.

    Returns
    -------
    Snapped
        In that order.
    """
    at = np.asarray(rows, dtype=np.intp)
    return Snapped(
        snapped.xy[at],
        snapped.edge[at],
        snapped.share[at],
        snapped.offset_m[at],
        snapped.is_near[at],
        snapped.on_road[at],
        snapped.limit_m,
    )


def _searched(
    travel: Travel,
    seeded: tuple[Ints, Floats],
    arriving: tuple[Ints, Floats],
    direct_s: Floats,
) -> tuple[Floats, Ints]:
    """Return seconds to nodes and the node before each, as far as the targets need."""
    node, last_s = arriving
    graph = with_origins(Arcs.of(travel), *seeded)
    start = len(travel.network.node_xy)
    limit_s = _FIRST_LIMIT_S
    while True:
        reached_s, before = dijkstra(graph, indices=start, limit=limit_s, return_predecessors=True)
        found_s = np.minimum((reached_s[node] + last_s).min(axis=1), direct_s)
        if found_s.max(initial=0.0) <= limit_s or limit_s == np.inf:
            return reached_s, before
        limit_s = limit_s * 4 if limit_s < 64 * _FIRST_LIMIT_S else np.inf


def _back(travel: Travel, before: Ints, node: int) -> tuple[list[_Run], int]:
    """Return the edges on the way to a node, and the node that it begins at."""
    runs = []
    while before[node] < len(travel.network.node_xy):
        tail = int(before[node])
        arcs = slice(travel.start[tail], travel.start[tail + 1])
        arc = int(travel.start[tail] + np.flatnonzero(travel.head[arcs] == node)[0])
        ends = (0.0, 1.0) if travel.is_along[arc] else (1.0, 0.0)
        runs.append(_Run(int(travel.arc_edge[arc]), *ends))
        node = tail
    return runs[::-1], node


def _first(travel: Travel, origin: Snapped, seed: Ints, seed_s: Floats, node: int) -> _Run:
    seconds = np.where(seed[0] == node, seed_s[0], np.inf)
    return _Run(int(origin.edge[0]), origin.share[0], float(seconds[1] < seconds[0]))


def _leg(travel: Travel, runs: Sequence[_Run], seconds: float) -> Leg:
    gone = [run for run in runs if run.begin != run.end]
    stretches = tuple(
        _stretch(travel, *road, list(part))
        for road, part in groupby(gone, key=lambda run: _road(travel.network, run.edge))
    )
    length_m = sum(stretch.length_m for stretch in stretches)
    return Leg(stretches, round(length_m), round(seconds))


def _road(network: Network, edge: int) -> tuple[str, str]:
    """Return the name of the street and, where it has none, the class of the road."""
    street = str(network.edge_street[edge])
    return street, "" if street else CLASSES[network.edge_class[edge]]


def _stretch(travel: Travel, street: str, road_class: str, runs: Sequence[_Run]) -> Stretch:
    network = travel.network
    drawn = [
        shapely.get_coordinates(
            substring(network.lines[run.edge], run.begin, run.end, normalized=True)
        )
        for run in runs
    ]
    xy = np.concatenate([drawn[0], *(each[1:] for each in drawn[1:])])
    length_m = sum(abs(run.end - run.begin) * network.edge_length_m[run.edge] for run in runs)
    return Stretch(street, shapely.LineString(xy), float(length_m), road_class)
