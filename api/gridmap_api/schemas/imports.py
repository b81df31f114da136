"""Files that are sent to be imported: what is said of them, and what a preview tells."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from gridmap_api.schemas.common import LayerName, Words

LONGEST_STATED = 64
MOST_TABLES = 500

Short = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_STATED)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]
STRICT = ConfigDict(extra="forbid")


class TableChoiceBody(BaseModel):
    """What is said of one table, or of a whole file where no table is named."""

    model_config = STRICT

    file: Name = Field(description="Name of the file, as the preview tells it.")
    table: str = Field(default="", max_length=200, description="Empty for every table of it.")
    layer: LayerName | None = Field(default=None, description="Guessed by default.")
    leave_out: bool = Field(default=False, description="Whether it is not imported.")
    columns: dict[Short, Name | None] = Field(
        default_factory=dict,
        max_length=100,
        description="Column of the layer to the header that means it; null for no header.",
    )
    encoding: Short | None = Field(default=None, description="Found by default.")
    crs: Short | None = Field(default=None, description="Of a table that names none.")
    datum: Literal["cgcs2000", "gcj02", "bd09"] | None = Field(
        default=None,
        description="What its degrees are in. Those of web maps are moved back to CGCS2000 where "
        "the service is permitted to; nothing is moved by default.",
    )


class ImportChoices(BaseModel):
    """What is said of the tables of an import: the field ``options`` of its form."""

    model_config = STRICT

    tables: list[TableChoiceBody] = Field(default_factory=list, max_length=MOST_TABLES)
    whole: list[LayerName] = Field(
        default_factory=list,
        max_length=20,
        description="Layers that the files hold whole: features that they lack are removed.",
    )


class PreviewHeader(BaseModel):
    """One header of a table."""

    name: str
    column: str = Field(description="Column of the layer; empty for none.")
    how: Literal["", "stated", "name", "title", "alias", "cut", "place"] = Field(
        description="What tells it; ``place`` is a coordinate."
    )
    filled: int = Field(description="Rows that hold a value.")
    samples: list[str] = Field(description="The first values as text.")


class PreviewOrigin(BaseModel):
    """The datum that points seem to be in, beside known buildings or roads."""

    datum: Literal["gcj02", "bd09"]
    title: Words
    confidence: float = Field(description="Of 1, among the three datums and none of them.")
    offset_m: float
    wind: Words = Field(description="Where to the points are off.")
    points: int = Field(description="Points that were compared.")
    agreeing: int = Field(description="Of these, on a reference in that datum.")
    as_given: int = Field(description="Of these, on a reference as they are.")
    carried: dict[str, Any] = Field(
        description="GeoJSON: the references as that datum has them, on which the points lie."
    )


class PreviewTable(BaseModel):
    """One table of a file as it was found."""

    file: str
    table: str
    layer: str = Field(description="Empty where it is not clear, or the table is left out.")
    why: Words
    left_out: bool
    encoding: Words | None = Field(description="Null where the format fixes it.")
    crs: str
    crs_source: Literal["file", "stated", "assumed", "format", "unknown"]
    geometry: list[str]
    bounds: tuple[float, float, float, float] | None
    headers: list[PreviewHeader]
    rows: int
    written: int = Field(description="Features that would be written.")
    drawn: int = Field(description="Features in the drawing.")
    origin: PreviewOrigin | None = Field(
        default=None, description="Only where points are surely those of a web map."
    )
    features: dict[str, Any] = Field(
        description="GeoJSON; each feature has ``key`` and the worst ``severity`` of its faults."
    )


class PreviewChange(BaseModel):
    """What would change in one layer."""

    layer: str
    version: int | None = Field(description="The version that it is at; null for none.")
    before: int = Field(description="Features now.")
    after: int = Field(description="Features then.")
    added: int
    changed: int
    removed: int


class PreviewColumn(BaseModel):
    """One column of a layer."""

    name: str
    title: Words
    required: bool


class PreviewLayer(BaseModel):
    """One layer that a table may be."""

    name: str
    title: Words
    geometry: list[str]
    columns: list[PreviewColumn]


class Preview(BaseModel):
    """The result of a preview: nothing was written."""

    upload_id: str = Field(description="By which the files are named for an hour.")
    files: list[str]
    ok: bool = Field(description="Whether the import would be done.")
    tables: list[PreviewTable]
    faults: list[dict[str, Any]] = Field(description="Errors first; 5,000 at most.")
    counts: dict[str, int] = Field(description="Faults by severity, those not listed too.")
    changes: list[PreviewChange]
    layers: list[PreviewLayer] = Field(description="What a table may be.")
    may_unshift: bool = Field(
        default=False, description="Whether coordinates of web maps may be moved back here."
    )
