"""Our tessellation against momepy's, on the same buildings and blocks in the same run.

Run: python tests/bench/tessellation.py [BUILDINGS]
"""

import sys
import time

import geopandas as gpd
import momepy
import numpy as np
import shapely

from gridmap.tessellation import tessellate

CRS = "EPSG:4548"
WEST, SOUTH = 500_000.0, 3_900_000.0
BLOCK = (140.0, 110.0)
"""Width and height of a block in metres; each has twelve buildings in three rows of four."""


def layout(buildings: int, *, seed: int = 0) -> dict[str, gpd.GeoDataFrame]:
    """Return one community of blocks between streets, with turned rectangles for buildings."""
    rng = np.random.default_rng(seed)
    side = int(np.ceil(np.sqrt(buildings / 12)))
    block = np.repeat(np.arange(side * side), 12)[:buildings]
    place = np.tile(np.arange(12), side * side)[:buildings]
    x = WEST + block % side * BLOCK[0] + 20 + place % 4 * 33 + rng.uniform(-3, 3, buildings)
    y = SOUTH + block // side * BLOCK[1] + 20 + place // 4 * 33 + rng.uniform(-3, 3, buildings)
    half_width, half_height = rng.uniform(5, 11, buildings), rng.uniform(4, 8, buildings)
    shapes = [
        shapely.affinity.rotate(shapely.box(cx - w, cy - h, cx + w, cy + h), angle)
        for cx, cy, w, h, angle in zip(
            x, y, half_width, half_height, rng.uniform(-10, 10, buildings), strict=True
        )
    ]
    width, height = side * BLOCK[0], side * BLOCK[1]
    across = [WEST + BLOCK[0] * k for k in range(1, side)]
    along = [SOUTH + BLOCK[1] * k for k in range(1, side)]
    streets = [shapely.LineString([(x, SOUTH - 5), (x, SOUTH + height + 5)]) for x in across]
    streets += [shapely.LineString([(WEST - 5, y), (WEST + width + 5, y)]) for y in along]
    ids = [f"b{row}" for row in range(buildings)]
    roads = [f"r{row}" for row in range(len(streets))]
    return {
        "communities": gpd.GeoDataFrame(
            {"community_code": ["370899001001"], "name": ["测试社区"]},
            geometry=[shapely.box(WEST, SOUTH, WEST + width, SOUTH + height)],
            crs=CRS,
        ),
        "buildings": gpd.GeoDataFrame(
            {"building_id": ids, "households": 90}, geometry=shapes, crs=CRS
        ),
        "roads": gpd.GeoDataFrame(
            {"road_id": roads, "road_class": "local"}, geometry=streets, crs=CRS
        ),
    }


def by_momepy(layers: dict[str, gpd.GeoDataFrame]) -> np.ndarray:
    """Return momepy's cells, cleaned."""
    limit = layers["communities"].geometry
    blocks = momepy.enclosures(layers["roads"].geometry, limit=limit)
    cells = momepy.enclosed_tessellation(layers["buildings"].geometry, blocks.geometry)
    return np.asarray(shapely.coverage_clean(cells.geometry.values))


def report(name: str, cells: np.ndarray, area_m2: float, seconds: float) -> None:
    """Print what a tessellation took and is worth."""
    error = shapely.area(cells).sum() / area_m2 - 1
    valid = "yes" if shapely.coverage_is_valid(cells) else "no"
    print(
        f"{name:8} {seconds:6.2f} s  {len(cells):6} cells  coverage valid: {valid:3}  "
        f"area error {error:+.1e}  vertices {shapely.get_num_coordinates(cells).sum()}"
    )


def main(buildings: int) -> None:
    """Print both, the ratio, and how much the cells of the two agree."""
    layers = layout(buildings)
    area_m2 = float(layers["communities"].area.sum())
    tessellate(layout(24))
    start = time.perf_counter()
    units = tessellate(layers).units
    ours = time.perf_counter() - start
    report("gridmap", np.asarray(units.geometry.values), area_m2, ours)
    start = time.perf_counter()
    cells = by_momepy(layers)
    theirs = time.perf_counter() - start
    report("momepy", cells, area_m2, theirs)
    print(f"momepy / gridmap = {theirs / ours:.1f}")
    inner = shapely.point_on_surface(layers["buildings"].geometry.values)
    mine = shapely.STRtree(units.geometry.values).query(inner, predicate="within")
    other = shapely.STRtree(cells).query(inner[mine[0]], predicate="within")
    a, b = np.asarray(units.geometry.values)[mine[1]][other[0]], cells[other[1]]
    both = shapely.area(shapely.intersection(a, b))
    iou = both / (shapely.area(a) + shapely.area(b) - both)
    print(
        f"agreement of cells (area of both / of either): median {np.median(iou):.4f}, "
        f"5th percentile {np.quantile(iou, 0.05):.4f}"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
