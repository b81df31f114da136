"""Rasters of heights as candidate hazards."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import rasterio
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Geod
from rasterio import Affine
from rasterio.errors import RasterioError

from gridmap.crs import STORAGE_CRS
from gridmap.errors import InputError, Text, UnknownCrsError
from gridmap.hazards.flood import CandidateSettings, as_candidates
from gridmap.hazards.hollows import MOST_CELLS, Hollow, Hollows, find_hollows
from gridmap.io.sources import file_name

ELEVATION_SETTINGS = CandidateSettings(least_area_m2=500.0, least_depth_m=0.3)
"""Heights of a raster are less sure than depths of a flood map: a hollow is 0.3 m deep at least."""

_GEOD = Geod(ellps="GRS80")


@dataclass(frozen=True, slots=True)
class Elevation:
    """Heights on a raster.

    Attributes
    ----------
    height_m : ndarray of float, shape (rows, columns)
        Metres; NaN where there is no data.
    transform : Affine
        From column and row to x and y.
    crs : pyproj.CRS
        Of x and y.
    """

    height_m: NDArray[np.float64]
    transform: Affine
    crs: CRS

    @property
    def cell_m2(self) -> NDArray[np.float64]:
        """Area of a cell of each row."""
        rows = self.height_m.shape[0]
        if not self.crs.is_geographic:
            unit = self.crs.axis_info[0].unit_conversion_factor
            return np.full(rows, abs(self.transform.determinant) * unit**2)
        tops = self.transform.f + np.arange(rows) * self.transform.e
        return np.array([_cell_area(top, self.transform) for top in tops])


def read_elevation(path: Path, *, crs: str | None = None) -> Elevation:
    """Return the heights of a raster.

    Parameters
    ----------
    path : Path
        A GeoTIFF or another raster, heights in its first band.
    crs : str, optional
        CRS of a raster that names none.

    Returns
    -------
    Elevation
        The heights, scaled as the file says.

    Raises
    ------
    InputError
        If it cannot be read, is too large, or is turned against its CRS.
    UnknownCrsError
        If it names no CRS and none is stated.
    """
    try:
        with rasterio.open(path) as file:
            _require_fit(file, path)
            band = file.read(1, masked=True)
            height = np.ma.filled(band.astype(np.float64), np.nan)
            height = height * file.scales[0] + file.offsets[0]
            named, transform = file.crs or crs, file.transform
    except RasterioError as error:
        raise InputError(
            Text(f"{file_name(path)} 不是可读的栅格。", f"{file_name(path)} is no raster."),
            Text("请给出 GeoTIFF 格式的高程。", "Give heights as GeoTIFF."),
        ) from error
    if not named:
        raise UnknownCrsError(
            Text("栅格没有写明坐标系。", "The raster names no coordinate reference system."),
            Text("请用 --crs 指定，例如 EPSG:4490。", "State it by --crs, such as EPSG:4490."),
        )
    height[~np.isfinite(height)] = np.nan
    return Elevation(height, transform, CRS.from_user_input(named))


def elevation_candidates(
    elevation: Elevation,
    *,
    settings: CandidateSettings | None = None,
    source: str = "",
    prefix: str = "EL",
) -> tuple[gpd.GeoDataFrame, Hollows]:
    """Return a candidate hazard for each hollow of a raster of heights.

    Parameters
    ----------
    elevation : Elevation
        The heights.
    settings : CandidateSettings, optional
        What makes a candidate; `ELEVATION_SETTINGS` by default.
    source : str
        Name of the file.
    prefix : str
        How ids begin.

    Returns
    -------
    candidates : GeoDataFrame
        Hazards as `gridmap.hazards.flood.as_candidates` returns them, at the deepest cell, with
        ``pour_lon`` and ``pour_lat``: over which place each overflows.
    hollows : Hollows
        What was found, and what was left out.
    """
    settings = settings or ELEVATION_SETTINGS
    hollows = find_hollows(elevation.height_m, elevation.cell_m2, settings=settings)
    ordered = sorted(hollows.found, key=lambda one: (settings.level(one.depth_m), -one.area_m2))
    rows = [_described(one, elevation, settings) for one in ordered]
    place = gpd.GeoDataFrame(geometry=[], crs=elevation.crs)
    frame = as_candidates(rows, place, source=source, prefix=prefix)
    pours = [_centre(one.pour, elevation.transform) for one in ordered]
    degrees = gpd.GeoSeries(pours, crs=elevation.crs).to_crs(STORAGE_CRS)
    frame["pour_lon"] = np.round(degrees.x.to_numpy(dtype=float), 7)
    frame["pour_lat"] = np.round(degrees.y.to_numpy(dtype=float), 7)
    return frame, replace(hollows, found=tuple(ordered))


def _require_fit(file: Any, path: Path) -> None:  # noqa: ANN401
    if file.width * file.height > MOST_CELLS:
        raise InputError(
            Text(
                f"{file_name(path)} 超过 {MOST_CELLS:,} 个像元。",
                f"{file_name(path)} has more than {MOST_CELLS:,} cells.",
            ),
            Text("请先裁剪到工作范围，或降低分辨率。", "Clip it to the place, or make it coarser."),
        )
    if file.transform.b or file.transform.d:
        raise InputError(
            Text(
                f"{file_name(path)} 的行列相对坐标系有旋转。",
                f"{file_name(path)} is turned against its coordinates.",
            ),
            Text("请先用 gdalwarp 摆正。", "Straighten it by gdalwarp first."),
        )


def _cell_area(top: float, transform: Affine) -> float:
    bottom = top + transform.e
    area, _ = _GEOD.polygon_area_perimeter(
        [0, transform.a, transform.a, 0], [top, top, bottom, bottom]
    )
    return abs(float(area))


def _described(one: Hollow, elevation: Elevation, settings: CandidateSettings) -> dict[str, Any]:
    return {
        "level": settings.level(one.depth_m),
        "depth_m": one.depth_m,
        "area_m2": one.area_m2,
        "geometry": _centre(one.deepest, elevation.transform),
    }


def _centre(cell: tuple[int, int], transform: Affine) -> shapely.Point:
    x = transform.c + (cell[1] + 0.5) * transform.a
    y = transform.f + (cell[0] + 0.5) * transform.e
    return shapely.Point(x, y)
