"""The command that mends a present plan: repair."""
# ruff: noqa: D400, PLR0917, PLC0415

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gridmap.cli.build import JsonOption, LangOption
from gridmap.cli.console import Speaker
from gridmap.cli.report import plan_report, print_plan
from gridmap.errors import Lang, Text

if TYPE_CHECKING:
    from gridmap.partition.repair.carry import Carried
    from gridmap.partition.repair.draft import Draft
    from gridmap.partition.repair.plans import Repaired
    from gridmap.plan import Band, Plan

SHOWN = 40
"""Moves that are printed; all of them go into the file that ``--moves`` names."""

HEADERS = {
    "step": Text("步骤", "Step"),
    "community_code": Text("社区代码", "Community"),
    "units": Text("基本单元", "Units"),
    "households": Text("户数", "Households"),
    "from_grid": Text("原网格", "From"),
    "to_grid": Text("新网格", "To"),
    "from_before": Text("原网格调整前户数", "From, before"),
    "from_after": Text("原网格调整后户数", "From, after"),
    "to_before": Text("新网格调整前户数", "To, before"),
    "to_after": Text("新网格调整后户数", "To, after"),
    "torn": Text("此步后暂不连片的网格", "In pieces after this step"),
    "zh": Text("说明", "Chinese"),
    "en": Text("英文说明", "Sentence"),
}

WORDS = ("community_code", "units", "from_grid", "to_grid", "torn", "zh", "en")
"""Columns of text, in which a spreadsheet must find no formula."""


def register(app: typer.Typer) -> None:
    """Add the command to the application.

    Parameters
    ----------
    app : typer.Typer
        The application.
    """
    app.command("repair")(repair)


def repair(  # numpydoc ignore=PR01,RT01,SS03
    plan: Annotated[
        Path,
        typer.Argument(
            metavar="PLAN.gpkg", help="方案文件；带 --from 时为项目文件。|Plan, or project."
        ),
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="新方案文件（.gpkg）。|New plan file.")],
    old: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="OLD_PLAN.gpkg",
            help="沿用旧方案的网格，基本单元按项目图层重新剖分。"
            "|Carry the grids of an older plan over to units made anew of the project.",
        ),
    ] = None,
    band: Annotated[
        tuple[int, int] | None,
        typer.Option(
            metavar="LOWER UPPER", help="户数区间，默认同原方案。|Band; by default the plan's."
        ),
    ] = None,
    budget: Annotated[
        int | None,
        typer.Option(
            min=0, help="最多调整的户数，用来换取更好的方案。|Households that may move, at most."
        ),
    ] = None,
    alternatives: Annotated[
        int,
        typer.Option(
            min=0,
            max=20,
            help="在方案优劣与调整户数之间给出几个备选。|Plans between quality and change.",
        ),
    ] = 0,
    lock: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CODE", help="锁定的网格代码或单元编号。|Grid or unit that must not change."
        ),
    ] = None,
    moves: Annotated[
        Path | None, typer.Option(help="把调整清单写成 CSV。|Write the moves as CSV.")
    ] = None,
    time_s: Annotated[
        float,
        typer.Option(
            "--time", min=0, help="每个社区证明最少调整的限时（秒）。|Seconds a community."
        ),
    ] = 20.0,
    seed: Annotated[int, typer.Option(help="随机种子。|Seed.")] = 0,
    as_json: JsonOption = False,
    lang: LangOption = "zh",
) -> None:
    """修复现有方案：以最少的户数调整满足全部规则。

    写出新方案和逐步调整清单；网格代码不变，新增网格取未用过的编号。有硬性问题项时退出码为 1。

    示例：gridmap repair 方案.gpkg --out 新方案.gpkg --moves 调整清单.csv

    | Repair a present plan: every rule satisfied, the fewest households moved.

    Writes the new plan and its moves in order. Grids keep their codes; a new grid gets one that
    was never used. The exit code is 1 if a hard rule is still broken.

    Example: gridmap repair plan.gpkg --out new.gpkg --budget 800 --moves moves.csv
    """
    from gridmap.io.plans import write_plan
    from gridmap.partition.repair.plans import Settings, Wish, repair_plan

    speaker = Speaker(lang)
    started = time.monotonic()
    with speaker.progress() as progress:
        present, draft, chosen, carried = _draft(plan, old, band, progress)
        found = repair_plan(
            draft,
            Settings(chosen, frozenset(lock or ()), seed, time_s),
            wish=Wish(budget, alternatives),
            progress=progress,
        )
        paths = [out] if not alternatives else [_numbered(out, k + 1) for k in range(len(found))]
        for one, path in zip(found, paths, strict=True):
            write_plan(_with_tables(present, one.plan), path)
            if moves is not None:
                number = paths.index(path) + 1
                _write_moves(one, _numbered(moves, number) if alternatives else moves, lang)
    seconds = round(time.monotonic() - started, 2)
    if as_json:
        reports = [_report(*pair, seconds) for pair in zip(found, paths, strict=True)]
        speaker.json({"alternatives": reports} if alternatives else reports[0])
    else:
        _print(speaker, found, paths, carried)
        speaker.say(Text(f"用时 {seconds:.1f} 秒。", f"{seconds:.1f} s."))
    raise typer.Exit(1 if any(v.hard for one in found for v in one.plan.violations) else 0)


def _draft(
    path: Path,
    old: Path | None,
    band: tuple[int, int] | None,
    progress: Any,  # noqa: ANN401
) -> tuple[Plan, Draft, Band, Carried | None]:
    from gridmap.io.plans import read_plan
    from gridmap.io.project import read_project
    from gridmap.partition.repair.anew import draft_anew
    from gridmap.partition.repair.draft import draft_of
    from gridmap.plan import Band

    present = read_plan(path if old is None else old)
    wanted = present.band if band is None else Band(*band)
    if old is None:
        progress(Text("建立邻接图", "Building the contiguity graph"), 0.0)
        return present, draft_of(present), wanted, None
    draft, carried = draft_anew(read_project(path), present, band=wanted, progress=progress)
    return present, draft, wanted, carried


def _with_tables(before: Plan, after: Plan) -> Plan:
    """Return a plan with what went along with the plan before, and with its history."""
    from gridmap.io.succession import with_succession

    now = datetime.now(UTC).isoformat(timespec="seconds")
    kept = replace(after, tables={**before.tables, **after.tables})
    return with_succession(before, kept, version=after.plan_id, time=now)


def _numbered(path: Path, number: int) -> Path:
    return path.with_name(f"{path.stem}-{number}{path.suffix}")


def _write_moves(one: Repaired, path: Path, lang: Lang) -> None:
    from gridmap.io.files import replacing
    from gridmap.layers.tables import neutral
    from gridmap.partition.repair.moves import moves_frame

    frame = moves_frame(one.moves)
    words = list(WORDS)
    frame[words] = frame[words].map(lambda cell: neutral(str(cell)))
    frame.columns = [HEADERS[name].say(lang) for name in frame.columns]
    with replacing(path) as draft:
        frame.to_csv(draft, index=False, encoding="utf-8-sig", lineterminator="\r\n")


def _report(one: Repaired, path: Path, seconds: float) -> dict[str, Any]:
    from gridmap.partition.repair.moves import moves_frame

    return {
        **plan_report(one.plan, path, seconds),
        "repair": {
            "moved": one.moved,
            "bound": one.bound,
            "placed": one.placed,
            "outside": one.outside,
            "outside_bound": one.outside_bound,
            "moves": moves_frame(one.moves).to_dict("records"),
        },
    }


def _print(
    speaker: Speaker, found: list[Repaired], paths: list[Path], carried: Carried | None
) -> None:
    if carried is not None:
        speaker.say(carried.say())
    if len(found) > 1:
        _print_table(speaker, found, paths)
    else:
        one = found[0]
        for number, move in enumerate(one.moves[:SHOWN], 1):
            sentence = move.text.say(speaker.lang)
            speaker.say(Text(f"{number}. {sentence}", f"{number}. {sentence}"))
        rest = len(one.moves) - SHOWN
        if rest > 0:
            speaker.say(
                Text(
                    f"……另有 {rest} 步，用 --moves 写出全部。",
                    f"... and {rest} more; --moves writes them all.",
                )
            )
        print_plan(speaker, one.plan, paths[0])
    speaker.say(_told(found[-1]))


def _told(one: Repaired) -> Text:
    """Say how many households move, and what is proved of that."""
    if one.moved == one.bound:
        proof = Text("已证明这是最少的", "proved to be the fewest")
    else:
        proof = Text(f"经证明至少要调整 {one.bound} 户", f"at least {one.bound} proved to have to")
    off = Text("", "")
    if one.outside:
        off = Text(
            f"仍有 {one.outside} 户超出或不足区间（已证明至少 {one.outside_bound} 户）。",
            f" {one.outside} households stay outside the band ({one.outside_bound} at least, "
            "proved).",
        )
    return Text(
        f"调整 {one.moved} 户（{proof.zh}），新划入 {one.placed} 户，共 {len(one.moves)} 步。"
        f"{off.zh}",
        f"{one.moved} households move ({proof.en}), {one.placed} get their first grid, in "
        f"{len(one.moves)} steps.{off.en}",
    )


def _print_table(speaker: Speaker, found: list[Repaired], paths: list[Path]) -> None:
    headers = [
        Text("备选", "Plan"),
        Text("调整户数", "Moved"),
        Text("步数", "Steps"),
        Text("目标值", "Objective"),
        Text("达标网格", "In band"),
        Text("网格", "Grids"),
        Text("拆分小区", "Split compounds"),
        Text("平均距离(米)", "Mean distance (m)"),
    ]
    rows = [
        [
            path.name,
            one.moved,
            len(one.moves),
            round(one.plan.settings["repair"]["objective"], 3),
            one.plan.figures["in_band"],
            one.plan.figures["ordinary_grids"],
            one.plan.figures["compounds_split"],
            one.plan.figures["mean_distance_m"],
        ]
        for one, path in zip(found, paths, strict=True)
    ]
    speaker.table(Text("备选方案", "Alternatives"), headers, rows)
