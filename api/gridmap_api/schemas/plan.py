"""A plan: figures, settings, feasibility, violations and faults."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field

from gridmap_api.schemas.common import Link, Words


class BandInfo(BaseModel):
    """The band, in households, both ends included."""

    lower: int
    upper: int


class FeasibilityInfo(BaseModel):
    """Whether a connected part of a community can be cut within the band."""

    community_code: str
    component: int
    units: int
    households: int
    grids_min: int
    grids_max: int
    feasible: bool
    reason: Words
    nearest: BandInfo = Field(description="The nearest band within which it can be cut.")


class ViolationInfo(BaseModel):
    """A failed rule."""

    rule: str
    hard: bool = Field(description="Whether it bars the plan from being published.")
    community_code: str
    grid_code: str = Field(description="Empty where it is of the whole plan or community.")
    what: Words
    remedy: Words
    figure: float = Field(description="The figure that breaks the rule.")
    place: list[float] | None = Field(description="Longitude and latitude in degrees.")


class FaultInfo(BaseModel):
    """What was found in the layers and handled by a stated rule."""

    rule: str
    severity: str
    layer: str
    feature_id: str
    file: str
    what: Words
    remedy: Words
    place: list[float] | None = Field(description="Longitude and latitude in degrees.")


class PlanInfo(BaseModel):
    """The plan."""

    plan_id: str = Field(description="Version id: the same plan has the same id.")
    band: BandInfo
    metric_crs: str = Field(description="CRS in which the plan was computed.")
    figures: dict[str, Any]
    settings: dict[str, Any]
    feasibility: list[FeasibilityInfo]
    violations: list[ViolationInfo]
    faults: list[FaultInfo]
    links: list[Link]
