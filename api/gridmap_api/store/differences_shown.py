"""Differences of plans as they are shown: figures, successions, flows, pieces on a map.

Those who see published plans alone are told no unit, no building and no household that moved, and
of the households of a grid what was decided to be told when its plan was published: a flow between
two grids that are told is a piece of either, and often few people.
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
from gridmap.errors import Lang, Text
from gridmap.io.difference_tables import Telling
from gridmap.privacy.guard import LEAST
from gridmap.sheets.geojson import features
from gridmap_api.store.differences import Compared, Side, seen_units
from gridmap_api.store.outlines import rounded
from gridmap_api.store.plan_reads import GRID
from gridmap_api.store.projection import grid_rows
from gridmap_api.store.public_counts import without_withheld
from gridmap_api.store.scope import Scope

DECIMALS = 7
"""Of a degree: 1 cm."""

WITHHELD = Text("户数隐去", "households withheld")
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
    return Telling(compared.names, lang, _nothing, _nothing_said, with_units=False)


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
    total = max(1, sides[1]["households"] or 0)
    kinds = [row.kind for row in found.successions]
    return {
        "before": sides[0],
        "after": sides[1],
        "compared_by": found.compared_by,
        "least_told": None if told.with_units else LEAST,
        "kinds": {kind: kinds.count(kind) for kind in sorted(set(kinds))},
        "households": told.figure(found.households),
        "share": round(found.households / total, 4) if told.with_units else None,
        "recoded": told.figure(found.recoded),
        "built": told.figure(found.built),
        "gone": told.figure(found.gone),
        "successions": [
            _succession(row, told, bounds) | _told_ends(row, compared) for row in found.successions
        ],
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
        rule = Text("不公开调整的户数", "households that moved are not told")
        facts.append((Text("隐私保护", "Privacy"), rule.say(lang)))
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
    ordinary = [code for code in sums if code and live.facts[code].kind == "ordinary"]
    is_public = scope.published_only
    counts = [side.told.get(code, (None,))[0] if is_public else sums[code] for code in ordinary]
    totals = [side.told.get(code, (None,))[0] for code in live.ground.names]
    is_whole = not is_public or None not in totals
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
        "in_band": sum(one is not None and band.holds(one) for one in counts),
        "households": _total(sums, is_public=is_public) if is_whole else None,
        "unassigned_households": None if is_public else sums.get(None, 0),
        "hard_violations": sum(
            one.hard and scope.sees(one.community_code) for one in live.violations()
        ),
    }


def _total(sums: Mapping[str | None, int], *, is_public: bool) -> int:
    """Return all households; the public are told those of the grids."""
    return sum(sums.values()) - (sums.get(None, 0) if is_public else 0)


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


def _told_ends(row: Succession, compared: Compared) -> dict[str, Any]:
    """Return the households of a grid before and after that everybody is told."""
    if not compared.scope.published_only:
        return {}
    before = compared.before.told.get(row.old or "", (None,))[0] if row.old else 0
    after = compared.after.told.get(row.new or "", (None,))[0] if row.new else 0
    return {"households_before": before, "households": after}


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
        told = without_withheld(grid, side.told) if scope.published_only else grid
        more = {"role": role, "change": kinds[row["grid_code"]], "label": place}
        geometry = orjson.Fragment(text)
        found.append({"type": "Feature", "geometry": geometry, "properties": told | more})
    return found


def _inside(shapes: Any) -> list[list[float]]:  # noqa: ANN401
    """Return a place inside each shape, in degrees as the shapes are."""
    points = shapely.get_coordinates(shapely.point_on_surface(shapes))
    places: list[list[float]] = points.round(DECIMALS).tolist()
    return places


def _nothing(_count: int) -> None:
    return None


def _nothing_said(_count: int) -> Text:
    return WITHHELD
