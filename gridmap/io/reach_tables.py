"""Who reaches a station on foot, as files: xlsx, CSV, GeoJSON."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import orjson
import pandas as pd
import shapely
from openpyxl import Workbook

from gridmap.errors import InputError, Lang, Text
from gridmap.io.exporting_tables import write_facts, write_page
from gridmap.io.files import replacing
from gridmap.layers.tables import neutral
from gridmap.layers.words import STATION_KINDS
from gridmap.plan import Violation
from gridmap.stations.comparing import compare_reach
from gridmap.stations.homes import Homes
from gridmap.stations.reach import Reach, grid_rows, home_rows, station_rows

Row = Mapping[str, Any]
Heads = Mapping[str, Text]

GRID_HEADS: Heads = {
    "grid_code": Text("网格编码", "Grid"),
    "name": Text("网格名称", "Name"),
    "community_code": Text("社区代码", "Community"),
    "households": Text("户数", "Households"),
    "buildings": Text("楼栋数", "Buildings"),
    "stations": Text("服务驿站", "Stations"),
    "mean_m": Text("平均步行(米)", "Mean walk (m)"),
    "farthest_m": Text("最远步行(米)", "Farthest walk (m)"),
    "adult_out": Text("成年人走不到本网格驿站(户)", "Adults out of reach of own (households)"),
    "elder_out": Text("老年人走不到本网格驿站(户)", "Elders out of reach of own (households)"),
    "adult_out_any": Text("成年人走不到任一驿站(户)", "Adults out of reach of any (households)"),
    "elder_out_any": Text("老年人走不到任一驿站(户)", "Elders out of reach of any (households)"),
    "adult_out_buildings": Text("成年人走不到本网格驿站(栋)", "Adults out of own (buildings)"),
    "elder_out_buildings": Text("老年人走不到本网格驿站(栋)", "Elders out of own (buildings)"),
}
STATION_HEADS: Heads = {
    "station_id": Text("驿站编号", "Station id"),
    "name": Text("驿站名称", "Station"),
    "kind": Text("类别", "Kind"),
    "floor_area_m2": Text("面积(平方米)", "Floor area (m²)"),
    "grids": Text("服务网格", "Grids served"),
    "serves": Text("服务户数", "Households served"),
    "adult_in": Text("成年人服务圈内(户)", "In the circle of adults (households)"),
    "elder_in": Text("老年人服务圈内(户)", "In the circle of elders (households)"),
    "adult_in_buildings": Text("成年人服务圈内(栋)", "In the circle of adults (buildings)"),
    "elder_in_buildings": Text("老年人服务圈内(栋)", "In the circle of elders (buildings)"),
}
HOME_HEADS: Heads = {
    "unit_id": Text("基本单元", "Unit"),
    "buildings": Text("楼栋", "Buildings"),
    "grid_code": Text("网格编码", "Grid"),
    "community_code": Text("社区代码", "Community"),
    "households": Text("户数", "Households"),
    "station": Text("本网格驿站", "Station of the grid"),
    "length_m": Text("步行距离(米)", "Walk (m)"),
    "adult_min": Text("成年人步行(分钟)", "Adults (min)"),
    "elder_min": Text("老年人步行(分钟)", "Elders (min)"),
    "adult_is_out": Text("成年人走不到", "Adults out of reach"),
    "elder_is_out": Text("老年人走不到", "Elders out of reach"),
    "any_station": Text("最近驿站", "Nearest station"),
    "any_m": Text("至最近驿站(米)", "To the nearest (m)"),
    "offset_m": Text("离路距离(米)", "To the road (m)"),
}
FAULT_HEADS: Heads = {
    "grid_code": Text("网格编码", "Grid"),
    "what": Text("问题", "Fault"),
    "remedy": Text("处理办法", "Remedy"),
    "figure": Text("数值", "Figure"),
}
CHANGE_HEADS: Heads = {
    "grid_code": Text("网格编码", "Grid"),
    "households_before": Text("原户数", "Households before"),
    "households_after": Text("现户数", "Households after"),
    "adult_out_before": Text("原成年人走不到(户)", "Adults out before"),
    "adult_out_after": Text("现成年人走不到(户)", "Adults out after"),
    "elder_out_before": Text("原老年人走不到(户)", "Elders out before"),
    "elder_out_after": Text("现老年人走不到(户)", "Elders out after"),
}

YES, NO = Text("是", "yes"), Text("否", "no")
DECIMALS = 6
"""Of a degree: 0.1 m."""

BEYOND = Text("超出", "beyond")
"""What a way is called that is longer than what is looked at."""


def framed(rows: Iterable[Row], heads: Heads, lang: Lang) -> pd.DataFrame:
    """Return rows as a table under their headers.

    Parameters
    ----------
    rows : iterable of Mapping
        Values by name; lists become texts, codes of kinds their words.
    heads : Mapping of str to Text
        Columns in their order.
    lang : {"zh", "en"}
        The language of the headers.

    Returns
    -------
    DataFrame
        A row for each.
    """
    content = [[_cell(name, row.get(name), lang) for name in heads] for row in rows]
    return pd.DataFrame(content, columns=[head.say(lang) for head in heads.values()], dtype=object)


def _cell(name: str, value: object, lang: Lang) -> object:
    if isinstance(value, list):
        return "、".join(map(str, value))
    if isinstance(value, bool):
        return (YES if value else NO).say(lang)
    if name == "kind" and lang == "zh":
        return dict(STATION_KINDS).get(str(value), value)
    if value is None and (name.endswith(("_m", "_min"))):
        return BEYOND.say(lang)
    return value


def home_table(reach: Reach, buildings: Sequence[str]) -> list[dict[str, Any]]:
    """Return the rows of `gridmap.stations.home_rows` with the buildings of each.

    Parameters
    ----------
    reach : Reach
        Of one version.
    buildings : sequence of str
        Of each unit, divided by semicolons, in the order of the units.

    Returns
    -------
    list of dict
        Of the lived-in units.
    """
    homes = reach.walks.homes
    named = dict(zip(homes.unit_id.tolist(), buildings, strict=True))
    return [row | {"buildings": named[row["unit_id"]]} for row in home_rows(reach)]


@dataclass(frozen=True, slots=True)
class ReachReport:
    """Everything that a file says of who reaches a station.

    Attributes
    ----------
    reach : Reach
        Of one version.
    buildings : sequence of str
        Of each unit, divided by semicolons.
    found : sequence of Violation
        About stations.
    before : Reach or None
        Of an earlier version.
    """

    reach: Reach
    buildings: Sequence[str]
    found: Sequence[Violation] = ()
    before: Reach | None = None


def reach_file(
    report: ReachReport, form: str, *, lang: Lang, about: Mapping[str, str] | None = None
) -> bytes:
    """Return who reaches a station as a file.

    Parameters
    ----------
    report : ReachReport
        What it says.
    form : {"xlsx", "csv", "geojson"}
        All tables; the one of the grids; or the homes with their shapes.
    lang : {"zh", "en"}
        The language of headers and sentences.
    about : Mapping of str to str, optional
        Facts for the last sheet of the xlsx.

    Returns
    -------
    bytes
        The file.
    """
    reach = report.reach
    if form == "csv":
        return csv_of(framed(grid_rows(reach), GRID_HEADS, lang))
    if form == "geojson":
        return _homes_geojson(reach.walks.homes, home_table(reach, report.buildings))
    tables: dict[Text, tuple[Heads, Callable[[], Iterable[Row]]]] = {
        Text("网格", "Grids"): (GRID_HEADS, lambda: grid_rows(reach)),
        Text("驿站", "Stations"): (STATION_HEADS, lambda: station_rows(reach)),
        Text("住处", "Homes"): (HOME_HEADS, lambda: home_table(reach, report.buildings)),
        Text("驿站问题", "Faults"): (FAULT_HEADS, lambda: _fault_rows(report.found, lang)),
    }
    if report.before is not None:
        change = compare_reach(report.before, reach)
        tables[Text("前后比较", "Before and after")] = (CHANGE_HEADS, lambda: change.grids)
    return workbook_of(tables, about or {}, lang)


def _fault_rows(found: Sequence[Violation], lang: Lang) -> list[dict[str, Any]]:
    return [
        {
            "grid_code": one.grid_code,
            "what": one.what.say(lang),
            "remedy": one.remedy.say(lang),
            "figure": one.figure,
        }
        for one in found
    ]


def write_reach(report: ReachReport, path: Path, *, about: Mapping[str, str], lang: Lang) -> None:
    """Write who reaches a station: xlsx with all tables, CSV of the grids, or GeoJSON of homes.

    Parameters
    ----------
    report : ReachReport
        What it says.
    path : Path
        File; its suffix says the form.
    about : Mapping of str to str
        Facts for the last sheet.
    lang : {"zh", "en"}
        The language.

    Raises
    ------
    InputError
        If the suffix is none of these.
    """
    form = {".xlsx": "xlsx", ".csv": "csv", ".geojson": "geojson", ".json": "geojson"}
    if path.suffix.lower() not in form:
        raise unknown_form(path)
    write_whole(path, reach_file(report, form[path.suffix.lower()], lang=lang, about=about))


def unknown_form(path: Path) -> InputError:
    """Return the error for a suffix that is written by nobody.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    InputError
        With the suffixes that there are.
    """
    return InputError(
        Text(f"不能写成 {path.name} 的格式。", f"No form is known for {path.name}."),
        Text("请用 .xlsx、.csv 或 .geojson。", "Use .xlsx, .csv or .geojson."),
    )


Tables = Mapping[Text, tuple[Heads, Callable[[], Iterable[Row]]]]


def workbook_of(tables: Tables, about: Mapping[str, str], lang: Lang) -> bytes:
    """Return tables as an xlsx.

    Parameters
    ----------
    tables : Mapping of Text to (Mapping, callable)
        By title: headers, and what makes the rows.
    about : Mapping of str to str
        Facts for the last sheet.
    lang : {"zh", "en"}
        The language.

    Returns
    -------
    bytes
        The file.
    """
    book = Workbook(write_only=True)
    for name, (heads, rows) in tables.items():
        title = name.say(lang)
        write_page(book.create_sheet(title), framed(rows(), heads, lang), title)
    write_facts(book, about, lang=lang)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def csv_of(table: pd.DataFrame) -> bytes:
    """Return a table as CSV in which no text is a formula.

    Parameters
    ----------
    table : DataFrame
        Under its headers.

    Returns
    -------
    bytes
        The file, UTF-8 with a byte order mark.
    """
    safe = table.map(lambda cell: neutral(cell) if isinstance(cell, str) else cell)
    return safe.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def _homes_geojson(homes: Homes, rows: Sequence[Row]) -> bytes:
    lived = homes.lived
    frame = gpd.GeoDataFrame(list(rows), geometry=list(homes.shapes[lived]), crs=homes.crs)
    return geojson_of(frame)


def geojson_of(frame: gpd.GeoDataFrame, **members: Any) -> bytes:  # noqa: ANN401
    """Return a layer as RFC 7946 has it: in degrees, rings counter-clockwise.

    Parameters
    ----------
    frame : GeoDataFrame
        In any CRS.
    **members : object
        Further members of the collection.

    Returns
    -------
    bytes
        The file.
    """
    shapes = shapely.orient_polygons(
        shapely.transform(
            frame.geometry.to_crs(4490).to_numpy(), lambda xy: np.round(xy, DECIMALS)
        ),
        exterior_cw=False,
    )
    rows = frame.drop(columns="geometry").astype(object)
    found = [
        {"type": "Feature", "geometry": orjson.Fragment(text), "properties": row}
        for row, text in zip(
            rows.where(rows.notna(), None).to_dict("records"),
            shapely.to_geojson(shapes),
            strict=True,
        )
    ]
    return orjson.dumps(
        {"type": "FeatureCollection", **members, "features": found},
        option=orjson.OPT_SERIALIZE_NUMPY,
    )


def write_whole(path: Path, content: bytes) -> None:
    """Write a file, whole or not at all.

    Parameters
    ----------
    path : Path
        The file.
    content : bytes
        What it is to hold.
    """
    with replacing(path) as draft:
        draft.write_bytes(content)
