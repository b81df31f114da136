"""Reports: what was found and what became of it, the entries by which residents send them."""

from __future__ import annotations

from shapely.geometry.base import BaseGeometry
from sqlalchemy import Boolean, Double, ForeignKey, Index, Integer, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from gridmap_api.store.base import Base, spatial
from gridmap_api.store.models.columns import CODE, HASH, TIME, UUID
from gridmap_api.store.types import Shape, short_text


class ReportEntry(Base):
    """A QR code at a grid or a building, by which anybody may report and nobody may read."""

    __tablename__ = "report_entry"
    __table_args__ = (Index("ix_report_entry_community", "community_code"),)

    id: Mapped[str] = mapped_column(UUID, primary_key=True)
    digest: Mapped[str] = mapped_column(HASH, unique=True)
    """SHA-256 of the secret in the code; the secret itself is kept nowhere."""
    community_code: Mapped[str] = mapped_column(CODE)
    plan_id: Mapped[str | None] = mapped_column(UUID)
    """The plan of which the grid is one."""
    grid_code: Mapped[str | None] = mapped_column(CODE)
    building_id: Mapped[str | None] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    """What is printed under the code."""
    lon: Mapped[float] = mapped_column(Double)
    lat: Mapped[float] = mapped_column(Double)
    actor: Mapped[str] = mapped_column(Text)
    time: Mapped[str] = mapped_column(TIME)
    revoked: Mapped[bool] = mapped_column(Boolean, default=False)
    revoked_by: Mapped[str | None] = mapped_column(Text)
    revoked_time: Mapped[str | None] = mapped_column(TIME)


class Report(Base):
    """Something that was found, as it stands now: a projection of its events."""

    __tablename__ = "report"
    __table_args__ = (
        Index("ix_report_community", "community_code", "state"),
        Index("ix_report_time", "time"),
    )

    fid: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(UUID, unique=True)
    receipt: Mapped[str] = mapped_column(short_text(16), unique=True)
    """What whoever reported can name it by."""
    community_code: Mapped[str] = mapped_column(CODE)
    entry_id: Mapped[str | None] = mapped_column(UUID, ForeignKey("report_entry.id"))
    """The entry by which it came; empty where an account sent it."""
    hazard_id: Mapped[str | None] = mapped_column(Text)
    building_id: Mapped[str | None] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(short_text(24))
    note: Mapped[str] = mapped_column(Text)
    place_source: Mapped[str] = mapped_column(short_text(16))
    """``"device"``, ``"map"`` or ``"entry"``."""
    accuracy_m: Mapped[float | None] = mapped_column(Double)
    """Of the place, as the device told it."""
    reporter: Mapped[str] = mapped_column(Text)
    """Name of the account; empty where nobody had logged in."""
    time: Mapped[str] = mapped_column(TIME)
    state: Mapped[str] = mapped_column(short_text(16))
    version: Mapped[int] = mapped_column(Integer)
    """Number of the last event."""
    assignee: Mapped[str] = mapped_column(Text, default="")
    due: Mapped[str | None] = mapped_column(TIME)
    closed: Mapped[str | None] = mapped_column(TIME)
    geom: Mapped[BaseGeometry] = mapped_column(Shape("POINT"))


spatial(Report.__table__)  # type: ignore[arg-type]


class ReportEvent(Base):
    """One step of a report. Rows are only ever added."""

    __tablename__ = "report_event"

    report_id: Mapped[str] = mapped_column(UUID, ForeignKey("report.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    community_code: Mapped[str] = mapped_column(CODE)
    step: Mapped[str] = mapped_column(short_text(16))
    state: Mapped[str] = mapped_column(short_text(16))
    """The state that it led to."""
    actor: Mapped[str] = mapped_column(Text)
    time: Mapped[str] = mapped_column(TIME)
    note: Mapped[str] = mapped_column(Text)
    kind: Mapped[str | None] = mapped_column(short_text(24))
    """The kind that it was sorted to."""
    assignee: Mapped[str | None] = mapped_column(Text)
    due: Mapped[str | None] = mapped_column(TIME)


class Photo(Base):
    """A photo as it was drawn anew: nothing but its picture is left of what was sent."""

    __tablename__ = "photo"
    __table_args__ = (Index("ix_photo_subject", "subject", "subject_id"),)

    id: Mapped[str] = mapped_column(UUID, primary_key=True)
    subject: Mapped[str] = mapped_column(short_text(16))
    """What it is of: ``"report"``, ``"hazard"``, ``"visit"`` ..."""
    subject_id: Mapped[str] = mapped_column(short_text(200))
    community_code: Mapped[str] = mapped_column(CODE)
    actor: Mapped[str] = mapped_column(Text)
    time: Mapped[str] = mapped_column(TIME)
    media_type: Mapped[str] = mapped_column(short_text(32))
    width_px: Mapped[int] = mapped_column(Integer)
    height_px: Mapped[int] = mapped_column(Integer)
    size_bytes: Mapped[int] = mapped_column(Integer)
    digest: Mapped[str] = mapped_column(HASH)
    """SHA-256 of the content."""
    content: Mapped[bytes] = mapped_column(LargeBinary)
