"""The road network: how long it takes to load, a matrix and circles, beside peers in the same run.

The network is the street graph of Wuhan (92,667 edges) from the optional shared folder, or with
``--lattice`` a lattice of as many edges made here. Matrices are those of 500 places, limited to
5 km. Peers answer the same question from the nodes next to the places, which is a little less:
networkx, rustworkx, and scipy's search without a limit; the ratio is theirs to ours. All seconds
are those of one processor, so that what else runs on the machine does not count.

Run as ``./dev bench routing``; see ``--help``.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import networkx as nx
import numpy as np
import rustworkx as rx
import shapely
from bench import print_table
from scipy.sparse.csgraph import dijkstra

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from shared_data import absence, folder

from gridmap.routing.circles import circles, reach
from gridmap.routing.matrix import matrix
from gridmap.routing.network import Network, make_network
from gridmap.routing.profiles import CAR, FOOT_ADULT
from gridmap.routing.snapping import Snapped, snap
from gridmap.routing.travel import Travel, travel
from gridmap.routing.ways import way

PLACES = 500
LIMIT_M = 5000.0
HEADERS = ["what", "CPU s", "ratio", "goal s"]


def timed(work: Callable[[], object]) -> tuple[object, float]:
    """Return what work gives, and how many seconds of one processor it took."""
    started = time.process_time()
    return work(), time.process_time() - started


def lattice(side: int = 216) -> gpd.GeoDataFrame:
    """Return streets of a lattice as whole lines, to be cut where they cross."""
    at = np.arange(side) * 100.0
    last = at[-1]
    lines = shapely.linestrings(
        [[(0, y), (last, y)] for y in at] + [[(x, 0), (x, last)] for x in at]
    )
    place = gpd.GeoSeries(lines, crs="EPSG:4548").translate(500_000, 3_400_000)
    return gpd.GeoDataFrame({"highway": "residential"}, geometry=place)


def places(network: Network, *, seed: int = 0) -> np.ndarray:
    """Return places near nodes within 15 km of the middle."""
    rng = np.random.default_rng(seed)
    middle = np.median(network.node_xy, axis=0)
    near = network.node_xy[np.hypot(*(network.node_xy - middle).T) < 15_000]
    return near[rng.integers(len(near), size=PLACES)] + rng.normal(0, 20, (PLACES, 2))


def peers(going: Travel, spots: Snapped) -> list[tuple[str, float]]:
    """Return how long others take for the same matrix, from node to node."""
    network, speed = going.network, going.speeds_m_s[1]
    nodes = network.edge_nodes[np.maximum(spots.edge, 0), 0]
    limit_s = LIMIT_M / speed
    tails = np.repeat(np.arange(len(network.node_xy)), np.diff(going.start))
    arcs = list(zip(tails.tolist(), going.head.tolist(), going.seconds.tolist(), strict=True))
    graph = nx.DiGraph()
    graph.add_weighted_edges_from(arcs)
    fast = rx.PyDiGraph()
    fast.add_nodes_from(range(len(network.node_xy)))
    fast.add_edges_from(arcs)

    def by_networkx() -> None:
        for node in nodes[: PLACES // 10].tolist():
            nx.single_source_dijkstra_path_length(graph, node, cutoff=limit_s)

    def by_rustworkx() -> None:
        for node in nodes[: PLACES // 10].tolist():
            rx.dijkstra_shortest_path_lengths(fast, node, edge_cost_fn=float)

    def by_scipy() -> None:
        dijkstra(going.graph, indices=nodes[: PLACES // 10])

    return [
        ("networkx, limited (a tenth of the rows, x 10)", timed(by_networkx)[1] * 10),
        ("rustworkx, unlimited (a tenth, x 10)", timed(by_rustworkx)[1] * 10),
        ("scipy, unlimited (a tenth, x 10)", timed(by_scipy)[1] * 10),
    ]


def check(going: Travel, spots: Snapped) -> str:
    """Return how many ways between random places are as long as the matrix says."""
    told = matrix(going, spots, spots, limit_m=LIMIT_M)
    straight_m = np.hypot(*(spots.on_road[:, None] - spots.on_road[None]).transpose(2, 0, 1))
    shorter = int((told.length_m < straight_m - 1e-6).sum())
    rng = np.random.default_rng(1)
    pairs = np.argwhere(np.isfinite(told.length_m))
    chosen = pairs[rng.integers(len(pairs), size=100)]
    alike = 0
    for i, j in chosen:
        leg = way(going, spots, int(i), int(j))
        alike += leg is not None and abs(leg.length_m - told.length_m[i, j]) <= 0.51
    found = np.isfinite(told.length_m).mean()
    return (
        f"{going.profile.name}: {alike} of 100 ways as long as the matrix says; {shorter} of "
        f"{told.length_m.size} shorter than the straight line; {found:.1%} within reach"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lattice", action="store_true", help="a lattice made here")
    chosen = parser.parse_args()
    path = folder("wuhan_roads") / "wuhan_streets_original.parquet"
    if not chosen.lattice and not path.is_file():
        raise SystemExit(absence("wuhan_roads"))
    roads, reading_s = timed(lambda: lattice() if chosen.lattice else gpd.read_parquet(path))
    network, making_s = timed(lambda: make_network(roads))
    print("\n".join(note.en for note in network.report.notes))
    rows = [["read the file and make the network", f"{reading_s + making_s:.2f}", "", "20"]]
    spots_xy = places(network)
    for profile in (FOOT_ADULT, CAR):
        going = travel(network, profile)
        spots, snapping_s = timed(lambda going=going: snap(going, spots_xy))
        few = snap(going, spots_xy[:2])
        matrix(going, few, few, limit_m=100)  # compiles, once a machine
        _, ours_s = timed(lambda g=going, s=spots: matrix(g, s, s, limit_m=LIMIT_M))
        _, whole_s = timed(lambda g=going, s=spots: matrix(g, s, s))
        name = profile.name
        rows += [
            [f"{name}: put 500 places on it", f"{snapping_s:.2f}", "", ""],
            [f"{name}: 500 x 500 within 5 km", f"{ours_s:.2f}", "1.0", "2"],
            [f"{name}: 500 x 500, unlimited", f"{whole_s:.2f}", f"{whole_s / ours_s:.1f}", ""],
        ]
        if profile is FOOT_ADULT:
            rows += [
                [f"{name}: {peer}", f"{seconds:.2f}", f"{seconds / ours_s:.1f}", ""]
                for peer, seconds in peers(going, spots)
            ]
            stations = snap(going, spots_xy[:50])
            _, seconds = timed(lambda g=going, s=stations: circles(g, s))
            rows.append([f"{name}: 50 service circles as polygons", f"{seconds:.2f}", "", ""])
            homes = snap(going, np.repeat(spots_xy, 20, axis=0))
            _, seconds = timed(lambda g=going, s=stations, h=homes: reach(g, s, h))
            rows.append([f"{name}: 10,000 homes from 50 stations", f"{seconds:.2f}", "", ""])
        print(check(going, spots))
    print_table(HEADERS, rows)


if __name__ == "__main__":
    main()
