"""Outlines of grids."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field

from gridmap_api.schemas.plans import GridInfo


class OutlineProperties(GridInfo):
    """A grid with its figures, and where its label stands."""

    households: int | None = Field(  # type: ignore[assignment]
        description="Null where it is small and only what is published may be seen."
    )
    persons: int | None = Field(  # type: ignore[assignment]
        description="Null where it is small and only what is published may be seen."
    )
    deviation_pct: float | None = Field(  # type: ignore[assignment]
        description="Null where the households are."
    )
    label: tuple[float, float] | None = Field(description="A point inside; null without a shape.")


class Outline(BaseModel):
    """A grid as a GeoJSON feature."""

    type: Literal["Feature"]
    id: str = Field(description="The code of the grid.")
    geometry: dict[str, Any] | None = Field(
        description="GeoJSON in degrees; null for a grid that has no unit any more."
    )
    properties: OutlineProperties


class Outlines(BaseModel):
    """The grids of a plan at its head, or those that changed after a version."""

    version: int = Field(description="The head.")
    grids: list[Outline]
