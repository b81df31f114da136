"""Versions of the layers, and what differs between two."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from gridmap_api.schemas.common import Words


class FileFault(BaseModel):
    """What was found in the file of an import and handled by a stated rule."""

    rule: str = Field(description="Stable short name of the rule.")
    severity: Literal["error", "warning", "notice"] = Field(description="How grave it is.")
    what: Words = Field(description="What is wrong.")
    remedy: Words = Field(description="What to do about it.")
    feature_id: str = Field(description="Key of the feature; empty for the whole layer.")
    place: list[float] | None = Field(description="Longitude and latitude, where known.")
    file: str = Field(description="Name of the file.")


class LayerVersion(BaseModel):
    """One version of a layer."""

    layer: str = Field(description="Name of the layer.")
    version: int = Field(description="1 for the first.")
    kind: Literal["import", "edit"] = Field(description="What made it.")
    source: str = Field(description="Name of the file of an import.")
    actor: str = Field(description="Who made it.")
    time: str = Field(description="When, in UTC.")
    features: int = Field(description="Features that hold in this version.")
    added: int = Field(description="Features that the version before had not.")
    changed: int = Field(description="Features that differ from the version before.")
    removed: int = Field(description="Features that the version before had, and this has not.")
    faults: list[FileFault] = Field(description="What was found in the file.")


class LayerVersions(BaseModel):
    """The versions of one layer, the newest first."""

    layer: str = Field(description="Name of the layer.")
    versions: list[LayerVersion]


class CurrentLayers(BaseModel):
    """The version that each layer is at."""

    layers: list[LayerVersion]


class LayerDifference(BaseModel):
    """What differs between two versions of a layer: counts of all, keys of the first."""

    layer: str = Field(description="Name of the layer.")
    before: int = Field(description="The version that is compared with.")
    after: int = Field(description="The version that is asked about.")
    added_count: int = Field(description="Features that only the later one has.")
    changed_count: int = Field(description="Features that differ.")
    removed_count: int = Field(description="Features that only the earlier one has.")
    added: list[str] = Field(description="Their keys, sorted; at most `limit`.")
    changed: list[str] = Field(description="Their keys, sorted; at most `limit`.")
    removed: list[str] = Field(description="Their keys, sorted; at most `limit`.")
