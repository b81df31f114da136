"""What a patrol is asked for with."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from gridmap_api.schemas.patrols import Profile, Rain

STRICT = ConfigDict(extra="forbid")
LINE = r"^[^\x00-\x1f\x7f]*$"
IDENTIFIER = r"^[!-~]*$"
Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100, pattern=LINE)
]
Id = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=LINE)]
Code = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=IDENTIFIER)]
Clock = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Shift = Annotated[int, Field(ge=5, le=24 * 60)]
MOST_TEAMS = 50


class TeamBody(BaseModel):
    """A team; what it does not say is as for all of them."""

    model_config = STRICT

    name: Name
    station: Id | None = Field(default=None, description="Id or name of the station of its start.")
    place: tuple[float, float] | None = Field(
        default=None, description="Longitude and latitude of its start, where that is no station."
    )
    begins: Clock | None = None
    shift_min: Shift | None = None
    profile: Profile | None = None
    capacity: Annotated[int, Field(ge=1, le=10_000)] | None = Field(
        default=None, description="Visits at most."
    )
    grids: list[Code] = Field(
        default_factory=list, max_length=1_000, description="Codes of the grids that it works in."
    )

    @model_validator(mode="after")
    def _starts_somewhere(self) -> TeamBody:
        if (self.station is None) == (self.place is None):
            raise ValueError("a station or a place is given")
        if self.place is not None and not (abs(self.place[0]) <= 180 and abs(self.place[1]) <= 90):
            raise ValueError("the place is in degrees")
        return self


class ClosedArea(BaseModel):
    """Ground whose roads are closed, as GeoJSON in degrees."""

    model_config = STRICT

    type: Literal["Polygon", "MultiPolygon"]
    coordinates: list[Any] = Field(max_length=20_000)


class PatrolParams(BaseModel):
    """Routes for teams to the hazards that are due on a day."""

    model_config = STRICT

    date: date
    rain: Rain = "none"
    teams: Annotated[list[TeamBody], Field(min_length=1, max_length=MOST_TEAMS)] | None = Field(
        default=None, description="By default so many as `count`, spread over the stations."
    )
    count: Annotated[int, Field(ge=1, le=MOST_TEAMS)] = 2
    begins: Clock = "08:00"
    shift_min: Shift = 120
    profile: Profile = "foot"
    hazards: Annotated[list[Id], Field(min_length=1, max_length=10_000)] | None = Field(
        default=None, description="Ids; those that are due by default."
    )
    communities: Annotated[list[Code], Field(min_length=1, max_length=10_000)] | None = Field(
        default=None, description="Codes; all that the account works in by default."
    )
    plan_id: Code | None = Field(
        default=None, description="The plan whose grids hazards and teams belong to."
    )
    closed: list[ClosedArea] = Field(
        default_factory=list, max_length=200, description="Flooded ground: its roads are closed."
    )
    closed_roads: list[Id] = Field(
        default_factory=list, max_length=2_000, description="Ids of roads that are closed."
    )
    unlike: Code | None = Field(
        default=None, description="Id of a patrol that this one is to differ from: yesterday's."
    )
    is_balanced: bool = Field(default=True, description="Whether teams are busy for about as long.")
    seed: Annotated[int, Field(ge=0, lt=2**31)] = 0
    time_s: Annotated[float, Field(ge=1, le=600)] | None = Field(
        default=None, description="Seconds of the search; without, the same input: same routes."
    )


class PatrolJob(BaseModel):
    """Make a patrol."""

    model_config = STRICT

    kind: Literal["patrol"]
    params: PatrolParams
