"""Map sheets: what is asked for."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

LINE = r"^[^\x00-\x1f\x7f]*$"
Code = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=LINE)]
Signature = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20, pattern=LINE)
]
STRICT = ConfigDict(extra="forbid")


class SheetStyle(BaseModel):
    """How a sheet looks."""

    model_config = STRICT

    size: Literal["A4", "A3"] = "A4"
    theme: Literal["grids", "households", "density"] = Field(
        default="grids", description="What the colours of the grids tell."
    )
    lang: Literal["zh", "en"] = "zh"
    review_number: str = Field(
        default="", max_length=60, pattern=LINE, description="Map approval number."
    )
    signatures: list[Signature] = Field(
        default_factory=list, max_length=6, description="Who signs; three by default."
    )
    address: str = Field(
        default="",
        max_length=300,
        pattern=r"^(https?://[!-~]+)?$",
        description="Of the version, for the QR; without it the QR holds the version id.",
    )
    version: int | None = Field(
        default=None, ge=0, lt=2**31, description="Version of the plan; the last one by default."
    )


class SheetQuery(SheetStyle):
    """One sheet."""

    of: Literal["grid", "community", "street", "all"] = "all"
    code: str = Field(
        default="", max_length=64, pattern=LINE, description="Code, or name of the street."
    )
    f: Literal["svg", "png", "pdf"] = Field(default="svg", description="Format.")


class SheetsParams(SheetStyle):
    """A sheet of each grid, community or street of a plan."""

    plan_id: Code
    of: Literal["grid", "community", "street", "all"] = "community"
    codes: list[Code] = Field(
        default_factory=list,
        max_length=10_000,
        description="Only these; the code of a community stands for its grids.",
    )
    formats: Annotated[list[Literal["pdf", "png", "svg"]], Field(min_length=1, max_length=3)] = [
        "pdf"
    ]
    one_file: bool = Field(default=True, description="Whether PDFs are pages of one file.")


class SheetsJob(BaseModel):
    """Make map sheets."""

    model_config = STRICT

    kind: Literal["sheets"]
    params: SheetsParams
