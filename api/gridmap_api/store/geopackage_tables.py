"""What makes an SQLite file a GeoPackage: the tables of its standard, an R-tree for each layer.

Source: OGC 12-128r18, GeoPackage Encoding Standard 1.3.1: tables 1 to 5 for the metadata, annex
F.3 for the R-tree and its triggers. The extent of a table is left empty, which the standard
allows: readers take it from the R-tree, where it is always right.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from pyproj import CRS
from sqlalchemy import Connection

from gridmap_api.store.types import STORAGE_SRID

APPLICATION_ID = 0x47504B47
USER_VERSION = 10301
RTREE_DEFINITION = "http://www.geopackage.org/spec120/#extension_rtree"

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


SYSTEMS = sa.table(
    "gpkg_spatial_ref_sys",
    *map(
        sa.column,
        (
            "srs_name",
            "srs_id",
            "organization",
            "organization_coordsys_id",
            "definition",
            "description",
        ),
    ),
)
CONTENTS = sa.table(
    "gpkg_contents", *map(sa.column, ("table_name", "data_type", "identifier", "srs_id"))
)
GEOMETRY_COLUMNS = sa.table(
    "gpkg_geometry_columns",
    *map(sa.column, ("table_name", "column_name", "geometry_type_name", "srs_id", "z", "m")),
)
EXTENSIONS = sa.table(
    "gpkg_extensions",
    *map(sa.column, ("table_name", "column_name", "extension_name", "definition", "scope")),
)


@dataclass(frozen=True, slots=True)
class Spatial:
    """A table with the key ``fid`` and the shapes ``geom``, as GIS programs are to see it.

    Attributes
    ----------
    name : str
        The table.
    title : str
        Its name in lists of layers.
    kind : str
        Kind of the shapes; ``"GEOMETRY"`` for any.
    """

    name: str
    title: str
    kind: str = "GEOMETRY"


def make_geopackage(connection: Connection) -> None:
    """Make an empty database a GeoPackage without layers.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    """
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.exec_driver_sql(f"PRAGMA user_version = {USER_VERSION}")
    for statement in METADATA:
        connection.exec_driver_sql(statement)
    connection.execute(SYSTEMS.insert(), reference_systems((STORAGE_SRID,)))


def register(connection: Connection, spatial: Spatial) -> None:
    """Make a table a layer of the GeoPackage, with an R-tree.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    spatial : Spatial
        The table, which is there.
    """
    at = {"table_name": spatial.name, "column_name": "geom"}
    connection.execute(
        CONTENTS.insert(),
        {
            "table_name": spatial.name,
            "data_type": "features",
            "identifier": spatial.title,
            "srs_id": STORAGE_SRID,
        },
    )
    connection.execute(
        GEOMETRY_COLUMNS.insert(),
        {**at, "geometry_type_name": spatial.kind, "srs_id": STORAGE_SRID, "z": 0, "m": 0},
    )
    connection.execute(
        EXTENSIONS.insert(),
        {
            **at,
            "extension_name": "gpkg_rtree_index",
            "definition": RTREE_DEFINITION,
            "scope": "write-only",
        },
    )
    for statement in RTREE:
        connection.exec_driver_sql(statement.format(t=spatial.name, c="geom", i="fid"))


def register_attributes(connection: Connection, name: str, title: str) -> None:
    """Make a table without shapes one that GIS programs list.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    name : str
        The table, whose key is a whole number.
    title : str
        Its name in lists of layers.
    """
    row = {"table_name": name, "data_type": "attributes", "identifier": title}
    connection.execute(CONTENTS.insert(), row)


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
