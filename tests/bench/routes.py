"""Routes beside the best that is known, and a patrol on the roads of a city.

Instances of TSPLIB and of CVRP X (Uchoa et al.) with the cost of the best solution that is known
(for the TSP: the optimum), each solved once through `gridmap.routing.solving.solve_routes` with the
same settings and seed. "s" is all of it: matrix, start and search. The last table is a patrol of
200 hazards and 10 teams on foot on 92,667 edges of Wuhan, from the file on disk to checked routes.

Run as ``python tests/bench/routes.py [INSTANCE ...] [--seconds 30]``; needs the folders
``routing_optimum`` and ``wuhan_roads`` of the shared data.
"""

from __future__ import annotations

import argparse
import sys
import time

import numpy as np
from bench import CHECKOUT, print_table

sys.path.insert(0, str(CHECKOUT / "tests"))
from routing_instances import OPTIMUM, Instance, read_instance, task_of
from shared_data import absence, folder

from gridmap.routing.patrol import make_patrol
from gridmap.routing.patrol_settings import PatrolSettings
from gridmap.routing.records import Team, Visit
from gridmap.routing.solving import Task, solve_routes
from gridmap.routing.solving_effort import Effort
from gridmap.routing.solving_tour import shortest_loop

ROADS = folder("wuhan_roads") / "wuhan_streets_original.parquet"
GOAL = 0.01


def cost_of(case: Instance, task: Task, seconds: float) -> int:
    """Return the cost of the loops that are found, worked out anew and checked."""
    solved = solve_routes(task, effort=Effort(None, None, seconds), seed=1)
    length, cost = task.grounds[0].cost, 0
    seen = sorted(call for loop in solved.loops for call in loop.calls)
    if seen != list(range(len(task.calls))):
        raise AssertionError(f"{case.name}: not every place is visited once")
    for loop in solved.loops:
        places = [0, *(task.calls[call].place for call in loop.calls), 0]
        cost += int(length[places[:-1], places[1:]].sum())
        if case.capacity is not None and case.demand[places].sum() > case.capacity:
            raise AssertionError(f"{case.name}: a vehicle is overloaded")
    return cost


def compare(names: list[str], seconds: float) -> list[list[object]]:
    """Return a row for each instance."""
    paths = sorted(OPTIMUM.glob("*.vrp"))
    rows: list[list[object]] = []
    for path in [path for path in paths if not names or path.stem in names]:
        case = read_instance(path)
        started = time.perf_counter()
        cost = cost_of(case, task_of(case), seconds)
        took = time.perf_counter() - started
        gap = cost / case.known - 1
        reached = "yes" if gap <= GOAL else "no"
        rows.append(
            [case.name, len(case.xy), case.known, cost, f"{gap:.2%}", reached, f"{took:.1f}"]
        )
        print(f"  {case.name}: {cost} ({gap:.2%}), {took:.1f} s", flush=True)
    return rows


def patrol_rows() -> list[list[object]]:
    """Return the times of a patrol on the roads of Wuhan."""
    import geopandas as gpd

    from gridmap.routing.network import make_network

    started = time.perf_counter()
    network = make_network(gpd.read_parquet(ROADS))
    loaded = time.perf_counter() - started
    rng = np.random.default_rng(20261121)
    middle = np.median(network.node_xy, axis=0)
    main = np.flatnonzero(network.part == 0)
    near = main[np.hypot(*(network.node_xy[main] - middle).T) < 4_000]
    chosen = rng.choice(near, 210, replace=False)
    levels = rng.integers(1, 5, 200)
    visits = [
        Visit(
            f"H{number:03d}",
            f"H{number:03d}",
            (float(xy[0]), float(xy[1])),
            300,
            level=int(level),
            prize=2 ** (4 - int(level)),
        )
        for number, (xy, level) in enumerate(
            zip(network.node_xy[chosen[:200]], levels, strict=True)
        )
    ]
    rows: list[list[object]] = []
    for shift_min in (120, 240):
        teams = [
            Team(f"T{number}", f"{number}", (float(xy[0]), float(xy[1])), shift_s=60 * shift_min)
            for number, xy in enumerate(network.node_xy[chosen[200:]])
        ]
        begun = time.perf_counter()
        patrol = make_patrol(visits, teams, network, date="2026-11-21", settings=PatrolSettings())
        took = time.perf_counter() - begun
        busy = [(route.ends_s - route.team.begins_s) / 60 for route in patrol.routes]
        made = [stop.visit.prize for route in patrol.routes for stop in route.stops]
        before = patrol.settings["balance"].get("before_s", [0])
        rows.append(
            [
                f"{shift_min} min",
                f"{len(made)} of 200",
                f"{sum(made)} of {sum(visit.prize for visit in visits)}",
                f"{min(before) / 60:.0f}-{max(before) / 60:.0f}",
                f"{min(busy):.0f}-{max(busy):.0f}",
                f"{loaded:.1f}",
                f"{loaded + took:.1f}",
            ]
        )
    return rows


def warm() -> None:
    """Compile what is compiled at its first call, so that no instance pays for it."""
    from gridmap.routing.solving_effort import Halt

    xy = np.random.default_rng(0).random((40, 2)) * 100
    length = np.rint(np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1))).astype(np.int64)
    shortest_loop(length, seed=0, halt=Halt(Effort(seconds=0.1)))


def main() -> int:
    """Print the tables; return 1 if an instance misses the goal, 2 if there is no data."""
    parser = argparse.ArgumentParser(description="Routes beside the best known.")
    parser.add_argument("names", nargs="*")
    parser.add_argument("--seconds", type=float, default=30.0)
    given = parser.parse_args()
    if not OPTIMUM.is_dir():
        print(absence("routing_optimum"))
        return 2
    warm()
    rows = compare(given.names, given.seconds)
    print_table(["instance", "places", "known", "found", "gap", "within 1%", "s"], rows)
    if ROADS.is_file() and not given.names:
        print()
        heads = ["shift", "visited", "worth", "busy before", "busy", "load s", "all s"]
        print_table(heads, patrol_rows())
    return int(any(row[5] == "no" for row in rows))


if __name__ == "__main__":
    sys.exit(main())
