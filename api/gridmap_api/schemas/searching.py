"""What a search finds."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from gridmap_api.schemas.common import Words


class Found(BaseModel):
    """One thing that may be meant."""

    kind: Literal["grid", "community", "compound", "station", "hazard", "building", "road"]
    layer: str = Field(description="The layer that it is in; grids are those of the plan.")
    id: str = Field(description="What identifies it there; of a road, one of its pieces.")
    name: str = Field(description="The id where it has no name.")
    code: str | None = Field(description="The id, where people know things by it.")
    detail: Words = Field(description="What tells it from others; may be empty.")
    place: tuple[float, float] = Field(description="Longitude and latitude of a point on it.")
    bounds: tuple[float, float, float, float] | None = Field(
        description="West, south, east, north in degrees; null for a point."
    )


class SearchResults(BaseModel):
    """What a few characters may mean, the likeliest first."""

    results: list[Found]
