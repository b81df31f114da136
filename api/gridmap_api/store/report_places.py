"""Where a report lies: in which community, and in which grid of a plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
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
        scope.rows(layer.c.community_code), meets_box(connection, layer, (*place, *place))
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

    def codes_at(self, points: Sequence[Any] | NDArray[np.object_]) -> list[str | None]:
        """Return the grid of each point.

        Parameters
        ----------
        points : sequence or ndarray of Point
            Places in degrees.

        Returns
        -------
        list of str or None
            Of a point on an edge the lesser code; None where there is no grid.
        """
        found: list[str | None] = [None] * len(points)
        places = np.asarray(points, dtype=object)
        number, place = self._tree.query(places, predicate="intersects")
        for position, grid in sorted(zip(number.tolist(), place.tolist(), strict=True)):
            if found[position] is None:
                found[position] = self._codes[grid]
        return found


def meets_box(connection: Connection, layer: Table, box: Sequence[float]) -> ColumnElement[bool]:
    """Return the condition that the box around a shape meets a box, by the spatial index.

    Parameters
    ----------
    connection : Connection
        To either kind of store.
    layer : Table
        The table of the shapes.
    box : sequence of float
        West, south, east, north in degrees.

    Returns
    -------
    ColumnElement of bool
        To be put into ``where``.
    """
    west, south, east, north = map(float, box)
    if connection.dialect.name == "sqlite":
        names = ("id", "minx", "maxx", "miny", "maxy")
        tree = table(f"rtree_{layer.name}_geom", *map(column, names)).c
        held = select(tree.id).where(
            tree.minx <= east, tree.maxx >= west, tree.miny <= north, tree.maxy >= south
        )
        return layer.c.fid.in_(held)
    envelope = func.ST_MakeEnvelope(west, south, east, north, STORAGE_SRID)
    meets: ColumnElement[bool] = layer.c.geom.op("&&", is_comparison=True)(envelope)
    return meets


def degrees_of(connection: Connection, layer: Table) -> tuple[ColumnElement[Any], ...]:
    """Return longitude and latitude of points as columns, which are read faster than shapes.

    Parameters
    ----------
    connection : Connection
        To either kind of store.
    layer : Table
        The table of the points.

    Returns
    -------
    tuple of ColumnElement
        ``lon`` and ``lat``.
    """
    shape = layer.c.geom
    if connection.dialect.name == "sqlite":
        return func.ST_MinX(shape).label("lon"), func.ST_MinY(shape).label("lat")
    return func.ST_X(shape).label("lon"), func.ST_Y(shape).label("lat")
