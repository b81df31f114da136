"""What a client draws first."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from gridmap.errors import Lang
from gridmap_api.schemas.accounts import Me
from gridmap_api.schemas.common import Words
from gridmap_api.schemas.plan import BandInfo
from gridmap_api.schemas.plans import PlanItem

Bounds = tuple[float, float, float, float]


class StartPlan(PlanItem):
    """A plan in the list, and where it lies."""

    bounds: Bounds | None = Field(description="West, south, east, north in degrees.")
    band: BandInfo


class StartLayer(BaseModel):
    """A layer whose tiles may be seen."""

    name: str
    title: Words
    version: int
    features: int = Field(description="That may be seen.")
    bounds: Bounds | None = Field(description="West, south, east, north in degrees.")


class BasemapInfo(BaseModel):
    """A map that may be drawn under the plan, from outside."""

    id: str
    name: Words
    kind: Literal["xyz", "wmts", "pmtiles"]
    url: str = Field(description="The first of `urls`.")
    urls: list[str] = Field(description="Servers that share the work.")
    labels: list[str] = Field(description="Tiles of names, to be drawn on top; may be empty.")
    attribution: str
    max_zoom: int


class Walk(BaseModel):
    """How far a station serves."""

    adult_m_s: float
    elder_m_s: float
    minutes: int


class Start(BaseModel):
    """Who asks, what there is to be seen, and where."""

    me: Me
    lang: Lang
    accounts: bool = Field(description="Whether people log in.")
    public: bool = Field(description="Whether published plans are shown without a login.")
    version: str = Field(description="Of gridmap.")
    title: Words
    plans: list[StartPlan]
    layers: list[StartLayer]
    bounds: Bounds | None
    basemaps: list[BasemapInfo]
    walk: Walk
    band: tuple[int, int] = Field(description="The usual band, in households.")
