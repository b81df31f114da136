"""The commands of existing nets and published totals: unify, reconcile."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gridmap.cli.build import JsonOption, LangOption
from gridmap.cli.console import Speaker
from gridmap.cli.report import plan_report, print_plan
from gridmap.errors import InputError, SettingsError, Text

if TYPE_CHECKING:
    from gridmap.nets.totals import Reconciled
    from gridmap.pipeline.unifying import Unified
    from gridmap.plan import Plan


def register(app: typer.Typer) -> None:
    """Add the commands to the application.

    Parameters
    ----------
    app : typer.Typer
        The application.
    """
    app.command("unify")(unify)
    app.command("reconcile")(reconcile)


def unify(
    nets: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[NET]...",
            help="现有网：项目中网的名称，或网格面文件；不给则取项目中的全部网。"
            "|Names of nets in the project, or files of them; by default all of the project.",
        ),
    ] = None,
    project: Annotated[
        Path | None, typer.Option(help="项目文件（.gpkg）。|Project file.", show_default=False)
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="方案文件（.gpkg）。|Plan file.", show_default=False),
    ] = None,
    band: Annotated[
        tuple[int, int],
        typer.Option(metavar="LOWER UPPER", help="户数区间。|Households of a grid."),
    ] = (300, 500),
    weight: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NET=NUMBER",
            help="某网的权重，默认 1，如 综治网=2。|Weight of a net, such as A=2.",
        ),
    ] = None,
    crosswalk: Annotated[
        Path | None,
        typer.Option(
            help="新旧网格对照表（.xlsx，或每网一个 .csv）。|Old grids to new, .xlsx or .csv."
        ),
    ] = None,
    compare: Annotated[
        bool,
        typer.Option(
            help="是否与不考虑各网、只修复一张网的方案比较（也从中起步，较慢）。"
            "|Compare with, and start from, a plan without nets and each net repaired: slower."
        ),
    ] = True,
    seed: Annotated[int, typer.Option(help="随机种子。|Seed.")] = 0,
    crs: Annotated[
        str | None,
        typer.Option(help="文件未注明时的坐标系，如 EPSG:4490。|CRS where a file names none."),
    ] = None,
    as_json: JsonOption = False,
    lang: LangOption = "zh",
) -> None:
    """多网合一：由几张现有网得出一个方案，户数在区间内，尽量沿用原有边界。

    网格按统一编码重新编号，原编号留在对照表中。有硬性问题项时退出码为 1。

    示例：gridmap unify --project 项目.gpkg --out 方案.gpkg --crosswalk 对照表.xlsx

    | One plan out of several nets: in the band, with the most of their boundaries kept.

    Grids are numbered anew; the ids of the nets are in the crosswalk. The exit code is 1 if a
    hard rule is broken.

    Example: gridmap unify --project district.gpkg --out plan.gpkg --crosswalk crosswalk.xlsx
    """
    from gridmap.io.crosswalk import write_crosswalks
    from gridmap.io.plans import write_plan
    from gridmap.pipeline.auditing import read_nets
    from gridmap.pipeline.settings import PlanSettings
    from gridmap.pipeline.unifying import crosswalks_of, unify_nets
    from gridmap.plan import Band

    speaker, started = Speaker(lang), time.monotonic()
    project, out = _required(project, "--project"), _required(out, "--out")
    files = [Path(one) for one in nets or [] if Path(one).is_file()]
    names = [one for one in nets or [] if not Path(one).is_file()]
    with speaker.progress() as progress:
        net_layer, layers = read_nets(files, project=project, crs=crs)
        made = unify_nets(
            layers,
            net_layer,
            names=[*names, *_names_of(net_layer, files, names)],
            net_weights=dict(_weight(text) for text in weight or []),
            settings=PlanSettings(band=Band(*band), seed=seed),
            compare=compare,
            progress=progress,
            workers=os.cpu_count() or 1,
        )
        write_plan(made.plan, out)
        written: tuple[Path, ...] = ()
        if crosswalk is not None:
            about = {Text("方案版本号", "Plan").say(lang): made.plan.plan_id}
            written = write_crosswalks(crosswalks_of(made), crosswalk, about=about, lang=lang)
    seconds = round(time.monotonic() - started, 1)
    if as_json:
        speaker.json(_report(made, out, written, seconds))
    else:
        print_plan(speaker, made.plan, out)
        _print(speaker, made)
        for path in written:
            speaker.say(Text(f"对照表已写入 {path}", f"Crosswalk in {path}"))
        speaker.say(Text(f"用时 {seconds:.1f} 秒。", f"{seconds:.1f} s."))
    raise typer.Exit(1 if any(violation.hard for violation in made.plan.violations) else 0)


def _required(path: Path | None, option: str) -> Path:
    if path is None:
        raise SettingsError(
            Text(f"缺少选项 {option}。", f"The option {option} is missing."),
            Text("请看 gridmap unify --help。", "See gridmap unify --help."),
        )
    return path


def _names_of(net_layer: Any, files: list[Path], names: list[str]) -> list[str]:  # noqa: ANN401
    """Return the nets of the files, where nets of the project are named beside them."""
    return sorted(set(net_layer["net"])) if files and names else []


def _weight(text: str) -> tuple[str, float]:
    name, equals, value = text.replace("＝", "=").rpartition("=")
    try:
        number = float(value)
    except ValueError:
        number = -1.0
    if not (equals and name and 0 <= number < float("inf")):
        raise SettingsError(
            Text(f"--weight {text} 无法识别。", f"--weight {text} is not understood."),
            Text("写作 网名=不小于 0 的数，如 综治网=2。", "Write NET=NUMBER, 0 or more."),
        )
    return name.strip(), number


def _print(speaker: Speaker, made: Unified) -> None:
    for one in made.outcome.nets:
        speaker.say(one.say())
    if not made.compared:
        return
    headers = [
        Text("做法", "Way"),
        *(Text(f"{net.name}沿用(%)", f"{net.name} kept (%)") for net in made.nets),
        Text("加权沿用(%)", "Kept, weighted (%)"),
        Text("新增边界(米)", "New boundary (m)"),
        Text("达标网格", "In band"),
        Text("网格", "Grids"),
        Text("硬性问题", "Hard faults"),
    ]
    ways = [(Text("多网合一", "One net out of many"), made.plan, made.outcome)]
    ways += [(one.name, one.plan, one.outcome) for one in made.compared]
    rows = [
        (
            name.say(speaker.lang),
            *(round(100 * net.kept_share, 1) for net in outcome.nets),
            round(100 * outcome.kept_share, 1),
            round(outcome.new_m),
            plan.figures["in_band"],
            plan.figures["ordinary_grids"],
            sum(violation.hard for violation in plan.violations),
        )
        for name, plan, outcome in ways
    ]
    title = Text("各做法比较（边界相距 5 米以内算沿用）", "Ways compared (kept: within 5 m)")
    speaker.table(title, headers, rows)


def _report(
    made: Unified, out: Path, written: tuple[Path, ...], seconds: float
) -> dict[str, object]:
    return {
        **plan_report(made.plan, out, seconds),
        "nets": made.outcome.to_dict(),
        "compared": [
            {
                "zh": one.name.zh,
                "en": one.name.en,
                "net": one.net,
                "in_band": one.plan.figures["in_band"],
                "ordinary_grids": one.plan.figures["ordinary_grids"],
                **one.outcome.to_dict(),
            }
            for one in made.compared
        ],
        "crosswalks": [str(path) for path in written],
    }


def reconcile(
    plan: Annotated[Path, typer.Argument(metavar="PLAN.gpkg")],
    totals: Annotated[
        Path | None,
        typer.Option(
            help="公布数据（.xlsx 或 .csv，表头如 街道、社区、社区代码、网格数、户数、人口）；"
            "不给则用方案中存有的。|Published totals; by default those kept in the plan."
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="核对结果（.xlsx）。|Comparison as .xlsx.")
    ] = None,
    keep: Annotated[
        bool, typer.Option(help="把公布数据存入方案文件。|Keep the totals in the plan file.")
    ] = False,
    as_json: JsonOption = False,
    lang: LangOption = "zh",
) -> None:
    """把方案的网格数、户数、人口与公布数据逐行核对。

    街道、社区各行之差，公布数据自身合计不符，代码不认识，都会指出。不一致时退出码为 1。

    示例：gridmap reconcile 方案.gpkg --totals 公布数据.xlsx --out 核对.xlsx

    | Compare grids, households and persons of a plan with what was published, row by row.

    Sums of the published table that do not add up and unknown codes are told as well. The exit
    code is 1 if anything differs.

    Example: gridmap reconcile plan.gpkg --totals totals.xlsx --out comparison.xlsx
    """
    from gridmap.io.plans import read_plan, write_plan
    from gridmap.io.totals import read_totals, write_comparison
    from gridmap.nets.totals import counts_of
    from gridmap.nets.totals import reconcile as compared

    speaker = Speaker(lang)
    made = read_plan(plan)
    counts = counts_of(made)
    faults: tuple[Text, ...] = ()
    if totals is None:
        table = made.tables.get("totals")
    else:
        found = read_totals(totals, names=dict(counts["name"]))
        table, faults = found.table, found.faults
    if table is None or table.empty:
        raise _nothing(totals, faults)
    told = compared(counts, table)
    if keep and totals is not None:
        write_plan(replace(made, tables={**made.tables, "totals": table}), plan)
    if out is not None:
        write_comparison(told, out, lang=lang)
    if as_json:
        speaker.json(_told(made, told, faults))
    else:
        _print_totals(speaker, told, faults)
        if out is not None:
            speaker.say(Text(f"已写入 {out}", f"Wrote {out}"))
    raise typer.Exit(0 if told.equal and not faults else 1)


def _nothing(totals: Path | None, faults: tuple[Text, ...]) -> InputError:
    if totals is None:
        return InputError(
            Text("方案中没有公布数据。", "The plan keeps no published totals."),
            Text("请用 --totals 给出表格。", "Name a table with --totals."),
        )
    first = faults[0] if faults else Text("表中没有一行数字。", "No row has a figure.")
    return InputError(
        Text(f"{totals.name} 中没有可用的公布数据。", f"{totals.name} holds no usable totals."),
        first,
    )


def _print_totals(speaker: Speaker, told: Reconciled, faults: tuple[Text, ...]) -> None:
    for row in told.rows:
        if not row.equal:
            speaker.say(row.say())
    for note in (*told.notes, *faults):
        speaker.say(note)
    speaker.say(told.say())


def _told(plan: Plan, told: Reconciled, faults: tuple[Text, ...]) -> dict[str, object]:
    return {
        "plan_id": plan.plan_id,
        "equal": told.equal,
        "rows": [
            {
                "level": row.level,
                "code": row.code,
                "name": row.name,
                "published": row.published,
                "found": row.found,
                "differences": row.differences,
                "known": row.known,
                "zh": row.say().zh,
                "en": row.say().en,
            }
            for row in told.rows
        ],
        "notes": [{"zh": note.zh, "en": note.en} for note in told.notes],
        "faults": [{"zh": fault.zh, "en": fault.en} for fault in faults],
    }
