"""How often the datum of 20 points is told right, on places that were never used for tuning.

Held out are other samples than the tests' (other seeds: other districts), and, where the shared
folder is there, squares of real buildings of New York, carried to the longitude of China, where
the datums differ. Points are middles of buildings, off by 1, 5 or 10 m, one of ten wrong.

    ./dev bench datum [--trials 120]
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sampled import sampled
from shared_data import folder

from gridmap.datum import wgs84_to_bd09, wgs84_to_gcj02
from gridmap.origins import tell_origin

INTO = {"cgcs2000": lambda places: places, "gcj02": wgs84_to_gcj02, "bd09": wgs84_to_bd09}
POINTS = 20
BLURS_M = (1.0, 5.0, 10.0)
STRAY = 0.1
METRE = 1 / 111_000
SEEDS = range(7_001, 7_006)
SQUARE_DEG = 0.012
"""Half a square of a city: about a kilometre."""
EASTWARD_DEG = 190.0
SEED = 77


def picked(shapes: NDArray, rng: np.random.Generator) -> NDArray:
    """Return middles of some buildings as somebody picks them by hand, one of ten wrong."""
    middles = shapely.get_coordinates(shapely.centroid(shapes))
    chosen = middles[rng.choice(len(middles), POINTS, replace=False)]
    wide = METRE / np.array([np.cos(np.radians(middles[0, 1])), 1.0])
    wrong = rng.random(POINTS) < STRAY
    blur_m = np.where(wrong, 500.0, rng.choice(BLURS_M))[:, None]
    return chosen + rng.normal(0.0, 1.0, (POINTS, 2)) * blur_m * wide


def samples() -> Iterator[tuple[str, NDArray]]:
    """Yield the buildings of samples with seeds of their own."""
    for seed in SEEDS:
        yield "samples", sampled(6, None, seed).layers["buildings"].geometry.to_numpy()


def squares(rng: np.random.Generator, wanted: int) -> Iterator[tuple[str, NDArray]]:
    """Yield the buildings in squares of a real city, carried to the longitude of China."""
    path = folder("nyc_100k") / "nyc_buildings.parquet"
    if not path.is_file():
        return
    shapes = gpd.read_parquet(path).geometry.to_numpy()
    moved = shapely.transform(shapes, lambda xy: xy + np.array([EASTWARD_DEG, 0.0]))
    middles = shapely.get_coordinates(shapely.centroid(moved))
    tree = shapely.STRtree(shapely.points(middles))
    while wanted:
        at = middles[rng.integers(len(middles))]
        near = moved[tree.query(shapely.box(*(at - SQUARE_DEG), *(at + SQUARE_DEG)))]
        if len(near) >= 5 * POINTS:
            wanted -= 1
            yield "New York", near


def main() -> None:
    """Measure, and print a line a place."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=120, help="of each place")
    trials = parser.parse_args().trials
    rng = np.random.default_rng(SEED)
    places = [*samples(), *squares(rng, 20)]
    for name in dict.fromkeys(name for name, _ in places):
        here = [shapes for one, shapes in places if one == name]
        right = unsure = wrong = 0
        for trial in range(trials):
            shapes, datum = here[trial % len(here)], list(INTO)[trial % len(INTO)]
            points = INTO[datum](picked(shapes, rng))
            told = tell_origin(points, gpd.GeoSeries(shapes, crs=4490)).datum
            right += told == datum
            unsure += told is None
            wrong += told not in {datum, None}
        print(
            f"{name}: {len(here)} places, {trials} sets of {POINTS} points, "
            f"{right / trials:.2%} right, {unsure} not told, {wrong} wrong"
        )


if __name__ == "__main__":
    main()
