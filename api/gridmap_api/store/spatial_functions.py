"""Functions that the queries of features call in a GeoPackage file, which has none of its own."""

from __future__ import annotations

import re
import sqlite3
import struct
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import shapely
from sqlalchemy import Connection

from gridmap_api.store.geopackage import unpack

RELATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "intersects": shapely.intersects,
    "disjoint": shapely.disjoint,
    "equals": shapely.equals,
    "touches": shapely.touches,
    "within": shapely.within,
    "overlaps": shapely.overlaps,
    "crosses": shapely.crosses,
    "contains": shapely.contains,
}
"""What two shapes may be to each other, by the name after ``gridmap_``."""

ENVELOPE = struct.Struct("<4d")
PLAIN_HEADER = 0b0000_0011
"""Little-endian, an envelope of two dimensions, not empty: as `pack` writes it."""


def require_functions(connection: Connection) -> None:
    """Give the connection to a file the functions, once.

    Parameters
    ----------
    connection : Connection
        A connection to either store.
    """
    if connection.dialect.name != "sqlite" or connection.info.get("gridmap_relations"):
        return
    driver = connection.connection.dbapi_connection
    if isinstance(driver, sqlite3.Connection):
        for name, relation in RELATIONS.items():
            driver.create_function(f"gridmap_{name}", 2, _holds(relation), deterministic=True)
        driver.create_function("gridmap_meets", 2, _meets, deterministic=True)
        driver.create_function("gridmap_like", 2, _like, deterministic=True)
        driver.create_function("gridmap_lower", 1, _lower, deterministic=True)
        connection.info["gridmap_relations"] = True


def _holds(relation: Callable[[Any, Any], Any]) -> Callable[[bytes | None, bytes], int | None]:
    def holds(blob: bytes | None, wkb: bytes) -> int | None:
        return None if blob is None else int(relation(unpack(blob), _shape(wkb)))

    return holds


def _meets(blob: bytes | None, wkb: bytes) -> int | None:
    """Return whether a shape meets a box, by its envelope where that says it."""
    if blob is None:
        return None
    box = _shape(wkb)
    if blob[3] == PLAIN_HEADER:
        west, east, south, north = ENVELOPE.unpack_from(blob, 8)
        left, bottom, right, top = _bounds(wkb)
        if west > right or east < left or south > top or north < bottom:
            return 0
        if _is_box(wkb) and west >= left and east <= right and south >= bottom and north <= top:
            return 1
    return int(shapely.intersects(box, unpack(blob)))


@lru_cache(maxsize=64)
def _shape(wkb: bytes) -> Any:  # noqa: ANN401
    # Not prepared: threads share it, and a prepared shape grows its index while it is asked.
    return shapely.from_wkb(wkb)


@lru_cache(maxsize=64)
def _bounds(wkb: bytes) -> tuple[float, ...]:
    return tuple(float(value) for value in _shape(wkb).bounds)


@lru_cache(maxsize=64)
def _is_box(wkb: bytes) -> bool:
    return bool(shapely.equals(_shape(wkb), shapely.box(*_bounds(wkb))))


def _like(text: str | None, pattern: str) -> int | None:
    return None if text is None else int(_pattern(pattern).fullmatch(text) is not None)


@lru_cache(maxsize=64)
def _pattern(pattern: str) -> re.Pattern[str]:
    r"""Return the regular expression of a LIKE: ``%`` any text, ``_`` one character, ``\`` escapes.

    What lies between two ``%`` is taken where it is found first, and never again, so that no
    pattern takes more than the product of its length and that of the text.
    """
    parts: list[str] = [""]
    for sign in re.findall(r"\\.|.", pattern, re.DOTALL):
        if sign == "%":
            parts.append("")
        else:
            parts[-1] += "." if sign == "_" else re.escape(sign[-1])
    if len(parts) == 1:
        return re.compile(parts[0], re.DOTALL)
    first, *middle, last = parts
    between = "".join(f"(?>.*?{part})" for part in middle if part)
    return re.compile(f"{first}{between}.*{last}", re.DOTALL)


def _lower(text: str | None) -> str | None:
    return None if text is None else text.lower()
