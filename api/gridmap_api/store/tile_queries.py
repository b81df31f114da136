"""What a tile shows, read from the store: made by PostGIS, or read from the file and encoded."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from numpy.typing import NDArray
from sqlalchemy import (
    ColumnElement,
    Connection,
    LargeBinary,
    Select,
    Table,
    TableClause,
    Text,
    column,
    func,
    null,
    select,
    table,
    type_coerce,
    union_all,
)

from gridmap.io.mvt import BUFFER, EXTENT, encode_layer
from gridmap.layers import CONTRACTS
from gridmap_api.store.features import FEATURES, PAST
from gridmap_api.store.geopackage import unpack_all
from gridmap_api.store.layer_columns import element_of
from gridmap_api.store.models import PlanGrid, PlanUnit, Unit
from gridmap_api.store.public_counts import told_column
from gridmap_api.store.scope import Scope
from gridmap_api.store.tile_matrices import Square
from gridmap_api.store.types import STORAGE_SRID

UNIT_FIELDS = (
    "unit_id",
    "community_code",
    "compound_id",
    "kind",
    "purpose",
    "households",
    "persons",
)
GRID_FIELDS = (
    "grid_code",
    "community_code",
    "community",
    "name",
    "kind",
    "purpose",
    "locked",
    "households",
    "persons",
    "area_m2",
)
SIDES = ("XMin", "YMin", "XMax", "YMax")

UNIT: Any = Unit.__table__
GRID: Any = PlanGrid.__table__


@dataclass(frozen=True, slots=True)
class Drawn:
    """Rows that a tile shows.

    Attributes
    ----------
    name : str
        Name of the layer in the tile.
    rows : Select
        ``number``, ``geom`` and the properties, of every place.
    indexed : Table or None
        The table with the spatial index that ``place`` is a row number of; None for none.
    place : ColumnElement or None
        The row number.
    """

    name: str
    rows: Select[Any]
    indexed: Table | None
    place: ColumnElement[Any]


def units_drawn(set_id: str, scope: Scope) -> Drawn:
    """Return the units of a set; their number is their row.

    Parameters
    ----------
    set_id : str
        The set.
    scope : Scope
        What may be seen.

    Returns
    -------
    Drawn
        The rows.
    """
    unit = UNIT
    rows = select(unit.c.row.label("number"), *(unit.c[name] for name in UNIT_FIELDS), unit.c.geom)
    rows = rows.where(unit.c.set_id == set_id, scope.rows(unit.c.community_code))
    return Drawn("units", rows, UNIT, unit.c.fid)


def plan_units_drawn(plan_id: str, set_id: str, scope: Scope) -> Drawn:
    """Return the units of a plan with the grid of each at its head.

    Parameters
    ----------
    plan_id, set_id : str
        The plan and its unit set.
    scope : Scope
        What may be seen.

    Returns
    -------
    Drawn
        The rows; their number is that of `units_drawn`.
    """
    unit, given = UNIT, PlanUnit.__table__
    fields = [unit.c[name] for name in UNIT_FIELDS]
    rows = select(unit.c.row.label("number"), given.c.grid_code, *fields, unit.c.geom)
    rows = rows.join_from(
        unit, given, (given.c.row == unit.c.row) & (given.c.plan_id == plan_id)
    ).where(unit.c.set_id == set_id, scope.rows(unit.c.community_code))
    return Drawn("units", rows, UNIT, unit.c.fid)


def grids_drawn(plan_id: str, scope: Scope) -> Drawn:
    """Return the grids of a plan at its head.

    Parameters
    ----------
    plan_id : str
        The plan.
    scope : Scope
        What may be seen; the public are told the counts that were decided to be told.

    Returns
    -------
    Drawn
        The rows.
    """
    grid = GRID
    counts = {"households", "persons"} if scope.published_only else set()
    fields = (
        told_column(name, grid).label(name) if name in counts else grid.c[name]
        for name in GRID_FIELDS
    )
    rows = select(grid.c.fid.label("number"), *fields, grid.c.geom)
    rows = rows.where(
        grid.c.plan_id == plan_id, grid.c.retired.is_(False), scope.rows(grid.c.community_code)
    )
    return Drawn("grids", rows, GRID, grid.c.fid)


def layer_drawn(name: str, version: int, *, is_current: bool, scope: Scope) -> Drawn:
    """Return the features of a version of a layer.

    Parameters
    ----------
    name : str
        The layer.
    version : int
        The version.
    is_current : bool
        Whether it is the last one, all of which has a spatial index.
    scope : Scope
        What may be seen.

    Returns
    -------
    Drawn
        The rows.
    """
    present, past = FEATURES[name], PAST[name]
    now = _held(present, name, version, scope)
    if is_current:
        return Drawn(name, now, present, present.c.fid)
    before = _held(past, name, version, scope).where(past.c.until > version)
    return Drawn(name, select(union_all(now, before).subquery("both")), None, null())


def _held(one: Table, name: str, version: int, scope: Scope) -> Select[Any]:
    known = (element_of(one, field) for field in CONTRACTS[name].columns)
    rows = select(one.c.fid.label("number"), *known, one.c.geom)
    return rows.where(one.c.since <= version, scope.rows(one.c.community_code))


def draw(connection: Connection, drawn: Drawn, square: Square) -> bytes:
    """Return one layer of a tile.

    Parameters
    ----------
    connection : Connection
        Any.
    drawn : Drawn
        What is shown.
    square : Square
        Where.

    Returns
    -------
    bytes
        A Mapbox Vector Tile; empty where there is nothing.
    """
    if connection.dialect.name != "sqlite":
        return _made_by_postgis(connection, drawn, square)
    numbers, columns, shapes = _read(connection, drawn, square)
    return encode_layer(
        drawn.name,
        square.matrix_set.project(shapes),
        columns,
        bounds=square.bounds,
        ids=numbers,
    )


def _made_by_postgis(connection: Connection, drawn: Drawn, square: Square) -> bytes:
    srid = square.matrix_set.srid
    frame = func.ST_MakeEnvelope(*square.bounds, srid)
    around = func.ST_MakeEnvelope(*square.degrees, STORAGE_SRID)
    inner = drawn.rows.subquery("inner_rows")
    placed = func.ST_Transform(inner.c.geom, srid) if srid != STORAGE_SRID else inner.c.geom
    steps = func.ST_AsMVTGeom(placed, frame, EXTENT, BUFFER, True)
    fields = [one for one in inner.c if one.name not in {"geom", "number"}]
    # A tile knows integers of four and eight bytes, texts, floats and booleans.
    rows = (
        select(inner.c.number, *fields, type_coerce(steps, Text).label("geom"))
        .where(inner.c.geom.op("&&")(around))
        .subquery("rows")
    )
    made = func.ST_AsMVT(rows.table_valued(), drawn.name, EXTENT, "geom", "number")
    found = connection.scalar(
        select(type_coerce(made, LargeBinary)).where(rows.c.geom.is_not(None))
    )
    return bytes(found or b"")


def _read(
    connection: Connection, drawn: Drawn, square: Square
) -> tuple[Sequence[int], dict[str, Sequence[Any]], NDArray[Any]]:
    """Return numbers, properties and shapes of the rows around a tile."""
    rows = drawn.rows
    if drawn.indexed is not None:
        west, south, east, north = square.degrees
        tree = _tree(drawn.indexed).c
        inside = select(tree.id).where(
            tree.maxx >= west, tree.minx <= east, tree.maxy >= south, tree.miny <= north
        )
        rows = rows.where(drawn.place.in_(inside))
    fields = [_blob(rows) if one.name == "geom" else one for one in rows.selected_columns]
    found = connection.execute(rows.with_only_columns(*fields).order_by("number")).all()
    names = [one.name for one in rows.selected_columns]
    columns = dict(
        zip(names, zip(*found, strict=True) if found else [()] * len(names), strict=True)
    )
    shapes = unpack_all(list(columns.pop("geom")))
    return columns.pop("number"), columns, shapes


def extent(connection: Connection, drawn: Drawn) -> tuple[float, float, float, float] | None:
    """Return where something lies.

    Parameters
    ----------
    connection : Connection
        Any.
    drawn : Drawn
        What has a spatial index.

    Returns
    -------
    tuple of float or None
        West, south, east, north in degrees; None where there is nothing.
    """
    if connection.dialect.name != "sqlite":
        inner = drawn.rows.subquery("inner_rows")
        box = func.Box3D(func.ST_Extent(inner.c.geom, type_=Text))
        sides = [getattr(func, f"ST_{side}")(box) for side in SIDES]
        return _sides(connection.execute(select(*sides).select_from(inner)).one())
    if drawn.indexed is None:
        blobs = connection.scalars(drawn.rows.with_only_columns(_blob(drawn.rows)))
        return _sides(shapely.total_bounds(unpack_all(list(blobs))))
    tree = _tree(drawn.indexed).c
    rows = drawn.rows.with_only_columns(drawn.place)
    sides = [func.min(tree.minx), func.min(tree.miny), func.max(tree.maxx), func.max(tree.maxy)]
    return _sides(connection.execute(select(*sides).where(tree.id.in_(rows))).one())


def _sides(found: Sequence[Any]) -> tuple[float, float, float, float] | None:
    if found[0] is None or math.isnan(found[0]):
        return None
    west, south, east, north = (float(side) for side in found)
    return west, south, east, north


def _blob(rows: Select[Any]) -> ColumnElement[Any]:
    """Return the shape as the file holds it."""
    return type_coerce(rows.selected_columns["geom"], LargeBinary)


def _tree(indexed: Table) -> TableClause:
    """Return the R-tree of a table of the file."""
    names = ("id", "minx", "maxx", "miny", "maxy")
    return table(f"rtree_{indexed.name}_geom", *(column(name) for name in names))
