"""Teams of a patrol: from rows with Chinese or English headers, or so many from the stations."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gridmap.crs import STORAGE_CRS, require_metric
from gridmap.errors import InputError, Text
from gridmap.routing.patrol_visits import seconds_of
from gridmap.routing.profiles import PROFILES
from gridmap.routing.records import ProfileName, Team

SHIFT_MIN: Final = 120
"""Minutes of a shift: the practice of Zhucheng city."""
BEGINS: Final = "08:00"
LONGEST_MIN: Final = 24 * 60

HEADERS: Final[Mapping[str, tuple[str, ...]]] = {
    "team_id": ("队伍编号", "编号", "id", "key"),
    "name": ("队伍", "队名", "队伍名称", "名称", "team"),
    "station": ("起点", "驿站", "起点驿站", "出发驿站", "出发地", "start", "station_id"),
    "begins": ("开始时间", "出发时间", "开始", "begin"),
    "shift_min": ("时长", "班次时长", "时长(分钟)", "班次(分钟)", "工时", "shift"),
    "profile": ("方式", "出行方式", "交通方式", "mode"),
    "capacity": ("最多处数", "上限", "容量", "最多巡查", "most"),
    "grids": ("网格", "负责网格", "所属网格", "grid"),
    "lon": ("经度", "lng", "longitude", "x"),
    "lat": ("纬度", "latitude", "y"),
}
"""What a column of the teams' table may be called besides its own name."""

PROFILE_WORDS: Final[Mapping[str, ProfileName]] = {
    "步行": "foot",
    "走路": "foot",
    "徒步": "foot",
    "骑行": "bicycle",
    "骑车": "bicycle",
    "自行车": "bicycle",
    "电动车": "bicycle",
    "开车": "car",
    "驾车": "car",
    "汽车": "car",
    "机动车": "car",
}


def make_teams(
    rows: Sequence[Mapping[str, Any]],
    *,
    stations: gpd.GeoDataFrame | None = None,
    shift_min: int = SHIFT_MIN,
    profile: ProfileName = "foot",
    begins: str = BEGINS,
) -> gpd.GeoDataFrame:
    """Return the table of teams that rows say.

    Parameters
    ----------
    rows : sequence of Mapping
        One for each team. Where it sets out is a station's id or name (``station``), or ``lon``
        and ``lat`` in degrees; the other columns are those of `HEADERS`, or its words, and may
        lack.
    stations : GeoDataFrame, optional
        The layer of stations.
    shift_min : int
        Minutes of a shift where a row does not say.
    profile : {"foot", "bicycle", "car"}
        By what a team goes whose row does not say.
    begins : str
        When a shift begins whose row does not say.

    Returns
    -------
    GeoDataFrame
        Points in EPSG:4490 with ``team_id``, ``name``, ``start_name``, ``begins_s``, ``shift_s``,
        ``profile``, ``capacity`` (0 for any) and ``grids`` (codes with commas).

    Raises
    ------
    InputError
        If a row has no start or a value that cannot be read; says which team.
    """
    if not rows:
        raise InputError(
            Text("没有队伍。", "There are no teams."),
            Text("请至少给出一支队伍。", "Give one team at least."),
        )
    defaults = {"shift_min": shift_min, "profile": profile, "begins": begins}
    known = _stations(stations)
    made = [
        _row(number, {**defaults, **_named(row)}, known) for number, row in enumerate(rows, start=1)
    ]
    keys = [row["team_id"] for row in made]
    if len(set(keys)) < len(keys):
        raise InputError(
            Text("队伍编号重复。", "Teams share an id."),
            Text("请给每支队伍唯一的编号。", "Give each team an id of its own."),
        )
    return gpd.GeoDataFrame(made, geometry="geometry", crs=STORAGE_CRS)


def teams_at_stations(
    stations: gpd.GeoDataFrame,
    count: int,
    *,
    shift_min: int = SHIFT_MIN,
    profile: ProfileName = "foot",
    begins: str = BEGINS,
) -> gpd.GeoDataFrame:
    """Return so many teams, spread over the stations.

    Parameters
    ----------
    stations : GeoDataFrame
        The layer of stations.
    count : int
        How many teams. Of more stations each next one is the farthest from those before it; of
        fewer, teams set out from one station.
    shift_min, profile, begins
        As in `make_teams`.

    Returns
    -------
    GeoDataFrame
        As `make_teams` returns it.

    Raises
    ------
    InputError
        If there are no stations.
    """
    if stations.empty:
        raise InputError(
            Text("没有驿站，队伍无从出发。", "There are no stations for teams to set out from."),
            Text(
                "请导入驿站图层，或用队伍表给出起点坐标。",
                "Import stations, or give the starts in a table of teams.",
            ),
        )
    ids = [str(key) for key in stations["station_id"]]
    chosen = _spread(stations, count)
    rows = [
        {"team_id": f"T{number + 1:02d}", "name": f"巡查{number + 1}队", "station": ids[at]}
        for number, at in enumerate(chosen)
    ]
    return make_teams(rows, stations=stations, shift_min=shift_min, profile=profile, begins=begins)


def with_near_grids(teams: gpd.GeoDataFrame, grids: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the teams, each that names no grid with those that are nearest to its start.

    Parameters
    ----------
    teams : GeoDataFrame
        As `make_teams` returns it.
    grids : GeoDataFrame
        Grids with ``code``, in a CRS in metres.

    Returns
    -------
    GeoDataFrame
        A copy. Teams that set out from one place share their grids.

    Raises
    ------
    CrsError
        If the grids are not in metres.
    """
    require_metric(grids, layer="grids")
    nameless = teams["grids"] == ""
    if grids.empty or not nameless.any():
        return teams
    starts = shapely.get_coordinates(teams.loc[nameless].to_crs(grids.crs).geometry.array)
    places = shapely.get_coordinates(shapely.point_on_surface(grids.geometry.array))
    away_m = np.hypot(*(places[:, None] - starts[None]).transpose(2, 0, 1))
    is_near = away_m <= away_m.min(axis=1, keepdims=True) + 1e-6
    codes = grids["code"].astype(str).to_numpy()
    named = teams.copy()
    named.loc[nameless, "grids"] = [",".join(sorted(codes[near])) for near in is_near.T]
    return named


def teams_of(table: gpd.GeoDataFrame) -> tuple[Team, ...]:
    """Return the teams of a table.

    Parameters
    ----------
    table : GeoDataFrame
        As `make_teams` returns it, but in metres.

    Returns
    -------
    tuple of Team
        In the order of the table.

    Raises
    ------
    CrsError
        If the table is not in metres.
    """
    require_metric(table, layer="teams")
    return tuple(
        Team(
            key=str(row.team_id),
            name=str(row.name),
            start=(float(row.geometry.x), float(row.geometry.y)),
            start_name=str(row.start_name),
            begins_s=int(row.begins_s),
            shift_s=int(row.shift_s),
            profile=cast("ProfileName", row.profile),
            capacity=int(row.capacity) or None,
            grids=tuple(code for code in str(row.grids).split(",") if code),
        )
        for row in table.itertuples(index=False, name="Row")
    )


def _spread(stations: gpd.GeoDataFrame, count: int) -> list[int]:
    """Return rows of stations, each the farthest from those before it."""
    lonlat = shapely.get_coordinates(
        shapely.point_on_surface(stations.to_crs(STORAGE_CRS).geometry.array)
    )
    xy = lonlat * [np.cos(np.radians(lonlat[:, 1].mean())), 1.0]
    chosen: list[int] = []
    nearest = np.hypot(*(xy - xy.mean(axis=0)).T) * -1.0
    while len(chosen) < min(count, len(xy)):
        at = int(np.argmax(nearest))
        far = np.hypot(*(xy - xy[at]).T)
        nearest = far if not chosen else np.minimum(nearest, far)
        chosen.append(at)
    return [chosen[number % len(chosen)] for number in range(count)]


def _named(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the filled cells of a row by the names of the columns."""
    words = {word: name for name, others in HEADERS.items() for word in (name, *others)}
    plain = {
        words.get(str(header).strip().replace("（", "(").replace("）", ")").lower()): value
        for header, value in row.items()
    }
    return {name: value for name, value in plain.items() if name and not _is_empty(value)}


def _is_empty(value: object) -> bool:
    return value is None or value is pd.NA or value in ("", [], ()) or value != value  # noqa: PLR0124


def _stations(
    stations: gpd.GeoDataFrame | None,
) -> dict[str, tuple[str, shapely.Point]]:
    if stations is None or stations.empty:
        return {}
    places = shapely.point_on_surface(stations.to_crs(STORAGE_CRS).geometry.array)
    ids = [str(key) for key in stations["station_id"]]
    said = stations.get("name", ids)
    names = [key if _is_empty(name) else str(name) for name, key in zip(said, ids, strict=True)]
    by_name = {name: (name, place) for name, place in zip(names, places, strict=True)}
    by_id = {key: (name, at) for key, name, at in zip(ids, names, places, strict=True)}
    return {**by_name, **by_id}


def _row(
    number: int, row: Mapping[str, Any], stations: Mapping[str, tuple[str, shapely.Point]]
) -> dict[str, Any]:
    name = str(row.get("name", f"巡查{number}队")).strip()
    start_name, place = _start(name, row, stations)
    return {
        "team_id": str(row.get("team_id", f"T{number:02d}")).strip(),
        "name": name,
        "start_name": start_name,
        "begins_s": _begins(name, str(row["begins"])),
        "shift_s": 60 * _whole(name, "shift_min", row["shift_min"], most=LONGEST_MIN),
        "profile": _profile(name, str(row["profile"])),
        "capacity": _whole(name, "capacity", row["capacity"]) if "capacity" in row else 0,
        "grids": ",".join(_codes(row.get("grids", ""))),
        "geometry": place,
    }


def _start(
    name: str, row: Mapping[str, Any], stations: Mapping[str, tuple[str, shapely.Point]]
) -> tuple[str, shapely.Point]:
    station = str(row.get("station", "")).strip()
    if "lon" in row and "lat" in row:
        lon, lat = _degrees(name, row["lon"], 180), _degrees(name, row["lat"], 90)
        return station, shapely.Point(lon, lat)
    if station in stations:
        return stations[station]
    raise InputError(
        Text(
            f"队伍 {name} 的起点“{station[:40]}”不在驿站图层里。",
            f"Team {name} sets out from {station[:40]!r}, which is no station.",
        ),
        Text(
            "请填写驿站编号或名称，或补上经度、纬度两列。",
            "Give the id or name of a station, or columns lon and lat.",
        ),
    )


def _degrees(name: str, value: object, most: float) -> float:
    try:
        degrees = float(str(value))
    except ValueError:
        degrees = np.inf
    if not abs(degrees) <= most:
        raise _unreadable(name, "lon" if most == 180 else "lat", value)
    return degrees


def _begins(name: str, value: str) -> int:
    found = seconds_of(value.strip()[:5] if value.count(":") == 2 else value)
    if found is None:
        raise _unreadable(name, "begins", value)
    return found


def _profile(name: str, value: str) -> ProfileName:
    word = value.strip().lower()
    word = PROFILE_WORDS.get(word, word)
    if word not in PROFILES:
        raise _unreadable(name, "profile", value)
    return cast("ProfileName", word)


def _whole(name: str, column: str, value: object, *, most: int = 100_000) -> int:
    try:
        number = float(str(value))
    except ValueError:
        number = 0.0
    if not 1 <= number <= most or number != int(number):
        raise _unreadable(name, column, value)
    return int(number)


def _codes(value: object) -> list[str]:
    if isinstance(value, list | tuple):
        return [str(code) for code in value]
    return [code for code in re.split(r"[,，;；、\s]+", str(value)) if code]


def _unreadable(name: str, column: str, value: object) -> InputError:
    return InputError(
        Text(
            f"队伍 {name} 的“{HEADERS[column][0]}”填的是“{str(value)[:40]}”，无法识别。",
            f"{column} of team {name} is {str(value)[:40]!r}, which cannot be read.",
        ),
        Text(
            "时间写作 08:00，时长和上限写整数，方式写步行、骑行或开车，坐标写经纬度（度）。",
            "Times like 08:00, whole numbers, foot, bicycle or car, degrees.",
        ),
    )
