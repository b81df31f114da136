"""The command about teams of grids, their workload and lists."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gridmap.cli.build import JsonOption, LangOption
from gridmap.cli.console import Speaker
from gridmap.errors import InputError, Text

if TYPE_CHECKING:
    import pandas as pd

    from gridmap.plan import Plan
    from gridmap.teams.rules import TeamRules

MOST_SHOWN = 15


def register(app: typer.Typer) -> None:
    """Add the command to the application.

    Parameters
    ----------
    app : typer.Typer
        The application.
    """
    app.command("teams")(teams)


def teams(
    plan: Annotated[Path, typer.Argument(metavar="PLAN.gpkg")],
    read: Annotated[
        Path | None,
        typer.Option(help="队伍表（xlsx、csv）：替换表中各网格的队伍。|Teams to read: xlsx, csv."),
    ] = None,
    lists: Annotated[
        Path | None,
        typer.Option(help="清单（xlsx）：每张工作表一张清单。|Lists to read: a list a sheet."),
    ] = None,
    template: Annotated[
        bool,
        typer.Option("--seven", help="没有清单时，建立七张清单模板。|Begin with seven lists."),
    ] = False,
    workload: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="工作量权重、网格员类别（TOML 或 JSON）。|Weights of workload, kinds of workers.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            help="写成 .gpkg（带队伍和清单的方案）、.xlsx 或 .csv。|Plan with them, xlsx or csv.",
        ),
    ] = None,
    as_json: JsonOption = False,
    lang: LangOption = "zh",
) -> None:
    """统计各网格的四包一队伍、缺口与工作量指数；读入、写出队伍表和清单。

    队伍表列：网格编码、角色、姓名、类别、单位、值班电话、起始日期；或一格一行、每个角色一列。
    设置示例：{"weights": {"hazards": 20}, "worker_kinds": {"full_time": "专职"}}。
    不保存身份证号和手机号；有错时列出全部行号，不写文件。

    示例：gridmap teams 方案.gpkg --read 队伍.xlsx --out 方案.gpkg

    | Count the team (四包一), the gaps and the workload index of each grid; read and write them.

    Columns: grid_code, role, name, worker_kind, organisation, duty_phone, since; or a row a grid
    with a column a role. Settings: {"weights": {"hazards": 20}, "worker_kinds": {"full_time": ..}}.
    Numbers of persons are never kept; where a row is wrong all of them are told.

    Example: gridmap teams plan.gpkg --read teams.xlsx --out plan.gpkg
    """
    from gridmap.io.plans import read_plan, write_plan
    from gridmap.io.team_tables import read_team_rules, write_teams

    speaker = Speaker(lang)
    rules = read_team_rules(workload)
    _require_form(out)
    made = _with_lists(_with_teams(read_plan(plan), read, rules, speaker), lists, speaker)
    if template:
        made = _with_template(made)
    if out is not None and out.suffix.lower() == ".gpkg":
        write_plan(made, out)
    elif out is not None:
        write_teams(made, out, rules=rules, about=_facts(made, lang), lang=lang)
    if as_json:
        speaker.json(_report(made, rules, out))
        return
    _print(speaker, made, rules)
    if out is not None:
        speaker.say(Text(f"已写入 {out}", f"Wrote {out}"))


def _require_form(out: Path | None) -> None:
    if out is not None and out.suffix.lower() not in {".gpkg", ".xlsx", ".csv"}:
        raise InputError(
            Text(f"不能写成 {out.suffix} 文件。", f"Cannot write {out.suffix} files."),
            Text("请用 .gpkg、.xlsx 或 .csv。", "Use .gpkg, .xlsx or .csv."),
        )


def _with_teams(plan: Plan, path: Path | None, rules: TeamRules, speaker: Speaker) -> Plan:
    """Return the plan with the teams of a file in place of those of the grids that it names."""
    from gridmap.io.team_tables import read_teams_file, require_read
    from gridmap.teams.records import members_of, team_table

    if path is None:
        return plan
    found = read_teams_file(path, plan, rules)
    require_read(found)
    speaker.faults(found.faults)
    kept = [one for one in members_of(plan) if one.grid_code not in found.grids]
    return replace(plan, tables={**plan.tables, "teams": team_table([*kept, *found.members])})


def _with_lists(plan: Plan, path: Path | None, speaker: Speaker) -> Plan:
    """Return the plan with the lists of a file in place of those of the same name."""
    from gridmap.io.team_tables import read_lists_file, require_read
    from gridmap.teams.records import list_rows_of, list_tables, lists_of

    if path is None:
        return plan
    found = read_lists_file(path, plan)
    require_read(found)
    speaker.faults(found.faults)
    fresh = {one.list_id for one in found.lists}
    lists = [one for one in lists_of(plan) if one.list_id not in fresh]
    rows = [one for one in list_rows_of(plan) if one.list_id not in fresh]
    tables = list_tables([*lists, *found.lists], [*rows, *found.rows])
    return replace(plan, tables={**plan.tables, **tables})


def _with_template(plan: Plan) -> Plan:
    from gridmap.teams.lists import template_lists
    from gridmap.teams.records import list_rows_of, list_tables, lists_of

    lists = lists_of(plan) or template_lists()
    return replace(plan, tables={**plan.tables, **list_tables(lists, list_rows_of(plan))})


def _facts(plan: Plan, lang: str) -> dict[str, str]:
    return {"版本号" if lang == "zh" else "Version id": plan.plan_id}


def _print(speaker: Speaker, plan: Plan, rules: TeamRules) -> None:
    from gridmap.teams.gaps import gaps_of, reassignments_of, staffing_of
    from gridmap.teams.records import members_of
    from gridmap.teams.workload import DEFINITION, absent_loads, tell_absent, workload_of

    gaps, work = gaps_of(plan, rules), workload_of(plan, rules.weights)
    _print_grids(speaker, gaps, work)
    absent = tell_absent(absent_loads(work, rules.weights))
    for text in (DEFINITION, _weights_told(rules), absent, _spread_told(work, plan)):
        if text is not None:
            speaker.say(text)
    if members_of(plan):
        speaker.say(_staffing_told(staffing_of(plan, rules), rules))
    else:
        speaker.say(Text("方案没有队伍；用 --read 读入。", "There are no teams; --read some."))
    for one in reassignments_of(plan):
        speaker.say(one.say())


def _print_grids(speaker: Speaker, gaps: pd.DataFrame, work: pd.DataFrame) -> None:
    from gridmap.teams.records import ROLE_WORDS

    headers = [
        Text("网格", "Grid"),
        *ROLE_WORDS.values(),
        Text("缺少", "Missing"),
        Text("工作量", "Workload"),
        Text("户数", "Households"),
    ]
    order = work["index"].sort_values(ascending=False, kind="stable").index
    rows = []
    for code in order[:MOST_SHOWN]:
        missing = [
            ROLE_WORDS[one].say(speaker.lang) for one in gaps["missing"][code].split(";") if one
        ]
        counts = [int(gaps[role][code]) for role in ROLE_WORDS]
        index, households = round(float(work["index"][code]), 2), int(work["households"][code])
        rows.append((code, *counts, "、".join(missing) or "–", index, households))
    title = Text(
        f"工作量最大的 {len(rows)} 个网格（共 {len(gaps)} 个）",
        f"The {len(rows)} grids of most workload, of {len(gaps)}",
    )
    speaker.table(title, headers, rows)


def _weights_told(rules: TeamRules) -> Text:
    from gridmap.teams.rules import LOAD_WORDS

    weights = rules.weights.by_load()
    zh = "、".join(f"{LOAD_WORDS[name].zh} {weight:g}" for name, weight in weights.items())
    en = ", ".join(f"{LOAD_WORDS[name].en.lower()} {weight:g}" for name, weight in weights.items())
    return Text(f"权重：{zh}。", f"Weights: {en}.")


def _spread_told(work: pd.DataFrame, plan: Plan) -> Text:
    from gridmap.teams.workload import spread_of

    spread = spread_of(work, plan)
    return Text(
        f"基础网格工作量 {spread['least']:.2f} 至 {spread['most']:.2f}，"
        f"标准差 {spread['deviation']:.3f}。",
        f"Workload of ordinary grids {spread['least']:.2f} to {spread['most']:.2f}, "
        f"standard deviation {spread['deviation']:.3f}.",
    )


def _staffing_told(told: dict[str, Any], rules: TeamRules) -> Text:
    from gridmap.teams.records import ROLE_WORDS

    kinds = "、".join(
        f"{rules.worker_kinds.get(kind, '未填类别')} {count}"
        for kind, count in told["workers_by_kind"].items()
    )
    zh = "、".join(f"{ROLE_WORDS[role].zh} {count}" for role, count in told["missing"].items())
    en = ", ".join(f"{ROLE_WORDS[role].en} {count}" for role, count in told["missing"].items())
    return Text(
        f"{told['grids']} 个网格配网格员 {told['workers']} 人（{kinds}），每格 "
        f"{told['workers_per_grid']:.2f} 人；四包一配齐 {told['complete']} 个"
        f"（{told['complete_share']:.1%}），无专职网格员 {told['without_full_time']} 个；"
        f"缺岗网格数：{zh}；一人多格 {told['shared']} 人。",
        f"{told['grids']} grids have {told['workers']} grid workers "
        f"({told['workers_per_grid']:.2f} a grid); {told['complete']} have every role "
        f"({told['complete_share']:.1%}), {told['without_full_time']} no full-time worker; "
        f"grids that lack: {en}; {told['shared']} persons serve several.",
    )


def _report(plan: Plan, rules: TeamRules, out: Path | None) -> dict[str, Any]:
    from gridmap.teams.gaps import gaps_of, reassignments_of, staffing_of
    from gridmap.teams.records import list_rows_of, lists_of
    from gridmap.teams.workload import absent_loads, spread_of, workload_of

    gaps, work = gaps_of(plan, rules), workload_of(plan, rules.weights)
    joined = gaps.join(work.round(4)).reset_index()
    return {
        "plan_id": plan.plan_id,
        "staffing": staffing_of(plan, rules),
        "workload": {
            "weights": rules.weights.to_dict(),
            "absent": list(absent_loads(work, rules.weights)),
            **spread_of(work, plan),
        },
        "grids": joined.assign(missing=joined["missing"].str.split(";")).to_dict("records"),
        "to_reassign": [
            {"grid_code": one.member.grid_code, "successors": list(one.successors)}
            for one in reassignments_of(plan)
        ],
        "lists": [
            {"name": one.name, "rows": len(list_rows_of(plan, one.list_id))}
            for one in lists_of(plan)
        ],
        "out": None if out is None else str(out),
    }
