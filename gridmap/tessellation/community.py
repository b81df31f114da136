"""One community, cut into units. A pure function, so that communities can go to any worker."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gridmap.columns import first_rows, flags, groups, texts
from gridmap.errors import Fault
from gridmap.tessellation.cells import SitePoints, cut_cells
from gridmap.tessellation.enclosures import WATER, Enclosures, enclose
from gridmap.tessellation.entrances import divide_buildings
from gridmap.tessellation.notes import note
from gridmap.tessellation.params import TessellationParams
from gridmap.tessellation.seats import Seats, lend_sites, take_seats
from gridmap.tessellation.sides import ON_LINE_M
from gridmap.tessellation.sites import find_sites
from gridmap.tessellation.table import units_table
from gridmap.tessellation.walls import sample_walls

FREQUENT = (10, 0.05)
"""Cut buildings are worth a notice from so many, and such a share of all."""


STEP_M = 5.0
"""Outlines are looked at every so many metres."""


def tessellate_community(
    code: str,
    ground: shapely.Geometry,
    layers: Mapping[str, gpd.GeoDataFrame],
    bodies: NDArray[Any],
    *,
    params: TessellationParams,
) -> tuple[gpd.GeoDataFrame, list[Fault]]:
    """Return the units of one community.

    Parameters
    ----------
    code : str
        Code of the community.
    ground : Polygon or MultiPolygon
        Its ground, in a metric CRS.
    layers : Mapping
        ``buildings`` of this community alone; ``roads``, ``railways``, ``water``, ``compounds``
        and ``bridges`` near it. Any but the buildings may be missing.
    bodies : ndarray of Polygon
        Pieces of water that cut.
    params : TessellationParams
        Settings.

    Returns
    -------
    units : GeoDataFrame
        The units table of the community.
    faults : list of Fault
        Places are x and y in the CRS of the layers.
    """
    buildings, divided = divide_buildings(layers["buildings"], above=params.split_above)
    sites = find_sites(buildings, params)
    counted = buildings[sites.site >= 0]
    site = sites.site[sites.site >= 0]
    enclosures = enclose(ground, layers, bodies, params)
    seats = take_seats(np.asarray(counted.geometry.values), site, enclosures)
    home = np.zeros(site.max(initial=-1) + 1, dtype=np.int64)
    home[site] = seats.enclosure
    xy, row = sample_walls(seats.shapes, site, seats.enclosure, params)
    points = SitePoints(xy, site[row], seats.enclosure[row])
    seated = np.bincount(points.enclosure, minlength=len(enclosures.polygons)) > 0
    points = _with_lent(points, lend_sites(enclosures, seated, params), enclosures.polygons)
    cells = cut_cells(enclosures, points, home, params)
    fords = _fords(layers.get("roads"), enclosures, params)
    units = units_table(
        code,
        cells,
        enclosures,
        buildings=counted,
        site=site,
        compounds=layers.get("compounds"),
    )
    return units, [*divided, *sites.faults, *fords, *_notes(code, ground, counted, seats)]


def _with_lent(
    points: SitePoints, lent: list[tuple[int, list[int]]], polygons: NDArray[Any]
) -> SitePoints:
    """Repeat the points of lent sites in the open land that they share out, where they are near."""
    rows, where = [np.arange(len(points.site))], [points.enclosure]
    held = dict(groups(points.enclosure))
    for piece, lenders in lent:
        all_rows = np.concatenate([held[lender] for lender in lenders])
        rows.append(all_rows[_nearby(points.xy[all_rows], polygons[piece])])
        where.append(np.full(len(rows[-1]), piece))
    row = np.concatenate(rows)
    return SitePoints(points.xy[row], points.site[row], np.concatenate(where))


def _nearby(xy: NDArray[np.float64], piece: shapely.Polygon) -> NDArray[np.bool_]:
    """Return the points that can be the nearest of all to a place in the piece."""
    outline = shapely.get_coordinates(shapely.segmentize(piece, STEP_M))
    # No place lies deeper inside than the radius of a disc of the same area.
    depth_m = np.sqrt(piece.area / np.pi)
    reach_m = cKDTree(xy).query(outline)[0].max() + STEP_M + depth_m
    shapely.prepare(piece)
    return np.asarray(shapely.dwithin(piece, shapely.points(xy), reach_m))


def _fords(
    roads: gpd.GeoDataFrame | None, enclosures: Enclosures, params: TessellationParams
) -> list[Fault]:
    """Return the notices of roads that cut, and cross water from bank to bank with no bridge."""
    if roads is None:
        return []
    cuts = np.isin(texts(roads, "road_class"), [*params.cutting_classes, ""])
    roads = roads[cuts & ~flags(roads, "tunnel")]
    shapes, ids = np.asarray(roads.geometry.values), texts(roads, "road_id")
    water = enclosures.polygons[enclosures.ground == WATER]
    road, body = shapely.STRtree(water).query(shapes, predicate="crosses")
    shared = shapely.intersection(shapes[road], water[body])
    pieces, row = shapely.get_parts(shared, return_index=True)
    shore = shapely.boundary(water[body[row]])
    landed = [shapely.dwithin(shapely.get_point(pieces, end), shore, ON_LINE_M) for end in (0, -1)]
    across = np.flatnonzero((shapely.length(pieces) > 0) & landed[0] & landed[1])
    first = across[first_rows(road[row[across]])]
    return [note("road.no_bridge", pieces[one], ids[road[row[one]]]) for one in first]


def _notes(
    code: str, ground: shapely.Geometry, buildings: gpd.GeoDataFrame, seats: Seats
) -> list[Fault]:
    ids, shapes = texts(buildings, "building_id"), np.asarray(buildings.geometry.values)
    found = [note("building.in_water", shapes[row], ids[row]) for row in seats.in_water]
    total = len(buildings)
    if seats.cut >= max(FREQUENT[0], FREQUENT[1] * total):
        found.append(note("building.cut", ground, code=code, count=seats.cut, total=total))
    return found
