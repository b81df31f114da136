"""Commands about hazards: candidates from floods and heights, and what is due."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gridmap.cli.build import JsonOption, LangOption
from gridmap.cli.console import Speaker
from gridmap.errors import SettingsError, Text

if TYPE_CHECKING:
    import geopandas as gpd

SHOWN = 30
"""Hazards that are printed; all of them go into the file that ``--out`` names."""

CrsOption = Annotated[
    str | None,
    typer.Option(help="文件未注明时的坐标系，如 EPSG:4490。|CRS where the file names none."),
]
OutOption = Annotated[
    Path | None,
    typer.Option("--out", "-o", help="输出 xlsx、csv、geojson 或 gpkg。|xlsx, csv, geojson, gpkg."),
]
ProjectOption = Annotated[
    Path | None,
    typer.Option(
        "--project", "-p", help="把候选点加入此项目的隐患点图层。|Add them to this project."
    ),
]
AreaOption = Annotated[float, typer.Option(min=0, help="最小面积（平方米）。|Least area (m²).")]
LevelsOption = Annotated[
    tuple[float, float, float],
    typer.Option(
        metavar="ONE TWO THREE",
        help="1、2、3 级的起始水深（米），更浅为 4 级。|Depths (m) of levels 1, 2, 3.",
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands to the application.

    Parameters
    ----------
    app : typer.Typer
        The application.
    """
    group = typer.Typer(
        help="隐患点：候选点与巡查到期。|Hazards: candidates, and what is due.",
        no_args_is_help=True,
    )
    group.command("from-flood")(from_flood)
    group.command("from-elevation")(from_elevation)
    group.command("due")(due)
    app.add_typer(group, name="hazards")


def from_flood(
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    depth: Annotated[
        str | None,
        typer.Option(help="水深列，或统一的水深（米）。|Column of depths, or one depth (m)."),
    ] = None,
    least_area: AreaOption = 500.0,
    least_depth: Annotated[
        float, typer.Option(min=0, help="最小水深（米）。|Least depth (m).")
    ] = 0.15,
    levels: LevelsOption = (1.0, 0.5, 0.3),
    prefix: Annotated[str, typer.Option(help="编号前缀。|How ids begin.")] = "FL",
    crs: CrsOption = None,
    encoding: Annotated[
        str | None, typer.Option(help="文字编码，如 GBK。|Text encoding, such as GBK.")
    ] = None,
    out: OutOption = None,
    project: ProjectOption = None,
    as_json: JsonOption = False,
    lang: LangOption = "zh",
) -> None:
    """从淹没水深面生成候选隐患点。

    无效的面按部分修复并报告；每处相连的积水区给出一个候选点，等级由水深定，状态为“待核实”。

    示例：gridmap hazards from-flood 淹没.geojson --project 项目.gpkg

    | Candidate hazards from polygons of flood depths.

    Invalid polygons are mended and reported; each separate wet area gives one candidate.

    Example: gridmap hazards from-flood flood.geojson --out candidates.xlsx
    """
    from gridmap.hazards.flood import CandidateSettings, flood_candidates
    from gridmap.io.flood import read_flood

    speaker = Speaker(lang)
    settings = CandidateSettings(least_area, least_depth, levels)
    read = read_flood(file, depth=depth, crs=crs, encoding=encoding)
    found = flood_candidates(read.classes, settings=settings, source=read.file, prefix=prefix)
    report = {"mended": asdict(read.mended), "depth_column": read.depth_column}
    if not as_json:
        speaker.say(read.mended.say())
        for lon, lat in read.mended.places[:5]:
            speaker.say(Text(f"  修复处：({lon:.6f}, {lat:.6f})", f"  at ({lon:.6f}, {lat:.6f})"))
    _finish(speaker, found, report, out=out, project=project, as_json=as_json)


def from_elevation(
    file: Annotated[Path, typer.Argument(metavar="FILE.tif")],
    least_area: AreaOption = 500.0,
    least_depth: Annotated[
        float, typer.Option(min=0, help="洼地最小深度（米）。|Least depth of a hollow (m).")
    ] = 0.3,
    levels: LevelsOption = (1.0, 0.5, 0.3),
    prefix: Annotated[str, typer.Option(help="编号前缀。|How ids begin.")] = "EL",
    crs: CrsOption = None,
    out: OutOption = None,
    project: ProjectOption = None,
    as_json: JsonOption = False,
    lang: LangOption = "zh",
) -> None:
    """从高程栅格找低洼候选点（需要 pysheds）。

    填洼后与原高程之差即洼地深度；给出最低处、溢出点、深度和面积，状态为“待核实”。

    示例：gridmap hazards from-elevation 高程.tif --least-depth 0.5 --out 候选点.xlsx

    | Candidate low-lying points from a raster of heights (needs pysheds).

    What fills before it overflows is a hollow: its deepest cell, where it overflows, depth, area.

    Example: gridmap hazards from-elevation data/elevation.tif --out candidates.geojson
    """
    from dataclasses import replace

    from gridmap.hazards.flood import CandidateSettings
    from gridmap.io.elevation import elevation_candidates, read_elevation
    from gridmap.io.sources import file_name

    speaker = Speaker(lang)
    settings = CandidateSettings(least_area, least_depth, levels)
    raster = read_elevation(file, crs=crs)
    found, hollows = elevation_candidates(
        raster, settings=settings, source=file_name(file), prefix=prefix
    )
    if not as_json:
        speaker.say(hollows.say())
    report = {"hollows": {**asdict(replace(hollows, found=())), "found": len(hollows.found)}}
    _finish(speaker, found, report, out=out, project=project, as_json=as_json)


def due(
    project: Annotated[Path, typer.Argument(metavar="PROJECT.gpkg")],
    rain: Annotated[
        str,
        typer.Option(help="降雨等级：none、blue、yellow、orange、red。|Rain level of the day."),
    ] = "none",
    date: Annotated[
        str | None, typer.Option(help="日期，默认今天。|The day; today by default.")
    ] = None,
    settings: Annotated[
        Path | None,
        typer.Option(help="巡查频次设置（TOML 或 JSON）。|How often (TOML or JSON)."),
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="也列出未到期的。|List those that are not due too.")
    ] = False,
    out: OutOption = None,
    as_json: JsonOption = False,
    lang: LangOption = "zh",
) -> None:
    """列出某日应巡查的隐患点，逾期的在前。

    降雨等级越高，巡查越频繁；频次表可用 --settings 改。候选点和已销号的不列。

    示例：gridmap hazards due 项目.gpkg --rain orange --date 2026-07-10 --out 到期.xlsx

    | List the hazards that are due on a day, overdue ones first.

    More rain, more visits; the table can be changed by --settings.

    Example: gridmap hazards due district.gpkg --rain orange --date 2026-07-10
    """
    from gridmap.hazards.due import schedule
    from gridmap.hazards.rain import RAIN_WORDS, require_rain
    from gridmap.io.hazard_files import read_rules_file, write_hazards
    from gridmap.io.plans import read_layers

    speaker = Speaker(lang)
    level, day = require_rain(rain), _day(date)
    rules = None if settings is None else read_rules_file(settings)
    layers = read_layers(project)
    if "hazards" not in layers:
        raise SettingsError(
            Text("项目里没有隐患点图层。", "The project has no hazards."),
            Text("请先用 gridmap import 导入。", "Import them by gridmap import."),
        )
    rows = schedule(layers["hazards"], level, day, rules=rules)
    is_due = rows["state"].isin(["overdue", "due"])
    overdue = int((rows["state"] == "overdue").sum())
    told = rows if every else rows[is_due]
    if out is not None:
        facts = {"日期 / Date": day.isoformat(), "降雨 / Rain": RAIN_WORDS[level].say(lang)}
        write_hazards(told, out, lang=lang, about=facts)
    if as_json:
        speaker.json(
            {
                "rain": level,
                "date": day.isoformat(),
                "due": int(is_due.sum()),
                "overdue": overdue,
                "hazards": _plain(told),
            }
        )
        return
    _print_due(speaker, told)
    speaker.say(
        Text(
            f"{day}，{RAIN_WORDS[level].zh}：应巡查 {int(is_due.sum())} 处，其中逾期 {overdue} 处，"
            f"共 {len(rows)} 处。",
            f"{day}, {RAIN_WORDS[level].en}: {int(is_due.sum())} of {len(rows)} hazards are due, "
            f"{overdue} of them overdue.",
        )
    )
    _say_written(speaker, out)


def _day(text: str | None) -> dt.date:
    from gridmap.layers.values import to_date

    if text is None:
        return dt.datetime.now().astimezone().date()
    try:
        return dt.date.fromisoformat(to_date(text))
    except ValueError as error:
        raise SettingsError(
            Text("日期看不懂。", "The date cannot be read."),
            Text("请写成 2026-07-10。", "Write it like 2026-07-10."),
        ) from error


def _finish(
    speaker: Speaker,
    found: gpd.GeoDataFrame,
    report: dict[str, Any],
    *,
    out: Path | None,
    project: Path | None,
    as_json: bool,
) -> None:
    from gridmap.io.hazard_files import add_to_project, write_hazards

    if out is not None:
        write_hazards(found, out, lang=speaker.lang)
    replaced = None if project is None else add_to_project(found, project)
    if as_json:
        speaker.json({**report, "replaced": replaced, "candidates": _plain(found)})
        return
    _print_candidates(speaker, found)
    _say_written(speaker, out)
    if project is not None:
        speaker.say(
            Text(
                f"已加入 {project}（替换同一来源的旧候选点 {replaced} 个）。",
                f"Added to {project}; {replaced} of an earlier run replaced.",
            )
        )


def _say_written(speaker: Speaker, out: Path | None) -> None:
    if out is not None:
        speaker.say(Text(f"已写入 {out}", f"Wrote {out}"))


def _plain(frame: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    points = frame.geometry.representative_point()
    table = frame.drop(columns=frame.geometry.name)
    table = table.astype(object).where(table.notna(), None)
    rows = table.to_dict("records")
    places = zip(points.x.tolist(), points.y.tolist(), strict=True)
    return [{**row, "place": list(place)} for row, place in zip(rows, places, strict=True)]


def _print_candidates(speaker: Speaker, found: gpd.GeoDataFrame) -> None:
    headers = [
        Text("编号", "Id"),
        Text("等级", "Level"),
        Text("水深(米)", "Depth (m)"),
        Text("面积(平方米)", "Area (m²)"),
        Text("经度", "Longitude"),
        Text("纬度", "Latitude"),
    ]
    some = found.head(SHOWN)
    columns = (some["hazard_id"], some["level"], some["depth_m"], some["area_m2"])
    places = (some.geometry.x.round(6), some.geometry.y.round(6))
    rows = zip(*(column.tolist() for column in (*columns, *places)), strict=True)
    speaker.table(Text("候选隐患点（待核实）", "Candidate hazards"), headers, rows)
    counts = found["level"].value_counts().sort_index()
    by_level = "、".join(f"{level} 级 {count}" for level, count in counts.items())
    by_level_en = ", ".join(f"level {level}: {count}" for level, count in counts.items())
    speaker.say(
        Text(
            f"共 {len(found)} 个候选点（{by_level or '无'}）。",
            f"{len(found)} candidates ({by_level_en or 'none'}).",
        )
    )


def _print_due(speaker: Speaker, rows: gpd.GeoDataFrame) -> None:
    from gridmap.layers.values import is_null

    headers = [
        Text("编号", "Id"),
        Text("隐患点", "Hazard"),
        Text("等级", "Level"),
        Text("逾期(天)", "Overdue (days)"),
        Text("原因", "Reason"),
    ]
    some = rows.head(SHOWN)
    reasons = some[f"reason_{speaker.lang}"].tolist()
    levels = ["" if is_null(one) else str(one) for one in some["level"].tolist()]
    names = some["name"].fillna("").tolist()
    cells = (some["hazard_id"].tolist(), names, levels, some["days_overdue"].tolist(), reasons)
    speaker.table(Text("应巡查", "Due"), headers, zip(*cells, strict=True))
    rest = len(rows) - SHOWN
    if rest > 0:
        speaker.say(Text(f"……另有 {rest} 处。", f"... and {rest} more."))
