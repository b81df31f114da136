"""From labels to a plan: codes, polygons, metrics, violations and what arithmetic said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gridmap.codes import grid_code, number_grids
from gridmap.contiguity import ContiguityGraph
from gridmap.dissolve import dissolve
from gridmap.errors import Fault
from gridmap.metrics import grid_metrics, plan_figures
from gridmap.partition.community import Component, Cut
from gridmap.plan import Band, Plan
from gridmap.rules import Subject, check_plan

SPECIAL = ("special", "vacant")
"""Kinds of a cut that are special-purpose grids of a plan; a unit above the band is ordinary."""


def assemble(
    units: gpd.GeoDataFrame,
    graph: ContiguityGraph,
    cuts: Sequence[tuple[str, np.ndarray, Cut]],
    *,
    band: Band,
    simplify_m: float,
    settings: Mapping[str, Any],
    faults: tuple[Fault, ...],
    context: Mapping[str, gpd.GeoDataFrame],
) -> Plan:
    """Return the plan that the cuts of all communities make.

    Parameters
    ----------
    units : GeoDataFrame
        Units in a metric CRS, in the order of the graph.
    graph : ContiguityGraph
        Contiguity of the units.
    cuts : sequence of (str, ndarray of int, Cut)
        For each community its code, the rows of its units, and its grids.
    band : Band
        Households of a grid.
    simplify_m : float
        Tolerance of the grid polygons in metres; 0 for none.
    settings : Mapping
        What made the plan, as JSON values.
    faults : tuple of Fault
        What was found in the layers.
    context : Mapping of str to GeoDataFrame
        Layers in the metric CRS.

    Returns
    -------
    Plan
        Units and grids carry codes; every figure and violation is computed from them.
    """
    codes, kinds = _codes(units, cuts)
    units = units.assign(grid_code=codes)
    grids = dissolve(units, units["grid_code"], simplify_m=simplify_m).set_index("grid_code")
    first = units.drop_duplicates("grid_code").set_index("grid_code")
    grids["community_code"] = first["community_code"]
    names = context["communities"].set_index("community_code")["name"]
    grids["community"] = grids["community_code"].map(names)
    kind = pd.Series(kinds)
    grids["kind"] = kind.isin(SPECIAL).map({True: "special", False: "ordinary"})
    grids["purpose"] = first["purpose"].where(kind == "special").mask(kind == "vacant", "vacant")
    grids = grids.join(grid_metrics(units, grids, band=band))
    subject = Subject(units, grids, graph, band)
    return Plan(
        units=units,
        grids=grids.reset_index(),
        feasibility=_feasibility(units, cuts, band),
        violations=check_plan(subject),
        faults=faults,
        settings=settings,
        figures=plan_figures(units, grids, band=band)
        | {"unsolved": sum(cut.outside > 0 for _, _, cut in cuts)},
        context=context,
    )


def _codes(
    units: gpd.GeoDataFrame, cuts: Sequence[tuple[str, np.ndarray, Cut]]
) -> tuple[np.ndarray, dict[str, str]]:
    """Give codes in reading order, ordinary grids first."""
    codes = np.empty(len(units), dtype=object)
    kinds: dict[str, str] = {}
    area = units.geometry.area.to_numpy()
    xy = units[["x_m", "y_m"]].to_numpy(dtype=float)
    for community, rows, cut in cuts:
        parts = len(cut.kinds)
        weight = np.bincount(cut.labels, weights=area[rows], minlength=parts)
        centres = [
            np.bincount(cut.labels, weights=area[rows] * axis, minlength=parts) / weight
            for axis in xy[rows].T
        ]
        reading = number_grids(*centres, row_m=float(np.sqrt(area[rows].sum() / parts)))
        order = sorted(range(parts), key=lambda g: (cut.kinds[g] in SPECIAL, reading[g]))
        labels = np.empty(parts, dtype=object)
        for number, g in enumerate(order, 1):
            labels[g] = grid_code(community, number)
            kinds[labels[g]] = cut.kinds[g]
        codes[rows] = labels[cut.labels]
    return codes, kinds


def _name(units: gpd.GeoDataFrame, rows: np.ndarray, part: Component) -> str:
    if part.unit < 0:
        return ""
    unit = units.iloc[int(rows[part.unit])]
    return f" {unit['unit_id']} ({unit['buildings']})"


def _feasibility(
    units: gpd.GeoDataFrame, cuts: Sequence[tuple[str, np.ndarray, Cut]], band: Band
) -> pd.DataFrame:
    rows = [
        {
            "community_code": community,
            "component": number,
            "units": answer.units,
            "households": answer.households,
            "grids_min": answer.grids_min,
            "grids_max": answer.grids_max,
            "feasible": answer.feasible,
            "reason_zh": reason.zh,
            "reason_en": reason.en,
            "nearest_lower": answer.nearest.lower,
            "nearest_upper": answer.nearest.upper,
        }
        for community, number, answer, reason in (
            (
                community,
                number,
                part.answer,
                part.answer.reason(band, name=_name(units, rows, part)),
            )
            for community, rows, cut in cuts
            for number, part in enumerate(cut.components, 1)
        )
    ]
    columns = [
        "community_code",
        "component",
        "units",
        "households",
        "grids_min",
        "grids_max",
        "feasible",
        "reason_zh",
        "reason_en",
        "nearest_lower",
        "nearest_upper",
    ]
    return pd.DataFrame(rows, columns=columns)
