"""Totals that an office has published."""

from __future__ import annotations

from sqlalchemy import Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from gridmap_api.store.base import Base
from gridmap_api.store.models.columns import CODE, TIME
from gridmap_api.store.types import short_text


class PublishedTotal(Base):
    """Grids, households and persons of a community, a street or all, as they were published."""

    __tablename__ = "published_total"

    level: Mapped[str] = mapped_column(short_text(16), primary_key=True)
    """``all``, ``street`` or ``community``."""
    code: Mapped[str] = mapped_column(CODE, primary_key=True)
    """12 digits of a community, 9 of a street, empty for all."""
    community_code: Mapped[str] = mapped_column(CODE)
    """Empty for a street and for all: planners of some communities do not see those."""
    name: Mapped[str] = mapped_column(short_text(200))
    grids: Mapped[int | None] = mapped_column(Integer)
    households: Mapped[int | None] = mapped_column(Integer)
    persons: Mapped[int | None] = mapped_column(Integer)
    source: Mapped[str] = mapped_column(short_text(200))
    actor: Mapped[str] = mapped_column(Text)
    time: Mapped[str] = mapped_column(TIME)
