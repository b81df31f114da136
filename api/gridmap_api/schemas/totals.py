"""Published totals: what is told of them, and how they are entered."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from gridmap_api.schemas.common import Words
from gridmap_api.schemas.plans import LINE, UNCHANGED

Level = Literal["all", "street", "community"]
Figure = Annotated[int, Field(ge=0, le=10**9)]
Digits = Annotated[str, StringConstraints(max_length=12, pattern=r"^(\d{9}|\d{12})?$")]
Name = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200, pattern=LINE)]


class NewTotal(BaseModel):
    """What was published of a community, a street, or all."""

    model_config = UNCHANGED

    level: Level
    code: Digits = Field(description="12 digits of a community, 9 of a street, empty for all.")
    name: Name = ""
    grids: Figure | None = None
    households: Figure | None = None
    persons: Figure | None = None


class NewTotals(BaseModel):
    """Totals that take the place of what was kept of the same codes."""

    model_config = UNCHANGED

    rows: list[NewTotal] = Field(
        max_length=5_000, description="One without any figure takes the row away."
    )
    source: Name = Field(default="", description="Where they were published.")


class TotalCounts(BaseModel):
    """Grids, households and persons, as far as they are known."""

    grids: int | None = None
    households: int | None = None
    persons: int | None = None


class TotalRow(BaseModel):
    """A published row beside the plan."""

    level: Level
    code: str
    name: str
    published: TotalCounts
    found: TotalCounts = Field(description="Of the plan; nothing where the code is unknown.")
    differences: TotalCounts = Field(description="Plan less published, where they differ.")
    equal: bool
    known: bool
    said: Words


class TotalCommunity(BaseModel):
    """What the plan has in a community, published or not."""

    code: str
    name: str
    grids: int
    households: int
    persons: int


class TotalsTold(BaseModel):
    """Published totals compared with a plan at its newest version."""

    plan_id: str
    version: int
    equal: bool
    differing: int = Field(description="Rows that are not as published.")
    said: Words
    rows: list[TotalRow]
    notes: list[Words] = Field(description="Sums that do not add up, communities left out.")
    communities: list[TotalCommunity]
    may_tell_streets: bool = Field(description="Whether one may enter streets and the whole.")


class TotalsImported(TotalsTold):
    """What a table told, and the comparison after it."""

    taken: int = Field(description="Rows that were kept.")
    faults: list[Words] = Field(description="Rows that were not understood.")
