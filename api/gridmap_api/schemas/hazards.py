"""Hazards: the rain level of the day, and what is due by it."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from gridmap_api.schemas.common import Words

RainName = Literal["none", "blue", "yellow", "orange", "red"]


class NewRain(BaseModel):
    """The rain level that holds from now on."""

    model_config = ConfigDict(extra="forbid")

    level: RainName


class RainInfo(BaseModel):
    """The rain level that holds."""

    level: RainName
    set_by: str = Field(description="Who set it; empty where nobody ever did.")
    time: str | None = Field(description="When it was set, in UTC.")


class DueHazard(BaseModel):
    """A hazard, and when it is to be visited."""

    hazard_id: str
    name: str | None
    kind: str | None
    level: int | None = Field(description="1, the gravest, to 4.")
    status: str | None
    address: str | None
    responsible: str | None = Field(description="The office that answers for it.")
    last_visit: str | None = Field(description="By the layer or by a patrol, whichever is later.")
    due_date: str | None = Field(description="The deadline that was set for it.")
    state: Literal["overdue", "due", "later", "left_out"]
    due_on: str | None = Field(description="The day; null where no visit is asked for.")
    days_overdue: int
    every_days: int = Field(description="Days between two visits; 0 for never.")
    service_min: int = Field(description="Minutes that a visit takes.")
    place: list[float] = Field(description="Longitude and latitude.")
    reason: Words


class DueCounts(BaseModel):
    """How many hazards there are of each state."""

    overdue: int
    due: int
    later: int
    left_out: int


class DueList(BaseModel):
    """Hazards by how pressing they are."""

    rain: RainName
    date: str
    version: int = Field(description="Version of the layer of hazards; 0 where there is none.")
    counts: DueCounts
    hazards: list[DueHazard]
