"""Plans: their versions, what stands at the head, states and comments."""

from __future__ import annotations

from typing import Any

from shapely.geometry.base import BaseGeometry
from sqlalchemy import Boolean, Double, ForeignKey, Index, Integer, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from gridmap_api.store.base import Base, spatial
from gridmap_api.store.models.columns import CODE, HASH, TIME, UUID
from gridmap_api.store.types import Json, Shape, short_text


class PlanRow(Base):
    """A plan: a line of versions on one unit set. Its head is the last version."""

    __tablename__ = "plan"

    id: Mapped[str] = mapped_column(UUID, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(short_text(16))
    """``"draft"``, ``"in_review"``, ``"published"`` or ``"retired"``."""
    set_id: Mapped[str] = mapped_column(UUID, ForeignKey("unit_set.id"))
    settings: Mapped[Any] = mapped_column(Json)
    figures: Mapped[Any] = mapped_column(Json)
    """Figures of the plan as it was computed: proof, scores."""
    parent_id: Mapped[str | None] = mapped_column(UUID)
    parent_version: Mapped[int | None] = mapped_column(Integer)
    owner: Mapped[str] = mapped_column(Text)
    time: Mapped[str] = mapped_column(TIME)
    locked: Mapped[bool] = mapped_column(Boolean, default=False)
    """Whether every grid is locked."""
    head: Mapped[int] = mapped_column(Integer)
    """The last version; 0 is the plan as it came."""
    head_hash: Mapped[str] = mapped_column(HASH)
    published_hash: Mapped[str | None] = mapped_column(HASH)


class PlanSnapshot(Base):
    """The whole assignment at one version, from which events are replayed; version 0 always."""

    __tablename__ = "plan_snapshot"

    plan_id: Mapped[str] = mapped_column(UUID, ForeignKey("plan.id"), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    """Canonical JSON, zlib-compressed."""
    digest: Mapped[str] = mapped_column(HASH)
    """SHA-256 of the canonical JSON; that of version 0 is where the hash chain begins."""


class PlanEvent(Base):
    """One edit that was acknowledged. Rows are only ever added."""

    __tablename__ = "plan_event"

    plan_id: Mapped[str] = mapped_column(UUID, ForeignKey("plan.id"), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    actor: Mapped[str] = mapped_column(Text)
    time: Mapped[str] = mapped_column(TIME)
    kind: Mapped[str] = mapped_column(short_text(24))
    """Of the edit: ``"move"``, ``"split"``, ... ``"undo"``, ``"redo"``."""
    edit: Mapped[Any] = mapped_column(Json)
    """What the planner asked for."""
    delta: Mapped[Any] = mapped_column(Json)
    """What it changed: old and new of each unit and grid, from which it is replayed and undone."""
    reverses: Mapped[int | None] = mapped_column(Integer)
    """The version that an undo takes back, or that a redo makes again."""
    prev_hash: Mapped[str] = mapped_column(HASH)
    hash: Mapped[str] = mapped_column(HASH)


class PlanUnit(Base):
    """The grid of each unit at the head of a plan: a projection of the events."""

    __tablename__ = "plan_unit"

    plan_id: Mapped[str] = mapped_column(UUID, ForeignKey("plan.id"), primary_key=True)
    row: Mapped[int] = mapped_column(Integer, primary_key=True)
    community_code: Mapped[str] = mapped_column(CODE)
    grid_code: Mapped[str | None] = mapped_column(CODE)
    locked: Mapped[bool] = mapped_column(Boolean, default=False)


class PlanGrid(Base):
    """A grid at the head of a plan, with its figures and shape: a projection of the events."""

    __tablename__ = "plan_grid"
    __table_args__ = (
        Index("ix_plan_grid_code", "plan_id", "grid_code", unique=True),
        Index("ix_plan_grid_community", "plan_id", "community_code"),
    )

    fid: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    plan_id: Mapped[str] = mapped_column(UUID, ForeignKey("plan.id"))
    grid_code: Mapped[str] = mapped_column(CODE)
    grid_uuid: Mapped[str] = mapped_column(UUID)
    """Immutable, under the code; kept by branches."""
    community_code: Mapped[str] = mapped_column(CODE)
    community: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text, default="")
    kind: Mapped[str] = mapped_column(short_text(16))
    """``"ordinary"`` or ``"special"``."""
    purpose: Mapped[str | None] = mapped_column(Text)
    locked: Mapped[bool] = mapped_column(Boolean, default=False)
    retired: Mapped[bool] = mapped_column(Boolean, default=False)
    """Whether it has no unit any more; its code is never given out again."""
    version: Mapped[int] = mapped_column(Integer, default=0)
    """The version of the plan that changed it last."""
    households: Mapped[int] = mapped_column(Integer, default=0)
    persons: Mapped[int] = mapped_column(Integer, default=0)
    buildings: Mapped[int] = mapped_column(Integer, default=0)
    compounds: Mapped[int] = mapped_column(Integer, default=0)
    area_m2: Mapped[float] = mapped_column(Double, default=0.0)
    deviation_pct: Mapped[float] = mapped_column(Double, default=0.0)
    mean_distance_m: Mapped[float] = mapped_column(Double, default=0.0)
    service_radius_m: Mapped[float] = mapped_column(Double, default=0.0)
    roundness: Mapped[float] = mapped_column(Double, default=0.0)
    geom: Mapped[BaseGeometry | None] = mapped_column(Shape())


spatial(PlanGrid.__table__)  # type: ignore[arg-type]


class PlanViolation(Base):
    """A violation at the head of a plan: a projection."""

    __tablename__ = "plan_violation"
    __table_args__ = (Index("ix_plan_violation_plan", "plan_id", "community_code"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    plan_id: Mapped[str] = mapped_column(UUID, ForeignKey("plan.id"))
    key: Mapped[str] = mapped_column(Text)
    """What it is about, the same as long as the violation lasts."""
    rule: Mapped[str] = mapped_column(short_text(32))
    hard: Mapped[bool] = mapped_column(Boolean)
    community_code: Mapped[str] = mapped_column(CODE)
    grid_code: Mapped[str] = mapped_column(CODE)
    what: Mapped[Any] = mapped_column(Json)
    """``{"zh": ..., "en": ...}``."""
    remedy: Mapped[Any] = mapped_column(Json)
    figure: Mapped[float] = mapped_column(Double)
    lon: Mapped[float | None] = mapped_column(Double)
    lat: Mapped[float | None] = mapped_column(Double)


class NamedVersion(Base):
    """A version that somebody gave a name."""

    __tablename__ = "named_version"

    plan_id: Mapped[str] = mapped_column(UUID, ForeignKey("plan.id"), primary_key=True)
    name: Mapped[str] = mapped_column(short_text(200), primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    actor: Mapped[str] = mapped_column(Text)
    time: Mapped[str] = mapped_column(TIME)


class Publication(Base):
    """A step of a plan from one state to another; publishing carries the SHA-256 that freezes."""

    __tablename__ = "plan_state"

    plan_id: Mapped[str] = mapped_column(UUID, ForeignKey("plan.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    state: Mapped[str] = mapped_column(short_text(16))
    version: Mapped[int] = mapped_column(Integer)
    actor: Mapped[str] = mapped_column(Text)
    time: Mapped[str] = mapped_column(TIME)
    note: Mapped[str] = mapped_column(Text, default="")
    exceptions: Mapped[Any] = mapped_column(Json, default=list)
    """Violations that were let pass: key and reason of each."""
    digest: Mapped[str | None] = mapped_column(HASH)


class Comment(Base):
    """What somebody said about a place of a plan."""

    __tablename__ = "comment"
    __table_args__ = (Index("ix_comment_plan", "plan_id"),)

    fid: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(UUID, unique=True)
    plan_id: Mapped[str] = mapped_column(UUID, ForeignKey("plan.id"))
    version: Mapped[int] = mapped_column(Integer)
    community_code: Mapped[str] = mapped_column(CODE)
    author: Mapped[str] = mapped_column(Text)
    time: Mapped[str] = mapped_column(TIME)
    text: Mapped[str] = mapped_column(Text)
    parent_id: Mapped[str | None] = mapped_column(UUID)
    resolved: Mapped[bool] = mapped_column(Boolean, default=False)
    geom: Mapped[BaseGeometry | None] = mapped_column(Shape("POINT"))


spatial(Comment.__table__)  # type: ignore[arg-type]
