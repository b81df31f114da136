"""Who and what serves a grid: its stations, its team, the lists that are kept of it."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd

from gridmap.dossier.living import rows_by
from gridmap.dossier.records import Header, Section, count, same
from gridmap.errors import Text
from gridmap.layers.words import STATION_KINDS
from gridmap.plan import Plan
from gridmap.stations import (
    Grids,
    Homes,
    StationSettings,
    grid_rows,
    grids_of,
    homes_of,
    reach_of,
    serving_of,
    stations_of,
    walks_of,
    ways_of,
)
from gridmap.teams.records import (
    ROLE_WORDS,
    ROLES,
    GridList,
    ListRow,
    Member,
    list_rows_of,
    lists_of,
    members_of,
)
from gridmap.teams.rules import WORKER_KINDS

_KINDS = dict(STATION_KINDS)
_WORKERS = {"full_time": "full-time", "part_time": "part-time", "special": "special-purpose"}


@dataclass(frozen=True, eq=False, slots=True)
class Stations:
    """Which stations serve which grid, and how far people walk.

    Attributes
    ----------
    serving : Mapping of str to sequence of str
        Ids of the stations of each grid.
    walks : Mapping of str to Mapping
        What `gridmap.stations.grid_rows` tells of each grid; empty without roads.
    rows : Mapping of str to Mapping
        Rows of the layer by id.
    """

    serving: Mapping[str, Sequence[str]]
    walks: Mapping[str, Mapping[str, Any]]
    rows: Mapping[str, Mapping[str, Any]]


def stations_of_plan(plan: Plan) -> Stations:
    """Return who is served by which station.

    Parameters
    ----------
    plan : Plan
        With ``stations`` and ``roads`` among its layers; either may be missing.

    Returns
    -------
    Stations
        Walks are along roads; without roads there are none.
    """
    layer, roads = plan.context.get("stations"), plan.context.get("roads")
    homes = homes_of(plan.units)
    grids = grids_of(plan.units["grid_code"], homes)
    known = stations_of(layer, homes)
    serving = serving_of(known, grids)
    return Stations(
        serving={
            code: [known.station_id[row] for row in serving.stations_of(grid)]
            for grid, code in enumerate(grids.code)
        },
        walks=_walks(roads, layer, homes, grids),
        rows=rows_by(layer, "station_id"),
    )


def _walks(
    roads: gpd.GeoDataFrame | None,
    layer: gpd.GeoDataFrame | None,
    homes: Homes,
    grids: Grids,
) -> dict[str, dict[str, Any]]:
    if roads is None or roads.empty or layer is None or layer.empty:
        return {}
    walks = walks_of(ways_of(roads, homes), stations_of(layer, homes))
    return {row["grid_code"]: row for row in grid_rows(reach_of(walks, grids))}


def stations_section(stations: Stations, code: str) -> Section:
    """Return the stations of a grid and how far its people walk to them.

    Parameters
    ----------
    stations : Stations
        Of the plan.
    code : str
        Of the grid.

    Returns
    -------
    Section
        A row a station.
    """
    served = stations.serving.get(code, ())
    walk = stations.walks.get(code, {})
    return Section(
        "stations",
        Text("驿站", "Stations"),
        facts=tuple(_walk_facts(walk)) if served else (),
        headers=(
            Header(Text("名称", "Name"), 0.26),
            Header(Text("类别", "Kind"), 0.14),
            Header(Text("面积(平方米)", "Area (m²)"), 0.12, is_number=True),
            Header(Text("开放时间", "Hours"), 0.16),
            Header(Text("地址", "Address"), 0.14),
            Header(Text("设施", "Amenities"), 0.18),
        ),
        rows=tuple(_station_row(stations.rows.get(one, {}), one) for one in served),
        nothing=Text("没有驿站服务本网格。", "No station serves this grid."),
    )


def _walk_facts(walk: Mapping[str, Any]) -> list[tuple[Text, Text]]:
    settings = StationSettings()
    told: list[tuple[Text, Text]] = []
    for key, name in (
        ("mean_m", Text("平均步行", "Mean walk")),
        ("farthest_m", Text("最远步行", "Longest walk")),
    ):
        metres = walk.get(key)
        if metres is not None:
            minutes = math.ceil(metres / settings.speed_m_s("elder") / 60)
            told.append(
                (
                    name,
                    Text(
                        f"{metres:.0f} 米（老人约 {minutes} 分钟）",
                        f"{metres:.0f} m (about {minutes} min for elders)",
                    ),
                )
            )
    if walk:
        out = walk["elder_out"]
        told.append(
            (
                Text("老人 15 分钟走不到", "Beyond 15 min for elders"),
                Text(f"{out} 户", f"{out} households"),
            )
        )
    return told


def _station_row(row: Mapping[str, Any], station_id: str) -> tuple[Text, ...]:
    kind = str(row.get("kind") or "")
    return (
        same(row.get("name") or station_id),
        Text(_KINDS.get(kind, kind), kind),
        same(row.get("floor_area_m2")),
        same(row.get("opening_hours")),
        same(row.get("address")),
        same(row.get("amenities")),
    )


@dataclass(frozen=True, eq=False, slots=True)
class People:
    """Teams and lists of a plan, by grid.

    Attributes
    ----------
    members : Mapping of str to sequence of Member
        Of each grid.
    lists : tuple of GridList
        In their order.
    rows : Mapping of (str, str) to sequence of ListRow
        By list and grid.
    """

    members: Mapping[str, Sequence[Member]]
    lists: tuple[GridList, ...]
    rows: Mapping[tuple[str, str], Sequence[ListRow]]


def people_of_plan(plan: Plan) -> People:
    """Return teams and lists of a plan.

    Parameters
    ----------
    plan : Plan
        Any of its tables may be missing.

    Returns
    -------
    People
        Of every grid.
    """
    members: dict[str, list[Member]] = defaultdict(list)
    for member in members_of(plan):
        members[member.grid_code].append(member)
    rows: dict[tuple[str, str], list[ListRow]] = defaultdict(list)
    for row in list_rows_of(plan):
        rows[row.list_id, row.grid_code].append(row)
    return People(dict(members), tuple(lists_of(plan)), dict(rows))


def team_section(people: People, code: str) -> Section:
    """Return the team of a grid, with the roles that nobody has.

    Parameters
    ----------
    people : People
        Of the plan.
    code : str
        Of the grid.

    Returns
    -------
    Section
        A row a member; a role without one has a row that says so.
    """
    members = people.members.get(code, ())
    rows: list[tuple[Text, ...]] = []
    for role in (*ROLES, *sorted({one.role for one in members} - set(ROLES))):
        word = ROLE_WORDS.get(role, same(role))
        held = [one for one in members if one.role == role]
        rows += [_member_row(word, one) for one in held]
        if not held:
            rows.append((word, Text("（缺）", "(nobody)"), *4 * [same(None)]))
    return Section(
        "team",
        Text("网格队伍（四包一）", "Team"),
        headers=(
            Header(Text("角色", "Role"), 0.2),
            Header(Text("姓名", "Name"), 0.16),
            Header(Text("类别", "Kind"), 0.12),
            Header(Text("单位", "Office"), 0.24),
            Header(Text("值班电话", "Office telephone"), 0.16),
            Header(Text("起始日期", "Since"), 0.12),
        ),
        rows=tuple(rows),
    )


def _member_row(word: Text, one: Member) -> tuple[Text, ...]:
    kind = one.worker_kind
    return (
        word,
        same(one.name),
        Text(WORKER_KINDS.get(kind, kind), _WORKERS.get(kind, kind)),
        same(one.organisation),
        same(one.duty_phone),
        same(one.since),
    )


def list_sections(people: People, code: str) -> list[Section]:
    """Return the lists that are kept of a grid.

    Parameters
    ----------
    people : People
        Of the plan.
    code : str
        Of the grid.

    Returns
    -------
    list of Section
        One a list, in their order, those without a row for the grid as well.
    """
    return [_list_section(one, people.rows.get((one.list_id, code), ())) for one in people.lists]


def _list_section(one: GridList, rows: Sequence[ListRow]) -> Section:
    width = len(one.columns)
    share = 0.92 / max(width, 1)
    return Section(
        "lists",
        same(one.name),
        headers=(
            Header(Text("序号", "No."), 0.08),
            *(Header(same(column), share) for column in one.columns),
        ),
        rows=tuple(
            (count(row.row), *(same(value) for value in (*row.values, *width * ("",))[:width]))
            for row in rows
        ),
        nothing=Text("没有登记。", "Nothing is on record."),
    )
