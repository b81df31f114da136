"""Tables of unit sets and plans in revision 0001."""

from __future__ import annotations

from alembic import op

from gridmap_api.store.geopackage_tables import Spatial
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

SPATIAL = (
    Spatial("unit", "基本单元", "POLYGON"),
    Spatial("plan_grid", "网格"),
    Spatial("comment", "意见", "POINT"),
)


def create_plan_tables() -> None:
    """Make the tables of units, plans, and what is said about plans."""
    _create_unit_set()
    _create_unit()
    _create_plan()
    _create_history()
    _create_plan_grid()
    _create_projections()
    _create_remarks()


def _create_unit_set() -> None:
    create(
        "unit_set",
        text("id", 36),
        text("time", 27),
        integer("metric_crs"),
        text("layers"),
        text("tessellation"),
        text("communities"),
        integer("count"),
        blob("graph"),
        text("feasibility"),
        text("digest", 64),
        key=("id",),
    )


def _create_unit() -> None:
    create(
        "unit",
        counter("fid"),
        text("set_id", 36),
        integer("row"),
        text("unit_id"),
        text("community_code", 32),
        text("compound_id", null=True),
        text("kind", 32),
        text("purpose", null=True),
        text("buildings", null=True),
        integer("households"),
        integer("persons"),
        text("households_source", null=True),
        real("x_m"),
        real("y_m"),
        shape("POLYGON", null=False),
        key=("fid",),
        more=(refers("unit", "set_id", "unit_set"),),
    )
    op.create_index("ix_unit_row", "unit", ["set_id", "row"], unique=True)
    op.create_index("ix_unit_id", "unit", ["set_id", "unit_id"], unique=True)
    op.create_index("ix_unit_community", "unit", ["set_id", "community_code"])
    index_shapes("unit")


def _create_plan() -> None:
    create(
        "plan",
        text("id", 36),
        text("name"),
        text("state", 16),
        text("set_id", 36),
        text("settings"),
        text("figures"),
        text("parent_id", 36, null=True),
        integer("parent_version", null=True),
        text("owner"),
        text("time", 27),
        flag("locked"),
        integer("head"),
        text("head_hash", 64),
        text("published_hash", 64, null=True),
        key=("id",),
        more=(refers("plan", "set_id", "unit_set"),),
    )


def _create_history() -> None:
    create(
        "plan_snapshot",
        text("plan_id", 36),
        integer("version"),
        blob("content"),
        text("digest", 64),
        key=("plan_id", "version"),
        more=(refers("plan_snapshot", "plan_id", "plan"),),
    )
    create(
        "plan_event",
        text("plan_id", 36),
        integer("version"),
        text("actor"),
        text("time", 27),
        text("kind", 24),
        text("edit"),
        text("delta"),
        integer("reverses", null=True),
        text("prev_hash", 64),
        text("hash", 64),
        key=("plan_id", "version"),
        more=(refers("plan_event", "plan_id", "plan"),),
    )
    create(
        "plan_state",
        text("plan_id", 36),
        integer("number"),
        text("state", 16),
        integer("version"),
        text("actor"),
        text("time", 27),
        text("note"),
        text("exceptions"),
        text("digest", 64, null=True),
        key=("plan_id", "number"),
        more=(refers("plan_state", "plan_id", "plan"),),
    )


def _create_plan_grid() -> None:
    create(
        "plan_grid",
        counter("fid"),
        text("plan_id", 36),
        text("grid_code", 32),
        text("grid_uuid", 36),
        text("community_code", 32),
        text("community"),
        text("name"),
        text("kind", 16),
        text("purpose", null=True),
        flag("locked"),
        flag("retired"),
        integer("version"),
        integer("households"),
        integer("persons"),
        integer("buildings"),
        integer("compounds"),
        real("area_m2"),
        real("deviation_pct"),
        real("mean_distance_m"),
        real("service_radius_m"),
        real("roundness"),
        shape(),
        key=("fid",),
        more=(refers("plan_grid", "plan_id", "plan"),),
    )
    op.create_index("ix_plan_grid_code", "plan_grid", ["plan_id", "grid_code"], unique=True)
    op.create_index("ix_plan_grid_community", "plan_grid", ["plan_id", "community_code"])
    index_shapes("plan_grid")


def _create_projections() -> None:
    create(
        "plan_unit",
        text("plan_id", 36),
        integer("row"),
        text("community_code", 32),
        text("grid_code", 32, null=True),
        flag("locked"),
        key=("plan_id", "row"),
        more=(refers("plan_unit", "plan_id", "plan"),),
    )
    create(
        "plan_violation",
        counter("id"),
        text("plan_id", 36),
        text("key"),
        text("rule", 32),
        flag("hard"),
        text("community_code", 32),
        text("grid_code", 32),
        text("what"),
        text("remedy"),
        real("figure"),
        real("lon", null=True),
        real("lat", null=True),
        key=("id",),
        more=(refers("plan_violation", "plan_id", "plan"),),
    )
    op.create_index("ix_plan_violation_plan", "plan_violation", ["plan_id", "community_code"])


def _create_remarks() -> None:
    create(
        "named_version",
        text("plan_id", 36),
        text("name", 200),
        integer("version"),
        text("actor"),
        text("time", 27),
        key=("plan_id", "name"),
        more=(refers("named_version", "plan_id", "plan"),),
    )
    create(
        "comment",
        counter("fid"),
        text("id", 36),
        text("plan_id", 36),
        integer("version"),
        text("community_code", 32),
        text("author"),
        text("time", 27),
        text("text"),
        text("parent_id", 36, null=True),
        flag("resolved"),
        shape("POINT"),
        key=("fid",),
        more=(refers("comment", "plan_id", "plan"), unique("comment", "id")),
    )
    op.create_index("ix_comment_plan", "comment", ["plan_id"])
    index_shapes("comment")
