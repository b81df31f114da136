"""The ground that plans are edited on: units and contiguity as arrays, shared by many plans."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gridmap.contiguity import ContiguityGraph
from gridmap.crs import require_metric
from gridmap.rules import UnitColumns

Rows = NDArray[np.int64]
Labels = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Ground:
    """The units of a unit set with their contiguity; never changed.

    Attributes
    ----------
    units : GeoDataFrame
        Units in a metric CRS, in the order of the graph, as `gridmap.plan.Plan` has them.
    graph : ContiguityGraph
        Their contiguity.
    names : Mapping of str to str
        Name of each community by its code, as far as known.
    unit_ids : ndarray of object, shape (n,)
        Id of each unit.
    row_of : Mapping of str to int
        Row of each unit by its id.
    community : ndarray of object, shape (n,)
        Code of the community of each unit.
    households, persons : ndarray of int64, shape (n,)
        Of each unit.
    compounds : ndarray of object, shape (c,)
        Ids of the compounds, ascending.
    compound : ndarray of int32, shape (n,)
        Number of the compound of each unit; -1 for none.
    shapes : ndarray of Polygon, shape (n,)
        The units.
    table : DataFrame
        The units without their shapes.
    totals : Mapping of str to int
        Figures of a plan that no edit changes: ``communities``, ``units``, ``households``,
        ``persons``, ``compounds``.

    Raises
    ------
    CrsError
        If the units are not in metres.
    """

    units: gpd.GeoDataFrame
    graph: ContiguityGraph
    names: Mapping[str, str] = field(default_factory=dict)
    unit_ids: NDArray[np.object_] = field(init=False)
    row_of: Mapping[str, int] = field(init=False)
    community: NDArray[np.object_] = field(init=False)
    households: NDArray[np.int64] = field(init=False)
    persons: NDArray[np.int64] = field(init=False)
    compounds: NDArray[np.object_] = field(init=False)
    compound: Labels = field(init=False)
    shapes: NDArray[np.object_] = field(init=False)
    table: pd.DataFrame = field(init=False)
    totals: Mapping[str, int] = field(init=False)
    _columns: UnitColumns = field(init=False)
    _by_head: Rows = field(init=False)
    _head_start: Rows = field(init=False)
    _by_compound: Rows = field(init=False)
    _compound_start: Rows = field(init=False)

    def __post_init__(self) -> None:
        require_metric(self.units, layer="units")
        ids = self.units["unit_id"].to_numpy(dtype=object)
        compound, compounds = pd.factorize(self.units["compound_id"], sort=True)
        by_head, head_start = _buckets(self.graph.heads, self.graph.n)
        by_compound, compound_start = _buckets(compound, len(compounds))
        community = self.units["community_code"].to_numpy(dtype=object)
        households = self.units["households"].to_numpy(dtype=np.int64)
        shapes = np.asarray(self.units.geometry.values, dtype=object)
        derived = {
            "_columns": UnitColumns(
                unit_id=ids,
                community=community,
                households=households,
                x_m=self.units["x_m"].to_numpy(dtype=float),
                y_m=self.units["y_m"].to_numpy(dtype=float),
                compound=compound.astype(np.int64),
                grid=np.full(len(ids), -1),
                shape=shapes,
            ),
            "unit_ids": ids,
            "row_of": dict(zip(ids.tolist(), range(len(ids)), strict=True)),
            "community": community,
            "households": households,
            "persons": self.units["persons"].to_numpy(dtype=np.int64),
            "compounds": np.asarray(compounds, dtype=object),
            "compound": compound.astype(np.int32),
            "shapes": shapes,
            "table": _plain_table(self.units),
            "totals": {
                "communities": int(self.units["community_code"].nunique()),
                "units": len(ids),
                "households": int(self.units["households"].sum()),
                "persons": int(self.units["persons"].sum()),
                "compounds": len(compounds),
            },
            "_by_head": by_head,
            "_head_start": head_start,
            "_by_compound": by_compound,
            "_compound_start": compound_start,
        }
        for name, value in derived.items():
            object.__setattr__(self, name, value)

    def compound_rows(self, compounds: NDArray[Any]) -> Rows:
        """Return the units of some compounds.

        Parameters
        ----------
        compounds : ndarray of int
            Numbers of compounds, each once.

        Returns
        -------
        ndarray of int64
            Rows, ascending.
        """
        return np.sort(_taken(self._by_compound, self._compound_start, compounds))

    def columns(self, rows: Rows, *, grid: NDArray[Any]) -> UnitColumns:
        """Return some units as the rules look at them.

        Parameters
        ----------
        rows : ndarray of int64, shape (k,)
            Rows of units.
        grid : ndarray of int, shape (k,)
            Number of the grid of each; -1 for none.

        Returns
        -------
        UnitColumns
            In the order of the rows.
        """
        every = self._columns
        return UnitColumns(
            unit_id=every.unit_id[rows],
            community=every.community[rows],
            households=every.households[rows],
            x_m=every.x_m[rows],
            y_m=every.y_m[rows],
            compound=every.compound[rows],
            grid=grid,
            shape=every.shape[rows],
        )

    def measures(self, rows: Rows) -> pd.DataFrame:
        """Return how many households some units have, and where.

        Parameters
        ----------
        rows : ndarray of int64
            Rows of units.

        Returns
        -------
        DataFrame
            Columns ``households``, ``x_m`` and ``y_m``.
        """
        every = self._columns
        return pd.DataFrame(
            {"households": every.households[rows], "x_m": every.x_m[rows], "y_m": every.y_m[rows]}
        )

    def edges_within(self, rows: Rows) -> tuple[Rows, Rows, Rows]:
        """Return the edges that have both ends among some units.

        Parameters
        ----------
        rows : ndarray of int64, shape (k,)
            Rows of units, ascending.

        Returns
        -------
        edges : ndarray of int64
            Rows of the edges in the graph.
        heads, tails : ndarray of int64
            Both ends, as positions in ``rows``.
        """
        if len(rows) == 0:
            return rows, rows, rows
        edges = np.sort(_taken(self._by_head, self._head_start, rows))
        tails = self.graph.tails[edges]
        place = np.minimum(np.searchsorted(rows, tails), len(rows) - 1)
        inside = rows[place] == tails
        edges = edges[inside]
        return edges, np.searchsorted(rows, self.graph.heads[edges]), place[inside]

    def subgraph(self, rows: Rows) -> ContiguityGraph:
        """Return the contiguity of some units among themselves.

        Parameters
        ----------
        rows : ndarray of int64, shape (k,)
            Rows of units, ascending.

        Returns
        -------
        ContiguityGraph
            The same as ``graph.take(rows)``, in time that does not grow with the other units.
        """
        edges, heads, tails = self.edges_within(rows)
        graph = self.graph
        return ContiguityGraph(
            n=len(rows),
            heads=heads.astype(np.int32),
            tails=tails.astype(np.int32),
            length_m=graph.length_m[edges],
            kind=graph.kind[edges],
            bridged=graph.bridged[edges],
        )


@dataclass(frozen=True, slots=True)
class Patch:
    """Some units and the open edges between them.

    Attributes
    ----------
    rows : ndarray of int64, shape (k,)
        Rows of the units, ascending.
    heads, tails : ndarray of int64
        Both ends of each edge, as positions in ``rows``.
    """

    rows: Rows
    heads: Rows
    tails: Rows

    def pieces(self, labels: Labels) -> dict[int, list[Rows]]:
        """Return the connected pieces of each label.

        Parameters
        ----------
        labels : ndarray of int32, shape (k,)
            Label of each unit; -1 for none.

        Returns
        -------
        dict of int to list of ndarray
            Rows of the units of each piece, the piece of most units first.
        """
        same = labels[self.heads] == labels[self.tails]
        ends = self.heads[same], self.tails[same]
        size = len(self.rows)
        links = coo_array((np.ones(len(ends[0]), np.int8), ends), shape=(size, size))
        piece = connected_components(links, directed=False)[1]
        found: dict[int, list[Rows]] = {}
        order, start = _buckets(piece, int(piece.max(initial=-1)) + 1)
        for first, last in pairwise(start):
            members = order[first:last]
            found.setdefault(int(labels[members[0]]), []).append(self.rows[members])
        found.pop(-1, None)
        return {label: sorted(parts, key=len, reverse=True) for label, parts in found.items()}


def _buckets(keys: NDArray[Any], count: int) -> tuple[Rows, Rows]:
    """Return the positions of keys 0 to count - 1 in order, and where those of each key start."""
    order = np.argsort(keys, kind="stable")
    start = np.searchsorted(keys[order], np.arange(count + 1))
    return order.astype(np.int64), start.astype(np.int64)


def _taken(order: Rows, start: Rows, keys: NDArray[Any]) -> Rows:
    """Return the positions of some keys out of `_buckets`."""
    first, count = start[keys], start[keys + 1] - start[keys]
    ends = np.cumsum(count)
    within = np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - count, count)
    found: Rows = order[np.repeat(first, count) + within]
    return found


def _plain_table(units: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the units without what makes small pieces of a GeoDataFrame slow to take."""
    columns = {
        name: units[name].to_numpy()
        if units[name].dtype.kind in "ifb"
        else pd.Series(units[name].to_numpy(dtype=object, na_value=None), dtype=object)
        for name in units.columns
        if name not in {units.geometry.name, "grid_code"}
    }
    return pd.DataFrame(columns)
