"""How long an edit of 50 units takes on a plan of 100,000: by call and over HTTP, on both stores.

Every edit is brought to the disk before it is acknowledged, on PostgreSQL as well. The goal is a
95th percentile of 50 ms.
"""

import argparse
import contextlib
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import stores
from bench import print_table
from city import BLOCK, city, edits
from gridmap_api.store.committing import commit_edit
from gridmap_api.store.engine import open_store
from gridmap_api.store.making import create_plan
from gridmap_api.store.principals import LOCAL
from gridmap_api.store.setup import upgrade
from service_process import ServiceProcess

GOAL_MS = 50.0
WARM = 2
"""Edits before the clock runs: the plan is brought into memory by the first one."""


def timed(call, moves, count, version):
    """Return the milliseconds of so many edits one after the other, and the last version."""
    found = []
    for number in range(WARM + count):
        move = next(moves)
        started = time.perf_counter()
        version = call(move, version)
        if number >= WARM:
            found.append(1_000 * (time.perf_counter() - started))
    return found, version


def by_call(store, plan_id):
    """Return what makes an edit by calling the service's function."""

    def call(move, version):
        reply = commit_edit(store, plan_id, move, base=version, principal=LOCAL)
        return int(reply.headers["ETag"].strip('"'))

    return call


def by_http(client, plan_id):
    """Return what makes an edit over HTTP."""

    def call(move, version):
        answer = client.post(
            f"/plans/{plan_id}/edits", json=move.to_json(), headers={"If-Match": f'"{version}"'}
        )
        answer.raise_for_status()
        return answer.json()["version"]

    return call


@contextlib.contextmanager
def addresses(folder):
    """Give the address of a fresh store of each kind; PostgreSQL brings everything to the disk."""
    found = {"file": str(folder / "store.gpkg")}
    cluster = None
    if stores.programs() is not None:
        place = folder / "pg"
        place.mkdir()
        folder.chmod(0o755)
        cluster = stores.Cluster(place).start()
        found["PostGIS"] = cluster.address
    try:
        yield found
    finally:
        if cluster is not None:
            cluster.stop()


def row(name, way, found):
    """Return one line of the table."""
    cuts = statistics.quantiles(found, n=20)
    return [
        f"{name}, {way}",
        len(found),
        f"{statistics.median(found):.1f}",
        f"{cuts[18]:.1f}",
        f"{max(found):.1f}",
        "yes" if cuts[18] <= GOAL_MS else "no",
    ]


def synced_ms(folder):
    """Return what one write to the disk takes here, the least that an edit can take."""
    found = []
    with (folder / "probe").open("wb") as file:
        for _ in range(30):
            started = time.perf_counter()
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())
            found.append(1_000 * (time.perf_counter() - started))
    return statistics.median(found)


def measure(name, address, plan, graph, *, cols, count):
    """Return the lines of one store: by call, and over HTTP from another process."""
    store = open_store(address)
    upgrade(store)
    started = time.perf_counter()
    with store.write() as connection:
        plan_id = create_plan(connection, plan, name="bench", owner="bench", graph=graph)
    print(f"{name}: kept in {time.perf_counter() - started:.1f} s", flush=True)
    moves = edits(plan, cols, seed=1)
    called, version = timed(by_call(store, plan_id), moves, count, 0)
    store.close()
    with ServiceProcess(address) as service, service.client() as client:
        asked, _ = timed(by_http(client, plan_id), moves, count, version)
    return [row(name, "call", called), row(name, "HTTP", asked)]


def main():
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=250)
    parser.add_argument("--cols", type=int, default=400)
    parser.add_argument("--edits", type=int, default=200)
    asked = parser.parse_args()
    plan, graph = city(asked.rows, asked.cols)
    rows = []
    with tempfile.TemporaryDirectory(prefix="gridmap-edit-") as name:
        folder = Path(name)
        print(
            f"{len(plan.units)} units, {len(plan.grids)} grids, {BLOCK * BLOCK // 2} units an "
            f"edit; one fsync here: {synced_ms(folder):.1f} ms",
            flush=True,
        )
        with addresses(folder) as known:
            for store, address in known.items():
                rows += measure(store, address, plan, graph, cols=asked.cols, count=asked.edits)
    print_table(["store", "edits", "p50 ms", "p95 ms", "max ms", f"<= {GOAL_MS:.0f} ms"], rows)


if __name__ == "__main__":
    main()
