"""Cells: the faces of all linework of a community, joined by the site that owns them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from gridmap.borders import SHORTEST_EDGE_M, Borders, shared_borders
from gridmap.columns import first_rows, groups
from gridmap.tessellation.enclosures import Enclosures
from gridmap.tessellation.params import GRID_M, TessellationParams
from gridmap.tessellation.seats import estrangement, is_small
from gridmap.tessellation.sides import find_sides
from gridmap.tessellation.voronoi import halfway_lines

APART = 1e7
"""Enclosures are set so far apart, in a third dimension, that no point is near to another's."""

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class SitePoints:
    """Points along the walls of sites; those of a lent site once for each enclosure.

    Attributes
    ----------
    xy : ndarray of float64, shape (k, 2)
        Metres.
    site, enclosure : ndarray of int, shape (k,)
        Whose they are, and where they share out the ground.
    """

    xy: NDArray[np.float64]
    site: Ints
    enclosure: Ints


@dataclass(frozen=True, slots=True)
class Cells:
    """Units before they have names.

    Attributes
    ----------
    polygons : ndarray of Polygon, shape (u,)
        A valid coverage of the community.
    site : ndarray of int, shape (u,)
        Site of each; -1 for a cell without buildings.
    enclosure : ndarray of int, shape (u,)
        Enclosure of each.
    """

    polygons: NDArray[Any]
    site: Ints
    enclosure: Ints


@dataclass(frozen=True, slots=True)
class _Faces:
    """Faces of the linework, (f,): open land owns itself, numbered above all sites."""

    polygons: NDArray[Any]
    enclosure: Ints
    owner: Ints


@dataclass(frozen=True, slots=True)
class _Crumbs:
    """Connected parts of owners, (p,): too small or torn off, their enclosure, their area."""

    loose: NDArray[np.bool_]
    enclosure: Ints
    size_m2: NDArray[np.float64]


def cut_cells(
    enclosures: Enclosures, points: SitePoints, home: Ints, params: TessellationParams
) -> Cells:
    """Return the cells of a community.

    Parameters
    ----------
    enclosures : Enclosures
        Its pieces.
    points : SitePoints
        Points of its sites.
    home : ndarray of int, shape (t,)
        Enclosure in which each site is seated.
    params : TessellationParams
        Settings.

    Returns
    -------
    Cells
        One cell for each site, and one for each piece of open land, water or bridge that is large
        enough. What is too small has gone with its neighbour across the weakest line.
    """
    faces = _arrange(enclosures, points, len(home), params)
    borders = shared_borders(faces.polygons)
    part = _parts(borders, faces.owner)
    crumb = np.ones(part.max(initial=-1) + 1, dtype=bool)
    crumb[_main_parts(faces, part, home)] = False
    small = is_small(enclosures, params)[faces.enclosure]
    crumb[part[(faces.owner >= len(home)) & small]] = True
    place = np.zeros(len(crumb), dtype=np.int64)
    place[part] = faces.enclosure
    size_m2 = np.bincount(part, shapely.area(faces.polygons)).astype(np.float64)
    loose = crumb[part]
    borders = borders.take(loose[borders.heads] | loose[borders.tails])
    goes = _swept(_Crumbs(crumb, place, size_m2), part, borders, enclosures)
    return _joined(faces, goes[part], part, len(home))


def _arrange(
    enclosures: Enclosures, points: SitePoints, sites: int, params: TessellationParams
) -> _Faces:
    """Return the faces of enclosures and halfway lines, and whose they are."""
    lines = [shapely.boundary(enclosures.polygons)]
    for piece, rows in groups(points.enclosure):
        within = enclosures.polygons[piece]
        site = points.site[rows]
        lines.append(halfway_lines(points.xy[rows], site, within, simplify_m=params.simplify_m))
    noded = shapely.union_all(np.concatenate(lines), grid_size=GRID_M)
    polygons = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    inner = shapely.point_on_surface(polygons)
    face, enclosure = shapely.STRtree(enclosures.polygons).query(inner, predicate="within")
    owner = _owners(shapely.get_coordinates(inner[face]), enclosure, points, sites)
    return _Faces(polygons[face], enclosure, owner)


def _owners(inner: NDArray[np.float64], enclosure: Ints, points: SitePoints, sites: int) -> Ints:
    """Return the site that is nearest to each face; open land owns itself, above all sites."""
    owner = sites + enclosure
    settled = np.isin(enclosure, points.enclosure)
    if settled.any():
        known = np.column_stack([points.xy, points.enclosure * APART])
        asked = np.column_stack([inner[settled], enclosure[settled] * APART])
        owner[settled] = points.site[cKDTree(known).query(asked)[1]]
    return owner


def _parts(borders: Borders, owner: Ints) -> Ints:
    """Return the part of its owner, connected by more than points, that each face belongs to."""
    same = borders.take(owner[borders.heads] == owner[borders.tails])
    ends, shape = (same.heads, same.tails), (len(owner), len(owner))
    links = coo_array((same.length_m, ends), shape).tocsr()
    links.data[links.data < SHORTEST_EDGE_M] = 0.0
    links.eliminate_zeros()
    return np.asarray(connected_components(links, directed=False)[1], dtype=np.int64)


def _main_parts(faces: _Faces, part: Ints, home: Ints) -> Ints:
    """Return the part of each owner that holds its largest face, at home before elsewhere."""
    abroad = np.zeros(len(part), dtype=bool)
    sited = faces.owner < len(home)
    abroad[sited] = faces.enclosure[sited] != home[faces.owner[sited]]
    return np.asarray(part[first_rows(faces.owner, abroad, -shapely.area(faces.polygons))])


def _swept(crumbs: _Crumbs, part: Ints, borders: Borders, enclosures: Enclosures) -> Ints:
    """Return the part that each part goes with: crumbs go across the weakest, longest border.

    Land goes with land before it goes with water, and a compound's with its own. Where there are
    only crumbs, the largest stands.
    """
    loose = crumbs.loose.copy()
    goes = np.arange(len(loose))
    while True:
        sides = find_sides(borders, enclosures.lines, goes[part])
        sides = sides.take(loose[sides.piece])
        firm = sides.take(~loose[sides.other])
        if len(firm.piece):
            where = crumbs.enclosure[firm.piece], crumbs.enclosure[firm.other]
            strange = estrangement(enclosures, *where)
            barely = firm.length_m < SHORTEST_EDGE_M
            first = first_rows(firm.piece, barely, strange, firm.parting, -firm.length_m)
            step = np.arange(len(loose))
            step[firm.piece[first]] = firm.other[first]
            goes = step[goes]
            loose[firm.piece[first]] = False
        elif len(sides.piece):
            loose[sides.piece[np.argmax(crumbs.size_m2[sides.piece])]] = False
        else:
            return goes


def _joined(faces: _Faces, unit: Ints, part: Ints, sites: int) -> Cells:
    """Join the faces of each unit, which is named after the part that the others joined."""
    polygons = np.array([_union(faces.polygons[rows]) for _, rows in groups(unit)], dtype=object)
    chief = first_rows(unit, unit != part, -shapely.area(faces.polygons))
    site = np.where(faces.owner[chief] < sites, faces.owner[chief], -1)
    return Cells(polygons, site, faces.enclosure[chief])


def _union(polygons: NDArray[Any]) -> shapely.Polygon:
    if len(polygons) == 1:
        return polygons[0]
    union = shapely.coverage_union_all(polygons)
    return shapely.get_geometry(union, 0) if shapely.get_num_geometries(union) == 1 else union
