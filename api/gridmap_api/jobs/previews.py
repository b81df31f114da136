"""What an edit that a job found would make of the plan: shown before anybody accepts it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import numpy as np
import shapely
import shapely.geometry

from gridmap.editing import LivePlan, Outcome, parse_edit
from gridmap.editing.figures import GridRow
from gridmap.editing.state import NONE
from gridmap.errors import EditError
from gridmap_api.store.plan_reads import violation_shown
from gridmap_api.store.projection import to_degrees, violation_rows

COARSE_M = 0.5
"""How far a simplified outline may lie beside the true one."""

NOTHING = "nothing"
"""Why an edit is refused that changes nothing."""


def preview_of(
    live: LivePlan, edit: Mapping[str, Any] | None, communities: Collection[str], *, version: int
) -> dict[str, Any]:
    """Return what an edit makes of some communities of a plan.

    Parameters
    ----------
    live : LivePlan
        The plan.
    edit : Mapping or None
        The edit as JSON values; None where nothing is to change.
    communities : collection of str
        Codes of the communities that the scores are of.
    version : int
        Version of the plan.

    Returns
    -------
    dict
        Of `gridmap_api.schemas.jobs.Preview`.
    """
    before = scores_of(live, communities)
    plain = {"version": version, "flips": [], "grids": [], "households": 0, "moved": 0}
    plain["outlines"] = []
    same = {**plain, "resolved": [], "added": [], "before": before, "after": before}
    if edit is None:
        return same | {"refused": None}
    try:
        outcome = live.apply(parse_edit(edit))
    except EditError as error:
        if error.reason == NOTHING:
            return same | {"refused": None}
        return same | {"refused": {"zh": error.what.zh, "en": error.what.en}}
    added = violation_rows(outcome.plan, outcome.violations_added, plan_id="")
    return {
        "version": version,
        **_changes(live, outcome),
        "resolved": list(outcome.violations_resolved),
        "added": [violation_shown(row) for row in added],
        "before": before,
        "after": scores_of(outcome.plan, communities),
        "refused": None,
    }


def _changes(live: LivePlan, outcome: Outcome) -> dict[str, Any]:
    ground = live.ground
    households = {unit: int(ground.households[ground.row_of[unit]]) for unit in outcome.delta.units}
    codes = sorted(outcome.before.keys() | outcome.after.keys())
    held = [
        {code: int(row.figures["households"]) for code, row in rows.items()}
        for rows in (outcome.before, outcome.after)
    ]
    return {
        "flips": [list(flip) for flip in outcome.flips],
        "grids": [
            {
                "grid_code": code,
                "kind": outcome.plan.facts[code].kind,
                "before": held[0].get(code, 0),
                "after": held[1].get(code, 0),
            }
            for code in codes
        ],
        "outlines": outlines_of(outcome.plan, outcome.after.values()),
        "households": sum(households.values()),
        "moved": sum(households[unit] for unit, old, _ in outcome.flips if old is not None),
    }


def outlines_of(plan: LivePlan, rows: Iterable[GridRow]) -> list[dict[str, Any]]:
    """Return grids as they are drawn on a small map.

    Parameters
    ----------
    plan : LivePlan
        The plan that they are of.
    rows : iterable of GridRow
        The grids; those without units are left out.

    Returns
    -------
    list of dict
        Of `gridmap_api.schemas.jobs.PreviewOutline`.
    """
    there = [row for row in rows if row.polygon is not None]
    if not there:
        return []
    whole = np.array([row.polygon for row in there], dtype=object)
    simple = shapely.coverage_simplify(whole, COARSE_M)
    degrees = to_degrees(list(simple), plan.ground.units.crs)
    rounded = shapely.transform(degrees, lambda xy: np.round(xy, 6))
    return [
        {
            "grid_code": row.code,
            "kind": row.facts.kind,
            "households": int(row.figures["households"]),
            "geometry": shapely.geometry.mapping(shape),
        }
        for row, shape in zip(there, rounded, strict=True)
    ]


def scores_of(live: LivePlan, communities: Collection[str]) -> dict[str, Any]:
    """Return by what plans of the same communities are told apart.

    Parameters
    ----------
    live : LivePlan
        The plan.
    communities : collection of str
        Codes.

    Returns
    -------
    dict
        Of `gridmap_api.schemas.jobs.Scores`: means are over ordinary grids.
    """
    facts = live.facts
    codes = [
        code
        for code in live.state.living()
        if facts[code].community_code in communities and facts[code].kind == "ordinary"
    ]
    rows = live.grid_rows(codes).values()
    band = live.bands.households
    households = np.array([row.figures["households"] for row in rows], dtype=float)
    distance_m = np.array([row.figures["mean_distance_m"] for row in rows], dtype=float)
    off = np.maximum(band.lower - households, 0) + np.maximum(households - band.upper, 0)
    open_ones = [one for one in live.violations() if one.community_code in communities]
    everyone = households.sum()
    return {
        "grids": len(codes),
        "in_band": int((off == 0).sum()),
        "outside": int(off.sum()),
        "deviation_pct": _mean(abs(households / band.target - 1) * 100),
        "mean_distance_m": round(float(households @ distance_m / everyone), 1) if everyone else 0.0,
        "roundness": _mean(np.array([row.figures["roundness"] for row in rows], dtype=float), 3),
        "splits": _splits(live, communities),
        "compounds_split": sum(one.rule == "compound" for one in open_ones),
        "crossings": sum(one.rule == "barrier" for one in open_ones),
        "hard": sum(one.hard for one in open_ones),
    }


def _splits(live: LivePlan, communities: Collection[str]) -> int:
    """Return the grids beyond the first that compounds lie in, where somebody lives."""
    ground, labels = live.ground, live.state.labels
    lived = np.isin(ground.community, list(communities)) & (ground.households > 0)
    inside = lived & (ground.compound >= 0) & (labels != NONE)
    pairs = np.unique(np.column_stack([ground.compound[inside], labels[inside]]), axis=0)
    return len(pairs) - len(np.unique(pairs[:, 0]))


def _mean(values: np.ndarray, digits: int = 1) -> float:
    return round(float(values.mean()), digits) if len(values) else 0.0
