"""Stations: who reaches one on foot, their circles, and where the next ones go."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from gridmap_api.schemas.plans import ViolationRow

STRICT = ConfigDict(extra="forbid")
Code = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Walker = Literal["adult", "elder"]


class WalkSettings(BaseModel):
    """How far people walk."""

    minutes: float = Field(description="What may be walked to a station.")
    adult_m_s: float = Field(description="How fast adults walk, in metres a second.")
    elder_m_s: float = Field(description="How fast elders walk.")
    snap_limit_m: float = Field(description="Homes farther from every road are told.")
    farthest_m: float = Field(description="How far ways are looked for.")
    floor_area_m2: float = Field(description="A smaller station is a violation.")


class OutOfReach(BaseModel):
    """Households and buildings from which no station is reached in time.

    Of the stations that serve their grid; those with ``any`` of all stations.
    """

    adult_out: int
    adult_out_any: int
    elder_out: int
    elder_out_any: int
    adult_out_buildings: int
    adult_out_any_buildings: int
    elder_out_buildings: int
    elder_out_any_buildings: int


class GridReach(OutOfReach):
    """A grid, its stations, and who does not reach one."""

    grid_code: str
    name: str
    community_code: str
    households: int
    buildings: int = Field(description="Those that are lived in.")
    stations: list[str] = Field(description="Ids of those that serve it.")
    mean_m: float | None = Field(description="To them along roads; null beyond what is looked at.")
    farthest_m: float | None


class PlanReach(OutOfReach):
    """A plan, or the part of it that may be seen."""

    households: int
    buildings: int
    grids: int = Field(description="Those that are lived in.")
    served: int = Field(description="Those of them that have a station.")
    unserved: int = Field(description="Households of grids without a station, or of no grid.")
    stations: int
    off_road: int = Field(description="Households farther from every road than the limit.")


class StationReach(BaseModel):
    """A station, whom it serves, and who lives in its circles."""

    station_id: str
    name: str
    kind: str
    floor_area_m2: float | None
    grids: list[str] = Field(description="Codes of the grids that it serves.")
    is_stated: bool = Field(description="Whether the layer says so; else it stands in them.")
    serves: int = Field(description="Households of these grids.")
    adult_in: int
    adult_in_buildings: int
    elder_in: int
    elder_in_buildings: int
    place: tuple[float, float] = Field(description="Longitude and latitude in degrees.")


class OutUnits(BaseModel):
    """Ids of units from which no station is reached in time."""

    adult_out: list[str]
    adult_out_any: list[str]
    elder_out: list[str]
    elder_out_any: list[str]


class GridChange(BaseModel):
    """A grid before and after; null where a version has no such grid."""

    grid_code: str
    households_before: int | None
    households_after: int | None
    adult_out_before: int | None
    adult_out_after: int | None
    elder_out_before: int | None
    elder_out_after: int | None


class Moved(BaseModel):
    """Households of each walker."""

    adult: int
    elder: int


class ReachBefore(BaseModel):
    """Another version, or another plan, and what has changed since."""

    plan_id: str
    version: int
    plan: PlanReach
    grids: list[GridChange]
    lost: Moved | None = Field(
        description="Households that got out of reach of the station of their grid; null where "
        "the units differ."
    )
    gained: Moved | None


class ReachInfo(BaseModel):
    """Who reaches a station on foot, at one version of a plan."""

    plan_id: str
    version: int
    settings: WalkSettings
    plan: PlanReach
    grids: list[GridReach]
    stations: list[StationReach]
    out_units: OutUnits
    violations: list[ViolationRow] = Field(description="About stations; none bars publishing.")
    before: ReachBefore | None


class CircleProperties(BaseModel):
    """Whose circle it is."""

    station_id: str
    station: str = Field(description="The name.")
    walker: Walker
    minutes: float
    households: int | None = Field(description="Who lives inside; null to the public.")


class Circle(BaseModel):
    """What is walked to a station in time, as a GeoJSON feature."""

    type: Literal["Feature"]
    id: str
    geometry: dict[str, Any] | None
    properties: CircleProperties


class Circles(BaseModel):
    """Service circles as a GeoJSON feature collection: of each station, elders' upon adults'."""

    type: Literal["FeatureCollection"]
    features: list[Circle]


class SitingParams(BaseModel):
    """Find the best places for the next stations; nothing is changed."""

    model_config = STRICT

    plan_id: Code
    count: int = Field(ge=1, le=50, description="How many new ones.")
    objective: Literal["cover", "distance"] = Field(
        default="cover",
        description="Most households within the minutes of a station, or the least walking to "
        "the nearest one.",
    )
    walker: Walker = "adult"
    communities: Annotated[list[Code], Field(min_length=1, max_length=1_000)] | None = Field(
        default=None, description="Whose households count; all that the account works in."
    )
    candidates: (
        Annotated[list[tuple[float, float]], Field(min_length=1, max_length=10_000)] | None
    ) = Field(
        default=None,
        description="Longitude and latitude of the places to choose of; anywhere on the network "
        "by default.",
    )
    minutes: float = Field(default=15.0, ge=1, le=60)
    time_s: float = Field(
        default=60.0, ge=1, le=600, description="Seconds for the proof; then the gap is told."
    )


class SitingJob(BaseModel):
    """Find places for the next stations."""

    model_config = STRICT

    kind: Literal["siting"]
    params: SitingParams
