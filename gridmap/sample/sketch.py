"""The main lines of an invented street: borders, roads, river and railway, already bent."""

from __future__ import annotations

from typing import Literal

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from gridmap.sample.lattice import RAIL_ROAD_M, Lattice

STEP_M = 45.0
"""Distance between the vertices of a bent line."""

RIVER_HALF_M = 23.0
"""Half the width of the river."""

RoadClass = Literal["arterial", "secondary", "local", "service", "path"]


class Sketch:
    """Lines of the lattice, bent; every crossing is a vertex of both lines.

    Parameters
    ----------
    lattice : Lattice
        The skeleton.
    """

    def __init__(self, lattice: Lattice) -> None:
        self.lattice = lattice
        self._line = lattice.warp.line
        rail, river = lattice.cell("rail"), lattice.cell("river")
        cell_m = lattice.warp.cell_m
        self._bulge_u = np.array([rail.u0 + 0.08 * cell_m, rail.u1 - 0.10 * cell_m])
        self._bulge_mid = float(self._bulge_u.mean())
        self._across_v = river.v0 + 0.52 * (river.v1 - river.v0)
        self._top = lattice.height_m
        self._rail_v = self._top - RAIL_ROAD_M
        sides = [side for cell in lattice.cells for side in (cell.u0, cell.u1)]
        self._stops_u = np.unique([0.0, lattice.width_m, *sides, *self._bulge_u, self._bulge_mid])
        self._stops_v = np.unique([*lattice.v_edges, self._rail_v, self._across_v])

    def row(self, index: int) -> shapely.LineString:
        """Return the border between two rows.

        Parameters
        ----------
        index : int
            0 for the southern border; the last is the railway.

        Returns
        -------
        shapely.LineString
            From the western to the eastern border.
        """
        return self._eastward(float(self.lattice.v_edges[index]))

    def rail_road(self) -> shapely.LineString:
        """Return the road along the south of the railway.

        Returns
        -------
        shapely.LineString
            In EPSG:4548.
        """
        return self._eastward(self._rail_v)

    def railway(self) -> shapely.LineString:
        """Return the railway, a little beyond the street.

        Returns
        -------
        shapely.LineString
            In EPSG:4548.
        """
        reach = 0.45 * self.lattice.warp.cell_m
        return self._eastward(self._top, -reach, self.lattice.width_m + reach)

    def river(self) -> shapely.LineString:
        """Return the middle of the river, a little beyond the street.

        Returns
        -------
        shapely.LineString
            In EPSG:4548.
        """
        reach = 0.45 * self.lattice.warp.cell_m
        v = _steps(-reach, self._top + reach, self._stops_v, step=STEP_M / 2)
        return self._line(self.lattice.river_at(v), v)

    def water(self) -> shapely.Polygon:
        """Return the river as wide as it is.

        Returns
        -------
        shapely.Polygon
            In EPSG:4548.
        """
        path = shapely.get_coordinates(self.river())
        course = np.gradient(path, axis=0)
        across = np.stack([-course[:, 1], course[:, 0]], axis=1)
        across /= np.hypot(across[:, 0], across[:, 1])[:, None]
        way = np.linspace(0, len(path) / 9, len(path))[:, None]
        left = path + across * (RIVER_HALF_M + 3 * np.sin(way))
        right = path - across * (RIVER_HALF_M + 3 * np.cos(1.3 * way))
        return shapely.Polygon(np.concatenate([left, right[::-1]]))

    def borders(self) -> list[shapely.Geometry]:
        """Return the borders of communities south of the railway.

        Returns
        -------
        list of shapely.LineString
            In EPSG:4548; where they meet both have a vertex.
        """
        lattice = self.lattice
        lines = [self.row(index) for index in range(len(lattice.v_edges))]
        lines += [self._northward(u, 0.0, self._top) for u in (0.0, lattice.width_m)]
        lines += [self._northward(u, *span) for u, span in self._columns()]
        for row, (v0, v1) in enumerate(zip(lattice.v_edges, lattice.v_edges[1:], strict=False)):
            if row != lattice.river_row:
                v = _steps(v0, v1, self._stops_v, step=STEP_M / 2)
                lines.append(self._line(lattice.river_at(v), v))
        return lines

    def column_roads(self) -> list[tuple[shapely.LineString, RoadClass]]:
        """Return the roads that run north, with the class of each.

        Returns
        -------
        list of tuple
            In EPSG:4548.
        """
        columns: dict[float, list[tuple[float, float]]] = {}
        for u, span in self._columns():
            columns.setdefault(u, []).append(span)
        roads: list[tuple[shapely.LineString, RoadClass]] = []
        for rank, u in enumerate(sorted(columns)):
            kind: RoadClass = "secondary" if rank % 2 else "arterial"
            for v0, v1 in _joined(columns[u]):
                roads.append((self._northward(u, v0, min(v1, self._rail_v)), kind))
        outer = [self._northward(u, 0.0, self._rail_v) for u in (0.0, self.lattice.width_m)]
        return roads + [(line, "secondary") for line in outer]

    def crossings(self) -> tuple[shapely.LineString, shapely.LineString]:
        """Return the road over the river and the road under the railway.

        Returns
        -------
        tuple of shapely.LineString
            In EPSG:4548.
        """
        river, rail = self.lattice.cell("river"), self.lattice.cell("rail")
        v = self._bulge_v()[3]
        return (
            self._eastward(self._across_v, river.u0, river.u1),
            self._northward(self._bulge_mid, rail.v0, v),
        )

    def north_road(self) -> shapely.LineString:
        """Return the road along the north of the railway.

        Returns
        -------
        shapely.LineString
            In EPSG:4548.
        """
        return self._eastward(self._top + RAIL_ROAD_M, *self._bulge_u)

    def bulge_ring(self) -> shapely.LineString:
        """Return the border of what lies north of the railway.

        Returns
        -------
        shapely.LineString
            In EPSG:4548.
        """
        return self._ring(self._top)

    def bulge_road(self) -> shapely.LineString:
        """Return the road around what lies north of the railway.

        Returns
        -------
        shapely.LineString
            In EPSG:4548.
        """
        return self._ring(self._top + RAIL_ROAD_M)

    def south_of_rail_road(self) -> shapely.Polygon:
        """Return the half of the plane south of the road along the railway.

        Returns
        -------
        shapely.Polygon
            In EPSG:4548.
        """
        reach = self.lattice.width_m
        u = _steps(-reach, 2 * reach, self._stops_u)
        low = self.lattice.warp.points([2 * reach, -reach], [-reach, -reach])
        return shapely.Polygon(np.concatenate([self.lattice.warp.points(u, self._rail_v), low]))

    def _bulge_v(self) -> NDArray[np.float64]:
        cell_m = self.lattice.warp.cell_m
        return self._top + cell_m * np.array([0.46, 0.54, 0.59, 0.60, 0.55, 0.48])

    def _ring(self, start: float) -> shapely.LineString:
        (u0, u1), middle = self._bulge_u, self._bulge_mid
        span, v = u1 - u0, self._bulge_v()
        rail_road = self._top + RAIL_ROAD_M
        u_ring = [u0, u0, u0, u0 + 0.1 * span, u0 + 0.3 * span, middle, u1 - 0.2 * span, u1, u1, u1]
        v_ring = [start, rail_road, *v, rail_road, start]
        return self._line(u_ring, v_ring)

    def _columns(self) -> list[tuple[float, tuple[float, float]]]:
        """Return the borders between neighbours of a row that are roads."""
        lattice = self.lattice
        inner = {
            (cell.u1, (cell.v0, cell.v1))
            for cell in lattice.cells
            if cell.u1 < lattice.width_m - 1
            and (cell.row == lattice.river_row or abs(cell.u1 - lattice.river_u) > 1)
        }
        return sorted(inner)

    def _eastward(
        self, v: float, start: float = 0.0, stop: float | None = None
    ) -> shapely.LineString:
        end = self.lattice.width_m if stop is None else stop
        river = self.lattice.river_at([v])
        return self._line(_steps(start, end, np.append(self._stops_u, river)), v)

    def _northward(self, u: float, start: float, stop: float) -> shapely.LineString:
        stops = np.append(self._stops_v, self._top + RAIL_ROAD_M)
        return self._line(u, _steps(start, stop, stops))


def _joined(spans: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return spans with those that touch made one.

    Examples
    --------
    >>> _joined([(0.0, 1.0), (1.0, 2.0), (3.0, 4.0)])
    [(0.0, 2.0), (3.0, 4.0)]
    """
    joined: list[tuple[float, float]] = []
    for start, stop in sorted(spans):
        if joined and joined[-1][1] == start:
            joined[-1] = (joined[-1][0], stop)
        else:
            joined.append((start, stop))
    return joined


def _steps(
    start: float, stop: float, stops: ArrayLike, *, step: float = STEP_M
) -> NDArray[np.float64]:
    """Return places from start to stop, a step apart at most, with every stop between them."""
    within = np.asarray(stops, float)
    within = within[(within > start) & (within < stop)]
    even = np.linspace(start, stop, int(np.ceil((stop - start) / step)) + 1)
    near = (
        np.abs(even[:, None] - within[None, :]).min(axis=1)
        if len(within)
        else np.full(len(even), 9)
    )
    keep = near > 5.0
    keep[[0, -1]] = True
    return np.unique(np.concatenate([even[keep], within]))
