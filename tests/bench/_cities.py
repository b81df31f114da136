"""Synthetic cities for the benchmarks of the partition, and what is measured of their plans.

A city is the Voronoi rook graph of random points in a square, 2,500 m² and about 20 households a
unit. The points lie evenly, or ever more sparsely away from a centre; the households of a unit are
exponential, lognormal with the spread of real buildings (sigma 0.6, as 15,904 buildings of
Harbin), or Poisson, which has hardly any spread and leaves the least to gain.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import Voronoi

from gridmap.partition.problem import Problem, make_problem

Draw = Callable[[np.random.Generator, int], NDArray[np.int64]]
Ints = NDArray[np.int64]

LAWS: dict[str, Draw] = {
    "lognormal": lambda rng, n: np.maximum(1, rng.lognormal(2.816, 0.6, n)).astype(np.int64),
    "exponential": lambda rng, n: np.maximum(1, rng.exponential(20, n)).astype(np.int64),
    "poisson": lambda rng, n: np.maximum(1, rng.poisson(20, n)).astype(np.int64),
}
CITIES = [("centred", "exponential"), ("centred", "lognormal"), ("even", "exponential")]
CITIES += [("even", "lognormal"), ("even", "poisson")]
LOWER, UPPER = 300, 500


@dataclass(frozen=True, slots=True)
class City:
    """A problem with its places in metres as they were drawn, shape (n, 2)."""

    problem: Problem
    points: NDArray[np.float64]

    @property
    def parts(self) -> int:
        """The number of grids that puts the mean in the middle of the band."""
        return round(self.problem.total / ((LOWER + UPPER) / 2))


@dataclass(frozen=True, slots=True)
class Judged:
    """What a plan is worth.

    Attributes
    ----------
    in_band : float
        Share of the grids that have 300 to 500 households and are connected.
    connected : float
        Share of the grids that are connected.
    moment : float
        Households times the squared distance to the centroid of the grid, summed, m².
    cut : int
        Edges between grids.
    """

    in_band: float
    connected: float
    moment: float
    cut: int


def city(units: int, shape: str, law: str, *, seed: int = 0) -> City:
    """Return a synthetic city."""
    rng = np.random.default_rng(seed)
    side = np.sqrt(units) * 50.0
    points = _places(units, shape, rng, side)
    mirrored = [points * [-1, 1], points * [1, -1]]
    mirrored += [[2 * side, 0] - points * [1, -1], [0, 2 * side] - points * [-1, 1]]
    pairs = Voronoi(np.vstack([points, *mirrored])).ridge_points
    return made(LAWS[law](rng, units), pairs[(pairs < units).all(axis=1)], points, side**2)


def made(households: Ints, edges: Ints, points: NDArray[np.float64], area_m2: float) -> City:
    """Return the city of some arrays."""
    problem = make_problem(households, edges, xy=points, lower=LOWER, upper=UPPER, area_m2=area_m2)
    return City(problem, points)


def edges_of(problem: Problem) -> Ints:
    """Return the pairs of neighbours, each once, shape (m, 2)."""
    heads = np.repeat(np.arange(problem.n), np.diff(problem.indptr))
    once = heads < problem.indices
    return np.column_stack([heads[once], problem.indices[once]])


def save(there: City, path: Path) -> None:
    """Write a city, so that what reads it does not pay for its Voronoi diagram."""
    problem = there.problem
    np.savez(
        path,
        households=problem.households,
        edges=edges_of(problem),
        points=there.points,
        area_m2=problem.area_m2,
    )


def load(path: Path) -> City:
    """Read a city."""
    with np.load(path) as kept:
        return made(kept["households"], kept["edges"], kept["points"], float(kept["area_m2"]))


def judge(there: City, labels: Ints) -> Judged:
    """Return what a plan is worth, computed from nothing."""
    problem, edges = there.problem, edges_of(there.problem)
    _, labels = np.unique(labels, return_inverse=True)
    parts = int(labels.max()) + 1
    weight = problem.households.astype(float)
    total = np.bincount(labels, weights=weight, minlength=parts)
    centre = np.column_stack(
        [np.bincount(labels, weights=weight * axis, minlength=parts) for axis in there.points.T]
    )
    centre /= np.maximum(total, 1.0)[:, None]
    same = labels[edges[:, 0]] == labels[edges[:, 1]]
    links = coo_array((np.ones(same.sum()), edges[same].T), shape=(problem.n, problem.n))
    component = connected_components(links, directed=False)[1]
    pairs = np.unique(np.column_stack([labels, component]), axis=0)
    connected = np.bincount(pairs[:, 0], minlength=parts) == 1
    return Judged(
        in_band=float((problem.in_band(labels, parts) & connected).mean()),
        connected=float(connected.mean()),
        moment=float(weight @ ((there.points - centre[labels]) ** 2).sum(axis=1)),
        cut=int((~same).sum()),
    )


def _places(units: int, shape: str, rng: np.random.Generator, side: float) -> NDArray[np.float64]:
    if shape == "even":
        return rng.random((units, 2)) * side
    drawn = rng.random((8 * units, 2))
    kept = rng.random(len(drawn)) < np.exp(-3 * np.hypot(*(drawn - 0.5).T))
    return drawn[kept][:units] * side
