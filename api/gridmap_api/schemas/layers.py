"""Layers as GeoJSON (RFC 7946)."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field

from gridmap_api.schemas.common import Link


class LayerInfo(BaseModel):
    """One layer of the file."""

    name: str = Field(description="Name in addresses.")
    title: str = Field(description="Name that people see, in the language of the request.")
    count: int = Field(description="Features.")
    geometry: list[str] = Field(description="Kinds of geometry that occur.")
    bbox: list[float] | None = Field(description="West, south, east, north in degrees.")
    links: list[Link]


class LayerList(BaseModel):
    """The layers of the file."""

    layers: list[LayerInfo]
    links: list[Link]


class Feature(BaseModel):
    """One feature."""

    type: Literal["Feature"]
    id: str | int | None = Field(description="Its key, unique in the layer.")
    geometry: dict[str, Any] | None = Field(description="Longitude and latitude in degrees.")
    properties: dict[str, Any]


class FeatureCollection(BaseModel):
    """A page of features."""

    type: Literal["FeatureCollection"]
    number_matched: int = Field(alias="numberMatched", description="Features that match in all.")
    number_returned: int = Field(alias="numberReturned", description="Features on this page.")
    links: list[Link]
    features: list[Feature]
