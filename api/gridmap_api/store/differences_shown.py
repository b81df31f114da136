"""Differences of plans as they are shown: figures, successions, flows, pieces on a map.

Those who see published plans alone are told no unit and no building, no count under `LEAST_TOLD`,
and every other in tens: the counts of a grid and all flows but one would tell that one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import geopandas as gpd
import numpy as np
import orjson
import shapely

from gridmap.editing import Flow, LivePlan, Succession, say
from gridmap.editing.telling import exactly
from gridmap.errors import Lang, Text
from gridmap.io.difference_tables import Telling
from gridmap.sheets.geojson import features
from gridmap_api.store.differences import Compared, Side, seen_units
from gridmap_api.store.feature_collections import LEAST_TOLD
from gridmap_api.store.outlines import rounded, without_small_counts
from gridmap_api.store.plan_reads import GRID
from gridmap_api.store.projection import grid_rows
from gridmap_api.store.scope import Scope

DECIMALS = 7
"""Of a degree: 1 cm."""

FEWER = Text(f"不足 {LEAST_TOLD} 户", f"fewer than {LEAST_TOLD} households")
Bounds = Mapping[str, list[float]]


def telling(compared: Compared, lang: Lang = "zh") -> Telling:
    """Return how a difference is told to whom it is shown.

    Parameters
    ----------
    compared : Compared
        The difference.
    lang : {"zh", "en"}
        The language.

    Returns
    -------
    Telling
        With what is withheld.
    """
    if not compared.scope.published_only:
        return Telling(compared.names, lang)
    return Telling(compared.names, lang, _in_tens, _in_tens_said, with_units=False)


def difference_shown(compared: Compared) -> dict[str, Any]:
    """Return what differs between two plans.

    Parameters
    ----------
    compared : Compared
        The difference.

    Returns
    -------
    dict
        Of `gridmap_api.schemas.differences.Difference`.
    """
    found, told = compared.found, telling(compared)
    sides = [_side(side, compared.scope) for side in (compared.before, compared.after)]
    bounds = [_bounds(side.live, compared.scope) for side in (compared.before, compared.after)]
    total = max(1, sides[1]["households"])
    kinds = [row.kind for row in found.successions]
    return {
        "before": sides[0],
        "after": sides[1],
        "compared_by": found.compared_by,
        "least_told": None if told.with_units else LEAST_TOLD,
        "kinds": {kind: kinds.count(kind) for kind in sorted(set(kinds))},
        "households": told.figure(found.households),
        "share": round((told.figure(found.households) or 0) / total, 4),
        "recoded": told.figure(found.recoded),
        "built": told.figure(found.built),
        "gone": told.figure(found.gone),
        "successions": [_succession(row, told, bounds) for row in found.successions],
        "flips": found.moved if told.with_units else [],
        "moved": [_flow(flow, told) for flow in found.flows if found.is_move(flow)],
        "flows": [
            _flow(flow, told) | {"reason": flow.reason, "moved": found.is_move(flow)}
            for flow in found.flows
        ],
    }


def difference_map(compared: Compared, *, every_grid: bool = False) -> dict[str, Any]:
    """Return the pieces that moved, and grids as they were and as they are.

    Parameters
    ----------
    compared : Compared
        The difference.
    every_grid : bool
        Whether grids are shown that are what they were, too.

    Returns
    -------
    dict
        A GeoJSON feature collection: features of the role ``piece`` for every pair of grids,
        ``before`` and ``after`` for the grids of either plan.
    """
    rows = [row for row in compared.found.successions if every_grid or row.kind != "unchanged"]
    old = {row.old: row.kind for row in rows if row.old}
    new = {row.new: row.kind for row in rows if row.new}
    return {
        "type": "FeatureCollection",
        "features": [
            *_pieces(compared),
            *_outlines(compared.before, old, compared.scope, role="before"),
            *_outlines(compared.after, new, compared.scope, role="after"),
        ],
    }


def facts_of(compared: Compared, lang: Lang) -> dict[str, str]:
    """Return what a file says of the difference in it.

    Parameters
    ----------
    compared : Compared
        The difference.
    lang : {"zh", "en"}
        The language.

    Returns
    -------
    dict of str to str
        Facts by their names.
    """
    by = {
        "units": Text("相同的基本单元", "the same units"),
        "buildings": Text("楼栋（基本单元不同）", "buildings (the units differ)"),
    }
    facts = [
        *_named(compared.before, Text("原方案", "Plan before")),
        *_named(compared.after, Text("现方案", "Plan after")),
        (Text("比对依据", "Compared by"), by[compared.found.compared_by].say(lang)),
        (
            Text("归属变更", "Moved"),
            telling(compared).count(compared.found.households).say(lang),
        ),
    ]
    if compared.scope.published_only:
        rule = Text(f"不足 {LEAST_TOLD} 的不列出，其余取整到十", "none under 10, others in tens")
        facts.append((Text("小数保护", "Small counts"), rule.say(lang)))
    return {name.say(lang): value for name, value in facts}


def _named(side: Side, name: Text) -> Iterable[tuple[Text, str]]:
    version, plan = Text(f"{name.zh}版本", f"{name.en}, version"), str(side.row["name"])
    return [(name, plan), (version, str(side.version))]


def _side(side: Side, scope: Scope) -> dict[str, Any]:
    live = side.live
    seen = seen_units(live, scope)
    households = live.ground.households[seen]
    sums: dict[str | None, int] = dict.fromkeys(live.codes()[seen].tolist(), 0)
    for code, count in zip(live.codes()[seen].tolist(), households.tolist(), strict=True):
        sums[code] += count
    band = live.bands.households
    ordinary = [n for code, n in sums.items() if code and live.facts[code].kind == "ordinary"]
    return {
        "plan_id": side.row["id"],
        "name": side.row["name"],
        "state": side.row["state"],
        "version": side.version,
        "head": side.row["head"],
        "set_id": side.row["set_id"],
        "band": {"lower": band.lower, "upper": band.upper},
        "grids": sum(code is not None for code in sums),
        "ordinary_grids": len(ordinary),
        "in_band": sum(band.lower <= count <= band.upper for count in ordinary),
        "households": int(households.sum()),
        "unassigned_households": sums.get(None, 0),
        "hard_violations": sum(
            one.hard and scope.sees(one.community_code) for one in live.violations()
        ),
    }


def _succession(row: Succession, told: Telling, bounds: Sequence[Bounds]) -> dict[str, Any]:
    said = say(row, count=told.count)
    ends = zip((row.old, row.new), bounds, strict=True)
    boxes = np.array([some[code] for code, some in ends if code is not None])
    counts = ("households_before", "households", "moved_in", "moved_out")
    return {
        "kind": row.kind,
        "old": row.old,
        "new": row.new,
        "community_code": row.community_code,
        "community": told.names.get(row.community_code, ""),
        **{name: told.figure(getattr(row, name)) for name in counts},
        **{
            name: [
                {"code": share.code, "households": told.figure(share.households)}
                for share in getattr(row, name)
            ]
            for name in ("predecessors", "successors")
        },
        "what": {"zh": said.zh, "en": said.en},
        "bounds": [*boxes[:, :2].min(axis=0).tolist(), *boxes[:, 2:].max(axis=0).tolist()],
    }


def _flow(flow: Flow, told: Telling) -> dict[str, Any]:
    shown = asdict(flow)
    del shown["reason"]
    for name in ("units", "buildings"):
        shown[name] = shown[name] if told.with_units else None
    for name in ("households_before", "households", "persons_before", "persons"):
        shown[name] = told.figure(shown[name])
    return shown


def _bounds(live: LivePlan, scope: Scope) -> dict[str, list[float]]:
    """Return west, south, east and north in degrees of every grid that may be seen."""
    seen = seen_units(live, scope) & (live.state.labels >= 0)
    labels = live.state.labels[seen]
    boxes = shapely.bounds(live.ground.shapes[seen])
    every = np.full((len(live.state.codes), 4), np.nan)
    for side, pick in enumerate((np.fmin, np.fmin, np.fmax, np.fmax)):
        pick.at(every[:, side], labels, boxes[:, side])
    there = np.unique(labels)
    squares = shapely.box(*every[there].T)
    degrees = gpd.GeoSeries(squares, crs=live.ground.units.crs).to_crs(4490).bounds
    rounded = degrees.round(DECIMALS).to_numpy().tolist()
    return {live.state.codes[label]: box for label, box in zip(there, rounded, strict=True)}


def _pieces(compared: Compared) -> list[dict[str, Any]]:
    live, told = compared.after.live, telling(compared)
    flows = {(flow.old, flow.new): flow for flow in compared.found.flows if not flow.reason}
    pairs = compared.found.pieces
    if not pairs:
        return []
    shapes = [shapely.coverage_union_all(live.ground.shapes[rows]) for rows in pairs.values()]
    rows = [
        {
            "role": "piece",
            "old": old,
            "new": new,
            "units": len(pairs[old, new]) if told.with_units else None,
            "households": told.figure(flows[old, new].households),
        }
        for old, new in pairs
    ]
    frame = gpd.GeoDataFrame(rows, geometry=shapes, crs=live.ground.units.crs)
    made = features(frame, decimals=DECIMALS, keep_empty=True)
    places = _inside(frame.to_crs(4490).geometry)
    for feature, place in zip(made, places, strict=True):
        feature["properties"]["label"] = place
    return made


def _outlines(
    side: Side, kinds: Mapping[str, str], scope: Scope, *, role: str
) -> list[dict[str, Any]]:
    """Return grids as `gridmap_api.store.outlines` tells them, with what became of them."""
    plan_id = side.row["id"]
    rows = grid_rows(side.live, kinds, plan_id=plan_id, version=side.version)
    shapes = np.array([row["geom"] for row in rows], dtype=object)
    texts = shapely.to_geojson(rounded(shapes)).tolist() if rows else []
    found = []
    for row, text, place in zip(rows, texts, _inside(shapes), strict=True):
        grid = {name: row[name] for name in GRID}
        told = without_small_counts(grid) if scope.published_only else grid
        more = {"role": role, "change": kinds[row["grid_code"]], "label": place}
        geometry = orjson.Fragment(text)
        found.append({"type": "Feature", "geometry": geometry, "properties": told | more})
    return found


def _inside(shapes: Any) -> list[list[float]]:  # noqa: ANN401
    """Return a place inside each shape, in degrees as the shapes are."""
    points = shapely.get_coordinates(shapely.point_on_surface(shapes))
    places: list[list[float]] = points.round(DECIMALS).tolist()
    return places


def _in_tens(count: int) -> int | None:
    if 0 < count < LEAST_TOLD:
        return None
    return (count + 5) // 10 * 10


def _in_tens_said(count: int) -> Text:
    told = _in_tens(count)
    if told is None:
        return FEWER
    return exactly(told) if told == 0 else Text(f"约 {told} 户", f"about {told} households")
