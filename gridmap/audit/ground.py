"""What nets are measured against: communities, buildings, compounds, barriers, as plain arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from gridmap.audit.shapes import Shapes
from gridmap.columns import counts, texts

Ints = NDArray[np.int64]
Layers = Mapping[str, gpd.GeoDataFrame]

MOST = 0.5
"""A building lies in no grid if less of its footprint is covered."""


@dataclass(frozen=True)
class Buildings:
    """Buildings on the ground that is looked at.

    Attributes
    ----------
    ids, compounds : ndarray of str, shape (n,)
        Id of each, and the compound that it says it belongs to, ``""`` for none.
    shapes : ndarray of geometry, shape (n,)
        Footprints or points.
    places : ndarray of Point, shape (n,)
        Where the households of each are counted.
    households : ndarray of int, shape (n,)
        Households of each.
    community : ndarray of int, shape (n,)
        Row of the community; -1 outside of all.
    """

    ids: NDArray[Any]
    compounds: NDArray[Any]
    shapes: Shapes
    places: Shapes
    households: Ints
    community: Ints

    @cached_property
    def tree(self) -> shapely.STRtree:
        """An index of the places."""
        return shapely.STRtree(self.places)

    @cached_property
    def area_m2(self) -> NDArray[np.float64]:
        """Footprint of each; 0 for a point."""
        return np.asarray(shapely.area(self.shapes))

    def within(self, shapes: Shapes) -> tuple[Ints, Ints]:
        """Return how many households and buildings have their places in each of some shapes.

        Parameters
        ----------
        shapes : ndarray of geometry, shape (k,)
            Polygons in the same CRS.

        Returns
        -------
        households, buildings : ndarray of int, shape (k,)
            The counts.
        """
        shape, building = self.tree.query(shapes, predicate="intersects")
        homes = np.bincount(shape, self.households[building], len(shapes))
        return homes.astype(np.int64), np.bincount(shape, minlength=len(shapes)).astype(np.int64)


@dataclass(frozen=True)
class Communities:
    """Communities.

    Attributes
    ----------
    codes, names : ndarray of str, shape (n,)
        What they are called.
    shapes : ndarray of geometry, shape (n,)
        Valid shapes.
    """

    codes: NDArray[Any]
    names: NDArray[Any]
    shapes: Shapes

    @cached_property
    def tree(self) -> shapely.STRtree:
        """An index of the shapes."""
        return shapely.STRtree(self.shapes)

    def __len__(self) -> int:
        return len(self.codes)

    def named(self, row: int) -> str:
        """Return what people call a community.

        Parameters
        ----------
        row : int
            Its row; -1 for none.

        Returns
        -------
        str
            Its name, its code where it has none, ``""`` for none.
        """
        return "" if row < 0 else str(self.names[row] or self.codes[row])

    def code(self, row: int) -> str:
        """Return the code of a community.

        Parameters
        ----------
        row : int
            Its row; -1 for none.

        Returns
        -------
        str
            Its code; ``""`` for none.
        """
        return "" if row < 0 else str(self.codes[row])


@dataclass(frozen=True)
class Ground:
    """Everything that nets are measured against.

    Attributes
    ----------
    crs : pyproj.CRS
        Metric.
    communities : Communities
        May be none.
    buildings : Buildings
        May be none.
    compound_ids, compound_names, compound_purposes : ndarray of str
        Compounds.
    compound_shapes : ndarray of geometry
        Valid shapes.
    layers : Mapping
        The layers in this CRS, for the lines that are barriers.
    """

    crs: CRS
    communities: Communities
    buildings: Buildings
    compound_ids: NDArray[Any]
    compound_names: NDArray[Any]
    compound_purposes: NDArray[Any]
    compound_shapes: Shapes
    layers: Layers = field(default_factory=dict)

    @cached_property
    def special(self) -> Shapes:
        """Compounds of a special purpose."""
        return np.asarray(self.compound_shapes[self.compound_purposes != ""], dtype=object)


def ground_of(layers: Layers, crs: CRS) -> Ground:
    """Return what nets are measured against.

    Parameters
    ----------
    layers : Mapping of str to GeoDataFrame
        Layers of a project in any CRS; any may be missing.
    crs : pyproj.CRS
        A metric CRS.

    Returns
    -------
    Ground
        The layers in that CRS.
    """
    placed = {name: frame.to_crs(crs) for name, frame in layers.items() if name != "nets"}
    communities = _communities(placed.get("communities"))
    compounds = placed.get("compounds")
    if compounds is None:
        compounds = _nothing(crs)
    return Ground(
        crs,
        communities,
        _buildings(placed.get("buildings"), communities),
        texts(compounds, "compound_id"),
        texts(compounds, "name"),
        texts(compounds, "purpose"),
        mended(np.asarray(compounds.geometry.values)),
        placed,
    )


def mended(shapes: Shapes) -> Shapes:
    """Return shapes of which every one is valid and there.

    Parameters
    ----------
    shapes : ndarray of geometry or None, shape (n,)
        As a file has them.

    Returns
    -------
    ndarray of geometry, shape (n,)
        Invalid ones rebuilt from their outlines, missing ones empty.
    """
    empty = shapely.GeometryCollection()
    there = np.array(np.where(shapely.is_missing(shapes), empty, shapes), dtype=object)
    wrong = ~shapely.is_valid(there)
    if wrong.any():
        there = there.copy()
        there[wrong] = shapely.make_valid(there[wrong], method="structure", keep_collapsed=False)
    return there


def _nothing(crs: CRS) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=gpd.GeoSeries([], crs=crs))


def _communities(frame: gpd.GeoDataFrame | None) -> Communities:
    if frame is None:
        none = np.empty(0, dtype=object)
        return Communities(none, none, none)
    shapes = mended(np.asarray(frame.geometry.values))
    return Communities(texts(frame, "community_code"), texts(frame, "name"), shapes)


def _buildings(frame: gpd.GeoDataFrame | None, communities: Communities) -> Buildings:
    if frame is None:
        none = np.empty(0, dtype=object)
        return Buildings(none, none, none, none, np.empty(0, np.int64), np.empty(0, np.int64))
    shapes = mended(np.asarray(frame.geometry.values))
    there = ~shapely.is_empty(shapes)
    frame, shapes = frame[there], shapes[there]
    places = shapely.point_on_surface(shapes)
    home = np.full(len(frame), -1, dtype=np.int64)
    building, community = communities.tree.query(places, predicate="intersects")
    home[building[::-1]] = community[::-1]
    return Buildings(
        texts(frame, "building_id"),
        texts(frame, "compound_id"),
        shapes,
        places,
        counts(frame, "households"),
        home,
    )
