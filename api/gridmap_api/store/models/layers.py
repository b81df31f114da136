"""Layers, and the units that are made of them."""

from __future__ import annotations

from typing import Any

from shapely.geometry.base import BaseGeometry
from sqlalchemy import Double, ForeignKey, Index, Integer, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from gridmap_api.store.base import Base, spatial
from gridmap_api.store.models.columns import CODE, HASH, TIME, UUID
from gridmap_api.store.types import Json, Shape, short_text


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
