"""Codes of outside systems and codes given out, and what was made public of each published plan."""

from __future__ import annotations

from pathlib import Path

from alembic import op
from gridmap_api.store.migrations.first.columns import blob, create, integer, refers, text

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, with row-level security on PostgreSQL."""
    _create_codes()
    _create_succession()
    _create_public()
    if op.get_bind().dialect.name == "postgresql":
        op.execute(Path(__file__).with_name("0007_outside_codes.sql").read_text("utf-8"))


def _create_codes() -> None:
    create(
        "outside_code",
        text("system", 200),
        text("layer", 32),
        text("object_id", 200),
        text("code", 200),
        text("community_code", 32),
        text("actor"),
        text("time", 27),
        key=("system", "layer", "object_id", "code"),
    )
    op.create_index("ix_outside_code_code", "outside_code", ["code"])
    op.create_index("ix_outside_code_object", "outside_code", ["layer", "object_id"])
    create(
        "given_code",
        text("code", 32),
        text("community_code", 32),
        text("plan_id", 36),
        text("time", 27),
        key=("code",),
    )
    op.create_index("ix_given_code_community", "given_code", ["community_code"])


def _create_succession() -> None:
    create(
        "kept_succession",
        text("plan_id", 36),
        integer("position"),
        text("community_code", 32),
        text("kind", 16),
        text("old_code", 32),
        text("new_code", 32),
        integer("households_before"),
        integer("households"),
        integer("moved_in"),
        integer("moved_out"),
        text("version"),
        text("time"),
        key=("plan_id", "position"),
        more=(refers("kept_succession", "plan_id", "plan"),),
    )


def _create_public() -> None:
    create(
        "public_release",
        text("plan_id", 36),
        integer("version"),
        text("time", 27),
        integer("least"),
        blob("content"),
        key=("plan_id", "version"),
        more=(refers("public_release", "plan_id", "plan"),),
    )
    create(
        "public_count",
        text("plan_id", 36),
        integer("version"),
        text("code", 32),
        text("community_code", 32),
        integer("households", null=True),
        integer("persons", null=True),
        key=("plan_id", "version", "code"),
        more=(refers("public_count", "plan_id", "plan"),),
    )
