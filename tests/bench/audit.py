"""How long an audit of nets takes: 2,000 grids over 50,000 buildings, invented on a lattice.

    python tests/bench/audit.py [GRIDS] [BUILDINGS]

Three nets tile a square of communities; the second is drawn 3 m off, the third has larger grids.
"""

from __future__ import annotations

import sys
import time

import geopandas as gpd
import numpy as np
import shapely

from gridmap.audit import AuditSettings, audit_nets

CRS = "EPSG:4548"
SIDE_M = 240.0


def lattice(columns: int, rows: int, width: float, height: float, *, off: float = 0.0):
    """Return the cells of a lattice, its inner lines moved by some metres."""
    xs = np.linspace(0, width, columns + 1)
    ys = np.linspace(0, height, rows + 1)
    xs[1:-1] += off
    ys[1:-1] += off
    west, south = np.meshgrid(xs[:-1], ys[:-1])
    east, north = np.meshgrid(xs[1:], ys[1:])
    boxes = shapely.box(west.ravel(), south.ravel(), east.ravel(), north.ravel())
    # As many vertices as an outline along streets has.
    return shapely.segmentize(
        shapely.transform(boxes, lambda xy: xy + np.array([500_000, 3_900_000])), 12
    )


def net(name: str, shapes) -> gpd.GeoDataFrame:
    ids = [f"{name}{number:04d}" for number in range(1, len(shapes) + 1)]
    return gpd.GeoDataFrame(
        {"net": name, "net_grid_id": ids, "name": None}, geometry=list(shapes), crs=CRS
    )


def main() -> None:
    """Print the seconds of an audit, and what it found."""
    grids = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 50_000
    columns, rows = round(grids**0.5), round(grids / round(grids**0.5))
    width, height = columns * SIDE_M, rows * SIDE_M
    rng = np.random.default_rng(7)
    at = rng.random((count, 2)) * (width - 30, height - 30) + (500_000, 3_900_000)
    homes = shapely.box(at[:, 0], at[:, 1], at[:, 0] + 25, at[:, 1] + 12)
    buildings = gpd.GeoDataFrame(
        {
            "building_id": [f"B{n}" for n in range(count)],
            "households": rng.integers(4, 30, count),
            "compound_id": None,
        },
        geometry=homes,
        crs=CRS,
    )
    areas = lattice(max(columns // 6, 1), max(rows // 6, 1), width, height)
    communities = gpd.GeoDataFrame(
        {"community_code": [f"{n:012d}" for n in range(len(areas))], "name": "社区"},
        geometry=list(areas),
        crs=CRS,
    )
    river = shapely.LineString([(500_000, 3_900_000), (500_000 + width, 3_900_000 + height)])
    water = gpd.GeoDataFrame({"kind": ["river"]}, geometry=[river], crs=CRS)
    nets = gpd.pd.concat(
        [
            net("甲", lattice(columns, rows, width, height)),
            net("乙", lattice(columns, rows, width, height, off=3.0)),
            net("丙", lattice(columns // 2, rows // 2, width, height)),
        ],
        ignore_index=True,
    )
    layers = {"communities": communities, "buildings": buildings, "water": water}
    for names in (["甲"], ["甲", "乙", "丙"]):
        started, worked = time.perf_counter(), time.process_time()
        found = audit_nets(nets[nets["net"].isin(names)], layers, settings=AuditSettings())
        seconds = time.perf_counter() - started
        processor = time.process_time() - worked
        total = sum(one.grids for one in found.nets)
        print(
            f"{len(names)} net(s), {total:,} grids, {count:,} buildings: {seconds:.1f} s "
            f"({processor:.1f} s of a processor), "
            f"{len(found.faults):,} faults, {found.pairs[0].edges if found.pairs else 0:,} edges"
        )


if __name__ == "__main__":
    main()
