"""The command that makes map sheets: sheets."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path
from typing import Annotated, Literal

import typer

from gridmap.cli.build import JsonOption, LangOption
from gridmap.cli.console import Speaker
from gridmap.errors import SettingsError, Text


def register(app: typer.Typer) -> None:
    """Add the command to the application.

    Parameters
    ----------
    app : typer.Typer
        The application.
    """
    app.command("sheets")(sheets)


def sheets(
    plan: Annotated[Path, typer.Argument(metavar="PLAN.gpkg")],
    out: Annotated[Path, typer.Option("--out", "-o", help="输出文件夹。|Folder to write into.")],
    of: Annotated[
        Literal["grid", "community", "street", "all"],
        typer.Option(
            "--of", help="每个网格、社区、街道各一幅，或全图一幅。|A sheet of each, or one of all."
        ),
    ] = "community",
    code: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CODE",
            help="只出这些网格、社区（代码）或街道（名称），可重复。|Only these; may be repeated.",
        ),
    ] = None,
    size: Annotated[
        Literal["A4", "A3"], typer.Option(help="幅面，横竖自动。|Paper; turned to suit.")
    ] = "A4",
    formats: Annotated[
        str, typer.Option("--format", metavar="pdf,png,svg", help="格式。|Formats.")
    ] = "pdf",
    theme: Annotated[
        Literal["grids", "households", "density"],
        typer.Option(
            help="底色：grids 区分相邻网格，households 户数，density 住户密度。"
            "|Colours: neighbours differ, households, households of a hectare."
        ),
    ] = "grids",
    review_number: Annotated[
        str, typer.Option(metavar="鲁S(2026)…", help="审图号；不给则留空。|Map approval number.")
    ] = "",
    signatures: Annotated[
        str, typer.Option(metavar="编制,审核,批准", help="签署栏。|Who signs.")
    ] = "",
    one_file: Annotated[
        bool, typer.Option("--one-file", help="全部图幅合为一个 PDF。|All sheets in one PDF.")
    ] = False,
    address: Annotated[
        str,
        typer.Option(
            metavar="URL",
            help="二维码所指的网址；不给则为版本号。|Address in the QR; else the version id.",
        ),
    ] = "",
    date: Annotated[
        str | None, typer.Option(help="制图日期，默认今天。|The day; today by default.")
    ] = None,
    dpi: Annotated[
        int, typer.Option(min=72, max=600, help="PNG 的分辨率。|Pixels of an inch of PNG.")
    ] = 200,
    workers: Annotated[int | None, typer.Option(min=1, help="并行的进程数。|Processes.")] = None,
    as_json: JsonOption = False,
    lang: LangOption = "zh",
) -> None:
    """出图：把方案做成 A4 或 A3 图幅，每个网格、社区或街道一幅。

    含图例、比例尺、指北针、四邻名称、基本情况表、版本号与二维码、审图号和签署栏。

    示例：gridmap sheets 方案.gpkg --of grid --code 370899001003 --out 图幅

    | Map sheets of a plan on A4 or A3: one of each grid, community or street.

    With legend, scale bar, north, neighbours by name, figures, version id and QR, signatures.

    Example: gridmap sheets plan.gpkg --of grid --code 370899001003 --out sheets
    """
    from gridmap.io.plans import read_plan
    from gridmap.pipeline.printing import print_sheets
    from gridmap.sheets.maps.files import formats_of
    from gridmap.sheets.maps.sheet import SheetOptions

    speaker, started = Speaker(lang), time.monotonic()
    wanted = formats_of(formats)
    made = read_plan(plan)
    options = SheetOptions(
        size=size,
        lang=lang,
        date=_day(date),
        version=made.plan_id,
        address=address,
        review_number=review_number,
        signatures=tuple(
            part.strip() for part in signatures.replace("，", ",").split(",") if part.strip()
        ),
    )
    with speaker.progress() as progress:
        printed = print_sheets(
            made,
            out,
            level=of,
            codes=tuple(code or ()),
            formats=wanted,
            theme=theme,
            options=options,
            one_file=one_file,
            workers=workers,
            dpi=dpi,
            progress=progress,
        )
    seconds = round(time.monotonic() - started, 1)
    if as_json:
        files = [str(path) for path in printed.paths]
        speaker.json(
            {
                "sheets": printed.sheets,
                "files": files,
                "not_named": list(printed.missed),
                "seconds": seconds,
            }
        )
        return
    for name in printed.missed[:5]:
        speaker.say(Text(f"图上未能标注：{name}", f"Not named on the map: {name}"))
    speaker.say(
        Text(
            f"共 {printed.sheets} 幅，{len(printed.paths)} 个文件，写入 {out}，用时 {seconds} 秒。",
            f"{printed.sheets} sheets, {len(printed.paths)} files in {out}, {seconds} s.",
        )
    )


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
