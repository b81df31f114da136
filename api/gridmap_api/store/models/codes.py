"""Codes of outside systems, codes given out, histories that came with files, what was told."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from gridmap_api.store.base import Base
from gridmap_api.store.models.columns import CODE, TIME, UUID
from gridmap_api.store.types import short_text


class OutsideCode(Base):
    """What another system calls an object: an object may have several codes, a code several."""

    __tablename__ = "outside_code"
    __table_args__ = (
        Index("ix_outside_code_code", "code"),
        Index("ix_outside_code_object", "layer", "object_id"),
    )

    system: Mapped[str] = mapped_column(short_text(200), primary_key=True)
    """Its name, such as 城管平台."""
    layer: Mapped[str] = mapped_column(short_text(32), primary_key=True)
    """``"grids"``, or a layer."""
    object_id: Mapped[str] = mapped_column(short_text(200), primary_key=True)
    code: Mapped[str] = mapped_column(short_text(200), primary_key=True)
    community_code: Mapped[str] = mapped_column(CODE)
    actor: Mapped[str] = mapped_column(Text)
    time: Mapped[str] = mapped_column(TIME)


class GivenCode(Base):
    """A code of a grid that was given out; it is never given to another grid."""

    __tablename__ = "given_code"
    __table_args__ = (Index("ix_given_code_community", "community_code"),)

    code: Mapped[str] = mapped_column(CODE, primary_key=True)
    community_code: Mapped[str] = mapped_column(CODE)
    plan_id: Mapped[str] = mapped_column(UUID)
    """The plan that was the first to have it."""
    time: Mapped[str] = mapped_column(TIME)


class KeptSuccession(Base):
    """What became of a grid before its plan came into the store, as the plan file told it."""

    __tablename__ = "kept_succession"

    plan_id: Mapped[str] = mapped_column(UUID, ForeignKey("plan.id"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    community_code: Mapped[str] = mapped_column(CODE)
    kind: Mapped[str] = mapped_column(short_text(16))
    old_code: Mapped[str] = mapped_column(CODE)
    new_code: Mapped[str] = mapped_column(CODE)
    households_before: Mapped[int] = mapped_column(Integer)
    households: Mapped[int] = mapped_column(Integer)
    moved_in: Mapped[int] = mapped_column(Integer)
    moved_out: Mapped[int] = mapped_column(Integer)
    version: Mapped[str] = mapped_column(Text)
    time: Mapped[str] = mapped_column(Text)


class PublicRelease(Base):
    """What was told to everybody of a version of a plan; it stays told for good."""

    __tablename__ = "public_release"

    plan_id: Mapped[str] = mapped_column(UUID, ForeignKey("plan.id"), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    time: Mapped[str] = mapped_column(TIME)
    least: Mapped[int] = mapped_column(Integer)
    """Fewer households or persons were not told."""
    content: Mapped[bytes] = mapped_column(LargeBinary)
    """Which units each count that was told counts: JSON, zlib-compressed."""


class PublicCount(Base):
    """Households and persons that everybody is told of a grid or a community."""

    __tablename__ = "public_count"

    plan_id: Mapped[str] = mapped_column(UUID, ForeignKey("plan.id"), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    code: Mapped[str] = mapped_column(CODE, primary_key=True)
    """Of the grid, or of the community for its total."""
    community_code: Mapped[str] = mapped_column(CODE)
    households: Mapped[int | None] = mapped_column(Integer)
    """None where it is withheld."""
    persons: Mapped[int | None] = mapped_column(Integer)
