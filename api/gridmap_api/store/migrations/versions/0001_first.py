"""The first tables of a store: layers, units, plans, jobs, accounts."""

from __future__ import annotations

from alembic import op
from gridmap_api.store.geopackage_tables import make_geopackage, register, register_attributes
from gridmap_api.store.migrations.first import layers, plans, service

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table; in a file, also what makes it a GeoPackage."""
    connection = op.get_bind()
    is_file = connection.dialect.name == "sqlite"
    if is_file:
        make_geopackage(connection)
    for tables in (
        layers.create_layer_tables,
        plans.create_plan_tables,
        service.create_service_tables,
    ):
        tables()
    if is_file:
        for spatial in (*layers.SPATIAL, *plans.SPATIAL):
            register(connection, spatial)
        register_attributes(connection, "plan_violation", "问题项")
