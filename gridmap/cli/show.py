"""The command that draws: map."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gridmap.cli.build import LangOption
from gridmap.cli.console import Speaker
from gridmap.errors import Text


def register(app: typer.Typer) -> None:
    """Add the command to the application.

    Parameters
    ----------
    app : typer.Typer
        The application.
    """
    app.command("map")(map_)


def map_(
    plan: Annotated[Path, typer.Argument(metavar="PLAN.gpkg")],
    out: Annotated[Path, typer.Option("--out", "-o", help="网页文件（.html）。|HTML file.")],
    title: Annotated[str, typer.Option(help="地图标题。|Title of the map.")] = "",
    lang: LangOption = "zh",
) -> None:
    """写出可离线查看的单文件地图。

    示例：gridmap map 方案.gpkg --out 地图.html

    | Write the map as one file that works with no network.

    Example: gridmap map plan.gpkg --out map.html
    """
    from gridmap.io.files import write_text
    from gridmap.io.plans import read_plan
    from gridmap.sheets.webmap import render_map

    speaker = Speaker(lang)
    made = read_plan(plan)
    write_text(out, render_map(made, made.context, lang=lang, title=title))
    size = out.stat().st_size / 1e6
    speaker.say(Text(f"地图已写入 {out}（{size:.1f} MB）", f"Map in {out} ({size:.1f} MB)"))
