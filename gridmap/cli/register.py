"""The commands of the register: written for an office, read back as a difference."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gridmap.cli.build import JsonOption, LangOption
from gridmap.cli.console import Speaker
from gridmap.errors import SettingsError, Text

if TYPE_CHECKING:
    from gridmap.plan import Plan
    from gridmap.register.moving import Judged

MOST_SHOWN = 60
"""Lines of a table on the screen; the whole of it goes into --table."""


def register(app: typer.Typer) -> None:
    """Add the commands to the application.

    Parameters
    ----------
    app : typer.Typer
        The application.
    """
    group = typer.Typer(
        no_args_is_help=True,
        help="台账：写出供填报的表格，读回并列出改动。"
        "|The register: written to be filled in, read back as changes.",
    )
    group.command("write")(write)
    group.command("read")(read)
    app.add_typer(group, name="register")


def write(
    plan: Annotated[Path, typer.Argument(metavar="PLAN.gpkg")],
    out: Annotated[
        Path,
        typer.Option(
            "--out", "-o", help="台账文件：.xlsx，或 .zip（CSV）。|.xlsx, or .zip for CSV."
        ),
    ],
    name: Annotated[str, typer.Option(help="封面上的方案名称。|Name of the plan.")] = "",
    lang: LangOption = "zh",
) -> None:
    """写出方案台账：街道、社区、网格、微网格、小区、楼栋、驿站、隐患点、队伍和清单各一张表。

    编码为文本，表头冻结，可筛选，按 A4 横向打印；白色单元格可修改，灰色为计算值。

    示例：gridmap register write 方案.gpkg --out 台账.xlsx

    | Write the register of a plan: a sheet for every level, layer, the teams and each list.

    Codes are text, the header stays in view, it prints on A4; white cells may be changed.

    Example: gridmap register write plan.gpkg --out register.xlsx
    """
    from gridmap.io.plans import read_plan
    from gridmap.io.register import write_register

    speaker, started = Speaker(lang), time.monotonic()
    made = write_register(read_plan(plan), out, lang=lang, about={"name": name or plan.stem})
    rows = [(page.kind.title.say(lang), len(page.rows)) for page in made.pages]
    speaker.table(Text("台账", "Register"), [Text("工作表", "Sheet"), Text("行数", "Rows")], rows)
    seconds = time.monotonic() - started
    speaker.say(Text(f"已写入 {out}，用时 {seconds:.1f} 秒。", f"Wrote {out} in {seconds:.1f} s."))


def read(
    plan: Annotated[Path, typer.Argument(metavar="PLAN.gpkg", help="现在的方案。|Plan as it is.")],
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="修改过的台账。|The edited register.")
    ],
    accept: Annotated[
        str,
        typer.Option(
            metavar="all|none|ID,ID",
            help="采用哪些改动：all 为没有问题的各行。|all: rows with which nothing is wrong.",
        ),
    ] = "none",
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="写出采用后的方案；不给则只列出改动。|New plan file."),
    ] = None,
    table: Annotated[
        Path | None, typer.Option(help="把改动清单写成 CSV。|Write the changes as CSV.")
    ] = None,
    as_json: JsonOption = False,
    lang: LangOption = "zh",
) -> None:
    """读回修改过的台账，逐格列出改动；过期、被篡改或违反规则的内容会标出位置和处理办法。

    不给 --out 时不改变任何文件。采用后的方案若有硬性问题项，退出码为 1。

    示例：gridmap register read 方案.gpkg 台账.xlsx --accept all --out 新方案.gpkg

    | Read an edited register back: what changed, cell by cell, and what is wrong with it.

    Without --out no file is changed. The exit code is 1 if the new plan breaks a hard rule.

    Example: gridmap register read plan.gpkg register.xlsx --accept all --out new.gpkg
    """
    from gridmap.io.plans import read_plan, write_plan
    from gridmap.pipeline.register import accept as accepted
    from gridmap.pipeline.register import read_back
    from gridmap.register.telling import judged_json

    speaker, started = Speaker(lang), time.monotonic()
    chosen = _chosen(accept, out)
    present = read_plan(plan)
    judged = read_back(present, file)
    made = accepted(present, judged, chosen)
    if table is not None:
        _write_table(judged, table, lang)
    if out is not None:
        write_plan(made, out)
    taken = [row.row_id for row in judged.difference.chosen(chosen)]
    seconds = round(time.monotonic() - started, 1)
    if as_json:
        speaker.json({**judged_json(judged, lang), "accepted": taken, "seconds": seconds})
    else:
        _print(speaker, judged)
        _told(speaker, judged, len(taken), out, seconds)
    raise typer.Exit(1 if out is not None and _breaks(made) else 0)


def _chosen(accept: str, out: Path | None) -> str | frozenset[str]:
    if accept in {"all", "none"}:
        chosen: str | frozenset[str] = accept
    else:
        chosen = frozenset(part.strip() for part in accept.replace("，", ",").split(",")) - {""}
    if chosen and chosen != "none" and out is None:
        raise SettingsError(
            Text("采用改动须写明新方案文件。", "Accepted changes need a file to go to."),
            Text("请加上 --out 新方案.gpkg。", "Add --out new.gpkg."),
        )
    return chosen


def _breaks(plan: Plan) -> bool:
    return any(one.hard for one in plan.violations)


def _write_table(judged: Judged, path: Path, lang: str) -> None:
    from gridmap.io.files import write_text
    from gridmap.layers.tables import neutral
    from gridmap.register.telling import rows_frame

    frame = rows_frame(judged.difference, "zh" if lang == "zh" else "en").map(
        lambda cell: neutral(str(cell))
    )
    write_text(path, "\ufeff" + frame.to_csv(index=False, lineterminator="\r\n"))


def _print(speaker: Speaker, judged: Judged) -> None:
    from gridmap.register.telling import HEADS, rows_frame

    frame = rows_frame(judged.difference, speaker.lang)
    if not frame.empty:
        rows = frame.head(MOST_SHOWN).to_numpy().tolist()
        speaker.table(Text("台账的改动", "Changes of the register"), HEADS, rows)
    if len(frame) > MOST_SHOWN:
        speaker.say(
            Text(
                f"共 {len(frame)} 处，只列出前 {MOST_SHOWN} 处；全部请用 --table。",
                f"{len(frame)} in all, {MOST_SHOWN} shown; use --table for the rest.",
            )
        )
    for flag in judged.difference.faults:
        speaker.say(Text(f"{flag.what.zh}{flag.remedy.zh}", f"{flag.what.en} {flag.remedy.en}"))
    for one in judged.violations_added:
        speaker.say(
            Text(
                f"采用后将有问题项：{one.what.zh}{one.remedy.zh}",
                f"Then broken: {one.what.en} {one.remedy.en}",
            )
        )


def _told(speaker: Speaker, judged: Judged, taken: int, out: Path | None, seconds: float) -> None:
    rows = judged.difference.rows
    barred = sum(not row.possible for row in rows)
    flagged = sum(row.possible and not row.plain for row in rows)
    speaker.say(
        Text(
            f"{judged.difference.unchanged} 行未改，{len(rows)} 行有改动"
            f"（{flagged} 行须核对，{barred} 行不可采用），采用 {taken} 行，"
            f"用时 {seconds:.1f} 秒。",
            f"{judged.difference.unchanged} rows as they were, {len(rows)} changed "
            f"({flagged} to be checked, {barred} impossible), {taken} accepted; {seconds:.1f} s.",
        )
    )
    if out is not None:
        speaker.say(Text(f"已写入 {out}", f"Wrote {out}"))
