"""From labels to a plan: codes, polygons, metrics, violations and what arithmetic said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gridmap.codes import grid_code
from gridmap.contiguity import ContiguityGraph
from gridmap.criteria import grid_scores, plan_scores
from gridmap.dissolve import dissolve
from gridmap.errors import Fault, Text
from gridmap.metrics import grid_metrics, plan_figures
from gridmap.partition.bound import Proof
from gridmap.partition.community import Component, Cut
from gridmap.partition.levels import Levels, Nesting
from gridmap.partition.nested import check_levels, level_figures, reading_numbers, with_levels
from gridmap.plan import Band, Plan, Violation
from gridmap.rules import Subject, check_plan

SPECIAL = ("special", "vacant")
"""Kinds of a cut that are special-purpose grids of a plan; a unit above the band is ordinary."""

Codes = tuple[np.ndarray, dict[str, str]]
"""Grid code of each unit, and the kind of each code."""

USEFUL = 0.5
"""A bound that leaves more than this part of the objective open says nothing."""


def assemble(
    units: gpd.GeoDataFrame,
    graph: ContiguityGraph,
    found: Sequence[tuple[str, np.ndarray, Levels]],
    *,
    band: Band,
    nesting: Nesting,
    failed: Mapping[str, Text],
    simplify_m: float,
    settings: Mapping[str, Any],
    faults: tuple[Fault, ...],
    context: Mapping[str, gpd.GeoDataFrame],
    named: Codes | None = None,
) -> Plan:
    """Return the plan that the cuts of all communities make.

    Parameters
    ----------
    units : GeoDataFrame
        Units in a metric CRS, in the order of the graph.
    graph : ContiguityGraph
        Contiguity of the units.
    found : sequence of (str, ndarray of int, Levels)
        For each community its code, the rows of its units, and its grids with what lies below
        and above them.
    band : Band
        Households of a grid.
    nesting : Nesting
        The levels that were asked for besides grids.
    failed : Mapping of str to Text
        Communities that could not be cut, and why: half a sentence.
    simplify_m : float
        Tolerance of the grid polygons in metres; 0 for none.
    settings : Mapping
        What made the plan, as JSON values.
    faults : tuple of Fault
        What was found in the layers.
    context : Mapping of str to GeoDataFrame
        Layers in the metric CRS.
    named : tuple of (ndarray of object, dict of str to str), optional
        Code of each unit's grid and kind of each code, where grids have codes already; by
        default they are numbered in reading order.

    Returns
    -------
    Plan
        Units and grids carry codes; every figure and violation is computed from them.
    """
    cuts = [(community, rows, levels.cut) for community, rows, levels in found]
    codes, kinds = _codes(units, cuts) if named is None else named
    units = units.assign(grid_code=codes)
    units = with_levels(units, [(rows, levels) for _, rows, levels in found], nesting)
    grids = dissolve(units, units["grid_code"], simplify_m=simplify_m).set_index("grid_code")
    first = units.drop_duplicates("grid_code").set_index("grid_code")
    grids["community_code"] = first["community_code"]
    names = context["communities"].set_index("community_code")["name"]
    grids["community"] = grids["community_code"].map(names)
    kind = pd.Series(kinds)
    grids["kind"] = kind.isin(SPECIAL).map({True: "special", False: "ordinary"})
    grids["purpose"] = first["purpose"].where(kind == "special").mask(kind == "vacant", "vacant")
    scores = grid_scores(units, grids, graph, band=band, compounds=context.get("compounds"))
    grids = grids.join([grid_metrics(units, grids, band=band), scores])
    persons = settings.get("persons")
    subject = Subject(units, grids, graph, band, Band(*persons) if persons else None)
    feasible = _feasibility(units, cuts, band)
    return Plan(
        units=units,
        grids=grids.reset_index(),
        feasibility=feasible,
        violations=(
            *_unsolved(grids, failed),
            *check_plan(subject),
            *check_levels(units, graph, nesting),
        ),
        faults=faults,
        settings=settings,
        figures=plan_figures(units, grids, band=band)
        | {"criteria": plan_scores(scores, grids["households"])}
        | {"proof": proof_figures(feasible)}
        | {"unsolved": len(failed) + sum(cut.outside > 0 for _, _, cut in cuts)}
        | level_figures(units, nesting),
        context=context,
    )


def _unsolved(grids: gpd.GeoDataFrame, failed: Mapping[str, Text]) -> Iterator[Violation]:
    for community, reason in sorted(failed.items()):
        first = grids[grids["community_code"] == community].iloc[0]
        point = first.geometry.representative_point()
        yield Violation(
            "unsolved",
            hard=True,
            community_code=community,
            grid_code=str(first.name),
            what=Text(
                f"社区 {community} 未能划分：{reason.zh.rstrip('。')}；暂按连片各成一格。",
                f"Community {community} was not cut: {reason.en.rstrip('.')}. Each connected piece "
                "of it is one grid for now.",
            ),
            remedy=Text(
                "请放宽限时后重新划分，或检查该社区的图层。",
                "Give it more time and plan again, or check its layers.",
            ),
            figure=float(grids.loc[grids["community_code"] == community, "households"].sum()),
            place=(float(point.x), float(point.y)),
        )


def _codes(units: gpd.GeoDataFrame, cuts: Sequence[tuple[str, np.ndarray, Cut]]) -> Codes:
    """Give codes in reading order, ordinary grids first."""
    codes = np.empty(len(units), dtype=object)
    kinds: dict[str, str] = {}
    area = units.geometry.area.to_numpy()
    xy = units[["x_m", "y_m"]].to_numpy(dtype=float)
    for community, rows, cut in cuts:
        parts = len(cut.kinds)
        reading = reading_numbers(cut.labels, area[rows], xy[rows])
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
            **_proved(part.proof),
        }
        for community, number, part, answer, reason in (
            (
                community,
                number,
                part,
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
        *_proved(None),
    ]
    return pd.DataFrame(rows, columns=columns)


def _proved(proof: Proof | None) -> dict[str, Any]:
    """Return what is proved of a piece: objective, bound, and what the bound counts."""
    if proof is None:
        return {"objective": np.nan, "bound": np.nan, "optimal": False, "bound_terms": ""}
    return {
        "objective": round(proof.objective, 6),
        "bound": round(min(proof.bound, proof.objective), 6),
        "optimal": proof.optimal,
        "bound_terms": ";".join(proof.covers),
    }


def proof_figures(feasibility: pd.DataFrame) -> dict[str, Any]:
    """Return how far a plan is at most from the best, over the pieces that have a bound.

    Parameters
    ----------
    feasibility : DataFrame
        Rows of pieces with ``objective``, ``bound`` and ``optimal``.

    Returns
    -------
    dict
        ``pieces``, ``bounded``, ``optimal``: numbers of pieces; ``gap_pct``: the sum of the
        objectives less that of the bounds, in percent of the first, None without a bound.
    """
    bounded = feasibility[feasibility["bound"] > (1 - USEFUL) * feasibility["objective"]]
    objective, bound = float(bounded["objective"].sum()), float(bounded["bound"].sum())
    return {
        "pieces": int(feasibility["feasible"].sum()),
        "bounded": len(bounded),
        "optimal": int(feasibility["optimal"].sum()),
        "gap_pct": round(100 * (objective - bound) / objective, 3) if objective > 0 else None,
    }
