"""The stations near a place: what is asked for and what is answered."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from gridmap_api.schemas.common import Words
from gridmap_api.schemas.plans import LINE
from gridmap_api.schemas.starting import Walk

Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Place = tuple[Longitude, Latitude]
YEARS = range(1970, 2200)


def _of_our_days(value: datetime | None) -> datetime | None:
    """Refuse years in which calendars end: their local time cannot be told."""
    if value is not None and value.year not in YEARS:
        message = f"a year from {YEARS.start} to {YEARS.stop - 1}"
        raise ValueError(message)
    return value


Sane = AfterValidator(_of_our_days)
"""Of times that are asked for."""


class NearAsked(BaseModel):
    """A place from which the stations are looked for. It is not kept, and not written down."""

    model_config = ConfigDict(extra="forbid")

    place: Place = Field(description="Longitude and latitude in degrees.")
    at: Annotated[datetime | None, Sane] = Field(
        default=None,
        description="When; now by default. Without an offset it is local time of the service.",
    )
    limit: int = Field(default=20, ge=1, le=100, description="Stations at most.")


class MapLinks(BaseModel):
    """Addresses that open a map at the station, each in the coordinates that its map takes."""

    amap: str = Field(description="GCJ-02.")
    baidu: str = Field(description="BD-09.")
    apple: str = Field(description="GCJ-02.")
    system: str = Field(description="The map of the phone, by RFC 5870: WGS 84.")


class StationInfo(BaseModel):
    """A station, and whether it is open."""

    station_id: str
    name: str
    kind: Words = Field(description="Empty if unknown.")
    place: tuple[float, float] = Field(description="Longitude and latitude.")
    address: str
    floor: str = Field(description="The storey, as the layer has it; empty if unknown.")
    floor_area_m2: float | None
    amenities: list[str]
    opening_hours: str = Field(description="As it was written; empty if unknown.")
    is_shut_on_holidays: bool = Field(description="Whether the text says so.")
    state: Literal["open", "closed", "unknown"] = Field(
        description="Unknown where the opening hours are not understood, or there are none."
    )
    changes: str | None = Field(description="When it closes, or opens next, with its offset.")
    links: MapLinks


class StationNow(BaseModel):
    """A station at a time."""

    at: str = Field(description="The time that is meant, with its offset.")
    station: StationInfo


class NearStationInfo(StationInfo):
    """A station, as seen from a place."""

    length_m: int = Field(description="Metres to walk.")
    by_road: bool = Field(
        description="Whether the way goes along roads; else it is guessed from the straight line."
    )
    adult_s: int = Field(description="Seconds that an adult walks.")
    elder_s: int = Field(description="Seconds that an elder walks.")


class Near(BaseModel):
    """The stations near a place, the nearest on foot first."""

    at: str = Field(description="The time that is meant, with its offset.")
    nearest_open: str | None = Field(
        description="Id of the nearest station that is known to be open."
    )
    unknown: int = Field(description="Stations in the list of which it is not known.")
    detour: float = Field(
        description="Metres that are walked for each metre of the straight line without roads."
    )
    walk: Walk
    stations: list[NearStationInfo]


class PlacesAsked(BaseModel):
    """A name of a place where somebody is. It is not kept, and not written down."""

    model_config = ConfigDict(extra="forbid")

    q: Annotated[str, StringConstraints(max_length=100, pattern=LINE)] = Field(
        default="", description="Part of a name or an address; empty for the list of compounds."
    )


class NamedPlace(BaseModel):
    """A place by its name, and nothing else that is known of it."""

    kind: Literal["compound", "community", "station", "road"]
    name: str
    detail: str = Field(description="What tells it from others of the name; may be empty.")
    place: tuple[float, float]


class NamedPlaces(BaseModel):
    """Places that may be meant, the likeliest first."""

    places: list[NamedPlace]


class TogetherProperties(BaseModel):
    """Who walks, and to how many stations."""

    walker: Literal["adult", "elder"]
    minutes: float
    stations: int


class TogetherFeature(BaseModel):
    """From where any station is walked to in time."""

    type: Literal["Feature"]
    id: str
    geometry: dict[str, Any] | None
    properties: TogetherProperties


class CirclesTogether(BaseModel):
    """Service circles of all stations together, as a GeoJSON feature collection."""

    type: Literal["FeatureCollection"]
    features: list[TogetherFeature]
