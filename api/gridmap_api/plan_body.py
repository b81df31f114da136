"""A plan as the JSON that ``/plan`` answers."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pandas as pd

from gridmap.errors import Text
from gridmap.io.plan_records import violations_frame
from gridmap.plan import Plan
from gridmap.sheets.geojson import LONLAT, dumps, records


def plan_body(plan: Plan) -> bytes:
    """Return a plan without its shapes.

    Parameters
    ----------
    plan : Plan
        The plan.

    Returns
    -------
    bytes
        JSON of `gridmap_api.schemas.plan.PlanInfo`.
    """
    return dumps(
        {
            "plan_id": plan.plan_id,
            "band": {"lower": plan.band.lower, "upper": plan.band.upper},
            "metric_crs": f"EPSG:{plan.units.crs.to_epsg()}",
            "figures": dict(plan.figures),
            "settings": dict(plan.settings),
            "feasibility": _feasibility(plan.feasibility),
            "violations": _violations(plan),
            "faults": [
                {
                    "rule": one.rule,
                    "severity": one.severity,
                    "layer": one.layer,
                    "feature_id": one.feature_id,
                    "file": one.file,
                    "what": _words(one.what),
                    "remedy": _words(one.remedy),
                    "place": one.place,
                }
                for one in plan.faults
            ],
            "links": [
                {"rel": "grids", "href": "/plan/grids", "type": "application/geo+json"},
                {"rel": "units", "href": "/plan/units", "type": "application/geo+json"},
            ],
        }
    )


def _violations(plan: Plan) -> list[dict[str, Any]]:
    degrees: gpd.GeoSeries = violations_frame(plan.violations, plan.units.crs).geometry
    places = degrees.to_crs(LONLAT)
    return [
        {
            "rule": one.rule,
            "hard": one.hard,
            "community_code": one.community_code,
            "grid_code": one.grid_code,
            "what": _words(one.what),
            "remedy": _words(one.remedy),
            "figure": one.figure,
            "place": None if point is None else [round(point.x, 7), round(point.y, 7)],
        }
        for one, point in zip(plan.violations, places, strict=True)
    ]


def _feasibility(table: pd.DataFrame) -> list[dict[str, Any]]:
    rows = []
    for row in records(table, keep_empty=True):
        reason = {lang: row.pop(f"reason_{lang}") or "" for lang in ("zh", "en")}
        nearest = {end: row.pop(f"nearest_{end}") for end in ("lower", "upper")}
        rows.append({**row, "reason": reason, "nearest": nearest})
    return rows


def _words(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
