"""Teams of grids (四包一), and the lists that an office keeps of every grid."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from gridmap_api.store.base import Base
from gridmap_api.store.models.columns import CODE, TIME, UUID
from gridmap_api.store.types import Json, short_text


class TeamMember(Base):
    """One person of the team of one grid: staff of an office, never a resident.

    A team belongs to the code of its grid, which is never given out again, and not to a plan: the
    drafts and branches in which the grid lives show the same team.
    """

    __tablename__ = "team_member"
    __table_args__ = (Index("ix_team_member_community", "community_code"),)

    grid_code: Mapped[str] = mapped_column(CODE, primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    community_code: Mapped[str] = mapped_column(CODE)
    role: Mapped[str] = mapped_column(short_text(16))
    worker_kind: Mapped[str] = mapped_column(short_text(64))
    name: Mapped[str] = mapped_column(Text)
    organisation: Mapped[str] = mapped_column(Text)
    duty_phone: Mapped[str] = mapped_column(Text)
    """A fixed line of the office."""
    since: Mapped[str] = mapped_column(short_text(10))
    actor: Mapped[str] = mapped_column(Text)
    time: Mapped[str] = mapped_column(TIME)


class KeptList(Base):
    """A list that the office keeps of every grid."""

    __tablename__ = "kept_list"

    id: Mapped[str] = mapped_column(UUID, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    columns: Mapped[Any] = mapped_column(Json)
    """Headers."""
    position: Mapped[int] = mapped_column(Integer)
    actor: Mapped[str] = mapped_column(Text)
    time: Mapped[str] = mapped_column(TIME)


class KeptListRow(Base):
    """A row of a list, of one grid."""

    __tablename__ = "kept_list_row"
    __table_args__ = (Index("ix_kept_list_row_community", "community_code"),)

    list_id: Mapped[str] = mapped_column(UUID, ForeignKey("kept_list.id"), primary_key=True)
    grid_code: Mapped[str] = mapped_column(CODE, primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    community_code: Mapped[str] = mapped_column(CODE)
    content: Mapped[Any] = mapped_column(Json)
    """A text for each column."""
    actor: Mapped[str] = mapped_column(Text)
    time: Mapped[str] = mapped_column(TIME)
