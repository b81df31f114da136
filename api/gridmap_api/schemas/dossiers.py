"""Dossiers and kits: what is asked for."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from gridmap_api.schemas.common import Words

LINE = r"^[^\x00-\x1f\x7f]*$"
Code = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=LINE)]
Codes = Annotated[list[Code], Field(max_length=10_000)]
STRICT = ConfigDict(extra="forbid")


class DossierStyle(BaseModel):
    """How dossiers look, and of which version they are."""

    model_config = STRICT

    lang: Literal["zh", "en"] = "zh"
    public: bool = Field(
        default=False,
        description="Whether buildings, teams, lists, hazards and few people are left out.",
    )
    version: int | None = Field(
        default=None, ge=0, lt=2**31, description="Version of the plan; the last one by default."
    )
    address: str = Field(
        default="",
        max_length=300,
        pattern=r"^(https?://[!-~]+)?$",
        description="Of the version, for the QR; without it the QR holds the version id.",
    )


class DossierQuery(DossierStyle):
    """The dossier of one grid."""

    f: Literal["html", "pdf"] = Field(default="html", description="Format.")


class DossiersParams(DossierStyle):
    """Dossiers of grids of a plan."""

    plan_id: Code
    communities: Codes = Field(default_factory=list, description="All of these.")
    grids: Codes = Field(default_factory=list, description="And these; all grids by default.")
    formats: Annotated[list[Literal["pdf", "html"]], Field(min_length=1, max_length=2)] = ["pdf"]
    each: bool = Field(default=False, description="Whether PDF is a file a grid.")


class DossiersJob(BaseModel):
    """Make dossiers."""

    model_config = STRICT

    kind: Literal["dossiers"]
    params: DossiersParams


class KitQuery(DossierStyle):
    """How a kit is made."""

    communities: Codes = Field(default_factory=list, description="All that are seen by default.")
    form: Literal["html", "zip"] = "html"


class KitParams(KitQuery):
    """A kit of communities of a plan in one file that works offline."""

    plan_id: Code


class KitJob(BaseModel):
    """Make a kit."""

    model_config = STRICT

    kind: Literal["kit"]
    params: KitParams


class KitPart(BaseModel):
    """A part of a kit."""

    name: Literal["page", "register", "plan", "dossiers"]
    title: Words
    bytes: int


class KitEstimate(BaseModel):
    """How large a kit will be; the file differs by 15% at most."""

    bytes: int
    grids: int = Field(description="Grids with a dossier.")
    parts: list[KitPart]
