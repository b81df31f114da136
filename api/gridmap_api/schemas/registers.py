"""Registers: what an edited one changes, and what of it was accepted."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from gridmap_api.schemas.common import Words
from gridmap_api.schemas.edits import EditReply


class RegisterFlag(BaseModel):
    """What is wrong with a cell, a row or the file."""

    rule: str = Field(description="Stable short name, such as `stale` or `tampered`.")
    place: str = Field(description="Sheet, column and row; empty for the whole file.")
    what: Words
    remedy: Words
    bars: bool = Field(description="Whether the row cannot be accepted.")


class RegisterCell(BaseModel):
    """A cell that says something else than it did."""

    column: str
    title: Words
    place: str = Field(description="Sheet, column and row; empty for a row that is gone.")
    before: str | None = Field(description="When the file was written, as people see it.")
    after: str | None = Field(description="In the file.")
    now: str | None = Field(description="In the plan.")
    stale: bool = Field(description="Whether others changed the same since.")
    taken: bool = Field(description="Whether it changes when the row is accepted.")


class RegisterRow(BaseModel):
    """A row that differs."""

    id: str = Field(description="By which it is accepted; another once anything of it changes.")
    page: str
    layer: str = Field(description="The layer that it changes; empty for none.")
    title: Words = Field(description="Name of the sheet.")
    key: str = Field(description="Its code; empty for a new row of teams and lists.")
    name: str
    change: Literal["added", "changed", "deleted"]
    place: str
    possible: bool = Field(description="Whether it can be accepted.")
    plain: bool = Field(description="Whether nothing is wrong with it.")
    units: list[str] = Field(description="Units that go to another grid with it.")
    at: tuple[float, float] | None = Field(
        description="Longitude and latitude in degrees; null for what lies nowhere."
    )
    cells: list[RegisterCell]
    flags: list[RegisterFlag]


class BrokenRule(BaseModel):
    """A rule that would be broken if every possible change were accepted."""

    rule: str
    hard: bool
    grid_code: str
    what: Words
    remedy: Words


class RegisterDifference(BaseModel):
    """What an edited register changes."""

    file: str
    head: int = Field(description="The version of the plan that it was compared with.")
    version: int | None = Field(description="The version of which it was written, where known.")
    version_id: str
    date: str
    unchanged: int = Field(description="Rows that say what they said.")
    rows: list[RegisterRow]
    faults: list[RegisterFlag] = Field(description="What is wrong with the file as a whole.")
    violations_added: list[BrokenRule]
    violations_resolved: list[str] = Field(description="Keys.")


class RegisterAccepted(BaseModel):
    """What was accepted."""

    file: str
    version: int = Field(description="The version of the plan now.")
    rows: list[str] = Field(description="Ids.")
    edit: EditReply | None = Field(description="The edit of the plan; null where it stays.")
    layers: dict[str, int] = Field(description="New version of each layer that changed.")
    tables: list[str] = Field(description="Teams and lists that changed.")
