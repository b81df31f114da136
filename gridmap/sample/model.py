"""What a sample is: its layers, its terrain and the truth about both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray
from rasterio import Affine

DEFAULT_COMMUNITIES = 8
"""Communities of a sample, where they are not given."""

DEFAULT_HOUSEHOLDS = 2750
"""Households of a community on average, where they are not given."""

DEFAULT_SEED = 20261120
"""The seed of the sample that is committed."""


@dataclass(frozen=True)
class Elevation:
    """Heights on a raster of longitude and latitude, EPSG:4490.

    Attributes
    ----------
    height_dm : ndarray of int16, of shape (rows, columns)
        Decimetres above the sea, the northern row first.
    transform : Affine
        From column and row to longitude and latitude.
    """

    height_dm: NDArray[np.int16]
    transform: Affine


@dataclass(frozen=True)
class Sample:
    """An invented street with known answers.

    Attributes
    ----------
    layers : mapping of str to GeoDataFrame
        Every layer of the contracts by name, in EPSG:4490.
    elevation : Elevation
        The terrain.
    truth : mapping
        Totals, what was planted, and where: the content of ``truth.json``.
    """

    layers: Mapping[str, gpd.GeoDataFrame]
    elevation: Elevation
    truth: Mapping[str, Any]
