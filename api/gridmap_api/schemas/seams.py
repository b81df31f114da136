"""The walk along boundaries that changed."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field


class SeamWalkShown(BaseModel):
    """A round along every piece of boundary that one version has and the other has not."""

    changed_m: float = Field(description="Length of all pieces.")
    walked_m: int = Field(description="Length of the round.")
    unseen_m: float = Field(description="What of the pieces is farther than 10 m from the walk.")
    pieces: dict[str, Any] = Field(
        description="GeoJSON: each with its `number` in the order of walking, `kind` (new or old), "
        "`grids` beside it, `length_m` and `street`."
    )
    walk: dict[str, Any] = Field(description="The way, as a GeoJSON geometry.")
