"""The command that tells which datum points are in: datum."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gridmap.cli.build import JsonOption, LangOption
from gridmap.cli.console import Speaker
from gridmap.errors import InputError, Lang, Text

if TYPE_CHECKING:
    import geopandas as gpd

    from gridmap.datum import Places
    from gridmap.origins import Origin


def register(app: typer.Typer) -> None:
    """Add the command to the application.

    Parameters
    ----------
    app : typer.Typer
        The application.
    """
    app.command("datum")(datum)


def datum(
    points: Annotated[Path, typer.Argument(metavar="POINTS")],
    against: Annotated[
        Path,
        typer.Option(
            metavar="FILE",
            help="含楼栋或道路的文件，位置须真实：项目、方案，或任何可导入的图层。"
            "|Buildings or roads whose place is true: a project, a plan, or layers to import.",
        ),
    ],
    seed: Annotated[int, typer.Option(help="随机种子。|Seed.")] = 0,
    as_json: JsonOption = False,
    lang: LangOption = "zh",
) -> None:
    """判断点位是 CGCS2000、GCJ-02（高德、腾讯）还是 BD-09（百度）坐标。

    与已知的楼栋（没有则道路）比对，给出偏移、把握和吻合的点数。不改动任何文件。

    示例：gridmap datum 驿站.xlsx --against 街道.gpkg

    | Tell whether points are in CGCS2000, GCJ-02 (Amap, Tencent) or BD-09 (Baidu).

    They are compared with known buildings, or else roads: the offset, how sure that is, and how
    many points agree. No file is changed.

    Example: gridmap datum stations.xlsx --against district.gpkg
    """
    from gridmap.origins import tell_origin

    speaker = Speaker(lang)
    known = _known(against)
    found = {
        name: tell_origin(places, known, seed=seed) for name, places in _points(points).items()
    }
    if as_json:
        speaker.json({"tables": [_plain(name, origin) for name, origin in found.items()]})
        return
    for name, origin in found.items():
        told = _verdict(origin)
        speaker.say(Text(f"{name}：{told.zh}", f"{name}: {told.en}"))
        if origin.near:
            speaker.table(Text("", ""), HEADERS, _rows(origin, lang))


def _known(path: Path) -> gpd.GeoSeries:
    from gridmap.io.gathering import ImportOptions, gather
    from gridmap.io.origin_notes import known_places
    from gridmap.io.plans import read_layers

    try:
        layers = read_layers(path)
    except InputError:
        options = ImportOptions(skip_faulty=True)
        layers = dict(gather([path], {}, options, progress=_silently).merged.changed)
    known = known_places((), layers)
    if known is None:
        name = path.name
        raise InputError(
            Text(f"“{name}”里没有楼栋或道路。", f"{name} holds neither buildings nor roads."),
            Text("请改用含楼栋或道路的文件。", "Name a file that has buildings or roads."),
        )
    return known


def _silently(_step: Text, _share: float) -> None:
    """Say nothing."""


def _points(path: Path) -> dict[str, Places]:
    """Return the longitudes and latitudes of each table of points in a file, as they are given."""
    import numpy as np
    import shapely

    from gridmap.io.gathering import ImportOptions, gather
    from gridmap.io.looking import placed

    gathered = gather([path], {}, ImportOptions(), progress=_silently)
    found = {}
    for seen in gathered.tables:
        frame = seen.prepared.frame
        if frame.crs is None:
            continue
        shapes = frame.geometry.to_numpy()[placed(frame)]
        shapes = shapes[shapely.get_type_id(shapes) == shapely.GeometryType.POINT]
        if len(shapes):
            found[seen.prepared.table or seen.file] = np.asarray(shapely.get_coordinates(shapes))
    if not found:
        faults = gathered.report.faults
        first = next((one for one in faults if one.severity == "error"), None)
        why = Text("", "") if first is None else first.what
        raise InputError(
            Text(
                f"“{path.name}”里没有读到点。{why.zh}",
                f"No points in {path.name}. {why.en}".strip(),
            ),
            Text(
                "请提供含经度、纬度两列的表格，或点图层。",
                "Give a table with longitude and latitude, or a layer of points.",
            ),
        )
    return found


def _verdict(origin: Origin) -> Text:
    from gridmap.io.origin_notes import wind_of
    from gridmap.io.unshifting import NAMES
    from gridmap.origins import FEWEST

    if origin.points < FEWEST:
        return Text(
            f"只有 {origin.points} 个不同的点，不足 {FEWEST} 个，无法判断。",
            f"only {origin.points} distinct points of the {FEWEST} that are needed: not told.",
        )
    if not origin.near:
        return Text(
            "附近没有已知的楼栋或道路，无法判断。", "no known building or road is near: not told."
        )
    if origin.datum is None:
        return Text(
            f"与三种坐标都不吻合（比对 {origin.points} 个点）。",
            f"none of the three fits better than chance ({origin.points} points).",
        )
    sure, agreeing = _percent(origin.confidence), origin.agreeing[origin.datum]
    what = Text(
        f"{NAMES[origin.datum].zh}，把握 {sure}；{origin.points} 个点中 {agreeing} 个吻合",
        f"{NAMES[origin.datum].en}, {sure} sure; {agreeing} of {origin.points} points agree",
    )
    if origin.datum == "cgcs2000":
        return Text(f"{what.zh}，没有偏移。", f"{what.en}; not shifted.")
    wind = wind_of(origin.bearing_deg)
    return Text(
        f"{what.zh}，整体向{wind.zh}偏 {origin.offset_m:.0f} 米。",
        f"{what.en}; off by {origin.offset_m:.0f} m to the {wind.en}.",
    )


def _percent(share: float) -> str:
    """Return a probability; never as certain, which it is not."""
    return f"{min(share, 0.999):.1%}"


HEADERS = (
    Text("坐标", "Datum"),
    Text("吻合（10 米内）", "Agree (within 10 m)"),
    Text("到最近楼栋或道路的中位距离", "Median distance to the nearest"),
)


def _rows(origin: Origin, lang: Lang) -> list[list[str]]:
    from gridmap.io.unshifting import NAMES

    return [
        [NAMES[name].say(lang), f"{origin.agreeing[name]} / {origin.points}", f"{off_m:.1f} m"]
        for name, off_m in origin.near.items()
    ]


def _plain(name: str, origin: Origin) -> dict[str, Any]:
    return {
        "table": name,
        "datum": origin.datum,
        "confidence": round(origin.confidence, 6),
        "offset_m": round(origin.offset_m, 2),
        "bearing_deg": round(origin.bearing_deg, 1),
        "points": origin.points,
        "agreeing": dict(origin.agreeing),
        "median_m": {one: round(value, 2) for one, value in origin.near.items()},
    }
