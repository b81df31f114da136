"""The models of both stores. Times are UTC texts (`utc_now`), identifiers UUIDs as texts."""

from __future__ import annotations

from typing import Any

from shapely.geometry.base import BaseGeometry
from sqlalchemy import Boolean, Double, ForeignKey, Index, Integer, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from gridmap_api.store.base import Base, spatial
from gridmap_api.store.types import Json, Shape, short_text

UUID = short_text(36)
TIME = short_text(27)
HASH = short_text(64)
CODE = short_text(32)


class StoreFact(Base):
    """One fact of the store: its id, the version of the program that made it."""

    __tablename__ = "store_fact"

    name: Mapped[str] = mapped_column(short_text(64), primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class LayerVersion(Base):
    """One version of a layer: what an import or an edit of features made."""

    __tablename__ = "layer_version"

    layer: Mapped[str] = mapped_column(short_text(64), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(short_text(16))
    """``"import"`` or ``"edit"``."""
    source: Mapped[str] = mapped_column(Text, default="")
    """Name of the file."""
    actor: Mapped[str] = mapped_column(Text)
    time: Mapped[str] = mapped_column(TIME)
    features: Mapped[int] = mapped_column(Integer)
    added: Mapped[int] = mapped_column(Integer)
    changed: Mapped[int] = mapped_column(Integer)
    removed: Mapped[int] = mapped_column(Integer)
    faults: Mapped[Any] = mapped_column(Json, default=list)
    columns: Mapped[Any] = mapped_column(Json, default=list)
    """Name and type of each further column that no contract names, in the order of the file."""


class UnitSet(Base):
    """The units of a tessellation with their contiguity: what plans are made on. Immutable."""

    __tablename__ = "unit_set"

    id: Mapped[str] = mapped_column(UUID, primary_key=True)
    time: Mapped[str] = mapped_column(TIME)
    metric_crs: Mapped[int] = mapped_column(Integer)
    """EPSG code of the CRS in which it is computed."""
    layers: Mapped[Any] = mapped_column(Json)
    """Version of each layer by its name."""
    tessellation: Mapped[Any] = mapped_column(Json)
    communities: Mapped[Any] = mapped_column(Json)
    """Name of each community by its code."""
    count: Mapped[int] = mapped_column(Integer)
    graph: Mapped[bytes] = mapped_column(LargeBinary)
    """Arrays of the contiguity graph as ``.npz``, without pickle."""
    feasibility: Mapped[Any] = mapped_column(Json)
    digest: Mapped[str] = mapped_column(HASH)
    """SHA-256 over the units and the graph."""


class Unit(Base):
    """One unit of a set, in the order ``row`` of the graph."""

    __tablename__ = "unit"
    __table_args__ = (
        Index("ix_unit_row", "set_id", "row", unique=True),
        Index("ix_unit_id", "set_id", "unit_id", unique=True),
        Index("ix_unit_community", "set_id", "community_code"),
    )

    fid: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    set_id: Mapped[str] = mapped_column(UUID, ForeignKey("unit_set.id"))
    row: Mapped[int] = mapped_column(Integer)
    unit_id: Mapped[str] = mapped_column(Text)
    community_code: Mapped[str] = mapped_column(CODE)
    compound_id: Mapped[str | None] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(short_text(32))
    purpose: Mapped[str | None] = mapped_column(Text)
    buildings: Mapped[str | None] = mapped_column(Text)
    households: Mapped[int] = mapped_column(Integer)
    persons: Mapped[int] = mapped_column(Integer)
    households_source: Mapped[str | None] = mapped_column(Text)
    x_m: Mapped[float] = mapped_column(Double)
    y_m: Mapped[float] = mapped_column(Double)
    geom: Mapped[BaseGeometry] = mapped_column(Shape("POLYGON"))


spatial(Unit.__table__)  # type: ignore[arg-type]


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


class Answer(Base):
    """The answer to a request with an Idempotency-Key, kept for its repetition."""

    __tablename__ = "answer"

    account: Mapped[str] = mapped_column(short_text(64), primary_key=True)
    key: Mapped[str] = mapped_column(short_text(200), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(HASH)
    status: Mapped[int] = mapped_column(Integer)
    body: Mapped[str] = mapped_column(Text)
    headers: Mapped[Any] = mapped_column(Json, default=dict)
    time: Mapped[str] = mapped_column(TIME)


class Job(Base):
    """Work that takes long."""

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_state", "state", "time"),)

    id: Mapped[str] = mapped_column(UUID, primary_key=True)
    kind: Mapped[str] = mapped_column(short_text(24))
    params: Mapped[Any] = mapped_column(Json)
    account: Mapped[str] = mapped_column(short_text(64))
    communities: Mapped[Any] = mapped_column(Json)
    """Codes of the communities it is about; those who may see it."""
    active_key: Mapped[str | None] = mapped_column(short_text(200), unique=True)
    """The same for the same work while it waits or runs; empty when it has ended."""
    state: Mapped[str] = mapped_column(short_text(16))
    """``"waiting"``, ``"running"``, ``"done"``, ``"failed"`` or ``"cancelled"``."""
    cancel: Mapped[bool] = mapped_column(Boolean, default=False)
    token: Mapped[int] = mapped_column(Integer, default=0)
    """The fencing token: one more for each worker that takes the job."""
    worker: Mapped[str | None] = mapped_column(Text)
    lease_until_s: Mapped[float | None] = mapped_column(Double)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    share: Mapped[float] = mapped_column(Double, default=0.0)
    """Fraction that is done."""
    step: Mapped[Any] = mapped_column(Json, default=dict)
    """What is being done, in both languages."""
    result: Mapped[Any] = mapped_column(Json, nullable=True)
    problem: Mapped[Any] = mapped_column(Json, nullable=True)
    """Why it failed, in both languages."""
    time: Mapped[str] = mapped_column(TIME)
    started: Mapped[str | None] = mapped_column(TIME)
    ended: Mapped[str | None] = mapped_column(TIME)


class JobPart(Base):
    """What a job has finished of its work, so that it goes on from there after a crash."""

    __tablename__ = "job_part"

    job_id: Mapped[str] = mapped_column(UUID, ForeignKey("job.id"), primary_key=True)
    name: Mapped[str] = mapped_column(short_text(200), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class Account(Base):
    """Somebody who may come in."""

    __tablename__ = "account"

    id: Mapped[str] = mapped_column(UUID, primary_key=True)
    name: Mapped[str] = mapped_column(short_text(100), unique=True)
    shown: Mapped[str] = mapped_column(Text, default="")
    password: Mapped[str | None] = mapped_column(Text)
    subject: Mapped[str | None] = mapped_column(short_text(300), unique=True)
    """Issuer and subject of an OpenID provider."""
    role: Mapped[str] = mapped_column(short_text(16))
    """``"viewer"``, ``"planner"``, ``"patrol"`` or ``"admin"``."""
    communities: Mapped[Any] = mapped_column(Json, default=list)
    """Codes a planner or patrol works in; ``["*"]`` for all."""
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    time: Mapped[str] = mapped_column(TIME)


class LoginSession(Base):
    """A login in one browser."""

    __tablename__ = "login_session"

    digest: Mapped[str] = mapped_column(HASH, primary_key=True)
    """SHA-256 of the cookie."""
    account_id: Mapped[str] = mapped_column(UUID, ForeignKey("account.id"))
    csrf: Mapped[str] = mapped_column(short_text(64))
    time: Mapped[str] = mapped_column(TIME)
    expires: Mapped[str] = mapped_column(TIME)


class ApiToken(Base):
    """A token by which a program comes in for an account."""

    __tablename__ = "api_token"

    id: Mapped[str] = mapped_column(UUID, primary_key=True)
    digest: Mapped[str] = mapped_column(HASH, unique=True)
    account_id: Mapped[str] = mapped_column(UUID, ForeignKey("account.id"))
    name: Mapped[str] = mapped_column(Text)
    scope: Mapped[str] = mapped_column(short_text(16))
    """``"read"`` or ``"write"``."""
    time: Mapped[str] = mapped_column(TIME)
    expires: Mapped[str] = mapped_column(TIME)
    revoked: Mapped[bool] = mapped_column(Boolean, default=False)


class LoginLink(Base):
    """A link that lets in once: the first admin, or somebody who was invited."""

    __tablename__ = "login_link"

    digest: Mapped[str] = mapped_column(HASH, primary_key=True)
    account_id: Mapped[str] = mapped_column(UUID, ForeignKey("account.id"))
    expires: Mapped[str] = mapped_column(TIME)
    used: Mapped[str | None] = mapped_column(TIME)


class AuditEntry(Base):
    """What was done or refused: actor, time, object, result. Rows are only ever added."""

    __tablename__ = "audit_entry"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    time: Mapped[str] = mapped_column(TIME)
    actor: Mapped[str] = mapped_column(Text)
    action: Mapped[str] = mapped_column(Text)
    object: Mapped[str] = mapped_column(Text)
    result: Mapped[str] = mapped_column(Text)
    prev_hash: Mapped[str] = mapped_column(HASH)
    hash: Mapped[str] = mapped_column(HASH)
