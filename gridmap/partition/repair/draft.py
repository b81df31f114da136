"""A draft: units and their present grids, good or bad, as they come to be repaired."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np

from gridmap.contiguity import ContiguityGraph, build_contiguity
from gridmap.errors import Fault
from gridmap.partition.problem import Ints
from gridmap.plan import Plan


@dataclass(frozen=True, slots=True)
class Draft:
    """Units and their present grids, good or bad.

    Attributes
    ----------
    units : GeoDataFrame
        Units in a metric CRS.
    graph : ContiguityGraph
        Their contiguity.
    codes : ndarray of object, shape (n,)
        Present grid code of each unit, None for none.
    known : ndarray of int64, shape (n,)
        Households of each unit that lived in its grid already.
    special : frozenset of str
        Codes of special-purpose grids.
    used : frozenset of str
        Codes that were given out once: a new grid gets none of them.
    settings : Mapping
        Settings of the plan.
    faults : tuple of Fault
        What was found in the layers.
    context : Mapping of str to GeoDataFrame
        Layers in the metric CRS.
    """

    units: gpd.GeoDataFrame = field(repr=False)
    graph: ContiguityGraph = field(repr=False)
    codes: np.ndarray = field(repr=False)
    known: Ints = field(repr=False)
    special: frozenset[str]
    used: frozenset[str]
    settings: Mapping[str, Any] = field(repr=False)
    faults: tuple[Fault, ...] = field(repr=False)
    context: Mapping[str, gpd.GeoDataFrame] = field(repr=False)


def given_out(plan: Plan) -> frozenset[str]:
    """Return the codes that a plan and those before it gave out, as far as its history tells.

    Parameters
    ----------
    plan : Plan
        The plan.

    Returns
    -------
    frozenset of str
        Codes of its grids, and those that its table ``succession`` names, retired ones as well.
    """
    history = plan.tables.get("succession")
    named = () if history is None else (*history["old_code"], *history["new_code"])
    return frozenset(plan.grids["grid_code"]) | {str(code) for code in named if code}


def draft_of(plan: Plan) -> Draft:
    """Return a plan as a draft to be repaired.

    Parameters
    ----------
    plan : Plan
        Any plan, however faulty.

    Returns
    -------
    Draft
        With the contiguity graph built again.
    """
    codes = plan.units["grid_code"].to_numpy(dtype=object, copy=True)
    codes[plan.units["grid_code"].isna().to_numpy()] = None
    grids = plan.grids
    return Draft(
        units=plan.units,
        graph=build_contiguity(plan.units, plan.context),
        codes=codes,
        known=plan.units["households"].to_numpy(dtype=np.int64),
        special=frozenset(grids.loc[grids["kind"] == "special", "grid_code"]),
        used=given_out(plan) | frozenset(plan.units["grid_code"].dropna()),
        settings=plan.settings,
        faults=plan.faults,
        context=plan.context,
    )
