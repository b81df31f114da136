"""What makes an SQLite file a GeoPackage: shapes as blobs, the tables of its standard, an R-tree.

Source: OGC 12-128r18, GeoPackage Encoding Standard 1.3.1: clause 2.1.3 for the blob, table 1 to 5
for the metadata, annex F.3 for the R-tree and its triggers.
"""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Callable
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

APPLICATION_ID = 0x47504B47
USER_VERSION = 10301
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


def add_functions(connection: sqlite3.Connection) -> None:
    """Give a connection the functions that the triggers of the R-tree call.

    Parameters
    ----------
    connection : sqlite3.Connection
        A new connection.
    """

    def side(index: int) -> Callable[[bytes | None], float | None]:
        def find(blob: bytes | None) -> float | None:
            found = _envelope(blob)
            return None if found is None else found[index]

        return find

    for index, name in enumerate(("ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY")):
        connection.create_function(name, 1, side(index), deterministic=True)
    connection.create_function(
        "ST_IsEmpty",
        1,
        lambda blob: None if blob is None else int(_envelope(blob) is None),
        deterministic=True,
    )


METADATA = (
    """CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL,
    srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
    organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT)""",
    """CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL,
    identifier TEXT UNIQUE, description TEXT DEFAULT '', last_change DATETIME NOT NULL
    DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')), min_x DOUBLE, min_y DOUBLE, max_x DOUBLE,
    max_y DOUBLE, srs_id INTEGER, CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id)
    REFERENCES gpkg_spatial_ref_sys(srs_id))""",
    """CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL,
    geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL,
    m TINYINT NOT NULL, CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
    CONSTRAINT uk_gc_table_name UNIQUE (table_name),
    CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
    CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id))""",
    """CREATE TABLE gpkg_extensions (table_name TEXT, column_name TEXT,
    extension_name TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL,
    CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name))""",
)
"""The tables of every GeoPackage."""

RTREE = (
    'CREATE VIRTUAL TABLE "rtree_{t}_{c}" USING rtree(id, minx, maxx, miny, maxy)',
    """CREATE TRIGGER "rtree_{t}_{c}_insert" AFTER INSERT ON "{t}"
    WHEN (new."{c}" NOT NULL AND NOT ST_IsEmpty(NEW."{c}"))
    BEGIN INSERT OR REPLACE INTO "rtree_{t}_{c}" VALUES (NEW."{i}", ST_MinX(NEW."{c}"),
    ST_MaxX(NEW."{c}"), ST_MinY(NEW."{c}"), ST_MaxY(NEW."{c}")); END""",
    """CREATE TRIGGER "rtree_{t}_{c}_update1" AFTER UPDATE OF "{c}" ON "{t}"
    WHEN OLD."{i}" = NEW."{i}" AND (NEW."{c}" NOTNULL AND NOT ST_IsEmpty(NEW."{c}"))
    BEGIN INSERT OR REPLACE INTO "rtree_{t}_{c}" VALUES (NEW."{i}", ST_MinX(NEW."{c}"),
    ST_MaxX(NEW."{c}"), ST_MinY(NEW."{c}"), ST_MaxY(NEW."{c}")); END""",
    """CREATE TRIGGER "rtree_{t}_{c}_update2" AFTER UPDATE OF "{c}" ON "{t}"
    WHEN OLD."{i}" = NEW."{i}" AND (NEW."{c}" ISNULL OR ST_IsEmpty(NEW."{c}"))
    BEGIN DELETE FROM "rtree_{t}_{c}" WHERE id = OLD."{i}"; END""",
    """CREATE TRIGGER "rtree_{t}_{c}_update3" AFTER UPDATE ON "{t}"
    WHEN OLD."{i}" != NEW."{i}" AND (NEW."{c}" NOTNULL AND NOT ST_IsEmpty(NEW."{c}"))
    BEGIN DELETE FROM "rtree_{t}_{c}" WHERE id = OLD."{i}";
    INSERT OR REPLACE INTO "rtree_{t}_{c}" VALUES (NEW."{i}", ST_MinX(NEW."{c}"),
    ST_MaxX(NEW."{c}"), ST_MinY(NEW."{c}"), ST_MaxY(NEW."{c}")); END""",
    """CREATE TRIGGER "rtree_{t}_{c}_update4" AFTER UPDATE ON "{t}"
    WHEN OLD."{i}" != NEW."{i}" AND (NEW."{c}" ISNULL OR ST_IsEmpty(NEW."{c}"))
    BEGIN DELETE FROM "rtree_{t}_{c}" WHERE id IN (OLD."{i}", NEW."{i}"); END""",
    """CREATE TRIGGER "rtree_{t}_{c}_delete" AFTER DELETE ON "{t}"
    WHEN old."{c}" NOT NULL
    BEGIN DELETE FROM "rtree_{t}_{c}" WHERE id = OLD."{i}"; END""",
)
"""The R-tree of a table {t} with the geometry column {c} and the key {i}: names of our own only."""


def reference_systems(srids: tuple[int, ...]) -> list[dict[str, Any]]:
    """Return the rows of ``gpkg_spatial_ref_sys``: the two that the standard asks for, and these.

    Parameters
    ----------
    srids : tuple of int
        EPSG codes.

    Returns
    -------
    list of dict
        The rows.
    """
    undefined = [
        {
            "srs_name": f"Undefined {kind} SRS",
            "srs_id": code,
            "organization": "NONE",
            "organization_coordsys_id": code,
            "definition": "undefined",
            "description": f"undefined {kind} coordinate reference system",
        }
        for kind, code in (("Cartesian", -1), ("geographic", 0))
    ]
    known = [(code, CRS.from_epsg(code)) for code in sorted({4326, *srids})]
    return undefined + [
        {
            "srs_name": crs.name,
            "srs_id": code,
            "organization": "EPSG",
            "organization_coordsys_id": code,
            "definition": crs.to_wkt("WKT1_GDAL"),
            "description": crs.name,
        }
        for code, crs in known
    ]
