"""The command that writes dossiers of grids."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from gridmap.cli.build import JsonOption, LangOption
from gridmap.cli.console import Speaker
from gridmap.errors import SettingsError, Text

if TYPE_CHECKING:
    import pandas as pd

    from gridmap.pipeline.dossiers import DossierFormat

PublicOption = Annotated[
    bool,
    typer.Option(
        "--public",
        help="公开版：不含楼栋、队伍、清单、隐患点。|For everybody: no buildings, team or hazards.",
    ),
]
DateOption = Annotated[
    str | None, typer.Option("--date", help="日期，默认今天。|The day; today by default.")
]


def register(app: typer.Typer) -> None:
    """Add the command to the application.

    Parameters
    ----------
    app : typer.Typer
        The application.
    """
    app.command("dossier")(dossier)


def dossier(
    plan: Annotated[Path, typer.Argument(metavar="PLAN.gpkg")],
    out: Annotated[Path, typer.Option("--out", "-o", help="输出文件夹。|Folder to write into.")],
    grid: Annotated[
        list[str] | None,
        typer.Option("--grid", metavar="CODE", help="网格编码，可多次；默认全部。|Grids; all."),
    ] = None,
    community: Annotated[
        list[str] | None,
        typer.Option(metavar="CODE", help="社区代码，可多次。|Communities; all by default."),
    ] = None,
    formats: Annotated[
        str, typer.Option("--format", help="格式，逗号分隔：pdf、html。|pdf, html or both.")
    ] = "pdf",
    each: Annotated[
        bool, typer.Option("--each", help="每个网格一个 PDF。|A PDF for each grid.")
    ] = False,
    public: PublicOption = False,
    date: DateOption = None,
    as_json: JsonOption = False,
    lang: LangOption = "zh",
) -> None:
    """写出网格档案：图、基本情况、四至、队伍、小区、楼栋、驿站、隐患点、清单、编码沿革。

    示例：gridmap dossier 方案.gpkg --format pdf,html --out 档案

    | Write dossiers: map, figures, boundary in words, team, buildings, stations, hazards, history.

    Example: gridmap dossier plan.gpkg --format pdf,html --out dossiers
    """
    from gridmap.io.plans import read_plan
    from gridmap.pipeline.dossiers import write_dossiers

    speaker, started = Speaker(lang), time.monotonic()
    known = read_plan(plan)
    wanted = chosen(known.grids, grids=grid, communities=community)
    with speaker.progress() as progress:
        written = write_dossiers(
            known,
            out,
            day=day_of(date),
            grids=wanted,
            formats=cast("list[DossierFormat]", [one.strip() for one in formats.split(",")]),
            each=each,
            is_public=public,
            lang=lang,
            progress=progress,
        )
    seconds = round(time.monotonic() - started, 1)
    if as_json:
        count = len(known.grids) if wanted is None else len(wanted)
        files = [str(path) for path in written]
        speaker.json({"dossiers": count, "files": files, "seconds": seconds})
        return
    for path in written[:3]:
        speaker.say(Text(f"已写入 {path}", f"Wrote {path}"))
    if len(written) > 3:
        speaker.say(Text(f"……共 {len(written)} 个文件", f"... {len(written)} files in all"))
    speaker.say(Text(f"用时 {seconds:.1f} 秒。", f"{seconds:.1f} s."))


def chosen(
    known: pd.DataFrame, *, grids: list[str] | None, communities: list[str] | None
) -> list[str] | None:
    """Return the codes of the grids that are asked for.

    Parameters
    ----------
    known : DataFrame
        Grids of a plan.
    grids, communities : list of str or None
        Codes.

    Returns
    -------
    list of str or None
        Codes of grids; None where nothing is asked for.

    Raises
    ------
    SettingsError
        If a community has no grid.
    """
    if not communities:
        return grids or None
    held = known["community_code"].astype(str)
    for code in communities:
        if code not in set(held):
            raise SettingsError(
                Text(f"方案中没有社区 {code}。", f"The plan has no community {code}."),
                Text("请核对社区代码（12 位）。", "Check the code of 12 digits."),
            )
    within = known.loc[held.isin(communities), "grid_code"].astype(str).tolist()
    return sorted({*within, *(grids or [])})


def day_of(text: str | None) -> dt.date:
    """Return the day that is asked for.

    Parameters
    ----------
    text : str or None
        Any way of writing a day; None for today.

    Returns
    -------
    date
        The day.

    Raises
    ------
    SettingsError
        If it is no day.
    """
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
