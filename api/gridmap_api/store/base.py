"""The metadata that every model belongs to."""

from __future__ import annotations

from sqlalchemy import Column, Index, MetaData, Table
from sqlalchemy.orm import DeclarativeBase

from gridmap_api.store.types import Shape

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The base of the models."""

    metadata = MetaData(naming_convention=NAMES)


def spatial(table: Table) -> Column[Shape]:
    """Return the geometry column of a table that QGIS shows; PostGIS gets its index.

    Parameters
    ----------
    table : Table
        A table with the columns ``fid`` and ``geom``.

    Returns
    -------
    Column
        The geometry column.
    """
    column: Column[Shape] = table.c.geom
    table.info["spatial"] = True
    Index(f"ix_{table.name}_geom", column, postgresql_using="gist").ddl_if(dialect="postgresql")
    return column


def spatial_tables() -> list[Table]:
    """Return every table with shapes that a map shows.

    Returns
    -------
    list of Table
        In the order in which they can be made.
    """
    return [table for table in Base.metadata.sorted_tables if table.info.get("spatial")]
