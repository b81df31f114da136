"""Teams of grids, kinds of workers, the lists that an office keeps of each grid."""

from __future__ import annotations

from pathlib import Path

from alembic import op
from gridmap_api.store.migrations.first.columns import create, integer, refers, text

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, with row-level security on PostgreSQL."""
    _create_team()
    _create_lists()
    if op.get_bind().dialect.name == "postgresql":
        op.execute(Path(__file__).with_name("0005_teams.sql").read_text("utf-8"))


def _create_team() -> None:
    create(
        "team_member",
        text("grid_code", 32),
        integer("position"),
        text("community_code", 32),
        text("role", 16),
        text("worker_kind", 64),
        text("name"),
        text("organisation"),
        text("duty_phone"),
        text("since", 10),
        text("actor"),
        text("time", 27),
        key=("grid_code", "position"),
    )
    op.create_index("ix_team_member_community", "team_member", ["community_code"])


def _create_lists() -> None:
    create(
        "kept_list",
        text("id", 36),
        text("name"),
        text("columns"),
        integer("position"),
        text("actor"),
        text("time", 27),
        key=("id",),
    )
    create(
        "kept_list_row",
        text("list_id", 36),
        text("grid_code", 32),
        integer("position"),
        text("community_code", 32),
        text("content"),
        text("actor"),
        text("time", 27),
        key=("list_id", "grid_code", "position"),
        more=(refers("kept_list_row", "list_id", "kept_list"),),
    )
    op.create_index("ix_kept_list_row_community", "kept_list_row", ["community_code"])
