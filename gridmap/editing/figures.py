"""Figures and polygons of grids, and the figures of a plan, kept up with each edit."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridmap.columns import groups
from gridmap.dissolve import union
from gridmap.editing.delta import GridFacts
from gridmap.editing.ground import Ground
from gridmap.editing.state import NONE, State
from gridmap.metrics import METRICS, Members
from gridmap.plan import Band

FACTS = (
    "uuid",
    "community_code",
    "community",
    "name",
    "kind",
    "purpose",
    "locked",
    "retired",
)
"""Columns of a table of grids, before the figures."""

NO_FIGURES: Mapping[str, Any] = MappingProxyType(dict.fromkeys(METRICS, 0))
"""Figures of a grid without units."""


OF_GRIDS = ("units", "households", "inertia_m2", "special")
"""Tallies that have a figure for each grid."""


@dataclass(frozen=True, slots=True, eq=False)
class GridRow:
    """A grid at one version.

    Attributes
    ----------
    code : str
        Its code.
    facts : GridFacts
        What is said of it.
    figures : Mapping
        A figure for each of `gridmap.metrics.METRICS`.
    polygon : Polygon, MultiPolygon or None
        Its shape in metres; None without units.
    """

    code: str
    facts: GridFacts
    figures: Mapping[str, Any]
    polygon: BaseGeometry | None


@dataclass(frozen=True, slots=True, eq=False)
class Tallies:
    """What the figures of a plan are made of.

    Attributes
    ----------
    units, households : ndarray of int64, shape (k,)
        Of each grid, by label.
    inertia_m2 : ndarray of float64, shape (k,)
        Household-weighted moment of inertia of each grid.
    special : ndarray of bool, shape (k,)
        Whether each grid is a special-purpose one.
    spread : ndarray of int64, shape (c,)
        In how many grids each compound lies.
    """

    units: NDArray[np.int64]
    households: NDArray[np.int64]
    inertia_m2: NDArray[np.float64]
    special: NDArray[np.bool_]
    spread: NDArray[np.int64]


def grid_rows(state: State, codes: Collection[str], band: Band) -> dict[str, GridRow]:
    """Return grids with every figure and their polygons.

    Parameters
    ----------
    state : State
        The plan.
    codes : collection of str
        Codes that the plan knows.
    band : Band
        Households of a grid.

    Returns
    -------
    dict of str to GridRow
        By code, in the order given.
    """
    rows = state.rows_of(codes)
    labels, grid = np.unique(state.labels[rows], return_inverse=True)
    units = state.ground.table.iloc[rows]
    shapes = state.ground.shapes[rows]
    polygons = np.array([union(shapes[inside]) for _, inside in groups(grid)], dtype=object)
    there = [state.codes[label] for label in labels]
    figures = _figures(Members(units, grid, polygons, band)) if there else []
    found = dict(zip(there, zip(figures, polygons, strict=True), strict=True))
    return {
        code: GridRow(code, state.facts[code], *found.get(code, (NO_FIGURES, None)))
        for code in codes
    }


def _figures(members: Members) -> list[Mapping[str, Any]]:
    columns = [metric.compute(members).tolist() for metric in METRICS.values()]
    return [
        MappingProxyType(dict(zip(METRICS, figures, strict=True)))
        for figures in zip(*columns, strict=True)
    ]


def framed(rows: Iterable[GridRow], ground: Ground) -> gpd.GeoDataFrame:
    """Return grids as a table.

    Parameters
    ----------
    rows : iterable of GridRow
        The grids.
    ground : Ground
        Their units.

    Returns
    -------
    GeoDataFrame
        Indexed by ``grid_code``, in the CRS of the units, a column for each fact and figure.
    """
    listed = list(rows)
    frame = pd.DataFrame(
        [
            row.facts.to_json()
            | {"community": ground.names.get(row.facts.community_code, "")}
            | dict(row.figures)
            for row in listed
        ],
        columns=[*FACTS, *METRICS],
        index=pd.Index([row.code for row in listed], name="grid_code", dtype=object),
    )
    shapes = gpd.GeoSeries([row.polygon for row in listed], index=frame.index, crs=ground.units.crs)
    return gpd.GeoDataFrame(frame, geometry=shapes)


def tally(state: State, band: Band) -> Tallies:
    """Return the tallies of a whole plan.

    Parameters
    ----------
    state : State
        The plan.
    band : Band
        Households of a grid.

    Returns
    -------
    Tallies
        Counted from every unit.
    """
    every = list(range(len(state.codes)))
    return _tallied(state, every, band, _spread(state, state.ground.compound >= 0))


def retally(before: Tallies, state: State, touched: Collection[str], band: Band) -> Tallies:
    """Return the tallies after an edit.

    Parameters
    ----------
    before : Tallies
        Those before it.
    state : State
        The plan after it.
    touched : collection of str
        Codes of the grids whose units or kind it changed.
    band : Band
        Households of a grid.

    Returns
    -------
    Tallies
        The same as `tally` of the plan, in less time.
    """
    labels = sorted(state.label_of[code] for code in touched)
    now = _tallied(state, labels, band, before.spread)
    columns = {name: _mended(before, now, name, labels, len(state.codes)) for name in OF_GRIDS}
    return replace(now, **columns)


def respread(tallies: Tallies, state: State, compounds: NDArray[Any]) -> Tallies:
    """Return the tallies with some compounds counted again.

    Parameters
    ----------
    tallies : Tallies
        The others.
    state : State
        The plan.
    compounds : ndarray of int
        Numbers of the compounds that have a unit that moved.

    Returns
    -------
    Tallies
        New ones.
    """
    rows = np.zeros(len(state.labels), dtype=bool)
    rows[state.ground.compound_rows(compounds)] = True
    spread = tallies.spread.copy()
    spread[compounds] = _spread(state, rows)[compounds]
    return replace(tallies, spread=spread)


def figures_of(state: State, tallies: Tallies, band: Band) -> dict[str, Any]:
    """Return the figures of a plan.

    Parameters
    ----------
    state : State
        The plan.
    tallies : Tallies
        Of the plan.
    band : Band
        Households of a grid.

    Returns
    -------
    dict
        Those of `gridmap.metrics.plan_figures`, and ``unassigned`` units and
        ``unassigned_households``.
    """
    ground = state.ground
    there = tallies.units > 0
    ordinary = there & ~tallies.special
    within = (tallies.households >= band.lower) & (tallies.households <= band.upper)
    grids, plain = int(there.sum()), int(ordinary.sum())
    in_band = int((ordinary & within).sum())
    inertia = math.fsum(tallies.inertia_m2)
    households = ground.totals["households"]
    return {
        **ground.totals,
        "grids": grids,
        "ordinary_grids": plain,
        "special_grids": grids - plain,
        "in_band": in_band,
        "in_band_share": round(in_band / plain, 4) if plain else 1.0,
        "inertia_m2": round(inertia, 1),
        "mean_distance_m": round(float(np.sqrt(inertia / households)), 1) if households else 0.0,
        "compounds_split": int((tallies.spread > 1).sum()),
        "unassigned": len(state.labels) - int(tallies.units.sum()),
        "unassigned_households": households - int(tallies.households.sum()),
    }


def _tallied(state: State, labels: list[int], band: Band, spread: NDArray[np.int64]) -> Tallies:
    place = np.full(len(state.codes) + 1, NONE)
    place[labels] = np.arange(len(labels))
    grid = place[state.labels]
    rows = np.flatnonzero(grid != NONE)
    columns = state.ground.measures(rows)
    members = Members(columns, grid[rows], np.empty(len(labels), dtype=object), band)
    kinds = [state.facts[state.codes[label]].kind for label in labels]
    return Tallies(
        units=np.bincount(grid[rows], minlength=len(labels)).astype(np.int64),
        households=members.total(members.households).astype(np.int64),
        inertia_m2=members.inertia_m2,
        special=np.array([kind == "special" for kind in kinds], dtype=np.bool_),
        spread=spread,
    )


def _spread(state: State, rows: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return in how many grids each compound lies, counting some of the units."""
    counted = rows & (state.labels != NONE)
    pairs = state.ground.compound[counted].astype(np.int64) * len(state.codes)
    distinct = np.unique(pairs + state.labels[counted])
    return np.bincount(
        distinct // max(len(state.codes), 1), minlength=len(state.ground.compounds)
    ).astype(np.int64)


def _mended(
    before: Tallies, now: Tallies, name: str, labels: list[int], count: int
) -> NDArray[Any]:
    """Return a tally of every grid, with those of some labels taken from what is now."""
    old = getattr(before, name)
    column = np.concatenate([old, np.zeros(count - len(old), old.dtype)])
    column[labels] = getattr(now, name)
    return column
