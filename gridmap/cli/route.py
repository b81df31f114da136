"""The command that makes the routes of a patrol: route."""

from __future__ import annotations

import datetime as dt
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from gridmap.cli.build import JsonOption, LangOption
from gridmap.cli.console import Speaker
from gridmap.errors import InputError, SettingsError, Text

if TYPE_CHECKING:
    import geopandas as gpd

    from gridmap.errors import Lang
    from gridmap.hazards.rain import RainLevel
    from gridmap.io.exporting import Coordinates
    from gridmap.routing.records import Patrol, ProfileName

Layers = Mapping[str, "gpd.GeoDataFrame"]

SHALLOW_M = 0.15
"""Water that does not get deeper than this closes no road."""


def register(app: typer.Typer) -> None:
    """Add the command to the application.

    Parameters
    ----------
    app : typer.Typer
        The application.
    """
    app.command("route")(route)


def route(
    project: Annotated[Path, typer.Argument(metavar="PROJECT.gpkg")],
    out: Annotated[
        Path,
        typer.Option(
            "--out",
            "-o",
            help="输出文件夹（全部格式），或单个文件如 今晚.gpx。|Folder, or a file such as x.gpx.",
        ),
    ],
    hazards: Annotated[
        Path | None,
        typer.Option(help="隐患点文件；默认用项目中的。|Hazards; those of the project."),
    ] = None,
    rain: Annotated[
        str,
        typer.Option(help="降雨等级：none、blue、yellow、orange、red。|Rain level of the day."),
    ] = "none",
    date: Annotated[
        str | None, typer.Option(help="日期，默认今天。|The day; today by default.")
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="未到期的也巡查。|Visit those that are not due too.")
    ] = False,
    teams: Annotated[
        str,
        typer.Option(
            help="队伍数（从驿站出发），或队伍表 xlsx、csv、json（队伍、起点、时长、方式、上限）。"
            "|How many teams, from the stations; or a table of them."
        ),
    ] = "1",
    shift: Annotated[
        int, typer.Option(min=10, max=1440, help="班次（分钟）。|Minutes of a shift.")
    ] = 120,
    begins: Annotated[
        str, typer.Option(metavar="HH:MM", help="出发时间。|When the shift begins.")
    ] = "08:00",
    profile: Annotated[
        Literal["foot", "bicycle", "car"],
        typer.Option(help="步行、骑行、开车。|On foot, by bicycle, by car."),
    ] = "foot",
    closed: Annotated[
        Path | None,
        typer.Option(
            help="封闭区（如淹没面）；区内道路不通。|Closed areas, such as polygons of a flood."
        ),
    ] = None,
    closed_road: Annotated[
        list[str] | None, typer.Option(help="封闭道路的编号，可多次给出。|Id of a closed road.")
    ] = None,
    plan: Annotated[
        Path | None,
        typer.Option(
            help="方案文件：各队优先走本队网格；未写明的取起点附近的网格。"
            "|Plan: teams keep near their grids, by default those next to their start."
        ),
    ] = None,
    unlike: Annotated[
        Path | None,
        typer.Option(help="昨天的 patrol.json：今天的走法尽量不同。|Differ from this patrol.json."),
    ] = None,
    stations: Annotated[
        Path | None, typer.Option(help="驿站文件；默认用项目中的。|Stations; the project's.")
    ] = None,
    rules: Annotated[
        Path | None,
        typer.Option(help="巡查频次设置（TOML 或 JSON）。|How often to visit (TOML or JSON)."),
    ] = None,
    balance: Annotated[
        bool, typer.Option("--balance/--no-balance", help="均衡各队用时。|Balance the teams.")
    ] = True,
    seed: Annotated[int, typer.Option(help="随机种子。|Seed.")] = 0,
    time_s: Annotated[
        float | None,
        typer.Option(
            "--time",
            min=0.1,
            help="编排限时（秒）；给出后结果可能因机器而异。"
            "|Seconds of the search; routes may then differ from machine to machine.",
        ),
    ] = None,
    datum: Annotated[
        Literal["cgcs2000", "wgs84", "gcj02", "bd09"],
        typer.Option(
            help="GPX、KML、GeoJSON 与表格的坐标。|Coordinates of GPX, KML, GeoJSON, xlsx."
        ),
    ] = "cgcs2000",
    as_json: JsonOption = False,
    lang: LangOption = "zh",
) -> None:
    """编排巡查路线：哪支队伍按什么顺序走哪些隐患点，排不上的说明原因。

    必查点能全部排上就全部排上，否则先排等级高的；每条路线都按路网独立校核过。

    示例：gridmap route 项目.gpkg --out 今晚 --rain orange --teams 3

    | Routes of a patrol: who visits what in which order, and why a hazard is left out.

    All that is required where that can be done, else the gravest; checked against the roads.

    Example: gridmap route district.gpkg --out tonight --rain orange --teams 3
    """
    from gridmap.cli.route_told import print_patrol, report_of
    from gridmap.hazards.rain import require_rain
    from gridmap.io.plans import read_layers
    from gridmap.io.team_files import read_patrol_file
    from gridmap.pipeline.patrolling import plan_patrol
    from gridmap.routing.patrol_settings import PatrolSettings
    from gridmap.routing.solving_effort import Effort

    speaker, started = Speaker(lang), time.monotonic()
    level, day = require_rain(rain), _day(date)
    effort = Effort() if time_s is None else Effort(None, None, time_s)
    layers = {**read_layers(project), **_others(hazards=hazards, stations=stations)}
    grids = None if plan is None else _grids(plan)
    with speaker.progress() as progress:
        made = plan_patrol(
            _due(layers, level, day, rules, every=every),
            _roads(layers),
            _teams(teams, layers, grids, shift=shift, profile=profile, begins=begins),
            date=day.isoformat(),
            rain=level,
            settings=PatrolSettings(seed=seed, effort=effort, is_balanced=balance),
            closed=None if closed is None else _closed(speaker, closed),
            closed_roads=closed_road or (),
            grids=grids,
            unlike=None if unlike is None else read_patrol_file(unlike),
            progress=progress,
        )
    written = _write(made, out, lang, datum, layers["roads"])
    seconds = round(time.monotonic() - started, 1)
    if as_json:
        speaker.json(report_of(made, written, seconds))
        return
    print_patrol(speaker, made)
    for path in written:
        speaker.say(Text(f"已写入 {path}", f"Wrote {path}"))
    speaker.say(Text(f"用时 {seconds:.1f} 秒。", f"{seconds:.1f} s."))


def _day(text: str | None) -> dt.date:
    from gridmap.layers.values import to_date

    if text is None:
        return dt.datetime.now().astimezone().date()
    try:
        return dt.date.fromisoformat(to_date(text))
    except ValueError as error:
        raise SettingsError(
            Text(f"日期“{text[:40]}”无法识别。", f"The date {text[:40]!r} cannot be read."),
            Text("请写成 2026-07-10。", "Write it like 2026-07-10."),
        ) from error


def _others(**files: Path | None) -> dict[str, gpd.GeoDataFrame]:
    """Return layers of files that stand for those of the project, imported and checked."""
    from gridmap.errors import LayerFaultsError
    from gridmap.io.imports import import_files
    from gridmap.io.project import read_project

    found: dict[str, gpd.GeoDataFrame] = {}
    for layer, path in files.items():
        if path is None:
            continue
        with tempfile.TemporaryDirectory(prefix="gridmap-") as folder:
            project = Path(folder) / "layers.gpkg"
            report = import_files([path], project=project, layer=layer)
            if not report.ok:
                raise LayerFaultsError(report.faults)
            found |= read_project(project)
    return found


def _due(
    layers: Layers, rain: RainLevel, day: dt.date, rules: Path | None, *, every: bool
) -> gpd.GeoDataFrame:
    from gridmap.hazards.due import schedule
    from gridmap.io.hazard_files import read_rules_file

    if "hazards" not in layers:
        raise InputError(
            Text("项目里没有隐患点图层。", "The project has no hazards."),
            Text("请用 gridmap import 导入，或给出 --hazards。", "Import them, or name --hazards."),
        )
    given = None if rules is None else read_rules_file(rules)
    rows = schedule(layers["hazards"], rain, day, rules=given)
    wanted = ["overdue", "due", "later"] if every else ["overdue", "due"]
    return rows[rows["state"].isin(wanted)]


def _roads(layers: Layers) -> gpd.GeoDataFrame:
    if "roads" not in layers:
        raise InputError(
            Text("项目里没有道路图层。", "The project has no roads."),
            Text("请先用 gridmap import 导入道路。", "Import roads first."),
        )
    return layers["roads"]


def _teams(
    given: str,
    layers: Layers,
    grids: gpd.GeoDataFrame | None,
    *,
    shift: int,
    profile: ProfileName,
    begins: str,
) -> gpd.GeoDataFrame:
    """Return the teams of a table or of stations; with a plan, each has the grids near it."""
    from gridmap.io.team_files import read_team_rows
    from gridmap.routing.teams import make_teams, teams_at_stations, with_near_grids

    found = layers.get("stations")
    if not given.isdigit():
        rows = read_team_rows(Path(given))
        made = make_teams(rows, stations=found, shift_min=shift, profile=profile, begins=begins)
    elif found is None or not 1 <= int(given) <= 200:
        raise InputError(
            Text(
                "没有驿站可供队伍出发，或队伍数不在 1 至 200。", "No stations, or no such number."
            ),
            Text(
                "请导入驿站、给出 --stations，或用 --teams 队伍表.xlsx 写明起点经纬度。",
                "Import stations, name --stations, or give --teams TABLE with lon and lat.",
            ),
        )
    else:
        made = teams_at_stations(found, int(given), shift_min=shift, profile=profile, begins=begins)
    return made if grids is None else with_near_grids(made, grids)


def _closed(speaker: Speaker, path: Path) -> gpd.GeoDataFrame:
    """Return areas that close roads, mended; areas without a depth all do."""
    from gridmap.io.flood import read_flood

    try:
        flood = read_flood(path)
    except InputError:
        flood = read_flood(path, depth="1")
    if flood.mended.say().zh:
        speaker.err.print(flood.mended.say().say(speaker.lang), markup=False, soft_wrap=True)
    deep = flood.classes["most_m"].isna() | (flood.classes["most_m"] > SHALLOW_M)
    return flood.classes[deep]


def _grids(path: Path) -> gpd.GeoDataFrame:
    from gridmap.io.plans import read_plan

    return read_plan(path).grids.rename(columns={"grid_code": "code"})


def _write(
    patrol: Patrol, out: Path, lang: Lang, datum: Coordinates, roads: gpd.GeoDataFrame
) -> list[Path]:
    from gridmap.io.exporting import suffix_of
    from gridmap.io.team_files import write_patrol_file
    from gridmap.pipeline.patrol_files import DRAWN, FILE_FORMATS, write_patrol_files

    kind = out.suffix.lower().removeprefix(".")
    if kind == "json":
        write_patrol_file(patrol, out)
        return [out]
    chosen = [name for name in FILE_FORMATS if name == kind]
    if not chosen:
        written = list(write_patrol_files(patrol, out, lang=lang, coordinates=datum, roads=roads))
        write_patrol_file(patrol, out / "patrol.json")
        return [*written, out / "patrol.json"]
    suffix = "" if kind in DRAWN else suffix_of(datum)
    if not out.stem.lower().endswith(suffix):
        out = out.with_stem(f"{out.stem}{suffix}")
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".gridmap-") as folder:
        files = write_patrol_files(
            patrol, Path(folder), formats=chosen, lang=lang, coordinates=datum, roads=roads
        )
        if len(files) == 1:
            return [files[0].replace(out)]
        names = [f"{out.stem}-{number:02d}{out.suffix}" for number in range(1, len(files) + 1)]
        return [file.replace(out.with_name(name)) for file, name in zip(files, names, strict=True)]
