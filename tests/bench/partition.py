"""Partition of synthetic cities: this project beside METIS k-way, in one run.

A city is a Voronoi rook graph over random points, about 20 households a unit, grids of 300 to
500 households. The points lie evenly, or ever more sparsely away from a centre; the households of
a unit are exponential, lognormal with the spread of real buildings (sigma 0.6, as 15,904
buildings of Harbin), or Poisson, which has hardly any spread and leaves the least to gain. MOI is
the sum over units of households times the squared distance to the centroid of the grid.

Run as ``python tests/bench/partition.py [UNITS ...]``; needs pymetis.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import numpy as np
import pymetis
from numpy.typing import NDArray
from scipy.spatial import Voronoi

from gridmap.partition.problem import Problem, make_problem
from gridmap.partition.solve import Effort, Weights, search

Method = Callable[[Problem, int], NDArray[np.int64]]
Draw = Callable[[np.random.Generator, int], NDArray[np.int64]]

LAWS: dict[str, Draw] = {
    "lognormal": lambda rng, n: np.maximum(1, rng.lognormal(2.816, 0.6, n)).astype(np.int64),
    "exponential": lambda rng, n: np.maximum(1, rng.exponential(20, n)).astype(np.int64),
    "poisson": lambda rng, n: np.maximum(1, rng.poisson(20, n)).astype(np.int64),
}
CITIES = [("centred", "exponential"), ("centred", "lognormal"), ("even", "exponential")]
CITIES += [("even", "lognormal"), ("even", "poisson")]
LOWER, UPPER = 300, 500


def places(units: int, shape: str, rng: np.random.Generator, side: float) -> NDArray[np.float64]:
    """Return the places of units in a square, even or dense in the middle."""
    if shape == "even":
        return rng.random((units, 2)) * side
    drawn = rng.random((8 * units, 2))
    kept = rng.random(len(drawn)) < np.exp(-3 * np.hypot(*(drawn - 0.5).T))
    return drawn[kept][:units] * side


def city(units: int, shape: str, law: str, *, seed: int = 0) -> tuple[Problem, NDArray[np.float64]]:
    """Return a synthetic city and the places of its units."""
    rng = np.random.default_rng(seed)
    side = np.sqrt(units) * 50.0
    points = places(units, shape, rng, side)
    mirrored = [points * [-1, 1], points * [1, -1]]
    mirrored += [[2 * side, 0] - points * [1, -1], [0, 2 * side] - points * [-1, 1]]
    pairs = Voronoi(np.vstack([points, *mirrored])).ridge_points
    edges = pairs[(pairs < units).all(axis=1)]
    households = LAWS[law](rng, units)
    return make_problem(
        households, edges, xy=points, lower=LOWER, upper=UPPER, area_m2=side**2
    ), points


def moment(problem: Problem, points: NDArray[np.float64], labels: NDArray[np.int64]) -> float:
    """Return households times squared distance to the centroid of the grid, summed."""
    parts = int(labels.max()) + 1
    weight = problem.households.astype(float)
    total = np.bincount(labels, weights=weight, minlength=parts)
    centre = np.column_stack(
        [np.bincount(labels, weights=weight * axis, minlength=parts) / total for axis in points.T]
    )
    return float(weight @ ((points - centre[labels]) ** 2).sum(axis=1))


def metis(problem: Problem, parts: int) -> NDArray[np.int64]:
    """Return METIS's k-way partition of the same graph."""
    graph = pymetis.CSRAdjacency(adj_starts=problem.indptr, adjacent=problem.indices)
    _, labels = pymetis.part_graph(
        parts, adjacency=graph, vweights=problem.households, recursive=False
    )
    return np.asarray(labels, dtype=np.int64)


def ours(weights: Weights) -> Method:
    """Return the search of this project with one run."""
    return lambda problem, parts: (
        search(problem, parts, weights=weights, effort=Effort(restarts=1)).labels
    )


METHODS: dict[str, Method] = {
    "METIS k-way": metis,
    "gridmap": ours(Weights()),
    "gridmap MOI only": ours(Weights(balance=0.0)),
}


def main(sizes: list[int]) -> None:
    """Print one row a city and method."""
    warm, _ = city(200, "even", "poisson")
    search(warm, 10, effort=Effort(restarts=1))
    print(
        f"{'units':>7} {'places':8} {'law':12} {'grids':>6} {'method':16} {'s':>7} {'in band':>8} "
        f"{'MOI':>10} {'of METIS':>9}"
    )
    for units in sizes:
        for shape, law in CITIES:
            problem, points = city(units, shape, law)
            parts = round(problem.total / ((LOWER + UPPER) / 2))
            base = 0.0
            for method, cut in METHODS.items():
                start = time.perf_counter()
                labels = cut(problem, parts)
                seconds = time.perf_counter() - start
                inertia = moment(problem, points, labels)
                base = base or inertia
                share = problem.in_band(labels, parts).mean()
                print(
                    f"{units:7} {shape:8} {law:12} {parts:6} {method:16} {seconds:7.2f} "
                    f"{share:8.2%} {inertia:10.3e} {inertia / base:9.3f}",
                    flush=True,
                )


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [1_000, 10_000])
