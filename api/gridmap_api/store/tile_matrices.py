"""Tile matrix sets: where the squares of a zoom level lie.

Source: OGC 17-083r4, Two Dimensional Tile Matrix Set 2.0. WebMercatorQuad is the registered one.
No set in EPSG:4490 is registered with OGC; CGCS2000Quad is WorldCRS84Quad on that CRS, as Chinese
services use it: two squares side by side at level 0, latitude before longitude. Level n here is
level n + 1 of the matrix set "c" of Tianditu.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmap.errors import Text
from gridmap.io.mvt import BUFFER, EXTENT
from gridmap_api.errors import ParameterError, UnknownObjectError

RADIUS_M = 6_378_137.0
HALF_M = math.pi * RADIUS_M
PIXEL_M = 0.000_28
"""Side of a standard pixel, by which scales are defined."""
TILE_PIXELS = 256
MOST_ZOOM = 24
MOST_LAT_DEG = math.degrees(2 * math.atan(math.exp(math.pi)) - math.pi / 2)


@dataclass(frozen=True, slots=True)
class MatrixSet:
    """One tile matrix set; every level has twice the rows and columns of the one before.

    Attributes
    ----------
    name : str
        Its id.
    title : Text
        What people call it.
    srid : int
        EPSG code of its CRS.
    axes : tuple of str
        Names of the axes, in the order of the CRS.
    origin : tuple of float
        Easting and northing of the corner in the north-west.
    cell_size : float
        Size of a pixel at level 0, in units of the CRS.
    columns : int
        Squares from west to east at level 0; there is one from north to south.
    unit_m : float
        Metres of one unit of the CRS.
    uri, scale_set : str
        Addresses at OGC; empty where there is none.
    """

    name: str
    title: Text
    srid: int
    axes: tuple[str, str]
    origin: tuple[float, float]
    cell_size: float
    columns: int
    unit_m: float
    uri: str
    scale_set: str

    @property
    def crs(self) -> str:
        """The address of the CRS."""
        return f"http://www.opengis.net/def/crs/EPSG/0/{self.srid}"

    @property
    def is_geographic(self) -> bool:
        """Whether its coordinates are degrees."""
        return self.srid == 4490

    def square(self, zoom: int, column: int, row: int) -> Square:
        """Return one square.

        Parameters
        ----------
        zoom : int
            The level, 0 to 24.
        column, row : int
            Counted from the west and from the north.

        Returns
        -------
        Square
            The square.

        Raises
        ------
        ParameterError
            If there is no such square.
        """
        rows = 1 << zoom if 0 <= zoom <= MOST_ZOOM else 0
        if not (0 <= row < rows and 0 <= column < rows * self.columns):
            raise ParameterError(
                Text("没有这个瓦片编号。", "There is no such tile."),
                Text(
                    f"级别为 0 至 {MOST_ZOOM}，行列号不超出该级别的范围。",
                    f"Levels are 0 to {MOST_ZOOM}; rows and columns lie within the level.",
                ),
            )
        return Square(self, zoom, column, row)

    def matrices(self) -> list[dict[str, Any]]:
        """Return every level as OGC describes it.

        Returns
        -------
        list of dict
            Levels 0 to 24.
        """
        west, north = self.origin
        corner = (north, west) if self.is_geographic else (west, north)
        return [
            {
                "id": str(zoom),
                "scaleDenominator": self.cell_size / 2**zoom * self.unit_m / PIXEL_M,
                "cellSize": self.cell_size / 2**zoom,
                "cornerOfOrigin": "topLeft",
                "pointOfOrigin": list(corner),
                "tileWidth": TILE_PIXELS,
                "tileHeight": TILE_PIXELS,
                "matrixWidth": self.columns << zoom,
                "matrixHeight": 1 << zoom,
            }
            for zoom in range(MOST_ZOOM + 1)
        ]

    def project(self, shapes: NDArray[Any]) -> NDArray[Any]:
        """Return shapes of the store in the CRS of the tiles.

        Parameters
        ----------
        shapes : ndarray of BaseGeometry, shape (n,)
            Shapes in EPSG:4490.

        Returns
        -------
        ndarray of BaseGeometry, shape (n,)
            Easting and northing, or longitude and latitude.
        """
        if self.is_geographic:
            return shapes
        return np.asarray(shapely.transform(shapes, _mercator), dtype=object)


@dataclass(frozen=True, slots=True)
class Square:
    """One tile's place.

    Attributes
    ----------
    matrix_set : MatrixSet
        What it belongs to.
    zoom, column, row : int
        Its level, and its place counted from the west and from the north.
    """

    matrix_set: MatrixSet
    zoom: int
    column: int
    row: int

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north in the CRS of the tiles, x before y."""
        west, north = self.matrix_set.origin
        side = self.matrix_set.cell_size * TILE_PIXELS / 2**self.zoom
        left, top = west + self.column * side, north - self.row * side
        return left, top - side, left + side, top

    @property
    def drawn_bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north with the buffer, x before y."""
        west, south, east, north = self.bounds
        more = (east - west) * BUFFER / EXTENT
        return west - more, south - more, east + more, north + more

    @property
    def degrees(self) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees, with the buffer."""
        west, south, east, north = self.drawn_bounds
        if not self.matrix_set.is_geographic:
            west, east = (math.degrees(x / RADIUS_M) for x in (west, east))
            south, north = (
                math.degrees(2 * math.atan(math.exp(y / RADIUS_M)) - math.pi / 2)
                for y in (south, north)
            )
        return max(west, -180.0), max(south, -90.0), min(east, 180.0), min(north, 90.0)


WEB_MERCATOR_QUAD = MatrixSet(
    "WebMercatorQuad",
    Text("网络墨卡托", "Google Maps Compatible for the World"),
    3857,
    ("X", "Y"),
    (-HALF_M, HALF_M),
    2 * HALF_M / TILE_PIXELS,
    1,
    1.0,
    "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad",
    "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible",
)
CGCS2000_QUAD = MatrixSet(
    "CGCS2000Quad",
    Text("2000 国家大地坐标系经纬度", "CGCS2000 for the World"),
    4490,
    ("Lat", "Lon"),
    (-180.0, 90.0),
    180.0 / TILE_PIXELS,
    2,
    math.radians(RADIUS_M),
    "",
    "",
)
MATRIX_SETS = {one.name: one for one in (WEB_MERCATOR_QUAD, CGCS2000_QUAD)}
"""Every tile matrix set by its id."""


def matrix_set(name: str) -> MatrixSet:
    """Return a tile matrix set.

    Parameters
    ----------
    name : str
        Its id.

    Returns
    -------
    MatrixSet
        The set.

    Raises
    ------
    UnknownObjectError
        If there is none of that id.
    """
    if name not in MATRIX_SETS:
        raise UnknownObjectError(
            Text("没有这个瓦片矩阵集。", "There is no such tile matrix set."),
            Text(f"可用：{'、'.join(MATRIX_SETS)}。", f"There are {', '.join(MATRIX_SETS)}."),
        )
    return MATRIX_SETS[name]


def _mercator(places: NDArray[np.float64]) -> NDArray[np.float64]:
    lat = np.radians(np.clip(places[:, 1], -MOST_LAT_DEG, MOST_LAT_DEG))
    return np.column_stack(
        [np.radians(places[:, 0]) * RADIUS_M, np.arcsinh(np.tan(lat)) * RADIUS_M]
    )
