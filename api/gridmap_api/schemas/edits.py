"""Edits of plans: what is asked for and what is answered."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field

from gridmap_api.schemas.common import Words
from gridmap_api.schemas.plans import GridInfo, ViolationRow


class ViolationChange(BaseModel):
    """How the violations of a plan changed."""

    added: list[ViolationRow] = Field(description="New ones, and those with another figure now.")
    resolved: list[str] = Field(description="Keys.")


class EditReply(BaseModel):
    """An edit that was made."""

    version: int = Field(description="The version that it made.")
    base: int = Field(description="The version that it was based on.")
    rebased: bool = Field(description="Whether others had edited elsewhere in the meantime.")
    kind: str
    flips: list[tuple[str, str | None, str | None]] = Field(description="Unit, old, new grid.")
    locks: list[tuple[str, bool]] = Field(description="Units locked (true) or let go (false).")
    grids: list[GridInfo] = Field(description="Every grid that changed, with its figures now.")
    figures: dict[str, float] = Field(
        description="Figures of the whole plan that changed, as they are now; for those who see it."
    )
    violations: ViolationChange
    hash: str = Field(description="Seal of the version.")


class EventInfo(BaseModel):
    """One edit in the history of a plan."""

    version: int
    kind: str
    actor: str
    time: str
    reverses: int | None = Field(description="The version that it takes back or makes again.")
    what: Words
    units: int = Field(description="Units whose grid changed.")
    hash: str


class EventList(BaseModel):
    """A part of the history of a plan, the oldest first."""

    events: list[EventInfo]
    next: int | None = Field(description="Ask for what is after this; null at the head.")


class StaleProblem(BaseModel):
    """A change that is based on a version that others have changed in the same place."""

    type: Literal["about:blank"]
    title: str
    status: Literal[412]
    detail: str
    remedy: str
    head: int = Field(description="The last version.")
    units: list[str] = Field(description="Units that others changed in the meantime.")
    grids: list[str] = Field(description="Grids that others changed in the meantime.")
    since: list[dict[str, Any]] = Field(description="Who did what since.")
