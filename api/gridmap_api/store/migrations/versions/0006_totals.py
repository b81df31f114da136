"""Totals that an office has published, which plans are compared with."""

from __future__ import annotations

from pathlib import Path

from alembic import op
from gridmap_api.store.migrations.first.columns import create, integer, text

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, with row-level security on PostgreSQL."""
    create(
        "published_total",
        text("level", 16),
        text("code", 32),
        text("community_code", 32),
        text("name", 200),
        integer("grids", null=True),
        integer("households", null=True),
        integer("persons", null=True),
        text("source", 200),
        text("actor"),
        text("time", 27),
        key=("level", "code"),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(Path(__file__).with_name("0006_totals.sql").read_text("utf-8"))
