"""What a boundary can run along: water, railways and roads by name, and walls of compounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gridmap.borders import straight_pieces
from gridmap.columns import flags, texts
from gridmap.dossier.outline import Ints, Places

NEAR_M = 2.0
"""Greatest distance at which a boundary runs along a line."""

OFFSET_M = 1.5
"""So far from a boundary it is looked who is on either side."""

PARALLEL = 0.85
"""Least cosine between a boundary and the line that it runs along: 32 degrees."""

Kind = Literal["water", "bank", "railway", "road", "wall", "none"]


@dataclass(frozen=True, slots=True, order=True)
class Along:
    """What a piece of boundary runs along.

    Attributes
    ----------
    kind : {"water", "bank", "railway", "road", "wall", "none"}
        In the water or along its centre line, along its bank, a railway, a road, a wall; none.
    name : str
        Of the water, the railway or the road; empty where it has none.
    sort : str
        Kind of water or class of road, as the layer says.
    inner, outer : str
        Names of the compounds on the side of the grid and on the other, whose wall it is.
    """

    kind: Kind = "none"
    name: str = ""
    sort: str = ""
    inner: str = ""
    outer: str = ""


@dataclass(frozen=True, eq=False, slots=True)
class Ground:
    """Lines and areas of a place that boundaries run along.

    Attributes
    ----------
    alongs : tuple of Along
        What there is, the first rank first: where two run side by side, the earlier one is told.
    pieces : ndarray of LineString, shape (m,)
        Straight pieces of their lines, in metres.
    of_piece : ndarray of int64, shape (m,)
        Number in ``alongs`` of each.
    directions : ndarray of float64, shape (m, 2)
        Unit vectors of the pieces.
    waters : ndarray of Polygon, shape (w,)
        Water areas.
    of_water : ndarray of int64, shape (w,)
        Number in ``alongs`` of the inside of each.
    compounds : ndarray of Polygon, shape (c,)
        Compounds.
    compound_names : ndarray of object, shape (c,)
        Their names.
    """

    alongs: tuple[Along, ...]
    pieces: NDArray[Any]
    of_piece: Ints
    directions: NDArray[np.float64]
    waters: NDArray[Any]
    of_water: Ints
    compounds: NDArray[Any]
    compound_names: NDArray[Any]

    def lines_at(self, places: Places) -> Ints:
        """Return which water, railway or road runs at each place.

        Parameters
        ----------
        places : Places
            Along outlines.

        Returns
        -------
        ndarray of int64, shape (n,)
            Numbers in ``alongs``; its length for none.
        """
        best = np.full(len(places.row), len(self.alongs), dtype=np.int64)
        points = shapely.points(places.xy)
        near, piece = shapely.STRtree(self.pieces).query(
            points, predicate="dwithin", distance=NEAR_M
        )
        cosine = np.abs((places.along[near] * self.directions[piece]).sum(axis=1))
        runs = cosine >= PARALLEL
        np.minimum.at(best, near[runs], self.of_piece[piece[runs]])
        inside, water = shapely.STRtree(self.waters).query(points, predicate="within")
        np.minimum.at(best, inside, self.of_water[water])
        return best

    def compound_at(self, points: NDArray[Any]) -> NDArray[Any]:
        """Return the name of the compound at each point.

        Parameters
        ----------
        points : ndarray of Point, shape (n,)
            In metres.

        Returns
        -------
        ndarray of object, shape (n,)
            Names, empty outside compounds.
        """
        names = np.full(len(points), "", dtype=object)
        point, compound = shapely.STRtree(self.compounds).query(points, predicate="within")
        names[point] = self.compound_names[compound]
        return names


def ground_of(layers: Mapping[str, gpd.GeoDataFrame]) -> Ground:
    """Return the ground of a place.

    Parameters
    ----------
    layers : Mapping of str to GeoDataFrame
        ``water``, ``railways``, ``roads`` and ``compounds`` are read, in one metric CRS; any may
        be missing. Roads in tunnels are left out.

    Returns
    -------
    Ground
        Water before railways before named roads before others.
    """
    waters, of_water, water_names = _waters(layers.get("water"))
    lined = [
        *_lined(layers.get("water"), "water"),
        *_lined(layers.get("railways"), "railway"),
        *_lined(layers.get("roads"), "road"),
    ]
    banks = [
        (Along("bank", one.name, one.sort), shapely.boundary(shape))
        for one, shape in zip(water_names, waters, strict=True)
    ]
    ranked = sorted({along for along, _ in [*lined, *banks]} | set(water_names), key=_rank)
    number = {along: place for place, along in enumerate(ranked)}
    lines = [(number[along], shape) for along, shape in [*banks, *lined]]
    shapes = np.array([shape for _, shape in lines], dtype=object)
    parts, owner = shapely.get_parts(shapes, return_index=True)
    segments, row = straight_pieces(parts)
    of_line = np.array([along for along, _ in lines], dtype=np.int64)
    vectors = segments[:, 1] - segments[:, 0]
    lengths = np.hypot(*vectors.T)
    kept = lengths > 0
    areas, names = _compounds(layers.get("compounds"))
    return Ground(
        alongs=tuple(ranked),
        pieces=shapely.linestrings(segments[kept]),
        of_piece=of_line[owner[row[kept]]],
        directions=vectors[kept] / lengths[kept][:, None],
        waters=waters,
        of_water=np.array([number[one] for one in water_names], dtype=np.int64)[of_water],
        compounds=areas,
        compound_names=names,
    )


def _rank(along: Along) -> tuple[int, bool, Along]:
    order = ("bank", "water", "railway", "road")
    return order.index(along.kind), not along.name, along


def _lined(
    layer: gpd.GeoDataFrame | None, kind: Literal["water", "railway", "road"]
) -> list[tuple[Along, Any]]:
    """Return the lines of a layer, each with what it is."""
    if layer is None or layer.empty:
        return []
    sorts = texts(layer, "road_class" if kind == "road" else "kind")
    rows = zip(
        layer.geometry.to_numpy(),
        texts(layer, "name"),
        sorts,
        flags(layer, "tunnel"),
        strict=True,
    )
    return [
        # Roads of one name are one, whatever their classes; the class tells those without a name.
        (Along(kind, name, "" if kind == "road" and name else sort), shape)
        for shape, name, sort, tunnel in rows
        if not (tunnel or shape is None or shape.is_empty or shapely.get_dimensions(shape) != 1)
    ]


def _waters(layer: gpd.GeoDataFrame | None) -> tuple[NDArray[Any], Ints, list[Along]]:
    if layer is None or layer.empty:
        return np.empty(0, dtype=object), np.empty(0, dtype=np.int64), []
    areas = layer[shapely.get_dimensions(layer.geometry.to_numpy()) == 2]
    names = [
        Along("water", name, sort)
        for name, sort in zip(texts(areas, "name"), texts(areas, "kind"), strict=True)
    ]
    return np.asarray(areas.geometry.array, dtype=object), np.arange(len(areas)), names


def _compounds(layer: gpd.GeoDataFrame | None) -> tuple[NDArray[Any], NDArray[Any]]:
    if layer is None or layer.empty:
        return np.empty(0, dtype=object), np.empty(0, dtype=object)
    ids, names = texts(layer, "compound_id"), texts(layer, "name")
    shapes = np.asarray(layer.geometry.array, dtype=object)
    return shapes, np.where(names == "", ids, names).astype(object)
