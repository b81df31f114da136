"""Commands about stations: reach, site."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from gridmap.cli.build import JsonOption, LangOption
from gridmap.cli.console import Speaker
from gridmap.errors import InputError, SettingsError, Text

if TYPE_CHECKING:
    import geopandas as gpd

    from gridmap.plan import Plan
    from gridmap.stations import Homes, Reach, StationSettings, Ways

PlanArgument = Annotated[Path, typer.Argument(metavar="PLAN.gpkg")]
RoadsOption = Annotated[
    Path | None, typer.Option(help="道路文件；默认用方案中的道路。|Roads; those of the plan.")
]
StationsOption = Annotated[
    Path | None, typer.Option(help="驿站文件；默认用方案中的驿站。|Stations; those of the plan.")
]
MinutesOption = Annotated[
    float, typer.Option(min=1, max=120, help="服务圈的步行分钟数。|Minutes on foot.")
]
AdultOption = Annotated[float, typer.Option(help="成年人步速（米/秒）。|Speed of adults (m/s).")]
ElderOption = Annotated[float, typer.Option(help="老年人步速（米/秒）。|Speed of elders (m/s).")]


def register(app: typer.Typer) -> None:
    """Add the commands to the application.

    Parameters
    ----------
    app : typer.Typer
        The application.
    """
    app.command("reach")(reach)
    app.command("site")(site)


def reach(
    plan: PlanArgument,
    before: Annotated[
        Path | None, typer.Option(help="调整前的方案，并列比较。|An earlier plan to compare with.")
    ] = None,
    roads: RoadsOption = None,
    stations: StationsOption = None,
    minutes: MinutesOption = 15.0,
    adult: AdultOption = 1.2,
    elder: ElderOption = 0.8,
    area: Annotated[
        float, typer.Option(help="驿站面积下限（平方米）。|Least floor area (m²).")
    ] = 60.0,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="写成 xlsx、csv 或 geojson。|File to write.")
    ] = None,
    as_json: JsonOption = False,
    lang: LangOption = "zh",
) -> None:
    """统计各网格步行走不到驿站的户数（成年人、老年人），并检查驿站。

    示例：gridmap reach 方案.gpkg --before 旧方案.gpkg --out 可达.xlsx

    | Count the households of each grid that reach no station on foot, and check the stations.

    Example: gridmap reach plan.gpkg --before old.gpkg --out reach.xlsx
    """
    from gridmap.cli.stations_told import print_reach
    from gridmap.io.plans import read_plan
    from gridmap.io.reach_tables import ReachReport, write_reach
    from gridmap.stations import StationSettings, check_stations

    speaker = Speaker(lang)
    settings = StationSettings(minutes, adult, elder, floor_area_m2=area)
    made = read_plan(plan)
    given = _given(roads, "roads"), _given(stations, "stations")
    now = _reach(made, *given, settings)
    was = None if before is None else _reach(read_plan(before), *given, settings)
    walks = now.walks
    found = check_stations(walks.homes, now.grids, walks.stations, settings=settings)
    if out is not None:
        names = made.units["buildings"].fillna("").astype(str).tolist()
        report = ReachReport(now, names, found, was)
        write_reach(report, out, about=_facts(made, settings, lang), lang=lang)
    if as_json:
        speaker.json(_json(now, was, found))
        return
    print_reach(speaker, now, found, was)
    if out is not None:
        speaker.say(Text(f"已写入 {out}", f"Wrote {out}"))


def site(
    plan: PlanArgument,
    count: Annotated[int, typer.Option(min=1, max=50, help="新增几处。|How many.")] = 1,
    candidates: Annotated[
        Path | None,
        typer.Option(help="候选点文件；默认为道路网任意位置。|Candidates; anywhere by default."),
    ] = None,
    objective: Annotated[
        Literal["cover", "distance"],
        typer.Option(
            help="cover 覆盖户数最多；distance 步行最短。|Most households in reach; least walking."
        ),
    ] = "cover",
    walker: Annotated[
        Literal["adult", "elder"], typer.Option(help="按谁的步速。|Who walks.")
    ] = "adult",
    community: Annotated[
        list[str] | None, typer.Option(help="只算这个社区（可重复）。|Communities that count.")
    ] = None,
    roads: RoadsOption = None,
    stations: StationsOption = None,
    minutes: MinutesOption = 15.0,
    adult: AdultOption = 1.2,
    elder: ElderOption = 0.8,
    time_s: Annotated[
        float, typer.Option("--time", min=1, help="证明限时（秒）。|Seconds for the proof.")
    ] = 60.0,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="写成 xlsx、csv 或 geojson。|File to write.")
    ] = None,
    as_json: JsonOption = False,
    lang: LangOption = "zh",
) -> None:
    """为新增驿站选址：现有驿站不动，给出最优位置与证明。

    示例：gridmap site 方案.gpkg --count 3 --objective distance --out 选址.geojson

    | Find the best places for the next stations, with the proof; those there are stay.

    Example: gridmap site plan.gpkg --count 3 --objective distance --out sites.geojson
    """
    from gridmap.cli.stations_told import print_sites
    from gridmap.io.plans import read_plan
    from gridmap.io.site_tables import site_rows, write_sites
    from gridmap.stations import StationSettings, homes_of, stations_of, ways_of
    from gridmap.stations.candidates import candidates_of, network_candidates
    from gridmap.stations.siting import site_stations
    from gridmap.stations.siting_told import proof_text, siting_json

    speaker = Speaker(lang)
    made = read_plan(plan)
    homes = homes_of(made.units)
    settings = StationSettings(minutes, adult, elder)
    ways = ways_of(_layer(made, "roads", _given(roads, "roads")), homes, settings=settings)
    there = stations_of(_layer(made, "stations", _given(stations, "stations")), homes)
    chosen = _communities(homes, community)
    places = (
        network_candidates(ways, chosen)
        if candidates is None
        else candidates_of(_required(candidates), homes, key="station_id")
    )
    found = site_stations(
        ways,
        there,
        places,
        count=count,
        objective=objective,
        walker=walker,
        chosen=chosen,
        time_s=time_s,
    )
    proof = proof_text(found)
    if out is not None:
        write_sites(found, homes, out, proof=proof, lang=lang)
    if as_json:
        speaker.json(siting_json(found, homes))
        return
    print_sites(speaker, site_rows(found))
    speaker.say(proof)
    if out is not None:
        speaker.say(Text(f"已写入 {out}", f"Wrote {out}"))


def _given(path: Path | None, layer: str) -> gpd.GeoDataFrame | None:
    """Return a layer of a file, read as an import reads it."""
    from tempfile import TemporaryDirectory

    from gridmap.io.imports import import_files
    from gridmap.io.project import read_project

    if path is None:
        return None
    with TemporaryDirectory(prefix="gridmap-") as folder:
        project = Path(folder) / "project.gpkg"
        report = import_files([path], project=project, layer=layer)
        if not report.ok:
            raise InputError(
                Text(f"{path.name} 读不成图层 {layer}。", f"{path.name} is no layer {layer}."),
                Text("请先用 gridmap import 查看问题清单。", "See what gridmap import says of it."),
            )
        return read_project(project)[layer]


def _required(path: Path) -> gpd.GeoDataFrame:
    layer = _given(path, "stations")
    if layer is None:
        raise AssertionError(path)
    return layer


def _layer(made: Plan, name: str, given: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame | None:
    return made.context.get(name) if given is None else given


def _reach(
    made: Plan,
    roads: gpd.GeoDataFrame | None,
    stations: gpd.GeoDataFrame | None,
    settings: StationSettings,
) -> Reach:
    from gridmap.stations import grids_of, homes_of, reach_of, stations_of, walks_of, ways_of

    homes = homes_of(made.units)
    ways: Ways = ways_of(_layer(made, "roads", roads), homes, settings=settings)
    walks = walks_of(ways, stations_of(_layer(made, "stations", stations), homes))
    return reach_of(walks, grids_of(made.units["grid_code"], homes))


def _communities(homes: Homes, codes: list[str] | None) -> Any:  # noqa: ANN401
    """Return the units that count."""
    import numpy as np

    if not codes:
        return np.ones(len(homes.unit_id), dtype=bool)
    chosen = np.isin(homes.community.astype(str), codes)
    missing = sorted(set(codes) - set(homes.community.astype(str)))
    if missing:
        raise SettingsError(
            Text(f"方案中没有社区 {missing[0]}。", f"No community {missing[0]} in the plan."),
            Text("请核对 12 位社区代码。", "Check the 12 digits of the code."),
        )
    return chosen


def _facts(made: Plan, settings: StationSettings, lang: Literal["zh", "en"]) -> dict[str, str]:
    facts = {
        Text("方案版本", "Plan"): made.plan_id,
        Text("步行分钟", "Minutes"): f"{settings.minutes:g}",
        Text("成年人步速(米/秒)", "Adults (m/s)"): f"{settings.adult_m_s:g}",
        Text("老年人步速(米/秒)", "Elders (m/s)"): f"{settings.elder_m_s:g}",
        Text("步行方式", "How"): Text(
            "从住处直线走到最近道路，再沿道路走到驿站。",
            "Straight from home to the nearest road, then along roads.",
        ).say(lang),
    }
    return {name.say(lang): value for name, value in facts.items()}


def _json(now: Reach, was: Reach | None, found: tuple[Any, ...]) -> dict[str, Any]:
    from gridmap.stations import compare_reach, grid_rows, home_rows, plan_row, station_rows

    return {
        "settings": now.walks.settings.to_dict(),
        "plan": plan_row(now),
        "grids": grid_rows(now),
        "stations": station_rows(now),
        "homes": home_rows(now),
        "violations": [
            {
                "rule": one.rule,
                "grid_code": one.grid_code,
                "community_code": one.community_code,
                "figure": one.figure,
                "place": one.place,
                "zh": one.what.zh + one.remedy.zh,
                "en": f"{one.what.en} {one.remedy.en}",
            }
            for one in found
        ],
        "change": None if was is None else asdict(compare_reach(was, now)),
    }
