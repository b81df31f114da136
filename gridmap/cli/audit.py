"""The command that measures existing nets: audit."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gridmap.cli.build import JsonOption, LangOption
from gridmap.cli.console import Speaker
from gridmap.errors import Lang, Text

if TYPE_CHECKING:
    from gridmap.audit import NetAudit


def register(app: typer.Typer) -> None:
    """Add the command to the application.

    Parameters
    ----------
    app : typer.Typer
        The application.
    """
    app.command("audit")(audit)


def audit(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[NET]...", help="网格面文件，一网一个或一个多网。|Files of nets."),
    ] = None,
    project: Annotated[
        Path | None,
        typer.Option(
            help="社区、楼栋、道路等所在的项目或方案；不给 NET 时取其中的现有网。"
            "|Project or plan to measure against; its nets where no NET is given."
        ),
    ] = None,
    band: Annotated[
        tuple[int, int],
        typer.Option(metavar="LOWER UPPER", help="户数区间。|Households of a grid."),
    ] = (300, 500),
    tolerance: Annotated[
        float,
        typer.Option(
            min=0.1,
            max=50,
            help="容差（米）：更窄的是碎缝，两网边界更近的本应重合。"
            "|Metres: thinner is a sliver, and boundaries that are closer are meant to be one.",
        ),
    ] = 5.0,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            help="报告：文件夹，或 .xlsx .csv .html .pdf .gpkg .geojson 文件。"
            "|Report: a folder, or a file by its suffix.",
        ),
    ] = None,
    crs: Annotated[
        str | None,
        typer.Option(help="文件未注明时的坐标系，如 EPSG:4490。|CRS where a file names none."),
    ] = None,
    as_json: JsonOption = False,
    lang: LangOption = "zh",
) -> None:
    """体检现有网：盲区、重叠、飞地、户数、阻隔、小区、楼栋、边界和各网之间的出入。

    只读取和报告，不改动任何数据。

    示例：gridmap audit 综治网.shp 城管网.shp --project 项目.gpkg --out 体检报告

    | Measure existing nets: gaps, overlaps, exclaves, sizes, barriers, compounds, buildings, edges.

    It reads and reports; nothing is changed.

    Example: gridmap audit police.shp city.shp --project district.gpkg --out report
    """
    from gridmap.audit import AuditSettings, audit_nets
    from gridmap.pipeline.auditing import read_nets, write_report
    from gridmap.plan import Band

    speaker, started = Speaker(lang), time.monotonic()
    settings = AuditSettings(band=Band(*band), tolerance_m=tolerance)
    written: tuple[Path, ...] = ()
    with speaker.progress() as progress:
        nets, layers = read_nets(files or [], project=project, crs=crs, progress=progress)
        found = audit_nets(nets, layers, settings=settings, progress=progress)
        if out is not None:
            today = dt.datetime.now().astimezone().date().isoformat()
            written = write_report(found, nets, layers, out, date=today, lang=lang)
    seconds = round(time.monotonic() - started, 1)
    if as_json:
        speaker.json(_report(found, written, seconds, lang))
        return
    _print(speaker, found)
    for path in written:
        speaker.say(Text(f"已写入 {path}", f"Wrote {path}"))
    speaker.say(Text(f"用时 {seconds:.1f} 秒。", f"{seconds:.1f} s."))


def _print(speaker: Speaker, found: NetAudit) -> None:
    from gridmap.audit import KINDS

    names = [one.net for one in found.nets]
    headers = [Text("问题", "Fault"), *(Text(name, name) for name in names)]
    rows = [
        (
            kind.title.say(speaker.lang),
            *(_told([f for f in found.of(kind.name) if f.nets == (name,)]) for name in names),
        )
        for kind in KINDS.values()
        if not kind.between
    ]
    title = Text("网内问题（处 / 户）", "Within nets (faults / households)")
    speaker.table(title, headers, rows)
    if found.pairs:
        _print_pairs(speaker, found)
    if missing := [name for name in ("communities", "buildings") if name not in found.looked_at]:
        words = {"communities": "社区", "buildings": "楼栋"}
        speaker.say(
            Text(
                f"没有{'、'.join(words[one] for one in missing)}图层，"
                "相关问题未检查；请用 --project 指定项目。",
                f"There are no {' and no '.join(missing)}: what needs them was not looked at; "
                "name a --project.",
            )
        )


def _told(faults: list[Any]) -> str:
    return f"{len(faults)} / {sum(fault.households for fault in faults)}" if faults else "0"


def _print_pairs(speaker: Speaker, found: NetAudit) -> None:
    headers = [
        Text("两网", "Nets"),
        Text("边界不贴合", "Edges apart"),
        Text("米", "m"),
        Text("归属不一致(户)", "Grouped differently"),
        Text("前者独有(m²)", "First only (m²)"),
        Text("后者独有(m²)", "Second only (m²)"),
    ]
    rows = [
        (
            f"{one.first} – {one.second}",
            one.edges,
            round(one.edge_m),
            one.households_moved,
            round(one.first_only_m2),
            round(one.second_only_m2),
        )
        for one in found.pairs
    ]
    speaker.table(Text("网间对照", "Between nets"), headers, rows)


def _report(
    found: NetAudit, written: tuple[Path, ...], seconds: float, lang: Lang
) -> dict[str, object]:
    from gridmap.io.audit_layers import told_faults

    return {
        "nets": [
            {
                "net": one.net,
                "grids": one.grids,
                "in_band": one.in_band,
                "households": one.households,
                "households_none": one.households_none,
                "covered_m2": round(one.covered_m2, 2),
                "counts": dict(one.counts),
            }
            for one in found.nets
        ],
        "pairs": [{name: getattr(one, name) for name in one.__slots__} for one in found.pairs],
        "faults": told_faults(found, lang=lang),
        "files": [str(path) for path in written],
        "seconds": seconds,
    }
