"""Finding things by code, name or address: grids of a plan, and features of layers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from sqlalchemy import ColumnElement, Connection, case, false, func, literal, or_, select

from gridmap.layers import CONTRACTS
from gridmap_api.store.feature_collections import PRIVATE_LAYERS
from gridmap_api.store.features import FEATURES
from gridmap_api.store.models import PlanGrid
from gridmap_api.store.outside_codes import objects_called
from gridmap_api.store.plans import find_plan, list_plans
from gridmap_api.store.public_counts import told_counts, without_withheld
from gridmap_api.store.scope import Scope

DECIMALS = 6
MOST_PIECES = 200
"""Pieces of roads that are read for one answer: those of the same name are one road."""

Row = Mapping[str, Any]
Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class _Source:
    """Where things of one kind are found.

    Attributes
    ----------
    kind, layer : str
        What is told of them.
    code : str
        The column that identifies one.
    told : tuple of str
        Columns by which it is found besides.
    shown : tuple of str
        Further columns of which the detail is made.
    detail : callable
        Returns what stands under the name.
    """

    kind: str
    layer: str
    code: str
    told: tuple[str, ...]
    shown: tuple[str, ...]
    detail: Callable[[Row], Words]


def _choice(layer: str, column: str, value: object) -> Words:
    """Return a value of a column in both languages; empty for none."""
    columns = {one.name: one for one in CONTRACTS[layer].columns}
    zh = dict(columns[column].choices).get(str(value), value)
    return {"zh": str(zh or ""), "en": str(value or "").replace("_", " ")}


def _joined(*parts: Words) -> Words:
    return {lang: " · ".join(one[lang] for one in parts if one[lang]) for lang in ("zh", "en")}


def _plain(value: object) -> Words:
    return {"zh": str(value or ""), "en": str(value or "")}


def _households(row: Row) -> Words:
    count = row["households"]
    return _plain(None) if count is None else {"zh": f"{count} 户", "en": f"{count} households"}


def _stars(row: Row) -> Words:
    count = row["stars"]
    return _plain(None) if count is None else {"zh": f"{count} 星", "en": f"{count} stars"}


def _level(row: Row) -> Words:
    count = row["level"]
    return _plain(None) if count is None else {"zh": f"{count} 级", "en": f"level {count}"}


GRIDS = _Source(
    "grid",
    "grids",
    "grid_code",
    ("name",),
    ("community", "households", "persons", "deviation_pct"),
    lambda row: _joined(_plain(row["community"]), _households(row)),
)
SOURCES = (
    GRIDS,
    _Source(
        "community",
        "communities",
        "community_code",
        ("name",),
        ("street",),
        lambda row: _plain(row["street"]),
    ),
    _Source(
        "compound",
        "compounds",
        "compound_id",
        ("name",),
        ("kind", "stars"),
        lambda row: _joined(_choice("compounds", "kind", row["kind"]), _stars(row)),
    ),
    _Source(
        "station",
        "stations",
        "station_id",
        ("name", "address"),
        ("kind",),
        lambda row: _joined(_choice("stations", "kind", row["kind"]), _plain(row["address"])),
    ),
    _Source(
        "hazard",
        "hazards",
        "hazard_id",
        ("name", "address"),
        ("kind", "level"),
        lambda row: _joined(
            _choice("hazards", "kind", row["kind"]), _level(row), _plain(row["address"])
        ),
    ),
    _Source(
        "building",
        "buildings",
        "building_id",
        ("name",),
        ("households",),
        _households,
    ),
    _Source(
        "road",
        "roads",
        "",
        ("name",),
        ("road_class",),
        lambda row: _choice("roads", "road_class", row["road_class"]),
    ),
)


def search(
    connection: Connection, words: str, scope: Scope, *, plan_id: str | None, limit: int
) -> list[dict[str, Any]]:
    """Return what a few characters may mean, the likeliest first.

    What is called exactly so comes first, then what begins so, then what holds it somewhere;
    grids before what is behind them.

    Parameters
    ----------
    connection : Connection
        Any.
    words : str
        Part of a code, a name or an address. Capitals do not matter, and no character has a
        meaning of its own.
    scope : Scope
        What may be seen.
    plan_id : str, optional
        The plan whose grids are looked for; by default the newest published one, else the newest.
    limit : int
        Results at most.

    Returns
    -------
    list of dict
        Of `gridmap_api.schemas.searching.Found`.

    Raises
    ------
    UnknownObjectError
        If there is no such plan, or it is out of sight.
    """
    shown = _shown_plan(connection, scope, plan_id)
    found: list[tuple[tuple[int, int, int, str], dict[str, Any]]] = []
    for order, source in enumerate(SOURCES):
        if scope.published_only and source.layer in PRIVATE_LAYERS:
            continue
        if source is GRIDS and shown is None:
            continue
        rows = _rows(connection, source, words, scope, plan_id=shown, limit=limit)
        found += [
            ((row["rank"], order, len(row["name"] or ""), str(row["id"])), _told(source, row))
            for row in rows
        ]
    found += _called(connection, words, scope, plan_id=shown, limit=limit)
    unique: dict[tuple[str, str], dict[str, Any]] = {}
    for _, one in sorted(found, key=lambda pair: pair[0]):
        unique.setdefault((one["kind"], one["id"]), one)
    return list(unique.values())[:limit]


def _called(
    connection: Connection, words: str, scope: Scope, *, plan_id: str | None, limit: int
) -> list[tuple[tuple[int, int, int, str], dict[str, Any]]]:
    """Return what outside systems know by a code, with the place of each among what is found."""
    sources = {one.layer: (order, one) for order, one in enumerate(SOURCES)}
    found = []
    for known in objects_called(connection, words, scope, limit=limit):
        order, source = sources[known["layer"]]
        if source is GRIDS and plan_id is None:
            continue
        named = known["object_id"]
        rows = _rows(connection, source, named, scope, plan_id=plan_id, limit=1)
        if not rows or str(rows[0]["id"]) != named:
            continue
        told = _told(source, rows[0])
        theirs = f"{known['system']} {known['code']}"
        told["detail"] = _joined({"zh": theirs, "en": theirs}, told["detail"])
        rank = 0 if known["code"].lower() == words.strip().lower() else 2
        found.append(((rank, order, 0, named), told))
    return found


def _shown_plan(connection: Connection, scope: Scope, plan_id: str | None) -> str | None:
    if plan_id is not None:
        return str(find_plan(connection, plan_id, scope)["id"])
    plans = list_plans(connection, scope)
    published = [one for one in plans if one["state"] == "published"]
    return next((str(one["id"]) for one in published or plans), None)


def _rows(
    connection: Connection,
    source: _Source,
    words: str,
    scope: Scope,
    *,
    plan_id: str | None,
    limit: int,
) -> list[dict[str, Any]]:
    table: Any = PlanGrid.__table__ if source is GRIDS else FEATURES[source.layer]
    column = table.c
    code = column[source.code] if source.code else None
    rank = _rank(code, [column[name] for name in source.told], words)
    key = source.code or CONTRACTS[source.layer].key
    wanted = select(
        rank.label("rank"),
        column[key].label("id"),
        *(column[name] for name in (*source.told, *source.shown)),
        column.geom,
    ).where(rank < NO_MATCH, scope.rows(column.community_code))
    if source is GRIDS:
        wanted = wanted.where(column.plan_id == plan_id, column.retired.is_(False))
    # Of what is equally likely, the shorter name is nearer to what was typed.
    wanted = wanted.order_by("rank", func.length(func.coalesce(column["name"], "")), column[key])
    most = MOST_PIECES if source.kind == "road" else limit
    rows = [dict(row) for row in connection.execute(wanted.limit(most)).mappings()]
    if source is GRIDS and scope.published_only:
        told = told_counts(connection, find_plan(connection, str(plan_id), scope))
        rows = [without_withheld(row | {"grid_code": row["id"]}, told) for row in rows]
    return _roads(rows) if source.kind == "road" else rows


NO_MATCH = 9


def _rank(
    code: ColumnElement[Any] | None, told: Sequence[ColumnElement[Any]], words: str
) -> ColumnElement[int]:
    """Return how far a row is from what was typed, as SQL."""
    name = told[0]
    codes = [] if code is None else [code]
    same = [func.lower(one) == words.lower() for one in (*codes, name)]
    cases = (
        (same[0], 0),
        (same[-1], 1),
        (_any(one.istartswith(words, autoescape=True) for one in codes), 2),
        (name.istartswith(words, autoescape=True), 3),
        (name.icontains(words, autoescape=True), 4),
        # The last digits of a code are what people remember.
        (_any(one.iendswith(words, autoescape=True) for one in codes), 5),
        (_any(one.icontains(words, autoescape=True) for one in (*codes, *told[1:])), 6),
    )
    # A column without a value is neither like it nor unlike it: that is no match.
    return case(*cases, else_=literal(NO_MATCH))


def _any(conditions: Any) -> ColumnElement[bool]:  # noqa: ANN401
    return or_(false(), *conditions)


def _roads(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return one row for all pieces of roads that have the same name."""
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        known = found.setdefault(row["name"], row | {"pieces": []})
        known["pieces"].append(row["geom"])
    return [row | {"geom": shapely.union_all(row["pieces"])} for row in found.values()]


def _told(source: _Source, row: Row) -> dict[str, Any]:
    shape = row["geom"]
    point, bounds = _place(source, shape)
    return {
        "kind": source.kind,
        "layer": source.layer,
        "id": str(row["id"]),
        "name": row["name"] or str(row["id"]),
        "code": str(row["id"]) if source.code else None,
        "detail": source.detail(row),
        "place": point,
        "bounds": bounds,
    }


def _place(source: _Source, shape: Any) -> tuple[list[float], list[float] | None]:  # noqa: ANN401
    """Return a point on a shape, and its bounds unless it is a point itself."""
    if source.kind == "road":
        # Half-way along the longest piece.
        parts = shapely.get_parts(shapely.line_merge(shape))
        longest = parts[int(np.argmax(shapely.length(parts)))]
        point = shapely.line_interpolate_point(longest, 0.5, normalized=True)
    else:
        point = shapely.point_on_surface(shape)
    place = [round(point.x, DECIMALS), round(point.y, DECIMALS)]
    if shape.geom_type == "Point":
        return place, None
    return place, [round(float(side), DECIMALS) for side in shape.bounds]
