"""The command that writes layers and plans in other formats: gridmap export."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from gridmap.cli.build import LangOption
from gridmap.cli.console import Speaker
from gridmap.errors import InputError, Lang, SettingsError, Text

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from gridmap.io.exporting import Exported, Format
    from gridmap_api.schemas.exports import ExportParams

OutOption = Annotated[
    Path,
    typer.Option("--out", "-o", help="导出的文件；后缀按格式补全。|File to write."),
]
FormatOption = Annotated[
    str,
    typer.Option(
        "--format",
        help="格式：gpkg、parquet、fgb、geojson、shp、kml、csv、xlsx、pmtiles；缺省看文件后缀。"
        "|Format: gpkg, parquet, fgb, geojson, shp, kml, csv, xlsx or pmtiles; "
        "that of the suffix by default.",
    ),
]
LayersOption = Annotated[
    str,
    typer.Option(
        help="图层，用逗号分隔，如 grids,units；缺省为网格，无方案时为全部图层。"
        "|Layers with commas, such as grids,units; the grids by default, all without a plan.",
    ),
]
CommunityOption = Annotated[
    list[str] | None,
    typer.Option("--community", help="社区代码，可多次给出。|Code of a community; repeatable."),
]
GridOption = Annotated[
    list[str] | None,
    typer.Option("--grid", help="网格编码，可多次给出。|Code of a grid; repeatable."),
]
CoordinatesOption = Annotated[
    str,
    typer.Option(
        help="坐标：cgcs2000、wgs84、gcj02（高德）、bd09（百度）；后两者在文件名和字段中注明。"
        "|cgcs2000, wgs84, gcj02 (Amap) or bd09 (Baidu); the last two say so in every name.",
    ),
]
EncodingOption = Annotated[
    str, typer.Option(help="Shapefile 和 CSV 的编码：UTF-8 或 GBK。|UTF-8 or GBK.")
]
PlanOption = Annotated[
    str,
    typer.Option("--plan", help="仓库中的方案编号；缺省为最新发布。|Id of a plan of a store."),
]

CodesOption = Annotated[
    list[str] | None,
    typer.Option(
        "--codes-of",
        help="外部系统名，加一列该系统的编码；可多次给出。"
        "|An outside system, whose codes become a column; repeatable.",
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands to the application.

    Parameters
    ----------
    app : typer.Typer
        The application of `gridmap.cli`.
    """
    app.command("export")(export)


def export(
    source: Annotated[str, typer.Argument(metavar="P.gpkg|ADDRESS")],
    out: OutOption,
    format_: FormatOption = "",
    layers: LayersOption = "",
    community: CommunityOption = None,
    grid: GridOption = None,
    coordinates: CoordinatesOption = "cgcs2000",
    encoding: EncodingOption = "UTF-8",
    plan: PlanOption = "",
    codes_of: CodesOption = None,
    lang: LangOption = "zh",
) -> None:
    """导出方案或图层，供其他软件使用：整体或部分社区、网格。

    示例：gridmap export 方案.gpkg --out 网格.zip --format shp --encoding GBK

    | Write a plan or layers for other programs: the whole, or some communities or grids.

    Example: gridmap export plan.gpkg --out grids.xlsx --lang en
    """
    from gridmap_api.schemas.exports import ExportParams

    chosen = _format(format_, out)
    _known(coordinates, ("cgcs2000", "wgs84", "gcj02", "bd09"), "--coordinates")
    _known(encoding.upper(), ("UTF-8", "GBK"), "--encoding")
    names = [name.strip() for name in layers.split(",") if name.strip()]
    _known_layers(names)
    params = ExportParams.model_validate(
        {
            "plan": plan or None,
            "layers": names or ["grids"],
            "communities": community or None,
            "grids": grid or None,
            "format": chosen,
            "coordinates": coordinates,
            "encoding": encoding.upper(),
            "codes_of": codes_of or [],
            "lang": lang,
        }
    )
    speaker = Speaker(lang)
    done = (
        _from_store(source, out, params)
        if _is_store(source)
        else _from_file(Path(source), out, params, whole=not names)
    )
    for note in done.notes:
        speaker.say(note)
    speaker.say(Text(f"已导出 {done.path}", f"Exported {done.path}"))


def _format(asked: str, out: Path) -> Format:
    from gridmap.io.exporting import FORMATS

    found = asked.lower() or {"zip": "shp"}.get(out.suffix[1:].lower(), out.suffix[1:].lower())
    _known(found or "?", FORMATS, "--format")
    return cast("Format", found)


def _known(value: str, choices: tuple[str, ...], option: str) -> None:
    if value not in choices:
        raise SettingsError(
            Text(f"{option} 的值不能用。", f"{option} has a value that cannot be used."),
            Text(f"可用的值：{'、'.join(choices)}。", f"Give one of {', '.join(choices)}."),
        )


def _known_layers(names: list[str]) -> None:
    from typing import get_args

    from gridmap_api.schemas.exports import Layer

    for name in names:
        _known(name, get_args(Layer), "--layers")


def _is_store(source: str) -> bool:
    from gridmap.io.plans import table_names

    return "://" in source or "store_fact" in table_names(Path(source))


def _from_store(source: str, out: Path, params: ExportParams) -> Exported:
    import tempfile
    from contextlib import closing

    from gridmap.io.exporting import Exported, named
    from gridmap_api.exporting import export_to
    from gridmap_api.store.engine import open_store
    from gridmap_api.store.scope import EVERYTHING

    target = named(
        out, format=params.format, coordinates=params.coordinates, layers=len(params.layers)
    )
    target.parent.mkdir(parents=True, exist_ok=True)
    with (
        closing(open_store(source)) as store,
        tempfile.TemporaryDirectory(dir=target.parent, prefix=".gridmap-") as folder,
    ):
        draft = Path(folder) / "file"
        made = export_to(draft, store, params, EVERYTHING)
        draft.replace(target)
    return Exported(target, made.notes)


def _from_file(path: Path, out: Path, params: ExportParams, *, whole: bool) -> Exported:
    from gridmap.io.exporting import write_export
    from gridmap.io.exporting_selection import part_of
    from gridmap.io.outside_codes import with_code_columns
    from gridmap.io.succession import history_of

    layers, about = _read(path, lang=params.lang)
    names: list[str] = list(params.layers)
    if whole and "grids" not in layers:
        names = list(layers)
    frames = part_of(layers, names, communities=params.communities, grids=params.grids)
    if params.codes_of:
        codes = _table(path, "outside_codes")
        frames = {
            name: with_code_columns(frame, name, codes, params.codes_of)
            for name, frame in frames.items()
        }
    history = history_of(
        _table(path, "succession") if "grids" in frames else None,
        communities=params.communities,
        grids=params.grids,
    )
    return write_export(
        frames,
        out,
        format=params.format,
        coordinates=params.coordinates,
        encoding=params.encoding,
        lang=params.lang,
        about=about,
        succession=history,
    )


def _table(path: Path, name: str) -> pd.DataFrame | None:
    """Return a table that goes along with the plan of a file."""
    from gridmap.io.plans import is_plan, read_plan

    return read_plan(path).tables.get(name) if is_plan(path) else None


def _read(path: Path, *, lang: Lang) -> tuple[dict[str, gpd.GeoDataFrame], dict[str, str]]:
    """Return every layer of a plan file or a project file, and what it is."""
    from gridmap.io.plan_records import violations_frame
    from gridmap.io.plans import is_plan, read_plan
    from gridmap.io.project import read_project

    if not path.is_file():
        raise InputError(
            Text(f"找不到文件 {path.name}。", f"There is no file {path.name}."),
            Text("请检查路径。", "Check the path."),
        )
    if not is_plan(path):
        return read_project(path), {}
    plan = read_plan(path)
    found = {
        "grids": plan.grids,
        "units": plan.units,
        "violations": violations_frame(plan.violations, plan.units.crs),
        **plan.context,
    }
    return found, {Text("方案编号", "Plan id").say(lang): plan.plan_id}
