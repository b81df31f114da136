"""Shapes as the blobs of a GeoPackage, and the functions that the triggers of its R-tree call.

Source: OGC 12-128r18, GeoPackage Encoding Standard 1.3.1, clause 2.1.3.
"""

from __future__ import annotations

import sqlite3
import struct
from functools import partial
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

HEADER = struct.Struct("<2sBBi4d")
ENVELOPE_XY = 0b0000_0010
LITTLE_ENDIAN = 0b0000_0001
EMPTY = 0b0001_0000
ENVELOPE_BYTES = (0, 32, 48, 48, 64)


def pack(shape: BaseGeometry, *, srid: int) -> bytes:
    """Return a shape as a blob of a GeoPackage.

    Parameters
    ----------
    shape : BaseGeometry
        Any shape.
    srid : int
        Its CRS.

    Returns
    -------
    bytes
        Header with the envelope, then little-endian WKB.
    """
    west, south, east, north = shape.bounds if not shape.is_empty else (np.nan,) * 4
    flags = ENVELOPE_XY | LITTLE_ENDIAN | (EMPTY if shape.is_empty else 0)
    header = HEADER.pack(b"GP", 0, flags, srid, west, east, south, north)
    wkb: bytes = shapely.to_wkb(shape, byte_order=1, include_srid=False, flavor="iso")
    return header + wkb


def wkb_of(blob: bytes) -> bytes:
    """Return the WKB in a blob of a GeoPackage, whoever wrote it.

    Parameters
    ----------
    blob : bytes
        The blob.

    Returns
    -------
    bytes
        WKB.
    """
    return blob[8 + ENVELOPE_BYTES[(blob[3] >> 1) & 0b111] :]


def unpack(blob: bytes) -> BaseGeometry:
    """Return the shape in a blob of a GeoPackage.

    Parameters
    ----------
    blob : bytes
        The blob.

    Returns
    -------
    BaseGeometry
        The shape.
    """
    return shapely.from_wkb(wkb_of(blob))


def unpack_all(blobs: list[bytes]) -> NDArray[Any]:
    """Return the shapes in many blobs at once.

    Parameters
    ----------
    blobs : list of bytes, length n
        The blobs; None for no shape.

    Returns
    -------
    ndarray of BaseGeometry, shape (n,)
        The shapes.
    """
    found = [None if blob is None else wkb_of(blob) for blob in blobs]
    return np.asarray(shapely.from_wkb(np.array(found, dtype=object)), dtype=object)


def _envelope(blob: bytes | None) -> tuple[float, float, float, float] | None:
    """Return west, east, south, north; None where there is no shape or an empty one."""
    if blob is None or blob[3] & EMPTY:
        return None
    if (blob[3] >> 1) & 0b111:
        west, east, south, north = struct.unpack_from("<4d" if blob[3] & 1 else ">4d", blob, 8)
        return west, east, south, north
    west, south, east, north = shapely.bounds(unpack(blob))
    return float(west), float(east), float(south), float(north)


def _side(index: int, blob: bytes | None) -> float | None:
    found = _envelope(blob)
    return None if found is None else found[index]


def add_functions(connection: sqlite3.Connection) -> None:
    """Give a connection the functions that the triggers of the R-tree call.

    Parameters
    ----------
    connection : sqlite3.Connection
        A new connection.
    """
    for index, name in enumerate(("ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY")):
        connection.create_function(name, 1, partial(_side, index), deterministic=True)
    connection.create_function(
        "ST_IsEmpty",
        1,
        lambda blob: None if blob is None else int(_envelope(blob) is None),
        deterministic=True,
    )
