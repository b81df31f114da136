"""Residential buildings as they are built: floors, entrances, and the footprint they need."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray

Shape = Literal["slab", "tower", "ell"]

DWELLING_M = 7.6
"""Length of front of one dwelling in a slab."""

END_GAP_M = 9.0
"""Distance between the ends of two buildings of a row."""

DESIGNS = {
    "old": ((5, 2, 6), (6, 2, 6), (6, 3, 5), (7, 3, 6)),
    "resettlement": ((6, 2, 5), (11, 2, 4), (11, 4, 3), (18, 3, 3), (18, 4, 3), (26, 6, 2)),
    "commercial": ((7, 2, 4), (11, 2, 4), (17, 2, 3), (18, 4, 2), (26, 4, 2), (33, 6, 2)),
}
"""Floors, dwellings a floor and entrance, and most entrances, by kind of compound."""


@dataclass(frozen=True, slots=True)
class Design:
    """One building before it has a place.

    Attributes
    ----------
    households : int
        Households.
    floors, entrances : int
        Floors and stairwells.
    length_m, depth_m : float
        Sides of the rectangle around the footprint.
    shape : {"slab", "tower", "ell"}
        The footprint in that rectangle.
    use : str
        A use of the contract of buildings.
    """

    households: int
    floors: int
    entrances: int
    length_m: float
    depth_m: float
    shape: Shape = "slab"
    use: str = "residential"

    @property
    def row_gap_m(self) -> float:
        """Distance to the next row, for the sun: more behind a taller building."""
        return 13.0 + 1.15 * min(self.floors, 30)

    @property
    def plot_m2(self) -> float:
        """The ground that the building needs with its share of the distances."""
        return (self.length_m + END_GAP_M) * (self.depth_m + self.row_gap_m)


def design_building(households: int, kind: str, rng: np.random.Generator) -> Design:
    """Return a building that houses so many.

    Parameters
    ----------
    households : int
        Households.
    kind : {"old", "resettlement", "commercial"}
        Kind of its compound.
    rng : numpy.random.Generator
        Source of chance.

    Returns
    -------
    Design
        The least wasteful of the usual designs, with some chance in the choice.
    """
    best: tuple[float, int, int, int] | None = None
    for floors, dwellings, most in DESIGNS[kind]:
        entrances = math.ceil(households / (floors * dwellings))
        waste = floors * dwellings * entrances / households - 1 + 0.25 * rng.random()
        waste += 3.0 * max(0, entrances - most)
        if best is None or waste < best[0]:
            best = (waste, floors, dwellings, entrances)
    assert best is not None
    _, floors, dwellings, entrances = best
    if dwellings >= 4:
        length_m = (11.0 + 3.2 * dwellings) * entrances
        return Design(households, floors, entrances, length_m, 17.5, "tower")
    length_m = dwellings * entrances * DWELLING_M * (0.94 + 0.12 * rng.random())
    if entrances >= 3 and rng.random() < 0.12:
        return Design(households, floors, entrances, 0.85 * length_m, 19.0, "ell")
    return Design(households, floors, entrances, length_m, 11.0 + 2.0 * rng.random())


def design_old_slab(households: int, entrances: int) -> Design:
    """Return an old slab with a given number of entrances.

    Parameters
    ----------
    households, entrances : int
        Households and stairwells.

    Returns
    -------
    Design
        Two dwellings a floor and entrance.
    """
    floors = math.ceil(households / (2 * entrances))
    return Design(households, floors, entrances, 2 * entrances * DWELLING_M, 11.5)


def design_big_tower(households: int) -> Design:
    """Return one tower with one entrance, of small flats.

    Parameters
    ----------
    households : int
        Households.

    Returns
    -------
    Design
        34 floors.
    """
    return Design(households, 34, 1, 58.0, 26.0, "tower")


def draw_footprints(
    centres: NDArray[np.float64],
    lengths_m: NDArray[np.float64],
    depths_m: NDArray[np.float64],
    angles: NDArray[np.float64],
    shapes: list[Shape],
) -> NDArray[np.object_]:
    """Return footprints where they stand.

    Parameters
    ----------
    centres : ndarray of shape (n, 2)
        Easting and northing of the rectangles' middles, in metres.
    lengths_m, depths_m : ndarray of shape (n,)
        Their sides.
    angles : ndarray of shape (n,)
        Direction of the length in radians, from east.
    shapes : list of str, n long
        What is drawn into each rectangle.

    Returns
    -------
    ndarray of shapely.Polygon, of shape (n,)
        In the CRS of the centres.
    """
    polygons = np.empty(len(centres), dtype=object)
    for i, shape in enumerate(shapes):
        ring = OUTLINES[shape] * (lengths_m[i] / 2, depths_m[i] / 2)
        cos, sin = np.cos(angles[i]), np.sin(angles[i])
        polygons[i] = shapely.Polygon(ring @ np.array([[cos, sin], [-sin, cos]]) + centres[i])
    return polygons


def _tower_outline() -> NDArray[np.float64]:
    """Return a rectangle with its corners and the middle of its back cut out."""
    x = [-1, -1, -0.62, -0.62, -0.15, -0.15, 0.15, 0.15, 0.62, 0.62, 1, 1, 0.62, 0.62, -0.62, -0.62]
    y = [-0.6, 0.6, 0.6, 1, 1, 0.55, 0.55, 1, 1, 0.6, 0.6, -0.6, -0.6, -1, -1, -0.6]
    return np.stack([np.array(x, float), np.array(y, float)], axis=1)


OUTLINES: dict[Shape, NDArray[np.float64]] = {
    "slab": np.array([[-1, -1], [-1, 1], [1, 1], [1, -1]], float),
    "tower": _tower_outline(),
    "ell": np.array([[-1, -1], [-1, 1], [-0.55, 1], [-0.55, 0.1], [1, 0.1], [1, -1]], float),
}
"""Corners of each shape in the square from -1 to 1."""
