"""A plan, or a part of one, as the rules look at it: plain arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gridmap.contiguity import ContiguityGraph
from gridmap.plan import Band

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Subject:
    """A plan as tables.

    Attributes
    ----------
    units : GeoDataFrame
        Units with ``grid_code``, in the order of the graph.
    grids : GeoDataFrame
        Grids indexed by ``grid_code``.
    graph : ContiguityGraph
        Contiguity of the units.
    band : Band
        Households of a grid.
    persons : Band or None
        Persons of a grid, where they are held in a band too.
    """

    units: gpd.GeoDataFrame
    grids: gpd.GeoDataFrame
    graph: ContiguityGraph
    band: Band
    persons: Band | None = None


@dataclass(frozen=True, slots=True)
class UnitColumns:
    """What the rules look at of units, shape (n,) each.

    Attributes
    ----------
    unit_id, community : ndarray of object
        Ids of the units and codes of their communities.
    households : ndarray of int64
        Households.
    x_m, y_m : ndarray of float64
        Where the households are.
    compound : ndarray of int64
        Number of the compound; -1 for none.
    grid : ndarray of int64
        Number of the grid; -1 for none.
    shape : ndarray of Polygon
        The units.
    """

    unit_id: NDArray[np.object_]
    community: NDArray[np.object_]
    households: Numbers
    x_m: NDArray[np.float64]
    y_m: NDArray[np.float64]
    compound: Numbers
    grid: Numbers
    shape: NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class GridColumns:
    """What the rules look at of grids, length k each.

    Attributes
    ----------
    code, community, kind : sequence of str
        Codes of the grids and of their communities, ``"ordinary"`` or ``"special"``.
    households, persons : sequence of int
        Sums over their units.
    shape : sequence of Polygon or MultiPolygon
        Where they lie.
    """

    code: Sequence[str]
    community: Sequence[str]
    kind: Sequence[str]
    households: Sequence[int]
    persons: Sequence[int]
    shape: Sequence[Any]


@dataclass(frozen=True, slots=True)
class Scene:
    """A plan, or a part of one, as the rules look at it.

    Attributes
    ----------
    units : UnitColumns
        The units, in the order of the graph.
    grids : GridColumns
        The grids.
    compounds : ndarray of object
        Ids of the compounds by their numbers.
    graph : ContiguityGraph
        Contiguity of the units.
    band : Band
        Households of a grid.
    persons : Band or None
        Persons of a grid, where they are held in a band too.
    """

    units: UnitColumns
    grids: GridColumns
    compounds: NDArray[np.object_]
    graph: ContiguityGraph
    band: Band
    persons: Band | None = None


def scene_of(subject: Subject) -> Scene:
    """Return a plan as the rules look at it.

    Parameters
    ----------
    subject : Subject
        The plan.

    Returns
    -------
    Scene
        Its columns.
    """
    units, grids = subject.units, subject.grids
    compound, compounds = pd.factorize(units["compound_id"], sort=True)
    return Scene(
        UnitColumns(
            unit_id=units["unit_id"].to_numpy(dtype=object),
            community=units["community_code"].to_numpy(dtype=object),
            households=units["households"].to_numpy(dtype=np.int64),
            x_m=units["x_m"].to_numpy(dtype=float),
            y_m=units["y_m"].to_numpy(dtype=float),
            compound=compound,
            grid=grids.index.get_indexer(units["grid_code"]),
            shape=np.asarray(units.geometry.values),
        ),
        GridColumns(
            code=grids.index.tolist(),
            community=grids["community_code"].tolist(),
            kind=grids["kind"].tolist(),
            households=grids["households"].tolist(),
            persons=grids["persons"].tolist() if subject.persons else [0] * len(grids),
            shape=grids.geometry.tolist(),
        ),
        np.asarray(compounds, dtype=object),
        subject.graph,
        subject.band,
        subject.persons,
    )
