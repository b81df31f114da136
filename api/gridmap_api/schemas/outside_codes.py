"""Codes of outside systems."""

from __future__ import annotations

from pydantic import BaseModel, Field

from gridmap_api.schemas.common import Words


class OutsideCodeRow(BaseModel):
    """What an outside system calls one of our objects."""

    system: str = Field(description="Name of the system.")
    layer: str = Field(description="``grids``, or a layer.")
    object_id: str = Field(description="Our code.")
    code: str = Field(description="Theirs; an object may have several.")


class OutsideCodes(BaseModel):
    """Codes of outside systems that may be seen."""

    systems: list[str]
    codes: list[OutsideCodeRow]


class OutsideImported(BaseModel):
    """What a table of outside codes told."""

    taken: int = Field(description="Codes that were kept.")
    systems: list[str]
    faults: list[Words] = Field(description="Rows that were not kept, each with the remedy.")
