"""Where a report lies: in which community, and in which grid of a plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from pyproj import Geod
from sqlalchemy import ColumnElement, Connection, Table, column, func, select, table

from gridmap_api.store.features import FEATURES
from gridmap_api.store.models import PlanGrid
from gridmap_api.store.scope import Scope
from gridmap_api.store.types import STORAGE_SRID

Place = tuple[float, float]
"""Longitude and latitude in degrees."""

GEODESIC = Geod(ellps="GRS80")


def community_at(connection: Connection, place: Place, scope: Scope) -> str | None:
    """Return the community in which a place lies.

    Parameters
    ----------
    connection : Connection
        Any.
    place : tuple of float
        The place.
    scope : Scope
        What may be seen.

    Returns
    -------
    str or None
        Its code; None if the place lies in none that may be seen.
    """
    layer = FEATURES["communities"]
    wanted = select(layer.c.community_code, layer.c.geom).where(
        scope.rows(layer.c.community_code), _box_holds(connection, layer, place)
    )
    point = shapely.Point(place)
    for code, shape in connection.execute(wanted.order_by(layer.c.community_code)):
        if shape.intersects(point):
            return str(code)
    return None


def distance_m(one: Place, other: Place) -> float:
    """Return how far two places are from each other.

    Parameters
    ----------
    one, other : tuple of float
        The places.

    Returns
    -------
    float
        Metres on the ellipsoid of CGCS2000.

    Examples
    --------
    >>> round(distance_m((117.0, 35.0), (117.0, 35.01)))
    1109
    """
    return float(GEODESIC.inv(*one, *other)[2])


class GridsAtPlaces:
    """The grids of a plan at its head, by place.

    Parameters
    ----------
    connection : Connection
        Any.
    plan : Mapping
        The plan, as `plans.find_plan` returns it.
    scope : Scope
        What may be seen.
    """

    def __init__(self, connection: Connection, plan: Mapping[str, Any], scope: Scope) -> None:
        grid = PlanGrid.__table__.c
        wanted = select(grid.grid_code, grid.name, grid.geom).where(
            grid.plan_id == plan["id"], ~grid.retired, scope.rows(grid.community_code)
        )
        rows = connection.execute(wanted.order_by(grid.grid_code)).all()
        self.names = {code: name for code, name, _ in rows}
        self.shapes = {code: shape for code, _, shape in rows if shape is not None}
        self._codes = list(self.shapes)
        self._tree = shapely.STRtree(list(self.shapes.values()))

    def codes_at(self, points: Sequence[Any]) -> list[str | None]:
        """Return the grid of each point.

        Parameters
        ----------
        points : sequence of Point
            Places in degrees.

        Returns
        -------
        list of str or None
            Of a point on an edge the lesser code; None where there is no grid.
        """
        found: list[str | None] = [None] * len(points)
        places = np.array(points, dtype=object)
        number, place = self._tree.query(places, predicate="intersects")
        for position, grid in sorted(zip(number.tolist(), place.tolist(), strict=True)):
            if found[position] is None:
                found[position] = self._codes[grid]
        return found

    def within(self, code: str, points: Sequence[Any]) -> list[bool]:
        """Return which points lie in a grid.

        Parameters
        ----------
        code : str
            The grid.
        points : sequence of Point
            Places in degrees.

        Returns
        -------
        list of bool
            As `codes_at` tells it.
        """
        return [one == code for one in self.codes_at(points)]


def _box_holds(connection: Connection, layer: Table, place: Place) -> ColumnElement[bool]:
    """Return the condition that the box around a shape holds a place, by the spatial index."""
    lon, lat = place
    if connection.dialect.name == "sqlite":
        names = ("id", "minx", "maxx", "miny", "maxy")
        tree = table(f"rtree_{layer.name}_geom", *map(column, names)).c
        held = select(tree.id).where(
            tree.minx <= lon, tree.maxx >= lon, tree.miny <= lat, tree.maxy >= lat
        )
        return layer.c.fid.in_(held)
    point = func.ST_SetSRID(func.ST_MakePoint(lon, lat), STORAGE_SRID)
    held_too: ColumnElement[bool] = layer.c.geom.op("&&", is_comparison=True)(point)
    return held_too
