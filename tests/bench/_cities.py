"""Synthetic cities for the benchmarks of the partition, and what is measured of their plans.

A city is the Voronoi rook graph of random points in a square, 2,500 m² and about 20 households a
unit. The points lie evenly, or ever more sparsely away from a centre; the households of a unit are
geometric with a twentieth of the units empty, exponential, lognormal with the spread of real
buildings (sigma 0.6, as 15,904 buildings of Harbin), or Poisson, which has hardly any spread and
leaves the least to gain. Arrays only, so that a peer's process holds no more than it needs.

``python tests/bench/_cities.py UNITS SHAPE LAW CITY.npz`` writes one, and prints its grids.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import Voronoi

if TYPE_CHECKING:
    from gridmap.partition.problem import Problem

Draw = Callable[[np.random.Generator, int], NDArray[np.int64]]
Ints = NDArray[np.int64]

LAWS: dict[str, Draw] = {
    "geometric": lambda rng, n: (rng.geometric(1 / 21, n) - 1).astype(np.int64),
    "lognormal": lambda rng, n: np.maximum(1, rng.lognormal(2.816, 0.6, n)).astype(np.int64),
    "exponential": lambda rng, n: np.maximum(1, rng.exponential(20, n)).astype(np.int64),
    "poisson": lambda rng, n: np.maximum(1, rng.poisson(20, n)).astype(np.int64),
}
CITIES = [("even", "geometric"), ("even", "exponential"), ("even", "lognormal")]
CITIES += [("even", "poisson"), ("centred", "exponential"), ("centred", "lognormal")]
LOWER, UPPER = 300, 500


@dataclass(frozen=True, slots=True)
class City:
    """Units as arrays.

    Attributes
    ----------
    households : ndarray of int64, shape (n,)
        Households of each unit.
    edges : ndarray of int64, shape (m, 2)
        Pairs of neighbours, each once.
    points : ndarray of float64, shape (n, 2)
        Places in metres.
    area_m2 : float
        Area of the city.
    """

    households: Ints
    edges: Ints
    points: NDArray[np.float64]
    area_m2: float

    @property
    def n(self) -> int:
        """The number of units."""
        return len(self.households)

    @property
    def parts(self) -> int:
        """The number of grids that puts the mean in the middle of the band."""
        return round(int(self.households.sum()) / ((LOWER + UPPER) / 2))

    @property
    def rows(self) -> tuple[Ints, Ints]:
        """Neighbours of each unit in compressed rows: starts, and rows of neighbours."""
        heads, tails = np.concatenate([self.edges, self.edges[:, ::-1]]).T
        starts = np.concatenate([[0], np.cumsum(np.bincount(heads, minlength=self.n))])
        return starts, tails[np.lexsort((tails, heads))]

    @property
    def problem(self) -> Problem:
        """The city as this project's search takes it."""
        from gridmap.partition.problem import make_problem

        return make_problem(
            self.households,
            self.edges,
            xy=self.points,
            lower=LOWER,
            upper=UPPER,
            area_m2=self.area_m2,
        )


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
    edges = pairs[(pairs < units).all(axis=1)].astype(np.int64)
    return City(LAWS[law](rng, units), edges, points, side**2)


def save(there: City, path: Path) -> None:
    """Write a city, so that what reads it does not pay for its Voronoi diagram."""
    np.savez(
        path,
        households=there.households,
        edges=there.edges,
        points=there.points,
        area_m2=there.area_m2,
    )


def load(path: Path) -> City:
    """Read a city."""
    with np.load(path) as kept:
        return City(kept["households"], kept["edges"], kept["points"], float(kept["area_m2"]))


def judge(there: City, labels: Ints) -> Judged:
    """Return what a plan is worth, computed from nothing."""
    edges = there.edges
    _, labels = np.unique(labels, return_inverse=True)
    parts = int(labels.max()) + 1
    weight = there.households.astype(float)
    total = np.bincount(labels, weights=weight, minlength=parts)
    centre = np.column_stack(
        [np.bincount(labels, weights=weight * axis, minlength=parts) for axis in there.points.T]
    )
    centre /= np.maximum(total, 1.0)[:, None]
    same = labels[edges[:, 0]] == labels[edges[:, 1]]
    links = coo_array((np.ones(same.sum()), edges[same].T), shape=(there.n, there.n))
    component = connected_components(links, directed=False)[1]
    pairs = np.unique(np.column_stack([labels, component]), axis=0)
    connected = np.bincount(pairs[:, 0], minlength=parts) == 1
    return Judged(
        in_band=float(((total >= LOWER) & (total <= UPPER) & connected).mean()),
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


def main(units: int, shape: str, law: str, path: Path) -> None:
    """Write a city and print the number of its grids."""
    there = city(units, shape, law)
    save(there, path)
    print(there.parts)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3], Path(sys.argv[4]))
