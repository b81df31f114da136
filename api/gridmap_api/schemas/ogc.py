"""Answers of OGC API: Features."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class OgcLink(BaseModel):
    """A link to another resource."""

    rel: str = Field(description="Relation: self, alternate, next, items ...")
    href: str = Field(description="Address.")
    type: str | None = Field(default=None, description="Media type of what is there.")
    title: str | None = Field(default=None, description="What it is.")
    templated: bool | None = Field(default=None, description="Whether the address has variables.")


class Landing(BaseModel):
    """The landing page."""

    title: str
    description: str
    links: list[OgcLink]


class Conformance(BaseModel):
    """The standards that are met."""

    conforms_to: list[str] = Field(alias="conformsTo", description="Conformance classes.")


class SpatialExtent(BaseModel):
    """A box around all features."""

    bbox: list[list[float]] = Field(description="West, south, east, north.")
    crs: str = Field(description="CRS of the box.")


class CollectionExtent(BaseModel):
    """Where the features of a collection are."""

    spatial: SpatialExtent


class CollectionInfo(BaseModel):
    """A collection of features."""

    model_config = ConfigDict(extra="allow")

    id: str = Field(description="Name in addresses.")
    title: str
    description: str
    item_type: Literal["feature"] = Field(alias="itemType")
    extent: CollectionExtent | None = Field(default=None, description="Where the features are.")
    crs: list[str] = Field(description="CRS that may be asked for.")
    storage_crs: str = Field(alias="storageCrs", description="CRS in which they are kept.")
    links: list[OgcLink]


class CollectionList(BaseModel):
    """Every collection."""

    collections: list[CollectionInfo]
    links: list[OgcLink]


class FeatureSchema(BaseModel):
    """JSON Schema of queryables, or of a feature."""

    model_config = ConfigDict(extra="allow")

    schema_: str = Field(alias="$schema")
    id: str = Field(alias="$id")
    type: Literal["object"]
    title: str
    description: str
    properties: dict[str, Any]


class OgcFeature(BaseModel):
    """One feature."""

    type: Literal["Feature"]
    id: str = Field(description="Its key, unique in the collection.")
    geometry: dict[str, Any] | None = Field(description="In the CRS of the header Content-Crs.")
    properties: dict[str, Any]
    links: list[OgcLink] | None = None


class OgcFeatures(BaseModel):
    """A page of features."""

    type: Literal["FeatureCollection"]
    number_matched: int = Field(alias="numberMatched", description="Features that match in all.")
    number_returned: int = Field(alias="numberReturned", description="Features on this page.")
    features: list[OgcFeature]
    links: list[OgcLink]
