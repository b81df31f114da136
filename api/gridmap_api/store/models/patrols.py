"""Patrols: routes as they were computed, links to them, what teams say of their stops."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, Integer, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from gridmap_api.store.base import Base
from gridmap_api.store.models.columns import CODE, HASH, TIME, UUID
from gridmap_api.store.types import Json, short_text


class PatrolRow(Base):
    """The routes of one day; never changed once they are computed."""

    __tablename__ = "patrol"
    __table_args__ = (Index("ix_patrol_date", "date"),)

    id: Mapped[str] = mapped_column(UUID, primary_key=True)
    date: Mapped[str] = mapped_column(short_text(10))
    rain: Mapped[str] = mapped_column(short_text(16))
    owner: Mapped[str] = mapped_column(Text)
    time: Mapped[str] = mapped_column(TIME)
    job_id: Mapped[str | None] = mapped_column(UUID)
    """The job that computed it, which ends once."""
    places: Mapped[Any] = mapped_column(Json)
    """Community of every visit by its key."""
    figures: Mapped[Any] = mapped_column(Json)
    """What lists show: of each route its team, stops, length, times and communities."""
    content: Mapped[bytes] = mapped_column(LargeBinary)
    """Canonical JSON of `gridmap.routing.saving`, zlib-compressed."""


class PatrolLink(Base):
    """A secret that opens one route on a phone without a login. Only its digest is kept."""

    __tablename__ = "patrol_link"
    __table_args__ = (Index("ix_patrol_link_route", "patrol_id", "route"),)

    digest: Mapped[str] = mapped_column(HASH, primary_key=True)
    """SHA-256 of the secret."""
    patrol_id: Mapped[str] = mapped_column(UUID, ForeignKey("patrol.id"))
    route: Mapped[int] = mapped_column(Integer)
    """Number of the route, from 1."""
    actor: Mapped[str] = mapped_column(Text)
    time: Mapped[str] = mapped_column(TIME)
    expires: Mapped[str] = mapped_column(TIME)
    revoked: Mapped[bool] = mapped_column(Boolean, default=False)


class PatrolTick(Base):
    """What a team said of a stop: a row each time it said something, known by the phone's key."""

    __tablename__ = "patrol_tick"
    __table_args__ = (
        Index("ix_patrol_tick_route", "patrol_id", "route"),
        Index("ix_patrol_tick_time", "time"),
    )

    patrol_id: Mapped[str] = mapped_column(UUID, ForeignKey("patrol.id"), primary_key=True)
    key: Mapped[str] = mapped_column(short_text(200), primary_key=True)
    """Made by the phone; the same tick comes once, however often it is sent."""
    fingerprint: Mapped[str] = mapped_column(HASH)
    """SHA-256 of what was sent."""
    route: Mapped[int] = mapped_column(Integer)
    stop: Mapped[str] = mapped_column(Text)
    """Key of the visit: the id of the hazard."""
    community_code: Mapped[str] = mapped_column(CODE)
    state: Mapped[str] = mapped_column(short_text(16))
    """``"done"``, ``"skipped"``, or ``"open"`` where it was taken back."""
    told: Mapped[str] = mapped_column(TIME)
    """When, by the clock of the phone; ticks count in this order."""
    time: Mapped[str] = mapped_column(TIME)
    """When it came."""
    reason: Mapped[str] = mapped_column(short_text(32), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    actor: Mapped[str] = mapped_column(Text)
    """Who came by a login; empty for the link of the route."""
    photo_id: Mapped[str | None] = mapped_column(UUID)


class HazardVisit(Base):
    """That a hazard was visited on a patrol; outlives the ticks, and names nobody."""

    __tablename__ = "hazard_visit"
    __table_args__ = (Index("ix_hazard_visit_community", "community_code"),)

    hazard_id: Mapped[str] = mapped_column(Text, primary_key=True)
    patrol_id: Mapped[str] = mapped_column(UUID, primary_key=True)
    community_code: Mapped[str] = mapped_column(CODE)
    date: Mapped[str] = mapped_column(short_text(10))
