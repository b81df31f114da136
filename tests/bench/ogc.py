"""Pages of 100 features in a random box, of 20,000 on PostGIS: this service and tipg in one run.

Both are one process, asked by the same clients over connections that stay open, in turns. tipg is
taken from this environment (extra ``bench``), or from that of the interpreter which
``GRIDMAP_TIPG_PYTHON`` names; it and this service may need different versions of a library.
"""

import contextlib
import http.client
import importlib.util
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

import geopandas as gpd
import numpy as np
import shapely

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import stores
from gridmap_api.store.engine import open_store
from gridmap_api.store.layer_writes import import_layer
from gridmap_api.store.setup import upgrade
from service_process import ServiceProcess

FEATURES = 20_000
LIMIT = 100
CLIENTS = 4
ROUNDS = 3
ROUND_S = 8
GOAL = 1.5
WEST, SOUTH, SIDE_DEG = 116.3, 35.3, 0.12
BOX_DEG = 0.012


def buildings():
    """Return squares of 10 m strewn over 11 km x 13 km."""
    strewn = np.random.default_rng(7).uniform(0, SIDE_DEG, (FEATURES, 2))
    places = strewn + np.array([WEST, SOUTH])
    half = 5e-5
    shapes = shapely.box(*(places - half).T, *(places + half).T)
    columns = {
        "building_id": [f"b{n:05d}" for n in range(FEATURES)],
        "name": [f"{n}号楼" for n in range(FEATURES)],
        "households": np.arange(FEATURES) % 90,
        "floors": (np.arange(FEATURES) % 18).astype(float),
        "use": "residential",
    }
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs=4490)


@contextlib.contextmanager
def database():
    """Give the address of a database that holds the buildings."""
    if stores.programs() is None:
        sys.exit(stores.MISSING)
    with tempfile.TemporaryDirectory(prefix="gridmap-bench-") as folder:
        cluster = stores.Cluster(Path(folder)).start()
        try:
            fill(cluster.address)
            yield cluster.address
        finally:
            cluster.stop()


def fill(address):
    """Write the buildings, as an import does."""
    with contextlib.closing(open_store(address)) as store:
        upgrade(store)
        with store.write() as connection:
            import_layer(connection, "buildings", buildings(), actor="bench")
        with store.engine.begin() as connection:
            connection.exec_driver_sql("ANALYZE buildings")


def free_port():
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def tipg_python():
    """Return the interpreter that has tipg, or None."""
    named = os.environ.get("GRIDMAP_TIPG_PYTHON")
    if named:
        return named
    return sys.executable if importlib.util.find_spec("tipg") else None


@contextlib.contextmanager
def tipg(python, address):
    """Run tipg over the database and give its address."""
    port = free_port()
    command = [python, "-m", "uvicorn", "tipg.main:app", "--port", str(port)]
    environment = {**os.environ, "DATABASE_URL": address, "TIPG_DB_SCHEMAS": '["public"]'}
    quiet = ["--log-level", "error", "--no-access-log"]
    process = subprocess.Popen([*command, *quiet], env=environment)
    try:
        until_s = time.monotonic() + 60
        while not answers(port):
            if process.poll() is not None or time.monotonic() > until_s:
                sys.exit("tipg did not start")
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)


def answers(port):
    """Return whether something listens."""
    with (
        contextlib.suppress(OSError),
        contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection,
    ):
        connection.request("GET", "/healthz")
        return connection.getresponse().status < 500
    return False


def box(chance):
    """Return a random box, the same ones for both services."""
    west = WEST + chance.uniform(0, SIDE_DEG - BOX_DEG)
    south = SOUTH + chance.uniform(0, SIDE_DEG - BOX_DEG)
    return f"{west:.6f},{south:.6f},{west + BOX_DEG:.6f},{south + BOX_DEG:.6f}"


class Client(threading.Thread):
    """Asks for pages one after another over one connection."""

    def __init__(self, base, path, seed, until_s):
        super().__init__()
        self.where, self.path, self.until_s = urlsplit(base), path, until_s
        self.chance = random.Random(seed)
        self.times_ms = []

    def run(self):
        connection = http.client.HTTPConnection(self.where.hostname, self.where.port, timeout=60)
        while time.monotonic() < self.until_s:
            started = time.perf_counter()
            connection.request("GET", f"{self.path}{box(self.chance)}")
            answer = connection.getresponse()
            body = answer.read()
            if answer.status != 200:
                raise RuntimeError(f"{answer.status} {body[:200]!r}")
            self.times_ms.append((time.perf_counter() - started) * 1000)
        connection.close()


def measure(base, path, seed):
    """Return pages a second and the times of all pages in milliseconds."""
    until_s = time.monotonic() + ROUND_S
    clients = [Client(base, path, seed * 100 + n, until_s) for n in range(CLIENTS)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    times_ms = [one for client in clients for one in client.times_ms]
    return len(times_ms) / ROUND_S, times_ms


def page(base, path, where):
    """Return one page."""
    parts = urlsplit(base)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=60)
    connection.request("GET", f"{path}{where}")
    body = json.loads(connection.getresponse().read())
    connection.close()
    return body


def compare(services):
    """Measure the services in turns and print what comes out."""
    rates = {name: [] for name in services}
    times_ms = {name: [] for name in services}
    for number in range(ROUNDS):
        for name, (base, path) in services.items():
            rate, times = measure(base, path, number)
            rates[name].append(rate)
            times_ms[name] += times
    for name in services:
        low, high = np.percentile(times_ms[name], [50, 95])
        each = ", ".join(f"{one:.1f}" for one in rates[name])
        middle = statistics.median(rates[name])
        print(f"{name:8} {middle:6.1f} pages/s ({each})  p50 {low:.1f} ms  p95 {high:.1f} ms")
    return {name: statistics.median(found) for name, found in rates.items()}


def main():
    """Run the benchmark."""
    python = tipg_python()
    with contextlib.ExitStack() as stack:
        address = stack.enter_context(database())
        ours = stack.enter_context(ServiceProcess(address))
        asked = f"/items?limit={LIMIT}&bbox="
        services = {"gridmap": (ours.url.rstrip("/"), f"/ogc/collections/buildings{asked}")}
        if python is None:
            print("tipg is missing: pip install 'gridmap[bench]', or set GRIDMAP_TIPG_PYTHON")
        else:
            base = stack.enter_context(tipg(python, address))
            path = f"/collections/public.buildings/items?f=geojson&limit={LIMIT}&bbox="
            services["tipg"] = (base, path)
        told = {name: page(*one, box(random.Random(1))) for name, one in services.items()}
        print(
            f"{FEATURES} features on PostGIS, {CLIENTS} clients; one box:",
            {name: (one["numberMatched"], one["numberReturned"]) for name, one in told.items()},
        )
        rates = compare(services)
    if python is not None:
        ratio = rates["gridmap"] / rates["tipg"]
        print(f"ratio {ratio:.2f}, goal {GOAL}: {'reached' if ratio >= GOAL else 'MISSED'}")


if __name__ == "__main__":
    main()
