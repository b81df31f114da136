"""The methods that the benchmark of the partition compares, each from a city to labels.

A peer is imported only where it is called, so that the memory of a method is its own.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from _cities import LOWER, UPPER, City, Ints, judge

Cut = Callable[[City], Ints]
SEED = 0
WIDTH = (UPPER - LOWER) / (UPPER + LOWER)
"""The band as a share of its middle: how unequal grids may be."""


@dataclass(frozen=True, slots=True)
class Method:
    """A method, and up to how many units it is run by default.

    Attributes
    ----------
    cut : callable
        From a city to the grid of each unit.
    usual : int
        Units up to which it is part of the default run.
    band : bool
        Whether it can be told of a band at all.
    """

    cut: Cut
    usual: int
    band: bool = True


def metis(there: City, *, recursive: bool = False, lists: bool = False, **options: int) -> Ints:
    """METIS by pymetis: of compressed rows, or of a list of neighbours a unit."""
    import pymetis

    starts, near = there.rows
    rows: Any = pymetis.CSRAdjacency(adj_starts=starts, adjacent=near)
    if lists:
        rows = [near[a:b].tolist() for a, b in itertools.pairwise(starts)]
    _, labels = pymetis.part_graph(
        there.parts,
        adjacency=rows,
        vweights=there.households,
        recursive=recursive,
        options=pymetis.Options(**options),
    )
    return np.asarray(labels, dtype=np.int64)


def metis_best(there: City, *, runs: int) -> Ints:
    """METIS k-way from several seeds: most grids in the band, then the least MOI."""
    plans = [metis(there, contig=1, seed=seed) for seed in range(runs)]
    return max(plans, key=lambda labels: _rank(there, labels))


def _rank(there: City, labels: Ints) -> tuple[float, float]:
    judged = judge(there, labels)
    return judged.in_band, -judged.moment


def kahip(there: City, *, mode: int) -> Ints:
    """KaHIP's kaffpa; 1 is eco, 2 strong."""
    import kahip as peer

    starts, near = there.rows
    _, labels = peer.kaffpa(
        there.households.tolist(),
        starts.tolist(),
        [1] * len(near),
        near.tolist(),
        there.parts,
        WIDTH,
        1,
        SEED,
        mode,
    )
    return np.asarray(labels, dtype=np.int64)


def gerrychain(there: City) -> Ints:
    """GerryChain's recursive seed of spanning trees."""
    import networkx as nx
    from gerrychain import Graph
    from gerrychain.tree import recursive_tree_part

    plain = nx.Graph(there.edges.tolist())
    nx.set_node_attributes(plain, dict(enumerate(there.households.tolist())), "households")
    random.seed(SEED)
    np.random.seed(SEED)  # noqa: NPY002
    found = recursive_tree_part(
        Graph.from_networkx(plain),
        range(there.parts),
        float(there.households.sum()) / there.parts,
        "households",
        WIDTH,
    )
    return np.array([found[u] for u in range(there.n)], dtype=np.int64)


def spopt(there: City, *, name: str, **options: Any) -> Ints:
    """One of spopt's regionalizations of the places of the units, in sides of a mean grid."""
    import geopandas as gpd
    from libpysal.weights import W
    from spopt import region

    starts, near = there.rows
    places = there.points / np.sqrt(there.area_m2 / there.parts)
    frame = gpd.GeoDataFrame(
        {"x": places[:, 0], "y": places[:, 1], "households": there.households},
        geometry=gpd.points_from_xy(*there.points.T),
    )
    rows = np.split(near, starts[1:-1])
    weights = W({u: row.tolist() for u, row in enumerate(rows)}, silence_warnings=True)
    np.random.seed(SEED)  # noqa: NPY002
    if name == "RegionKMeansHeuristic":
        model = region.RegionKMeansHeuristic(places, there.parts, weights)
    elif name == "MaxPHeuristic":
        model = region.MaxPHeuristic(frame, weights, ["x", "y"], "households", LOWER)
    else:
        kind = getattr(region, name)
        model = kind(frame, weights, ["x", "y"], n_clusters=there.parts, **options)
    model.solve()
    return np.asarray(model.labels_, dtype=np.int64)


def gridmap(
    there: City, *, balance: float | None = None, steps: int = 0, time_s: float | None = None
) -> Ints:
    """This project's search: by its usual effort, by flips a unit, or as well as a time allows."""
    from gridmap.partition.control import Time
    from gridmap.partition.solve import Effort, Weights, search

    weights = Weights() if balance is None else Weights(balance=balance)
    effort = Effort(steps_per_unit=steps, restarts=1) if steps else Effort()
    stop = None
    if time_s is not None:
        effort, stop = Effort(restarts=1, steps_per_unit=1_000_000), Time.within(time_s)
    found = search(there.problem, there.parts, weights=weights, effort=effort, seed=SEED, stop=stop)
    return found.labels


METHODS: dict[str, Method] = {
    "METIS recursive": Method(partial(metis, recursive=True), 10**5),
    "METIS k-way": Method(metis, 10**5),
    "METIS k-way, lists": Method(partial(metis, lists=True), 10**5),
    "METIS k-way, contig": Method(partial(metis, contig=1), 10**5),
    "METIS k-way, contig, ufactor 200": Method(partial(metis, contig=1, ufactor=200), 10**5),
    "METIS k-way x 20": Method(partial(metis_best, runs=20), 10**4),
    "KaHIP eco": Method(partial(kahip, mode=1), 10**4),
    "KaHIP strong": Method(partial(kahip, mode=2), 10**3),
    "GerryChain recursive seed": Method(gerrychain, 10**3),
    "spopt Ward": Method(partial(spopt, name="WardSpatial"), 10**4, band=False),
    "spopt SPENC": Method(partial(spopt, name="Spenc", random_state=SEED), 10**3, band=False),
    "spopt SKATER": Method(partial(spopt, name="Skater", floor=1), 0, band=False),
    "spopt AZP": Method(partial(spopt, name="AZP", random_state=SEED), 0, band=False),
    "spopt MaxP": Method(partial(spopt, name="MaxPHeuristic"), 0, band=False),
    "spopt region-k-means": Method(partial(spopt, name="RegionKMeansHeuristic"), 0, band=False),
    "gridmap, MOI only, 180 flips": Method(partial(gridmap, balance=0.0, steps=180), 10**5),
    "gridmap, MOI only, 260 flips": Method(partial(gridmap, balance=0.0, steps=260), 10**5),
    "gridmap": Method(gridmap, 10**5),
    "gridmap, MOI only": Method(partial(gridmap, balance=0.0), 10**5),
    "gridmap, MOI only, 20 s": Method(partial(gridmap, balance=0.0, time_s=20.0), 10**5),
}
"""Every method by the name in the table; `usual` 0 is for ``--all`` alone."""
