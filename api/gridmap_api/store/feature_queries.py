"""Pages of a collection, single features, counts and extents: the queries of the geo API."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson
import shapely
import sqlalchemy as sa
from pyproj import Transformer
from sqlalchemy import ColumnElement, Connection, Row, Select

from gridmap_api.store.feature_collections import Collection
from gridmap_api.store.geopackage import unpack_all
from gridmap_api.store.types import STORAGE_SRID

DEGREE_DECIMALS = 9
"""0.1 mm."""
METRE_DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Target:
    """The CRS in which shapes are told.

    Attributes
    ----------
    srid : int
        EPSG code.
    is_flipped : bool
        Whether latitude, or northing, comes first.
    is_projected : bool
        Whether it is in metres; degrees are told as they are stored, without a datum shift.
    """

    srid: int
    is_flipped: bool
    is_projected: bool


@dataclass(frozen=True, slots=True)
class Part:
    """Which features of a collection are asked for, and how they are told.

    Attributes
    ----------
    target : Target
        The CRS.
    conditions : tuple of ColumnElement
        What they must fulfil.
    names : tuple of str or None
        Properties that are told; None for all.
    order : tuple of (str, bool)
        Properties to sort by, and whether downwards.
    limit, offset : int
        How many, and how many before them are left out.
    after : str or None
        The key after which to go on.
    is_counted : bool
        Whether all that match are counted with them, which saves a query where an index finds
        few, and costs a walk over all where there are no conditions.
    """

    target: Target
    conditions: tuple[ColumnElement[bool], ...] = ()
    names: tuple[str, ...] | None = None
    order: tuple[tuple[str, bool], ...] = ()
    limit: int = 10
    offset: int = 0
    after: str | None = None
    is_counted: bool = False


def read_features(
    connection: Connection, collection: Collection, part: Part
) -> tuple[list[dict[str, Any]], int | None]:
    """Return features as GeoJSON.

    Parameters
    ----------
    connection : Connection
        Any, with the functions that a file needs.
    collection : Collection
        What is asked.
    part : Part
        Which of it.

    Returns
    -------
    features : list of dict
        Ready for `orjson`; the geometry is an `orjson.Fragment`.
    matched : int or None
        How many match; None where that was not asked for, or the page is empty.
    """
    query = _rows(connection, collection, part)
    if part.after is not None:
        query = query.where(collection.values[collection.key] > part.after)
    rows = connection.execute(_sorted(query, collection, part)).all()
    shapes = _geometries(connection, rows, part.target)
    told = _properties(rows, collection, part)
    features = [
        {
            "type": "Feature",
            "id": row[0],
            "geometry": orjson.Fragment(shape or b"null"),
            "properties": properties,
        }
        for row, shape, properties in zip(rows, shapes, told, strict=True)
    ]
    return features, rows[0][2] if rows and part.is_counted else None


def count_features(
    connection: Connection, collection: Collection, conditions: Sequence[ColumnElement[bool]]
) -> int:
    """Return how many features fulfil the conditions.

    Parameters
    ----------
    connection : Connection
        Any.
    collection : Collection
        What is asked.
    conditions : sequence of ColumnElement
        The conditions.

    Returns
    -------
    int
        The count.
    """
    query = sa.select(sa.func.count()).select_from(collection.source)
    return int(connection.scalar(query.where(*collection.conditions, *conditions)) or 0)


def find_digest(connection: Connection, collection: Collection, key: str) -> str | None:
    """Return the digest of a feature of a layer.

    Parameters
    ----------
    connection : Connection
        Any.
    collection : Collection
        A layer.
    key : str
        The key of the feature.

    Returns
    -------
    str or None
        None if there is no such feature.
    """
    query = sa.select(collection.table.c.digest).where(
        *collection.conditions, collection.values[collection.key] == key
    )
    found: str | None = connection.scalar(query)
    return found


def read_extent(
    connection: Connection, collection: Collection
) -> tuple[float, float, float, float] | None:
    """Return the box around every feature.

    Parameters
    ----------
    connection : Connection
        Any.
    collection : Collection
        What is asked.

    Returns
    -------
    tuple of float or None
        West, south, east, north in degrees; None where there is no shape.
    """
    table = collection.table
    if connection.dialect.name == "postgresql":
        box = sa.select(sa.func.ST_Extent(table.c.geom).label("box"))
        held = box.select_from(collection.source).where(*collection.conditions).subquery()
        sides = [
            getattr(sa.func, name)(held.c.box)
            for name in ("ST_XMin", "ST_YMin", "ST_XMax", "ST_YMax")
        ]
        row = connection.execute(sa.select(*sides)).one()
    else:
        tree = sa.table(
            f"rtree_{table.name}_geom", *map(sa.column, ("id", "minx", "maxx", "miny", "maxy"))
        )
        # Outwards, as the index keeps them.
        sides = [
            sa.func.min(tree.c.minx),
            sa.func.min(tree.c.miny),
            sa.func.max(tree.c.maxx),
            sa.func.max(tree.c.maxy),
        ]
        source = collection.source.join(tree, tree.c.id == table.c.fid)
        row = connection.execute(
            sa.select(*sides).select_from(source).where(*collection.conditions)
        ).one()
    return None if row[0] is None else (row[0], row[1], row[2], row[3])


def _rows(connection: Connection, collection: Collection, part: Part) -> Select[Any]:
    named = collection.properties if part.names is None else part.names
    columns = [
        collection.values[name].label(f"p_{name}") for name in named if name in collection.values
    ]
    extra = [collection.table.c.extra] if _tells_further(collection, part) else []
    shape = _shape(connection, collection.table.c.geom, part.target)
    key = collection.values[collection.key].label("key")
    count = sa.func.count().over() if part.is_counted else sa.null()
    query = sa.select(key, shape.label("shape"), count.label("matched"), *columns, *extra)
    return query.select_from(collection.source).where(*collection.conditions, *part.conditions)


def _tells_further(collection: Collection, part: Part) -> bool:
    further = set(collection.further)
    return bool(further if part.names is None else further & set(part.names))


def _sorted(query: Select[Any], collection: Collection, part: Part) -> Select[Any]:
    order = [
        sa.nulls_last(collection.values[name].desc() if is_down else collection.values[name].asc())
        for name, is_down in part.order
    ]
    query = query.order_by(*order, collection.values[collection.key]).limit(part.limit)
    return query.offset(part.offset) if part.offset else query


def _properties(
    rows: Sequence[Row[*tuple[Any, ...]]], collection: Collection, part: Part
) -> list[dict[str, Any]]:
    """Return what is told of each row."""
    named = tuple(collection.properties) if part.names is None else part.names
    known = [name for name in named if name in collection.values]
    found = [dict(zip(known, row[3:], strict=False)) for row in rows]
    if _tells_further(collection, part):
        wanted = set(collection.further if part.names is None else part.names)
        further = [name for name in collection.further if name in wanted]
        for properties, row in zip(found, rows, strict=True):
            properties |= {name: row[-1].get(name) for name in further}
    return found


def _shape(connection: Connection, column: Any, target: Target) -> ColumnElement[Any]:  # noqa: ANN401
    if connection.dialect.name == "sqlite":
        return sa.type_coerce(column, sa.LargeBinary)
    shape: ColumnElement[Any] = sa.type_coerce(column, sa.types.NullType())
    if target.is_projected:
        shape = sa.func.ST_Transform(shape, target.srid, type_=sa.types.NullType())
    elif not target.is_flipped:
        shape = sa.func.ST_ForcePolygonCCW(shape, type_=sa.types.NullType())
    if target.is_flipped:
        shape = sa.func.ST_FlipCoordinates(shape, type_=sa.types.NullType())
    decimals = METRE_DECIMALS if target.is_projected else DEGREE_DECIMALS
    return sa.func.ST_AsGeoJSON(shape, decimals, 0, type_=sa.Text())


def _geometries(
    connection: Connection, rows: Sequence[Row[*tuple[Any, ...]]], target: Target
) -> list[Any]:
    """Return the shape of each row as the text of a GeoJSON geometry."""
    if connection.dialect.name == "postgresql":
        return [row[1] for row in rows]
    shapes = unpack_all([row[1] for row in rows])
    decimals = METRE_DECIMALS if target.is_projected else DEGREE_DECIMALS
    if target.is_projected:
        transformer = Transformer.from_crs(STORAGE_SRID, target.srid, always_xy=True)
        shapes = shapely.transform(shapes, transformer.transform, interleaved=False)
    elif not target.is_flipped:
        shapes = shapely.orient_polygons(shapes, exterior_cw=False)
    turn = slice(None, None, -1) if target.is_flipped else slice(None)
    shapes = shapely.transform(shapes, lambda xy: np.round(xy[:, turn], decimals))
    told: list[Any] = shapely.to_geojson(shapes).tolist()
    return told
