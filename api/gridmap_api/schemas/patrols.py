"""Patrols: routes as pages show them, links to them, what teams say of stops."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from gridmap_api.schemas.common import Words

Place = tuple[float, float]
Rain = Literal["none", "blue", "yellow", "orange", "red"]
Profile = Literal["foot", "bicycle", "car"]
TickState = Literal["done", "skipped", "open"]
SkipReason = Literal["", "closed", "unreachable", "no_time", "not_found", "other"]
LINES = r"^[^\x00]*$"
Key = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=LINES)]
Note = Annotated[str, StringConstraints(max_length=1_000, pattern=LINES)]
LONGEST_PHOTO = 7_500_000
"""Characters of base64; pages for phones send some hundred thousand."""


class TeamItem(BaseModel):
    """Who goes."""

    key: str
    name: str
    start_name: str = Field(description="The station where the route begins and ends.")
    profile: Profile


class RouteItem(BaseModel):
    """A route in lists."""

    number: int = Field(description="From 1, in the order of the teams.")
    colour: str = Field(description="By which maps show it.")
    team: TeamItem
    stops: int
    length_m: int
    service_s: int = Field(description="Seconds at the stops.")
    begins_s: int = Field(description="Seconds after midnight.")
    shift_s: int
    ends_s: int = Field(description="Seconds after midnight.")
    communities: list[str] = Field(description="Codes of the communities of its stops.")


class PatrolItem(BaseModel):
    """A patrol in the list."""

    id: str
    date: str = Field(description="YYYY-MM-DD.")
    rain: Rain
    owner: str
    time: str = Field(description="When it was computed, in UTC.")
    whole: bool = Field(description="Whether all of it is in sight.")
    routes: list[RouteItem]
    left_out: int = Field(description="Hazards that are on no route.")


class PatrolList(BaseModel):
    """Patrols, those of the last day first."""

    patrols: list[PatrolItem]


class DirectionLine(BaseModel):
    """A line of the turn-by-turn."""

    kind: str = Field(description="A turn, `arrive` or `return`.")
    text: Words
    length_m: int


class StopShown(BaseModel):
    """A stop of a route."""

    key: str = Field(description="Id of the hazard.")
    label: str = Field(description="01, 02 ... in the order of visiting.")
    name: str
    kind: str
    kind_words: Words
    level: int | None
    grid: str
    place: Place = Field(description="Longitude and latitude in degrees.")
    arrives_s: int = Field(description="Seconds after midnight.")
    begins_s: int
    leaves_s: int
    offset_m: int = Field(description="How far beside the road it lies.")
    length_m: int = Field(description="Way from the stop before.")
    duration_s: int
    walked_m: int = Field(description="From the start of the route.")
    line: list[Place]
    directions: list[DirectionLine]
    maps: dict[str, str] = Field(description="Links that open other maps there.")


class BackShown(BaseModel):
    """The way back."""

    length_m: int
    duration_s: int
    line: list[Place]
    directions: list[DirectionLine]


class DrawnRoute(BaseModel):
    """A route with its stops and ways."""

    number: int
    colour: str
    team: TeamItem
    length_m: int
    service_s: int
    begins_s: int
    shift_s: int
    ends_s: int
    communities: list[str]
    start: Place
    stops: list[StopShown]
    back: BackShown


class PlannedRoute(DrawnRoute):
    """A route as those who plan see it."""

    link_until: str | None = Field(description="When the last link to it ends; none if none holds.")


class LeftOutShown(BaseModel):
    """A hazard that is on no route, and why."""

    key: str
    name: str
    kind: str
    kind_words: Words
    level: int | None
    grid: str
    place: Place
    reason: Literal["off_road", "closed", "unreachable", "shift", "window", "capacity", "not_worth"]
    why: Words
    short_s: int | None
    short_m: int | None


class PatrolShown(BaseModel):
    """A patrol as the map shows it."""

    id: str
    date: str
    rain: Rain
    owner: str
    time: str
    whole: bool
    routes: list[PlannedRoute]
    left_out: list[LeftOutShown]
    settings: dict[str, Any]


class TickShown(BaseModel):
    """What a team said of a stop."""

    key: str
    route: int
    stop: str
    state: TickState
    reason: str
    note: str
    told: str = Field(description="When, by the clock of the phone, in UTC.")
    time: str = Field(description="When it came, in UTC.")
    photo: bool


class RouteShown(DrawnRoute):
    """A route as a phone shows it."""

    patrol_id: str
    date: str
    rain: Rain
    ticks: list[TickShown] = Field(description="What was said last of each stop.")
    until: str | None = Field(description="When the link ends by which it is shown.")


class Progress(BaseModel):
    """How far the teams of a patrol are."""

    ticks: list[TickShown] = Field(description="What was said last of each stop.")
    heard: dict[int, str] = Field(description="When each route was last heard of, in UTC.")


class NewTick(BaseModel):
    """What a team says of a stop; the header Idempotency-Key is its key."""

    model_config = ConfigDict(extra="forbid")

    stop: Key = Field(description="Key of the stop.")
    state: TickState = Field(description="`open` takes back what was said before.")
    time: AwareDatetime = Field(description="When, by the clock of the phone, with its zone.")
    reason: SkipReason = Field(default="", description="Why it was skipped.")
    note: Note = ""
    photo: Annotated[str, StringConstraints(max_length=LONGEST_PHOTO)] | None = Field(
        default=None, description="JPEG, PNG or WebP in base64; the place in it is not kept."
    )

    @property
    def told(self) -> datetime:
        """When it was said."""
        return self.time


class LinkMade(BaseModel):
    """A link that opens a route without a login; it is told once."""

    address: str = Field(description="To be opened on a phone.")
    expires: str = Field(description="When it ends, in UTC.")
    qr: str = Field(description="The address as a QR code in SVG.")
