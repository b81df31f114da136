"""Reports with their steps, photos, and the entries by which residents send them."""

from __future__ import annotations

from pathlib import Path

from alembic import op
from gridmap_api.store.geopackage_tables import Spatial, register
from gridmap_api.store.migrations.first.columns import (
    blob,
    counter,
    create,
    flag,
    index_shapes,
    integer,
    real,
    refers,
    shape,
    text,
    unique,
)

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, with what a file and what PostgreSQL need besides."""
    _create_entries()
    _create_reports()
    _create_events()
    _create_photos()
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        op.execute(Path(__file__).with_name("0003_reports.sql").read_text("utf-8"))
    else:
        register(connection, Spatial("report", "上报事项", "POINT"))


def _create_entries() -> None:
    create(
        "report_entry",
        text("id", 36),
        text("digest", 64),
        text("community_code", 32),
        text("plan_id", 36, null=True),
        text("grid_code", 32, null=True),
        text("building_id", null=True),
        text("name"),
        real("lon"),
        real("lat"),
        text("actor"),
        text("time", 27),
        flag("revoked"),
        text("revoked_by", null=True),
        text("revoked_time", 27, null=True),
        key=("id",),
        more=(unique("report_entry", "digest"),),
    )
    op.create_index("ix_report_entry_community", "report_entry", ["community_code"])


def _create_reports() -> None:
    create(
        "report",
        counter("fid"),
        text("id", 36),
        text("receipt", 16),
        text("community_code", 32),
        text("entry_id", 36, null=True),
        text("hazard_id", null=True),
        text("building_id", null=True),
        text("kind", 24),
        text("note"),
        text("place_source", 16),
        real("accuracy_m", null=True),
        text("reporter"),
        text("time", 27),
        text("state", 16),
        integer("version"),
        text("assignee"),
        text("due", 27, null=True),
        text("closed", 27, null=True),
        shape("POINT", null=False),
        key=("fid",),
        more=(
            refers("report", "entry_id", "report_entry"),
            unique("report", "id"),
            unique("report", "receipt"),
        ),
    )
    op.create_index("ix_report_community", "report", ["community_code", "state"])
    op.create_index("ix_report_time", "report", ["time"])
    index_shapes("report")


def _create_events() -> None:
    create(
        "report_event",
        text("report_id", 36),
        integer("number"),
        text("community_code", 32),
        text("step", 16),
        text("state", 16),
        text("actor"),
        text("time", 27),
        text("note"),
        text("kind", 24, null=True),
        text("assignee", null=True),
        text("due", 27, null=True),
        key=("report_id", "number"),
        more=(refers("report_event", "report_id", "report"),),
    )


def _create_photos() -> None:
    create(
        "photo",
        text("id", 36),
        text("subject", 16),
        text("subject_id", 200),
        text("community_code", 32),
        text("actor"),
        text("time", 27),
        text("media_type", 32),
        integer("width_px"),
        integer("height_px"),
        integer("size_bytes"),
        text("digest", 64),
        blob("content"),
        key=("id",),
    )
    op.create_index("ix_photo_subject", "photo", ["subject", "subject_id"])
