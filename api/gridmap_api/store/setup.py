"""Making the tables of a store, and bringing those of an older program up to date."""

from __future__ import annotations

from gridmap_api.store import features, models
from gridmap_api.store.base import Base, spatial_tables
from gridmap_api.store.engine import Store
from gridmap_api.store.geopackage import METADATA, RTREE

__all__ = ["features", "models", "upgrade"]


def upgrade(store: Store) -> None:
    """Make the tables of a store, or bring them up to date.

    Parameters
    ----------
    store : Store
        An open store.
    """
    with store.write() as connection:
        if store.is_file:
            for statement in METADATA:
                connection.exec_driver_sql(statement)
        Base.metadata.create_all(connection)
        if store.is_file:
            for table in spatial_tables():
                for statement in RTREE:
                    connection.exec_driver_sql(statement.format(t=table.name, c="geom", i="fid"))
