"""What the writers of exports are given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import geopandas as gpd
import pandas as pd

from gridmap.errors import Lang

Encoding = Literal["UTF-8", "GBK"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One layer as it is written.

    Attributes
    ----------
    name : str
        Name of the layer in code.
    title : str
        Its name that people read, with the suffix of the coordinates.
    frame : GeoDataFrame
        Longitude and latitude; columns under their headers.
    """

    name: str
    title: str
    frame: gpd.GeoDataFrame


@dataclass(frozen=True, slots=True)
class Job:
    """What a writer is given.

    Attributes
    ----------
    sheets : tuple of Sheet
        The layers.
    suffix : str
        ``""``, ``"_gcj02"`` or ``"_bd09"``: ends the names of all that holds coordinates.
    encoding : {"UTF-8", "GBK"}
        Of texts, in the formats that leave it open.
    lang : {"zh", "en"}
        The language of headers.
    about : Mapping of str to str
        Facts of the whole, such as the id of the version and the date, in the order to be shown.
    history : DataFrame, optional
        What became of every code, under headers; formats with one table a file leave it out.
    """

    sheets: tuple[Sheet, ...]
    suffix: str
    encoding: Encoding
    lang: Lang
    about: Mapping[str, str] = field(default_factory=dict)
    history: pd.DataFrame | None = None
