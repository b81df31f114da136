"""The command that makes the walk along changed boundaries: seams."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from gridmap.cli.build import JsonOption, LangOption
from gridmap.cli.console import Speaker
from gridmap.errors import SettingsError, Text

if TYPE_CHECKING:
    import geopandas as gpd

    from gridmap.routing.seams_walk import SeamWalk


def register(app: typer.Typer) -> None:
    """Add the command to the application.

    Parameters
    ----------
    app : typer.Typer
        The application.
    """
    app.command("seams")(seams)


def seams(
    before: Annotated[Path, typer.Argument(metavar="BEFORE.gpkg")],
    after: Annotated[Path, typer.Argument(metavar="AFTER.gpkg")],
    out: Annotated[Path, typer.Option("--out", "-o", help="输出文件夹。|Folder to write into.")],
    roads: Annotated[
        Path | None, typer.Option(help="含道路的项目；默认用方案中的道路。|Project with roads.")
    ] = None,
    start: Annotated[
        str | None,
        typer.Option(metavar="LON,LAT", help="出发点经纬度。|Where to set out from."),
    ] = None,
    date: Annotated[
        str | None, typer.Option(help="日期，默认今天。|The day; today by default.")
    ] = None,
    tolerance: Annotated[
        float,
        typer.Option(
            min=0.1, max=9, help="移动小于此值（米）不算变化。|Metres that are no change."
        ),
    ] = 1.0,
    datum: Annotated[
        Literal["cgcs2000", "wgs84", "gcj02", "bd09"],
        typer.Option(help="GPX 与表格的坐标。|Coordinates of GPX and xlsx."),
    ] = "cgcs2000",
    as_json: JsonOption = False,
    lang: LangOption = "zh",
) -> None:
    """比较两个方案的网格边界，把变化的边界连成一条踏勘路线和核对清单。

    路线沿道路走，无路处沿边界走；全部变化边界都在路线 10 米以内。

    示例：gridmap seams 旧方案.gpkg 新方案.gpkg --out 踏勘

    | The walk along every piece of boundary that two plans do not share, with a checklist.

    Along roads where they run beside it, else along the boundary: all of it within 10 m.

    Example: gridmap seams old.gpkg new.gpkg --out walk
    """
    from gridmap.io.plans import read_plan
    from gridmap.pipeline.seams import walk_changes, write_seams

    speaker, started = Speaker(lang), time.monotonic()
    earlier, later = read_plan(before), read_plan(after)
    ground = _roads(roads) if roads is not None else later.context.get("roads")
    walk = walk_changes(
        earlier.grids,
        later.grids,
        roads=ground,
        start=None if start is None else _place(start),
        tolerance_m=tolerance,
        lang=lang,
    )
    written = write_seams(walk, out, date=_day(date), lang=lang, coordinates=datum, roads=ground)
    seconds = round(time.monotonic() - started, 1)
    if as_json:
        speaker.json(_report(walk, written, seconds))
        return
    _print(speaker, walk, has_roads=ground is not None)
    for path in written:
        speaker.say(Text(f"已写入 {path}", f"Wrote {path}"))
    speaker.say(Text(f"用时 {seconds:.1f} 秒。", f"{seconds:.1f} s."))


def _roads(project: Path) -> gpd.GeoDataFrame | None:
    from gridmap.io.plans import read_layers

    return read_layers(project).get("roads")


def _place(text: str) -> tuple[float, float]:
    try:
        lon, lat = (float(part) for part in text.replace("，", ",").split(","))
    except ValueError:
        lon, lat = 999.0, 999.0
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise SettingsError(
            Text(f"出发点“{text[:40]}”无法识别。", f"The start {text[:40]!r} cannot be read."),
            Text("请写成 114.30,30.60（经度,纬度）。", "Write it like 114.30,30.60 (lon,lat)."),
        )
    return lon, lat


def _day(text: str | None) -> str:
    from gridmap.layers.values import to_date

    if text is None:
        return dt.datetime.now().astimezone().date().isoformat()
    try:
        return to_date(text)
    except ValueError as error:
        raise SettingsError(
            Text(f"日期“{text[:40]}”无法识别。", f"The date {text[:40]!r} cannot be read."),
            Text("请写成 2026-07-10。", "Write it like 2026-07-10."),
        ) from error


def _print(speaker: Speaker, walk: SeamWalk, *, has_roads: bool) -> None:
    from gridmap.routing.seams_walk import KINDS
    from gridmap.routing.telling import clock, label

    headers = [
        Text("序号", "No."),
        Text("变化", "Change"),
        Text("网格", "Grid"),
        Text("相邻", "Beside"),
        Text("米", "m"),
        Text("道路", "Road"),
        Text("到达", "Arrive"),
    ]
    rows = [
        (
            label(number),
            KINDS[piece.seam.kind].say(speaker.lang),
            piece.seam.grids[0],
            piece.seam.grids[1] if len(piece.seam.grids) > 1 else "–",
            round(piece.seam.length_m),
            piece.street,
            clock(stop.arrives_s),
        )
        for number, (piece, stop) in enumerate(
            zip(walk.pieces, walk.route.stops, strict=True), start=1
        )
    ]
    speaker.table(Text("变化的边界", "Changed boundaries"), headers, rows)
    if not has_roads:
        speaker.say(
            Text(
                "没有道路图层，路线只沿边界走。",
                "There are no roads: the walk keeps to the boundary.",
            )
        )
    speaker.say(
        Text(
            f"变化边界 {len(walk.pieces)} 段，共 {walk.changed_m:.0f} 米；"
            f"路线全长 {walk.route.length_m} 米，{clock(walk.route.ends_s)} 走完。",
            f"{len(walk.pieces)} changed pieces, {walk.changed_m:.0f} m; the walk is "
            f"{walk.route.length_m} m, done at {clock(walk.route.ends_s)}.",
        )
    )


def _report(walk: SeamWalk, written: tuple[Path, ...], seconds: float) -> dict[str, object]:
    return {
        "pieces": [
            {
                "kind": piece.seam.kind,
                "grids": list(piece.seam.grids),
                "length_m": round(piece.seam.length_m, 2),
                "street": piece.street,
                "on_road_m": round(piece.on_road_m, 2),
            }
            for piece in walk.pieces
        ],
        "changed_m": round(walk.changed_m, 2),
        "unseen_m": round(walk.unseen_m, 2),
        "length_m": walk.route.length_m,
        "files": [str(path) for path in written],
        "seconds": seconds,
    }
