"""Audits of existing nets: what is asked for."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Code = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Count = Annotated[int, Field(ge=1, le=10**6)]
AuditFile = Literal["xlsx", "pdf", "html", "csv", "gpkg", "geojson"]
STRICT = ConfigDict(extra="forbid")


class AuditParams(BaseModel):
    """Measure the layer of nets, each by itself and every two beside each other."""

    model_config = STRICT

    communities: Annotated[list[Code], Field(min_length=1, max_length=10_000)] | None = Field(
        default=None, description="Codes; all that the account works in by default."
    )
    band: tuple[Count, Count] = Field(
        default=(300, 500), description="Least and most households of a grid."
    )
    tolerance_m: float = Field(
        default=5.0,
        ge=0.1,
        le=50,
        description="Thinner gaps and overlaps are slivers; boundaries of two nets that are closer "
        "are meant to be one.",
    )
    lang: Literal["zh", "en"] = Field(default="zh", description="Language of the files.")


class AuditJob(BaseModel):
    """Audit the existing nets."""

    model_config = STRICT

    kind: Literal["audit"]
    params: AuditParams = Field(default_factory=AuditParams)
