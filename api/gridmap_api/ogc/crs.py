"""The CRS that the geo API offers, by their addresses, each with its order of axes.

Degrees of EPSG:4490 are told as WGS 84 without a datum shift: they differ by centimetres.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import get_ident
from typing import Any

import numpy as np
import shapely
from pyproj import CRS, Transformer
from shapely.geometry.base import BaseGeometry

from gridmap.crs import metric_crs
from gridmap.errors import CrsError, Text
from gridmap_api.errors import ParameterError
from gridmap_api.store.feature_queries import Target
from gridmap_api.store.types import STORAGE_SRID

CRS84_URI = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
EPSG_URI = "http://www.opengis.net/def/crs/EPSG/0"
STORAGE_URI = f"{EPSG_URI}/{STORAGE_SRID}"


@dataclass(frozen=True, slots=True)
class OfferedCrs:
    """A CRS by which the service may be asked.

    Attributes
    ----------
    uri : str
        Its address, which says the order of the axes.
    target : Target
        What it means to the store.
    """

    uri: str
    target: Target


def of_epsg(code: int) -> OfferedCrs:
    """Return a CRS of EPSG with the order of axes that its authority gives it.

    Parameters
    ----------
    code : int
        Its code.

    Returns
    -------
    OfferedCrs
        The CRS.

    Examples
    --------
    >>> [of_epsg(code).target.is_flipped for code in (4490, 4326, 3857, 4548)]
    [True, True, False, True]
    """
    crs = CRS.from_epsg(code)
    is_flipped = crs.axis_info[0].direction in {"north", "south"}
    return OfferedCrs(f"{EPSG_URI}/{code}", Target(code, is_flipped, crs.is_projected))


CRS84 = OfferedCrs(CRS84_URI, Target(STORAGE_SRID, is_flipped=False, is_projected=False))
FIXED = (CRS84, of_epsg(STORAGE_SRID), of_epsg(4326), of_epsg(3857))
"""Offered for every collection."""


@lru_cache(maxsize=256)
def offered(extent: tuple[float, float, float, float] | None) -> tuple[OfferedCrs, ...]:
    """Return the CRS that a collection is offered in.

    Parameters
    ----------
    extent : tuple of float or None
        West, south, east, north in degrees.

    Returns
    -------
    tuple of OfferedCrs
        The fixed ones, and the zone in metres of the place.
    """
    if extent is None:
        return FIXED
    try:
        code = metric_crs(extent).to_epsg()
    except CrsError:
        return FIXED
    return FIXED if code is None else (*FIXED, of_epsg(code))


def find_crs(uri: str, among: Sequence[OfferedCrs], *, name: str) -> OfferedCrs:
    """Return the CRS that an address names.

    Parameters
    ----------
    uri : str
        Any text.
    among : sequence of OfferedCrs
        Those that are offered.
    name : str
        The parameter that names it.

    Returns
    -------
    OfferedCrs
        The CRS.

    Raises
    ------
    ParameterError
        If it is not offered.
    """
    for one in among:
        if one.uri == uri:
            return one
    raise ParameterError(
        Text(f"{name} 中的坐标系不可用。", f"The CRS in {name} is not offered."),
        Text("可用的坐标系列在集合的 crs 中。", "They are listed under crs of the collection."),
    )


def to_storage(shape: BaseGeometry, crs: OfferedCrs) -> BaseGeometry:
    """Return a shape as the store keeps it.

    Parameters
    ----------
    shape : BaseGeometry
        Its coordinates in the order of the CRS.
    crs : OfferedCrs
        Its CRS.

    Returns
    -------
    BaseGeometry
        In EPSG:4490, longitude first. Coordinates that the CRS cannot hold become infinite.
    """
    target = crs.target
    if target.is_flipped:
        shape = shapely.transform(shape, lambda xy: xy[:, ::-1])
    if not target.is_projected:
        return shape
    change = _transformer(target.srid, get_ident())
    return shapely.transform(shape, lambda xy: np.column_stack(change.transform(*xy.T)))


# A transformer is not shared between threads.
@lru_cache(maxsize=256)
def _transformer(srid: int, _thread: int) -> Any:  # noqa: ANN401
    return Transformer.from_crs(srid, STORAGE_SRID, always_xy=True)
