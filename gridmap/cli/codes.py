"""The command about codes of grids: succession."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gridmap.cli.build import JsonOption, LangOption
from gridmap.cli.console import Speaker
from gridmap.errors import Lang, SettingsError, Text

if TYPE_CHECKING:
    from gridmap.editing import Difference
    from gridmap.plan import Plan

SHOWN = 20


def register(app: typer.Typer) -> None:
    """Add the command to the application.

    Parameters
    ----------
    app : typer.Typer
        The application.
    """
    app.command("succession")(succession)


def succession(
    before: Annotated[Path, typer.Argument(metavar="BEFORE.gpkg")],
    after: Annotated[Path, typer.Argument(metavar="AFTER.gpkg")],
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="写出 .xlsx 或 .csv。|Write an .xlsx or a .csv."),
    ] = None,
    as_json: JsonOption = False,
    lang: LangOption = "zh",
) -> None:
    """比较两个方案，逐码列出网格沿革：新设、撤销、合并、拆分、调整、换码，及划入划出户数。

    示例：gridmap succession 旧方案.gpkg 新方案.gpkg --out 沿革.xlsx

    | What became of every grid code between two plans, with the households that moved.

    Each is new, retired, merged, split, adjusted or recoded.

    Example: gridmap succession old.gpkg new.gpkg --out history.xlsx
    """
    from gridmap.io.plans import read_plan
    from gridmap.io.succession import plan_difference

    speaker = Speaker(lang)
    if out is not None and out.suffix.lower() not in {".xlsx", ".csv"}:
        raise SettingsError(
            Text(f"不能写出 {out.suffix or '没有后缀的'} 文件。", f"No {out.suffix} is written."),
            Text("--out 请用 .xlsx 或 .csv。", "Give --out an .xlsx or a .csv."),
        )
    plans = read_plan(before), read_plan(after)
    found = plan_difference(*plans)
    if out is not None:
        _write(found, plans, (before, after), out, lang)
    if as_json:
        speaker.json(_told(found))
        return
    _print(speaker, found)
    if out is not None:
        speaker.say(Text(f"已写出 {out}", f"Written: {out}"))


def _names(plans: tuple[Plan, Plan]) -> dict[str, str]:
    pairs = (
        zip(plan.grids["community_code"], plan.grids["community"], strict=True) for plan in plans
    )
    return {str(code): str(name) for some in pairs for code, name in some}


def _write(
    found: Difference,
    plans: tuple[Plan, Plan],
    paths: tuple[Path, Path],
    out: Path,
    lang: Lang,
) -> None:
    from gridmap.io.difference_tables import Telling, difference_csv, difference_workbook
    from gridmap.io.files import replacing

    told = Telling(_names(plans), lang)
    titles = (Text("原方案", "Plan before"), Text("现方案", "Plan after"))
    about = {
        title.say(lang): f"{path.name} {plan.plan_id}"
        for title, path, plan in zip(titles, paths, plans, strict=True)
    }
    is_csv = out.suffix.lower() == ".csv"
    content = (
        difference_csv(found, told) if is_csv else difference_workbook(found, told, about=about)
    )
    with replacing(out) as draft:
        draft.write_bytes(content)


def _told(found: Difference) -> dict[str, object]:
    kinds = [row.kind for row in found.successions]
    names = ("kind", "old", "new", "community_code", "households_before", "households")
    return {
        "kinds": {kind: kinds.count(kind) for kind in sorted(set(kinds))},
        "moved": found.households,
        "recoded": found.recoded,
        "successions": [
            {name: getattr(row, name) for name in (*names, "moved_in", "moved_out")}
            for row in found.successions
            if row.kind != "unchanged"
        ],
    }


def _print(speaker: Speaker, found: Difference) -> None:
    from gridmap.editing import say
    from gridmap.editing.telling import TITLES

    rows = [row for row in found.successions if row.kind != "unchanged"]
    same = len(found.successions) - len(rows)
    kinds = [row.kind for row in rows]
    zh = "，".join(f"{TITLES[kind].zh} {kinds.count(kind)}" for kind in dict.fromkeys(kinds))
    en = ", ".join(f"{kinds.count(kind)} {TITLES[kind].en}" for kind in dict.fromkeys(kinds))
    speaker.say(
        Text(
            f"网格沿革：{zh or '没有变化'}；不变 {same}。调整 {found.households} 户。",
            f"Grids: {en or 'no change'}; {same} unchanged. {found.households} households moved.",
        )
    )
    for row in rows[:SHOWN]:
        said = say(row)
        kind = TITLES[row.kind]
        speaker.say(Text(f"{kind.zh}  {said.zh}", f"{kind.en}  {said.en}"))
    if len(rows) > SHOWN:
        rest = len(rows) - SHOWN
        speaker.say(Text(f"……另有 {rest} 条，用 --out 写出全部。", f"... and {rest} more: --out."))
