"""Every community of a place, cut into units."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gridmap.borders import is_coverage, require_coverage
from gridmap.columns import texts
from gridmap.crs import require_metric
from gridmap.errors import Fault, InputError, Text
from gridmap.tessellation.community import tessellate_community
from gridmap.tessellation.decks import water_bodies
from gridmap.tessellation.ground import allot, clear_ground
from gridmap.tessellation.matching import match_borders
from gridmap.tessellation.notes import placed
from gridmap.tessellation.params import GRID_M, TessellationParams

READ = ("communities", "buildings", "compounds", "roads", "water", "railways", "bridges")
"""Layers that a tessellation reads."""

AREA_ERROR = 1e-6
"""Units fill a community to this share of its area."""

Layers = Mapping[str, gpd.GeoDataFrame]
Progress = Callable[[Text, float], None]


@dataclass(frozen=True, slots=True)
class Plot:
    """One community on its way to be cut into units.

    Attributes
    ----------
    code : str
        Code of the community.
    ground : Polygon or MultiPolygon
        Its ground, in a metric CRS.
    layers : Mapping
        The features near it, and the buildings in it.
    bodies : ndarray of Polygon
        Pieces of water that touch it.
    params : TessellationParams
        Settings.
    """

    code: str
    ground: shapely.Geometry
    layers: Layers
    bodies: NDArray[Any]
    params: TessellationParams


Cut = tuple[gpd.GeoDataFrame, list[Fault]]
Spread = Callable[[Callable[[Plot], Cut], Sequence[Plot], Callable[[int], None]], Iterable[Cut]]


@dataclass(frozen=True, slots=True)
class Tessellation:
    """The units of a place.

    Attributes
    ----------
    units : GeoDataFrame
        The units table, in the metric CRS of the layers: a valid coverage.
    faults : tuple of Fault
        What was found in the layers, and the rule by which it was handled.
    """

    units: gpd.GeoDataFrame
    faults: tuple[Fault, ...]


def tessellate(
    layers: Layers,
    *,
    params: TessellationParams | None = None,
    progress: Progress | None = None,
    spread: Spread | None = None,
) -> Tessellation:
    """Return the units of every community: no gap, no overlap.

    Each community is cut by roads, railways, water and the walls of compounds, then half-way
    between buildings. Every household of a building in a community is in exactly one unit.

    Parameters
    ----------
    layers : Mapping
        ``communities`` and ``buildings``; ``compounds``, ``roads``, ``water``, ``railways`` and
        ``bridges`` may be missing or empty. All in one metric CRS.
    params : TessellationParams, optional
        Settings.
    progress : callable, optional
        Called with what is being done and the fraction that is done.
    spread : callable, optional
        Has `cut_plot` done for every plot and returns the results in their order; it is called
        with the function, the plots, and a callable to be told how many are done. By default they
        are done one after the other; the units do not depend on it.

    Returns
    -------
    Tessellation
        Units and faults.

    Raises
    ------
    CrsError
        If a layer is not in a metric CRS.
    InputError
        If a layer is missing, or the layers are not in one CRS.
    """
    params = params or TessellationParams()
    known = _readable(layers)
    communities, buildings = known["communities"], known["buildings"]
    codes = texts(communities, "community_code")
    ground, overlaps = clear_ground(communities)
    community, faults = allot(buildings, ground, codes)
    faults = [*overlaps, *faults]
    bodies = water_bodies(known.get("water"), params)
    plots = [
        Plot(
            code=codes[row],
            ground=ground[row],
            layers=_near(known, ground[row]) | {"buildings": buildings[community == row]},
            bodies=bodies[shapely.intersects(bodies, ground[row])],
            params=params,
        )
        for row in np.flatnonzero(~shapely.is_empty(ground))
    ]

    def _told(done: int) -> None:
        if progress:
            progress(_step(done, len(plots)), done / len(plots))

    _told(0)
    tables: list[gpd.GeoDataFrame] = []
    for units, found in (spread or _one_by_one)(cut_plot, plots, _told):
        tables.append(units)
        faults += found
    units = gpd.GeoDataFrame(pd.concat(tables, ignore_index=True), crs=communities.crs)
    units = _proved(units, dict(zip(codes, ground, strict=True)))
    return Tessellation(units, placed(faults, communities.crs))


def cut_plot(plot: Plot) -> Cut:
    """Return the units of one community.

    Parameters
    ----------
    plot : Plot
        The community.

    Returns
    -------
    units : GeoDataFrame
        The units table of the community.
    faults : list of Fault
        Places are x and y in the CRS of the layers.
    """
    return tessellate_community(
        plot.code, plot.ground, plot.layers, plot.bodies, params=plot.params
    )


def _one_by_one(
    work: Callable[[Plot], Cut], plots: Sequence[Plot], told: Callable[[int], None]
) -> list[Cut]:
    found: list[Cut] = []
    for plot in plots:
        found.append(work(plot))
        told(len(found))
    return found


def _step(done: int, plots: int) -> Text:
    return Text(f"剖分（{done}/{plots} 个社区）", f"Tessellating ({done} of {plots})")


def _proved(units: gpd.GeoDataFrame, ground: Mapping[str, shapely.Geometry]) -> gpd.GeoDataFrame:
    """Return the units as one valid coverage that fills every community."""
    code = units["community_code"].to_numpy(dtype=object)
    polygons = np.asarray(units.geometry.values)
    if len(ground) > 1:
        polygons = match_borders(polygons, pd.factorize(code)[0])
        units = units.set_geometry(gpd.GeoSeries(polygons, units.index, units.crs))
    if not is_coverage(polygons):
        require_coverage(polygons, code)
    for name, shape in ground.items():
        error_m2 = abs(shapely.area(polygons[code == name]).sum() - shape.area)
        if error_m2 > max(AREA_ERROR * shape.area, GRID_M * shape.length):
            raise InputError(
                Text(
                    f"社区 {name} 剖分后面积相差 {error_m2:.3f} 平方米。",
                    f"The units of community {name} miss {error_m2:.3f} m² of it.",
                ),
                Text("请检查该社区边界附近的图层。", "Check the layers along its border."),
            )
    return units


def _near(layers: Layers, ground: shapely.Geometry) -> dict[str, gpd.GeoDataFrame]:
    """Return the features of every layer near a community."""
    around = shapely.box(*ground.bounds)
    return {name: layer.iloc[np.sort(layer.sindex.query(around))] for name, layer in layers.items()}


def _readable(layers: Layers) -> dict[str, gpd.GeoDataFrame]:
    """Return the layers that are read, in two dimensions, once they are known to fit together."""
    for name in ("communities", "buildings"):
        if name not in layers or (name == "communities" and layers[name].empty):
            raise InputError(
                Text(f"缺少图层 {name}。", f"The layer {name} is missing."),
                Text("请先导入该图层。", "Import it first."),
            )
    known = {}
    for name in READ:
        layer = layers.get(name)
        if layer is None or (layer.empty and name != "buildings"):
            continue
        require_metric(layer, layer=name)
        if layer.crs != layers["communities"].crs:
            raise InputError(
                Text(f"图层 {name} 与社区的坐标系不同。", f"Layer {name} is in another CRS."),
                Text("请投影到同一坐标系。", "Project all layers to one CRS."),
            )
        shapes: NDArray[Any] = shapely.force_2d(np.asarray(layer.geometry.values))
        present = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
        known[name] = layer.set_geometry(gpd.GeoSeries(shapes, layer.index, layer.crs))[present]
    return known
