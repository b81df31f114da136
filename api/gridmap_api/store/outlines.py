"""Outlines of the grids of a plan at its head, with their figures; or of those that changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import orjson
import shapely
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from gridmap_api.store.models import PlanGrid
from gridmap_api.store.plan_reads import GRID
from gridmap_api.store.public_counts import told_counts, without_withheld
from gridmap_api.store.scope import Scope

DECIMALS = 7
"""Of a degree: 1 cm."""
LABEL_DECIMALS = 6
LABEL_TOLERANCE = 1e-4
"""Of a degree: a label need not stand nearer than 10 m to the middle."""


def outlines_of(
    connection: Connection, plan: Mapping[str, Any], scope: Scope, *, after: int | None = None
) -> list[dict[str, Any]]:
    """Return the grids of a plan at its head as GeoJSON.

    Parameters
    ----------
    connection : Connection
        In which the plan was found.
    plan : Mapping
        The plan, as `plans.find_plan` returns it.
    scope : Scope
        What may be seen. Whoever sees what is published alone is not told what is withheld.
    after : int, optional
        Only grids that changed after this version, those included that have no unit any more;
        by default every grid that has one.

    Returns
    -------
    list of dict
        Features by code, of `gridmap_api.schemas.outlines.Outline`; the geometry of a grid that
        has no unit any more is None.
    """
    table = PlanGrid.__table__.c
    wanted = select(*(table[name] for name in GRID), table.geom).where(
        table.plan_id == plan["id"], scope.rows(table.community_code)
    )
    wanted = wanted.where(table.retired.is_(False) if after is None else table.version > after)
    rows = [dict(row) for row in connection.execute(wanted.order_by(table.grid_code)).mappings()]
    shapes = np.empty(len(rows), dtype=object)
    shapes[:] = [None if row["retired"] else row["geom"] for row in rows]
    texts = shapely.to_geojson(rounded(shapes))
    places = iter(_labels(shapes[shapely.is_geometry(shapes)]).tolist())
    counts = told_counts(connection, plan) if scope.published_only else {}
    found = []
    for row, text in zip(rows, texts, strict=True):
        del row["geom"]
        label = None if text is None else next(places)
        told = without_withheld(row, counts) if scope.published_only else row
        geometry = orjson.Fragment(text or "null")
        found.append(
            {
                "type": "Feature",
                "id": row["grid_code"],
                "geometry": geometry,
                "properties": told | {"label": label},
            }
        )
    return found


def _labels(shapes: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return a point in each shape, where there is most room around it."""
    # Each is a line from the middle of the largest circle within to a point on the circle.
    radii = shapely.maximum_inscribed_circle(shapes, tolerance=LABEL_TOLERANCE)
    places = shapely.get_coordinates(shapely.get_point(radii, 0)).round(LABEL_DECIMALS)
    lost = np.flatnonzero(~shapely.contains_xy(shapes, places[:, 0], places[:, 1]))
    if len(lost):
        places[lost] = shapely.get_coordinates(shapely.point_on_surface(shapes[lost]))
    return np.asarray(places, dtype=np.float64)


def rounded(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return shapes as GeoJSON tells them: rounded, and rings counter-clockwise (RFC 7946).

    Parameters
    ----------
    shapes : ndarray of BaseGeometry, shape (n,)
        In degrees; None for none.

    Returns
    -------
    ndarray of BaseGeometry, shape (n,)
        The same to 1 cm.
    """
    short = shapely.transform(shapes, lambda xy: np.round(xy, DECIMALS))
    oriented: NDArray[np.object_] = shapely.orient_polygons(short, exterior_cw=False)
    return oriented
