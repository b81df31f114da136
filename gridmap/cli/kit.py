"""The command that makes a kit of some communities."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gridmap.cli.build import JsonOption, LangOption
from gridmap.cli.console import Speaker
from gridmap.cli.dossier import DateOption, day_of
from gridmap.errors import Text

if TYPE_CHECKING:
    from gridmap.pipeline.kits import KitSize


def register(app: typer.Typer) -> None:
    """Add the command to the application.

    Parameters
    ----------
    app : typer.Typer
        The application.
    """
    app.command("kit")(kit)


def kit(
    plan: Annotated[Path, typer.Argument(metavar="PLAN.gpkg")],
    out: Annotated[Path, typer.Option("--out", "-o", help="文件，.html 或 .zip。|.html or .zip.")],
    community: Annotated[
        list[str] | None,
        typer.Option(metavar="CODE", help="社区代码，可多次；默认全部。|Communities; all."),
    ] = None,
    public: Annotated[
        bool,
        typer.Option(
            "--public",
            help="公开版：不含台账、方案、楼栋户数、队伍、隐患点，人少的数不写。"
            "|For everybody: no register, plan, team or hazards, no counts of few people.",
        ),
    ] = False,
    size_only: Annotated[
        bool, typer.Option("--size", help="只估算大小，不生成。|Only say how large it will be.")
    ] = False,
    date: DateOption = None,
    as_json: JsonOption = False,
    lang: LangOption = "zh",
) -> None:
    """把社区的地图、档案、台账和方案做成一个离线文件，手机和电脑均可打开，不需网络和字体。

    先报出大小，再生成。.html 是一个网页；.zip 另含台账、方案和打印用档案。

    示例：gridmap kit 方案.gpkg --community 370899001001 --out 资料包.html

    | One file with map, dossiers, register and plan of communities that opens with no network.

    Its size is told before it is made. A .zip holds register, plan and printed dossiers too.

    Example: gridmap kit plan.gpkg --community 370899001001 --out kit.html
    """
    from gridmap.io.plans import read_plan
    from gridmap.pipeline.kits import KitSettings, kit_size, write_kit

    speaker, started = Speaker(lang), time.monotonic()
    known = read_plan(plan)
    codes = community or sorted(set(known.grids["community_code"].astype(str)))
    form = out.suffix.lower().removeprefix(".")
    settings = KitSettings(tuple(codes), form, day_of(date), public, lang)  # type: ignore[arg-type]
    size = kit_size(known, settings)
    if not as_json:
        _print_size(speaker, size)
    if not size_only:
        with speaker.progress() as progress:
            write_kit(known, out, settings, progress=progress)
    seconds = round(time.monotonic() - started, 1)
    if as_json:
        made = None if size_only else {"file": str(out), "bytes": out.stat().st_size}
        told = {"estimate": size.total, "parts": dict(size.parts), "grids": size.grids}
        speaker.json({**told, "made": made, "seconds": seconds})
    elif not size_only:
        whole = _told(out.stat().st_size)
        speaker.say(Text(f"已写入 {out}（{whole}）", f"Wrote {out} ({whole})"))
        speaker.say(Text(f"用时 {seconds:.1f} 秒。", f"{seconds:.1f} s."))


def _print_size(speaker: Speaker, size: KitSize) -> None:
    from gridmap.pipeline.kits import TITLES

    zh = "、".join(f"{TITLES[name].zh} {_told(held)}" for name, held in size.parts)
    en = ", ".join(f"{TITLES[name].en} {_told(held)}" for name, held in size.parts)
    speaker.say(
        Text(
            f"预计 {_told(size.total)}：{zh}；网格 {size.grids} 个。",
            f"About {_told(size.total)}: {en}; {size.grids} grids.",
        )
    )


def _told(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 1_000_000 else f"{-(-size // 1000)} kB"
