"""Descriptions of vector tiles: TileJSON, and tile sets of OGC API Tiles."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field


class VectorLayer(BaseModel):
    """A layer in a tile."""

    id: str = Field(description="Name of the layer.")
    fields: dict[str, str] = Field(description="String, Number or Boolean by property.")
    minzoom: int = Field(description="Least level that shows it.")
    maxzoom: int = Field(description="Deepest level that is worth asking for.")


class TileJson(BaseModel):
    """TileJSON 3.0.0."""

    tilejson: Literal["3.0.0"] = Field(description="Version of the format.")
    name: str = Field(description="Title.")
    tiles: list[str] = Field(description="Address with {z}, {x} and {y}.")
    scheme: Literal["xyz"] = Field(description="Rows are counted from the north.")
    minzoom: int = Field(description="Least level with content.")
    maxzoom: int = Field(description="Deepest level that is worth asking for.")
    bounds: list[float] = Field(description="West, south, east, north in degrees.")
    vector_layers: list[VectorLayer] = Field(description="Layers of a tile.")


class TileLink(BaseModel):
    """A link (RFC 8288)."""

    rel: str = Field(description="Relation.")
    href: str = Field(description="Address.")
    type: str = Field(description="Media type of what is there.")
    title: str | None = Field(default=None, description="What is there.")
    templated: bool | None = Field(default=None, description="Whether the address is a template.")


class TileMatrix(BaseModel):
    """One level of a tile matrix set."""

    id: str = Field(description="The level.")
    scaleDenominator: float = Field(description="Scale, for pixels of 0.28 mm.")  # noqa: N815
    cellSize: float = Field(description="Side of a pixel in units of the CRS.")  # noqa: N815
    cornerOfOrigin: Literal["topLeft"] = Field(description="Where rows begin.")  # noqa: N815
    pointOfOrigin: list[float] = Field(description="That corner.")  # noqa: N815
    tileWidth: int = Field(description="Pixels.")  # noqa: N815
    tileHeight: int = Field(description="Pixels.")  # noqa: N815
    matrixWidth: int = Field(description="Tiles from west to east.")  # noqa: N815
    matrixHeight: int = Field(description="Tiles from north to south.")  # noqa: N815


class TileMatrixSet(BaseModel):
    """A tile matrix set (OGC 17-083r4)."""

    id: str = Field(description="Name.")
    title: str = Field(description="Title.")
    uri: str | None = Field(default=None, description="Address at OGC, where it is registered.")
    crs: str = Field(description="Address of the CRS.")
    orderedAxes: list[str] = Field(description="Axes in the order of the CRS.")  # noqa: N815
    wellKnownScaleSet: str | None = Field(default=None, description="Scales.")  # noqa: N815
    tileMatrices: list[TileMatrix] = Field(description="Levels.")  # noqa: N815


class TileMatrixSetItem(BaseModel):
    """A tile matrix set in a list."""

    id: str = Field(description="Name.")
    title: str = Field(description="Title.")
    uri: str | None = Field(default=None, description="Address at OGC, where it is registered.")
    crs: str = Field(description="Address of the CRS.")
    links: list[TileLink] = Field(description="Where it is defined.")


class TileMatrixSets(BaseModel):
    """Every tile matrix set."""

    tileMatrixSets: list[TileMatrixSetItem] = Field(description="The sets.")  # noqa: N815


class TileLayer(BaseModel):
    """A layer of a tile set."""

    id: str = Field(description="Name of the layer in the tile.")
    dataType: Literal["vector"] = Field(description="Always vector.")  # noqa: N815
    minTileMatrix: str = Field(description="Least level with content.")  # noqa: N815
    maxTileMatrix: str = Field(description="Deepest level.")  # noqa: N815


class TileBox(BaseModel):
    """Where the content lies."""

    lowerLeft: list[float] = Field(description="In the order of the axes.")  # noqa: N815
    upperRight: list[float] = Field(description="In the order of the axes.")  # noqa: N815
    crs: str = Field(description="CRS of the corners.")


class TileSetItem(BaseModel):
    """A tile set in a list (OGC 20-057)."""

    title: str = Field(description="Title.")
    dataType: Literal["vector"] = Field(description="Always vector.")  # noqa: N815
    crs: str = Field(description="CRS of the tiles.")
    tileMatrixSetURI: str | None = Field(default=None, description="At OGC.")  # noqa: N815
    links: list[TileLink] = Field(description="The tile set, its matrix set, its tiles.")


class TileSetInfo(TileSetItem):
    """A tile set (OGC 20-057)."""

    boundingBox: TileBox | None = Field(default=None, description="Extent.")  # noqa: N815
    layers: list[TileLayer] = Field(description="Layers of a tile.")


class TileSets(BaseModel):
    """The tile sets of a collection."""

    links: list[TileLink] = Field(description="This list.")
    tilesets: list[TileSetItem] = Field(description="One a tile matrix set.")
