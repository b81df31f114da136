"""The check that communities do not lie on each other."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from pyproj import Geod

from gridmap.crs import STORAGE_CRS
from gridmap.errors import Text
from gridmap.layers.contract import Contract
from gridmap.layers.findings import Finding, echo

SLIVER_WIDTH_M = 1.0
"""Mean width below which an overlap is a drawing error along a shared border, not a claim."""

SLIVER_M2 = 1.0
"""Area below which it is one whatever its shape."""

NOISE_M2 = 0.1
"""Area below which it comes of rounding coordinates and is not worth a word."""


def check_overlaps(frame: gpd.GeoDataFrame, contract: Contract) -> list[Finding]:
    """Return the pairs of polygons that overlap, with the area.

    Parameters
    ----------
    frame : GeoDataFrame
        The layer, in any CRS. Rows without a valid polygon are passed over.
    contract : Contract
        Names the key.

    Returns
    -------
    list of Finding
        One a pair, at the later row: an error, or a warning where the overlap is a sliver: of a
        mean width below `SLIVER_WIDTH_M` or an area below `SLIVER_M2`. Areas are geodesic, in
        square metres; those below `NOISE_M2` are passed over.
    """
    degrees = frame if frame.crs is None else frame.to_crs(STORAGE_CRS)
    geometry = np.asarray(degrees.geometry.array)
    usable = np.flatnonzero(shapely.is_valid(geometry) & ~shapely.is_empty(geometry))
    tree = shapely.STRtree(geometry[usable])
    left, right = usable[tree.query(geometry[usable], predicate="intersects")]
    pairs = np.column_stack([left, right])[left < right]
    shared = shapely.intersection(geometry[pairs[:, 0]], geometry[pairs[:, 1]])
    ellipsoid = Geod(ellps="GRS80")
    findings = []
    for (first, second), overlap in zip(pairs.tolist(), shared, strict=True):
        area, perimeter = ellipsoid.geometry_area_perimeter(overlap)
        if abs(area) >= NOISE_M2:
            finding = _overlap(frame, contract, (first, second), abs(area), perimeter)
            findings.append(finding)
    return findings


def _overlap(
    frame: gpd.GeoDataFrame,
    contract: Contract,
    pair: tuple[int, int],
    area_m2: float,
    perimeter_m: float,
) -> Finding:
    first = frame[contract.key].iloc[pair[0]] if contract.key in frame.columns else pair[0] + 1
    if area_m2 < SLIVER_M2 or 2 * area_m2 / perimeter_m < SLIVER_WIDTH_M:
        remedy = Text("边界误差，剖分时归入其一。", "A sliver; the tessellation gives it to one.")
        return Finding(pair[1], "overlap.sliver", _words(first, area_m2), remedy, "warning")
    remedy = Text("请修正边界，使社区互不重叠。", "Mend the border so that neither overlaps.")
    return Finding(pair[1], "overlap", _words(first, area_m2), remedy)


def _words(first: object, area_m2: float) -> Text:
    return Text(
        f"与社区 {echo(first)} 重叠 {area_m2:,.1f} 平方米。",
        f"It overlaps community {echo(first)} by {area_m2:,.1f} m².",
    )
