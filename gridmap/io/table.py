"""What a reader of one format hands on: a table as the file has it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import geopandas as gpd

from gridmap.errors import Text
from gridmap.layers.findings import Finding

CrsSource = Literal["file", "stated", "assumed", "format", "unknown"]
"""Who says in which CRS a table is: the file, the user, a rule (degrees of a table without any),
the format, or nobody."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a file, before its layer is known.

    Attributes
    ----------
    name : str
        What the file calls it; empty where it does not.
    frame : GeoDataFrame
        Rows as they are in the file, geometry in the CRS of the file.
    findings : tuple of Finding
        What the reader found, by row.
    crs : str
        CRS as the file names it, for the report; empty where it names none.
    encoding : Text or None
        Encoding of texts and how it was found; None where the format fixes it.
    layer : str
        The layer, where the format decides it.
    cut_names : bool
        Whether the format cuts column names after ten bytes.
    crs_source : {"file", "stated", "assumed", "format", "unknown"}
        Who says the CRS of the geometry, where it has one.
    places : tuple of str
        Headers of the coordinates, where they were columns.
    """

    name: str
    frame: gpd.GeoDataFrame
    findings: tuple[Finding, ...] = ()
    crs: str = ""
    encoding: Text | None = None
    layer: str = ""
    cut_names: bool = False
    crs_source: CrsSource = "file"
    places: tuple[str, ...] = ()
