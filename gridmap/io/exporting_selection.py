"""Parts of layers: those of some communities, or of some grids."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import geopandas as gpd
import numpy as np
import shapely

from gridmap.errors import SettingsError, Text


def part_of(
    layers: Mapping[str, gpd.GeoDataFrame],
    names: Collection[str],
    *,
    communities: Collection[str] | None = None,
    grids: Collection[str] | None = None,
) -> dict[str, gpd.GeoDataFrame]:
    """Return some layers, cut down to communities or grids.

    Parameters
    ----------
    layers : Mapping of str to GeoDataFrame
        Every layer that there is, in one CRS; of a plan, ``grids`` too.
    names : collection of str
        The layers to return, in this order.
    communities : collection of str, optional
        Codes; all by default.
    grids : collection of str, optional
        Codes of grids; all by default.

    Returns
    -------
    dict of str to GeoDataFrame
        A layer that does not name the community or grid of its features keeps those of which an
        inner point lies in the chosen area.

    Raises
    ------
    SettingsError
        If a layer, a community or a grid is not there.
    """
    missing = [name for name in names if name not in layers]
    if missing:
        raise SettingsError(
            Text(
                f"没有图层 {'、'.join(missing)}。",
                f"There is no layer {', '.join(missing)}.",
            ),
            Text(f"可选：{'、'.join(layers)}。", f"There are {', '.join(layers)}."),
        )
    found = {name: layers[name] for name in names}
    if communities is not None:
        found = _kept(found, layers.get("communities"), "community_code", communities)
    if grids is not None:
        found = _kept(found, layers.get("grids"), "grid_code", grids)
    return found


def within(frame: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the features of which an inner point lies in an area.

    Parameters
    ----------
    frame : GeoDataFrame
        A layer.
    areas : GeoDataFrame
        Polygons in any CRS.

    Returns
    -------
    GeoDataFrame
        Rows in the same order, numbered anew.
    """
    area = shapely.union_all(np.asarray(areas.to_crs(frame.crs).geometry.array))
    places = shapely.point_on_surface(np.asarray(frame.geometry.array, dtype=object))
    return frame[shapely.intersects(places, area)].reset_index(drop=True)


def _kept(
    layers: Mapping[str, gpd.GeoDataFrame],
    areas: gpd.GeoDataFrame | None,
    column: str,
    codes: Collection[str],
) -> dict[str, gpd.GeoDataFrame]:
    known = set() if areas is None else set(areas[column])
    unknown = sorted(set(codes) - known)
    if areas is None or unknown:
        listed = "、".join(unknown[:5])
        raise SettingsError(
            Text(f"没有编码 {listed}。", f"There is no code {listed}."),
            Text("请核对社区代码或网格编码。", "Check the codes of communities or grids."),
        )
    chosen = areas[areas[column].isin(list(codes))]
    return {
        name: (
            frame[frame[column].isin(list(codes))].reset_index(drop=True)
            if column in frame.columns and frame[column].notna().all()
            else within(frame, chosen)
        )
        for name, frame in layers.items()
    }
