"""Patrols, the links that open their routes, what teams say of stops, visits of hazards."""

from __future__ import annotations

from pathlib import Path

from alembic import op
from gridmap_api.store.migrations.first.columns import blob, create, flag, integer, refers, text

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, with row-level security on PostgreSQL."""
    _create_patrol()
    _create_tick()
    _create_visit()
    if op.get_bind().dialect.name == "postgresql":
        op.execute(Path(__file__).with_name("0004_patrols.sql").read_text("utf-8"))


def _create_patrol() -> None:
    create(
        "patrol",
        text("id", 36),
        text("date", 10),
        text("rain", 16),
        text("owner"),
        text("time", 27),
        text("job_id", 36, null=True),
        text("places"),
        text("figures"),
        blob("content"),
        key=("id",),
    )
    op.create_index("ix_patrol_date", "patrol", ["date"])
    create(
        "patrol_link",
        text("digest", 64),
        text("patrol_id", 36),
        integer("route"),
        text("actor"),
        text("time", 27),
        text("expires", 27),
        flag("revoked"),
        key=("digest",),
        more=(refers("patrol_link", "patrol_id", "patrol"),),
    )
    op.create_index("ix_patrol_link_route", "patrol_link", ["patrol_id", "route"])


def _create_tick() -> None:
    create(
        "patrol_tick",
        text("patrol_id", 36),
        text("key", 200),
        text("fingerprint", 64),
        integer("route"),
        text("stop"),
        text("community_code", 32),
        text("state", 16),
        text("told", 27),
        text("time", 27),
        text("reason", 32),
        text("note"),
        text("actor"),
        text("photo_id", 36, null=True),
        key=("patrol_id", "key"),
        more=(refers("patrol_tick", "patrol_id", "patrol"),),
    )
    op.create_index("ix_patrol_tick_route", "patrol_tick", ["patrol_id", "route"])
    op.create_index("ix_patrol_tick_time", "patrol_tick", ["time"])


def _create_visit() -> None:
    create(
        "hazard_visit",
        text("hazard_id"),
        text("patrol_id", 36),
        text("community_code", 32),
        text("date", 10),
        key=("hazard_id", "patrol_id"),
    )
    op.create_index("ix_hazard_visit_community", "hazard_visit", ["community_code"])
