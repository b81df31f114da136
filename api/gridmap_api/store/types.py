"""Column types that mean the same on both stores."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import shapely
from geoalchemy2 import Geometry
from geoalchemy2.elements import WKBElement
from geoalchemy2.shape import to_shape
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Dialect, String, Text
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql.elements import BindParameter, ColumnElement
from sqlalchemy.types import TypeDecorator, TypeEngine, UserDefinedType

from gridmap_api.store.geopackage import pack, unpack

STORAGE_SRID = 4490
"""Longitude and latitude in CGCS2000 degrees."""


def short_text(length: int) -> String:
    """Return the type of a text of limited length, by a name that a GeoPackage knows.

    Parameters
    ----------
    length : int
        Characters at most.

    Returns
    -------
    String
        ``VARCHAR`` on PostgreSQL, ``TEXT`` in the file.
    """
    return String(length).with_variant(sqlite.TEXT(length), "sqlite")


class Packed(UserDefinedType[BaseGeometry]):
    """A geometry column of a GeoPackage.

    Parameters
    ----------
    kind : str
        Such as ``"POLYGON"`` or ``"GEOMETRY"``.
    """

    cache_ok = True

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def get_col_spec(self, **_: Any) -> str:
        """Return the type as the file names it."""
        return self.kind

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any]:
        """Return what makes a blob of a shape."""
        return lambda shape: None if shape is None else pack(shape, srid=STORAGE_SRID)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        """Return what makes a shape of a blob."""
        return lambda blob: None if blob is None else unpack(blob)


class Shape(TypeDecorator[BaseGeometry]):
    """A shape in EPSG:4490: PostGIS geometry on PostgreSQL, a GeoPackage blob in the file.

    Parameters
    ----------
    kind : str
        Such as ``"POINT"``; ``"GEOMETRY"`` for any.
    """

    impl = Geometry
    cache_ok = True

    def __init__(self, kind: str = "GEOMETRY") -> None:
        super().__init__(geometry_type=kind, srid=STORAGE_SRID, spatial_index=False)
        self.kind = kind

    def load_dialect_impl(self, dialect: Dialect | None) -> TypeEngine[Any]:
        """Return the type of one store."""
        # GeoAlchemy2 asks without a dialect when a table is made.
        if dialect is not None and dialect.name == "sqlite":
            return Packed(self.kind)
        return self.impl_instance

    def bind_expression(self, bindvalue: BindParameter[Any]) -> ColumnElement[Any]:
        """Return the parameter as it is: hexadecimal EWKB is a geometry to PostGIS."""
        return bindvalue

    def column_expression(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        """Return the column as it is."""
        return column

    def process_bind_param(self, value: BaseGeometry | None, dialect: Dialect) -> Any:
        """Return what the store takes for a shape."""
        if value is None or dialect.name == "sqlite":
            return value
        return shapely.to_wkb(shapely.set_srid(value, STORAGE_SRID), hex=True, include_srid=True)

    def process_result_value(self, value: Any, dialect: Dialect) -> BaseGeometry | None:
        """Return the shape that the store gave."""
        return to_shape(value) if isinstance(value, WKBElement) else value


def canonical(value: Any) -> str:
    """Return a JSON value as the one text that stands for it, fit to be hashed.

    Parameters
    ----------
    value : JSON value
        Dictionaries, lists, texts, numbers, true, false, null.

    Returns
    -------
    str
        Keys sorted, no spaces, characters as they are.

    Examples
    --------
    >>> canonical({"b": 1, "a": "网格"})
    '{"a":"网格","b":1}'
    """
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


class Json(TypeDecorator[Any]):
    """A JSON value, stored as its canonical text on both stores, so that its hash is the same."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Return the canonical text."""
        return None if value is None else canonical(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Return the value."""
        return None if value is None else json.loads(value)


def utc_now() -> str:
    """Return the time as both stores keep it.

    Returns
    -------
    str
        Such as ``"2026-11-21T08:30:00.000000Z"``: it sorts by time, and is equal on both stores.
    """
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
