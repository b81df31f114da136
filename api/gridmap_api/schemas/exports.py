"""What is to be exported."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

from gridmap_api.schemas.common import LayerName

Code = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Layer = Literal["grids", "units", "violations", LayerName]


class ExportParams(BaseModel):
    """A file to be made of a plan, of layers, or of a selection of either."""

    model_config = ConfigDict(extra="forbid")

    plan: Code | None = Field(
        default=None, description="Id of the plan; the newest published one by default."
    )
    version: int | None = Field(
        default=None, ge=0, lt=2**31, description="Version of the plan; the last one by default."
    )
    layers: list[Layer] = Field(
        default=["grids"], min_length=1, max_length=20, description="Layers, each at most once."
    )
    communities: list[Code] | None = Field(
        default=None, max_length=10_000, description="Codes; all that may be seen by default."
    )
    grids: list[Code] | None = Field(
        default=None,
        max_length=10_000,
        description="Codes of grids; of other layers, what lies in them.",
    )
    format: Literal["gpkg", "parquet", "fgb", "geojson", "shp", "kml", "csv", "xlsx", "pmtiles"] = (
        Field(default="gpkg", description="Format of the file.")
    )
    coordinates: Literal["cgcs2000", "wgs84", "gcj02", "bd09"] = Field(
        default="cgcs2000", description="Coordinates; the last two say so in every name."
    )
    encoding: Literal["UTF-8", "GBK"] = Field(
        default="UTF-8", description="Of the texts of a Shapefile or a CSV."
    )
    codes_of: list[Annotated[str, StringConstraints(min_length=1, max_length=200)]] = Field(
        default=[],
        max_length=20,
        description="Outside systems, for each of which a layer gets a column of its codes.",
    )
    lang: Literal["zh", "en"] = Field(default="zh", description="Language of headers.")

    @field_validator("layers", "communities", "grids", "codes_of", mode="before")
    @classmethod
    def divided(cls, value: Any) -> Any:  # noqa: ANN401
        """Return a list of which each text may be a list with commas, as addresses have it.

        Parameters
        ----------
        value : list of str or None
            What came.

        Returns
        -------
        list of str or None
            One text a member.
        """
        if not isinstance(value, list):
            return value
        divided = [one.split(",") if isinstance(one, str) else [one] for one in value]
        return [part for parts in divided for part in parts]
