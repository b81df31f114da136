"""How long a tile takes: cold and cached, on both stores, of about 7,000 units.

Goals (PERFORMANCE.md): 95 of 100 in 150 ms cold and 20 ms cached. Asked over HTTP from a service in
a process of its own. Run with ``./dev bench tiles`` or ``python tests/bench/tiles.py``.
"""

import contextlib
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import geopandas as gpd
import numpy as np
import shapely
import sqlalchemy as sa
import stores
import tiled
from bench import print_table
from gridmap_api.store.engine import open_store
from gridmap_api.store.models import Unit, UnitSet
from gridmap_api.store.setup import upgrade
from gridmap_api.store.tile_matrices import WEB_MERCATOR_QUAD
from service_process import ServiceProcess

from gridmap.io.exporting import write_export

UNITS = 7_000
SETS = 20
"""Each is asked for once, cold."""
STEP_DEG = 360 / 2**11 * 2
"""From one set to the next: two tiles of level 11."""
CACHED = 200
MIDDLE = (116.28, 35.39)
"""Of the box of the units, which one tile of level 11 holds."""


def voronoi(count, *, bounds=(116.195, 35.325, 116.365, 35.455), seed=1):
    """Return cells that cover a box."""
    rng = np.random.default_rng(seed)
    places = rng.random((count, 2)) * (bounds[2] - bounds[0], bounds[3] - bounds[1]) + bounds[:2]
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(places)))
    return shapely.intersection(cells, shapely.box(*bounds))


def fill(store):
    """Write the sets, one beside the other, and return their ids."""
    first = voronoi(UNITS)
    names = [f"5e7a0000-0000-4000-8000-{number:012d}" for number in range(SETS)]
    for number, name in enumerate(names):
        cells = shapely.transform(first, lambda xy, east=number * STEP_DEG: np.add(xy, (east, 0)))
        with store.write() as connection:
            connection.execute(
                sa.insert(UnitSet).values(
                    id=name,
                    time=tiled.NOW,
                    metric_crs=4548,
                    layers={},
                    tessellation={},
                    communities={},
                    count=UNITS,
                    graph=b"",
                    feasibility=[],
                    digest=name.ljust(64, "0"),
                )
            )
            rows = [
                {
                    "set_id": name,
                    "row": row,
                    "unit_id": f"370829001001-{row:05d}",
                    "community_code": "370829001001",
                    "compound_id": f"c{row // 40}",
                    "kind": "building",
                    "households": row % 60,
                    "persons": row % 180,
                    "x_m": 0.0,
                    "y_m": 0.0,
                    "geom": cell,
                }
                for row, cell in enumerate(cells)
            ]
            connection.execute(sa.insert(Unit), rows)
    return names


def timed(client, address):
    """Return the milliseconds of one request and its answer."""
    started = time.perf_counter()
    answer = client.get(address)
    ended = time.perf_counter()
    answer.raise_for_status()
    return (ended - started) * 1e3, answer


def measure(address):
    """Return the row of the table for one store."""
    with contextlib.closing(open_store(address)) as store:
        upgrade(store)
        names = fill(store)
    tile = tiled.square_at(WEB_MERCATOR_QUAD, 11, MIDDLE)
    places = [f"{tile.zoom}/{tile.column + 2 * number}/{tile.row}.mvt" for number in range(SETS)]
    paths = [f"/tiles/units/{name}/{where}" for name, where in zip(names, places, strict=True)]
    with ServiceProcess(address) as service, service.client() as client:
        # The first request of a process loads what every later one has.
        timed(client, f"/tiles/units/{names[0]}/13/0/0.mvt")
        first = [timed(client, path) for path in paths]
        cold = [spent for spent, _ in first]
        again = [timed(client, paths[0])[0] for _ in range(CACHED)]
    features = len(tiled.read(first[0][1].content, tile))
    size_kb = int(first[0][1].headers["content-length"]) / 1e3
    spread = [f"{statistics.median(cold):.0f}", f"{np.percentile(cold, 95):.0f}"]
    spread += [f"{statistics.median(again):.1f}", f"{np.percentile(again, 95):.1f}"]
    return [features, f"{size_kb:.0f}", *spread]


def pmtiles_seconds(folder, count=100_000):
    """Return the seconds that an export of units as PMTiles takes."""
    cells = voronoi(count, bounds=(116.0, 35.1, 116.6, 35.6))
    frame = gpd.GeoDataFrame(
        {"unit_id": [str(row) for row in range(count)], "households": np.arange(count) % 60},
        geometry=cells,
        crs=4490,
    )
    started = time.perf_counter()
    done = write_export({"units": frame}, folder / "units", format="pmtiles")
    return time.perf_counter() - started, done.path.stat().st_size / 1e6


def main():
    """Print both stores."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        rows.append(["GeoPackage", *measure(str(Path(folder) / "s.gpkg"))])
        address = stores.new_database()
        rows.append(["PostGIS", *measure(address)])
        stores.drop_database(address)
        heads = ["store", "features", "kB gzip", "cold p50 ms", "p95", "cached p50 ms", "p95"]
        print_table(heads, rows)
        spent, size_mb = pmtiles_seconds(Path(folder))
        print(f"PMTiles of 100,000 units: {spent:.1f} s, {size_mb:.1f} MB")


if __name__ == "__main__":
    main()
