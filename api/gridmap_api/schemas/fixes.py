"""What mends a violation: edits that were tried, and what each does."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field

from gridmap_api.schemas.common import Words
from gridmap_api.schemas.plans import ViolationRow


class GridEffect(BaseModel):
    """The households of a grid before and after an edit."""

    grid_code: str
    before: int = Field(description="0 for a grid that the edit makes.")
    after: int = Field(description="0 for a grid that is retired by it.")


class FixInfo(BaseModel):
    """An edit that mends a violation."""

    edit: dict[str, Any] = Field(description="To be sent to the plan's `/edits` as it is.")
    what: Words = Field(description="What it does, in a sentence.")
    flips: list[tuple[str, str | None, str | None]] = Field(description="Unit, old, new grid.")
    households: int = Field(description="Households whose grid changes.")
    grids: list[GridEffect]
    resolved: list[str] = Field(description="Keys of the violations that are gone after it.")
    added: list[ViolationRow] = Field(description="Violations that it brings.")


class FixList(BaseModel):
    """What mends a violation, the best first."""

    version: int = Field(description="The version that it was tried on: the base of the edit.")
    key: str
    fixes: list[FixInfo]
    none: Words | None = Field(description="Where there is no fix: why, and what to do instead.")
