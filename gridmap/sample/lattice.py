"""The skeleton of an invented street: rows and columns of communities, gently bent.

Everything is laid out on a straight lattice (u eastward, v northward, in metres), which a smooth
warp then bends into the plane of EPSG:4548, so that borders meet by construction.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

Role = Literal["", "small", "river", "rail", "tower"]

ORIGIN_M = (440_900.0, 3_919_000.0)
"""Easting and northing in EPSG:4548 of the middle: near 116.35 E, 35.40 N."""

SMALL_AREA_M2 = 400_000.0
"""Area of the community that is small and holds four compounds."""

RAIL_ROAD_M = 46.0
"""Distance from the railway to the roads that run along it."""


Span = tuple[float, float, int]
"""West and east side of a stretch of a row in metres, and the communities in it."""


@dataclass(frozen=True)
class Warp:
    """A smooth bend of the plane, about 10 degrees at most from straight.

    Attributes
    ----------
    cell_m : float
        Side of a community in metres, the scale of the bends.
    middle : tuple of float
        u and v in metres of the point that lands on `ORIGIN_M`.
    phases : ndarray of shape (8,)
        Phases of the waves, in radians.
    """

    cell_m: float
    middle: tuple[float, float]
    phases: NDArray[np.float64]

    def points(self, u: ArrayLike, v: ArrayLike) -> NDArray[np.float64]:
        """Return the places of lattice points.

        Parameters
        ----------
        u, v : array_like of shape (n,)
            Lattice coordinates in metres; either may be a scalar.

        Returns
        -------
        ndarray of shape (n, 2)
            Easting and northing in metres, EPSG:4548.
        """
        east, north = np.broadcast_arrays(np.asarray(u, float), np.asarray(v, float))
        p, s, t = self.phases, east / self.cell_m, north / self.cell_m
        shift_x = 0.075 * np.sin(1.9 * t + p[0]) + 0.03 * np.sin(2.6 * s + 1.1 * t + p[1])
        shift_y = 0.080 * np.sin(1.6 * s + p[2]) + 0.03 * np.sin(2.2 * t - 1.3 * s + p[3])
        x = east - self.middle[0] + shift_x * self.cell_m
        y = north - self.middle[1] + shift_y * self.cell_m
        turn = 0.05 * np.sin(p[4])
        return np.stack(
            [
                ORIGIN_M[0] + x * np.cos(turn) - y * np.sin(turn),
                ORIGIN_M[1] + x * np.sin(turn) + y * np.cos(turn),
            ],
            axis=-1,
        )

    def line(self, u: ArrayLike, v: ArrayLike) -> shapely.LineString:
        """Return a bent line through lattice points.

        Parameters
        ----------
        u, v : array_like of shape (n,)
            Lattice coordinates in metres; either may be a scalar.

        Returns
        -------
        shapely.LineString
            In EPSG:4548.
        """
        return shapely.LineString(self.points(u, v))

    def area_m2(self, u0: float, u1: float, v0: float, v1: float) -> float:
        """Return the area of a lattice rectangle once it is bent.

        Parameters
        ----------
        u0, u1, v0, v1 : float
            The sides of the rectangle in metres.

        Returns
        -------
        float
            Square metres.
        """
        u, v = np.linspace(u0, u1, 60), np.linspace(v0, v1, 60)
        sides = [
            self.points(u, v0),
            self.points(u1, v),
            self.points(u[::-1], v1),
            self.points(u0, v[::-1]),
        ]
        return float(shapely.Polygon(np.concatenate(sides)).area)


@dataclass(frozen=True, slots=True)
class Cell:
    """One community on the lattice.

    Attributes
    ----------
    row : int
        Row, counted from the south.
    u0, u1, v0, v1 : float
        Its sides in metres; where the river is a side, the mean line of the river.
    role : str
        What is special about it: ``"small"``, ``"river"`` (crossed by the river), ``"rail"``
        (crossed by the railway), ``"tower"``, or empty.
    """

    row: int
    u0: float
    u1: float
    v0: float
    v1: float
    role: Role = ""


@dataclass(frozen=True)
class Lattice:
    """The skeleton of the street.

    Attributes
    ----------
    warp : Warp
        From the lattice to the plane.
    cells : tuple of Cell
        The communities, north to south and west to east.
    v_edges : ndarray of shape (rows + 1,)
        Borders between rows in metres, from the south; the railway lies on the last.
    width_m, river_u : float
        Width of the street and mean place of the river, in metres.
    river_row : int
        The row in which the river crosses a community instead of bordering it.
    """

    warp: Warp
    cells: tuple[Cell, ...]
    v_edges: NDArray[np.float64]
    width_m: float
    river_u: float
    river_row: int

    @property
    def height_m(self) -> float:
        """The height of the lattice in metres, without what lies beyond the railway."""
        return float(self.v_edges[-1])

    def cell(self, role: Role) -> Cell:
        """Return the cell with a role.

        Parameters
        ----------
        role : str
            The role.

        Returns
        -------
        Cell
            The cell.
        """
        return next(cell for cell in self.cells if cell.role == role)

    def river_at(self, v: ArrayLike) -> NDArray[np.float64]:
        """Return where the river runs.

        Parameters
        ----------
        v : array_like of shape (n,)
            Lattice coordinates in metres.

        Returns
        -------
        ndarray of shape (n,)
            u in metres.
        """
        t, p, cell = np.asarray(v, float) / self.warp.cell_m, self.warp.phases, self.warp.cell_m
        meander = 0.085 * np.sin(2.9 * t + p[5]) + 0.035 * np.sin(6.3 * t + p[6])
        return np.asarray(self.river_u + meander * cell)


def lay_lattice(communities: int, *, cell_m: float, rng: np.random.Generator) -> Lattice:
    """Return the skeleton of a street.

    Parameters
    ----------
    communities : int
        How many, six at least.
    cell_m : float
        Side of a mean community in metres.
    rng : numpy.random.Generator
        Source of chance.

    Returns
    -------
    Lattice
        Rows of communities on both banks of a river, a railway along the north.
    """
    rows = max(2, round((communities / 1.6) ** 0.5))
    counts = [communities // rows + (row < communities % rows) for row in range(rows)]
    width_m = cell_m * communities / rows
    v_edges = _edges(0.0, cell_m * rows, rows, rng)
    warp = Warp(cell_m, (width_m / 2, cell_m * rows / 2), rng.random(8) * 2 * np.pi)
    river_u = width_m * (counts[-1] // 2) / counts[-1]
    small_u = _small_side(warp, width_m, float(v_edges[-2]), float(v_edges[-1]))
    spans = [_spans(count, river_u, width_m) for count in counts]
    river_row = (rows - 1) // 2
    spans[river_row] = _crossed(counts[river_row], river_u, width_m, cell_m)
    spans[-1] = [*spans[-1][:-1], (river_u, small_u, spans[-1][-1][2] - 1), (small_u, width_m, 1)]
    cells = _cells(spans, v_edges, rng)
    roles = _give_roles(cells, rows, river_row, river_u)
    return Lattice(warp, roles, v_edges, width_m, river_u, river_row)


def _cells(
    spans: list[list[Span]], v_edges: NDArray[np.float64], rng: np.random.Generator
) -> list[Cell]:
    """Return the cells from north to south; equal stretches of rows are divided equally."""
    division: dict[Span, list[tuple[float, float]]] = {}
    cells: list[Cell] = []
    for row in reversed(range(len(spans))):
        v0, v1 = float(v_edges[row]), float(v_edges[row + 1])
        for span in spans[row]:
            if span not in division:
                division[span] = list(pairwise(_edges(*span, rng).tolist()))
            cells += [Cell(row, u0, u1, v0, v1) for u0, u1 in division[span]]
    return cells


def _edges(start: float, stop: float, count: int, rng: np.random.Generator) -> NDArray[np.float64]:
    widths = 1 + 0.10 * (2 * rng.random(count) - 1)
    return start + (stop - start) * np.concatenate([[0.0], np.cumsum(widths) / widths.sum()])


def _small_side(warp: Warp, width_m: float, v0: float, v1: float) -> float:
    """Return the western side that gives the north-eastern cell the small area."""
    low, high = width_m - 3 * SMALL_AREA_M2 / (v1 - v0), width_m
    for _ in range(50):
        middle = (low + high) / 2
        if warp.area_m2(middle, width_m, v0, v1) > SMALL_AREA_M2:
            low = middle
        else:
            high = middle
    return low


def _spans(count: int, river_u: float, width_m: float) -> list[Span]:
    """Return the stretches of a row on either bank, with the communities in each."""
    west = max(1, round(count * river_u / width_m))
    return [(0.0, river_u, west), (river_u, width_m, count - west)]


def _crossed(count: int, river_u: float, width_m: float, cell_m: float) -> list[Span]:
    """Return the stretches of the row in which one community lies on both banks."""
    west = max(1, round(count * river_u / width_m))
    left = river_u - 0.70 * cell_m if west > 1 else 0.0
    right = river_u + 0.45 * cell_m
    outer = [(0.0, left, west - 1)] if west > 1 else []
    return [*outer, (left, right, 1), (right, width_m, count - west)]


def _give_roles(cells: list[Cell], rows: int, river_row: int, river_u: float) -> tuple[Cell, ...]:
    top = [i for i, cell in enumerate(cells) if cell.row == rows - 1]
    west = [i for i in top if cells[i].u1 <= river_u + 1]
    bottom = [i for i, cell in enumerate(cells) if cell.row == 0]
    crossed = next(
        i for i, cell in enumerate(cells) if cell.row == river_row and cell.u0 < river_u < cell.u1
    )
    roles: dict[int, Role] = {
        top[-1]: "small",
        west[max(0, len(west) - 2)]: "rail",
        crossed: "river",
        bottom[-1]: "tower",
    }
    return tuple(
        Cell(cell.row, cell.u0, cell.u1, cell.v0, cell.v1, roles.get(i, ""))
        for i, cell in enumerate(cells)
    )
