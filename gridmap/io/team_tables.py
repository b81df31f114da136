"""Teams of grids (四包一) in files: the settings, a table to be read and one that is written."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import pandas as pd
from openpyxl import Workbook

from gridmap.errors import InputError, Lang, LayerFaultsError, SettingsError, Text
from gridmap.io.exporting_tables import write_facts, write_page
from gridmap.io.files import replacing
from gridmap.io.team_sheets import read_sheets
from gridmap.plan import Plan
from gridmap.teams.gaps import community_gaps, gaps_of, reassignments_of, successors_of
from gridmap.teams.lists import ListsRead, read_lists
from gridmap.teams.reading import TeamsRead, is_of_teams, read_teams
from gridmap.teams.records import (
    ROLE_WORDS,
    ROLES,
    TEAM_WORDS,
    list_rows_of,
    lists_of,
    members_of,
)
from gridmap.teams.rules import LOAD_WORDS, TeamRules, read_rules
from gridmap.teams.workload import DEFINITION, workload_of

TEAMS, GRIDS = Text("队伍", "Teams"), Text("四包一与工作量", "Teams and workload")
COMMUNITIES, GONE = Text("各社区缺口", "Gaps by community"), Text("待重新安排", "To reassign")
OWN_SHEETS = (TEAMS, GRIDS, COMMUNITIES, GONE)
"""Sheets of a workbook that are no lists."""

BETWEEN = "、"


def read_team_rules(path: Path | None) -> TeamRules:
    """Return the rules of teams and workload that a file says.

    Parameters
    ----------
    path : Path or None
        TOML or JSON, as `gridmap.teams.rules.read_rules` takes it; it may stand under
        ``[teams]``. None for the default rules.

    Returns
    -------
    TeamRules
        The rules.

    Raises
    ------
    SettingsError
        If it cannot be read, or makes no sense.
    """
    if path is None:
        return TeamRules()
    try:
        text = path.read_text(encoding="utf-8-sig")
        content = json.loads(text) if path.suffix.lower() == ".json" else tomllib.loads(text)
    except (OSError, ValueError, RecursionError) as error:
        raise SettingsError(
            Text(f"设置文件 {path.name} 读不懂。", f"The settings {path.name} cannot be read."),
            Text("请给出 TOML 或 JSON 文件(UTF-8)。", "Give a file of TOML or JSON in UTF-8."),
        ) from error
    content = content.get("teams", content) if isinstance(content, dict) else content
    if not isinstance(content, dict):
        raise SettingsError(
            Text(f"设置文件 {path.name} 的内容不是表。", f"{path.name} holds no table."),
            Text("请按文档写出 weights 等项。", "Write weights and so on, as documented."),
        )
    return read_rules(content)


def read_teams_file(path: Path, plan: Plan, rules: TeamRules) -> TeamsRead:
    """Return the teams that a table file tells of.

    Parameters
    ----------
    path : Path
        xlsx or CSV; of a workbook, the first sheet of teams counts.
    plan : Plan
        Whose grids they serve.
    rules : TeamRules
        Say which kinds of workers there are.

    Returns
    -------
    TeamsRead
        All faults at once.

    Raises
    ------
    InputError
        If it is no table, or holds nothing.
    """
    sheets = read_sheets(path)
    if not sheets:
        raise _empty(path)
    sheet = next((one for one in sheets if is_of_teams(one)), sheets[0])
    codes = set(plan.grids["grid_code"])
    return read_teams(sheet, rules, grids=codes, successors=successors_of(plan))


def read_lists_file(path: Path, plan: Plan) -> ListsRead:
    """Return the lists of a table file, a list a sheet.

    Parameters
    ----------
    path : Path
        xlsx, or the CSV of one list, called by the name of the file.
    plan : Plan
        Whose grids and lists they are.

    Returns
    -------
    ListsRead
        All faults at once.

    Raises
    ------
    InputError
        If it is no table, or holds nothing.
    """
    sheets = read_sheets(path)
    if not sheets:
        raise _empty(path)
    own = {title.say(lang) for title in OWN_SHEETS for lang in ("zh", "en")}
    kept = [one for one in sheets if one.name not in own]
    codes = set(plan.grids["grid_code"])
    return read_lists(kept, lists_of(plan), grids=codes, successors=successors_of(plan))


def require_read(found: TeamsRead | ListsRead) -> None:
    """Refuse a table in which anything is wrong.

    Parameters
    ----------
    found : TeamsRead or ListsRead
        What was read.

    Raises
    ------
    LayerFaultsError
        If there is an error; carries all of them.
    """
    if found.ok:
        return
    error = LayerFaultsError(found.faults)
    count = sum(fault.severity == "error" for fault in found.faults)
    error.what = Text(
        f"表中有 {count} 处错误，没有读入。", f"{count} faults in the table; nothing is read."
    )
    error.remedy = Text("请按清单逐条修正后重新读入。", "Mend what is listed and read it again.")
    raise error


def write_teams(
    plan: Plan,
    path: Path,
    *,
    rules: TeamRules | None = None,
    about: Mapping[str, str] | None = None,
    lang: Lang = "zh",
) -> None:
    """Write the teams, gaps, workload and lists of a plan: xlsx, or CSV of the teams alone.

    Parameters
    ----------
    plan : Plan
        The plan.
    path : Path
        File; its suffix says the form.
    rules : TeamRules, optional
        Which roles a grid needs, and what counts as workload.
    about : Mapping of str to str, optional
        Facts for the last sheet.
    lang : {"zh", "en"}
        The language of headers and words.

    Raises
    ------
    InputError
        If the suffix is neither, or the file cannot be written.
    """
    rules = rules or TeamRules()
    match path.suffix.lower():
        case ".xlsx":
            content = teams_book(plan, rules, about=about or {}, lang=lang)
        case ".csv":
            content = _team_rows(plan, rules, lang).to_csv(index=False).encode("utf-8-sig")
        case _:
            raise InputError(
                Text(f"不能写成 {path.suffix} 文件。", f"Cannot write {path.suffix} files."),
                Text("请用 .xlsx 或 .csv。", "Use .xlsx or .csv."),
            )
    with replacing(path) as fresh:
        fresh.write_bytes(content)


def teams_book(plan: Plan, rules: TeamRules, *, about: Mapping[str, str], lang: Lang) -> bytes:
    """Return the teams, gaps, workload and lists of a plan as a workbook.

    Parameters
    ----------
    plan : Plan
        The plan.
    rules : TeamRules
        Which roles a grid needs, and what counts as workload.
    about : Mapping of str to str
        Facts for the last sheet.
    lang : {"zh", "en"}
        The language of headers and words.

    Returns
    -------
    bytes
        xlsx. Teams and lists are read back by `read_teams_file` and `read_lists_file`.
    """
    tables = {
        TEAMS.say(lang): _team_rows(plan, rules, lang),
        GRIDS.say(lang): grid_table(plan, rules, lang),
        COMMUNITIES.say(lang): _community_rows(plan, rules, lang),
        **_list_tables(plan, lang),
    }
    gone = [(one.member.grid_code, one.say().say(lang)) for one in reassignments_of(plan)]
    if gone:
        heads = (TEAM_WORDS["grid_code"], GONE)
        tables[GONE.say(lang)] = pd.DataFrame(gone, columns=[head.say(lang) for head in heads])
    book = Workbook(write_only=True)
    for title, table in tables.items():
        write_page(book.create_sheet(title[:31]), table, title)
    definition = {Text("工作量指数", "Workload index").say(lang): DEFINITION.say(lang)}
    write_facts(book, {**about, **definition}, lang=lang)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def grid_table(plan: Plan, rules: TeamRules, lang: Lang = "zh") -> pd.DataFrame:
    """Return a row for each grid as offices write it: who serves in each role, gaps, workload.

    Parameters
    ----------
    plan : Plan
        The plan.
    rules : TeamRules
        Which roles a grid needs, and what counts as workload.
    lang : {"zh", "en"}
        The language of headers and words.

    Returns
    -------
    DataFrame
        Names of one role divided by a comma.
    """
    gaps, work = gaps_of(plan, rules), workload_of(plan, rules.weights)
    names: dict[tuple[str, str], list[str]] = {}
    for one in members_of(plan):
        names.setdefault((one.grid_code, one.role), []).append(one.name)
    communities = dict(zip(plan.grids["grid_code"], plan.grids["community"], strict=True))
    heads = [
        TEAM_WORDS["grid_code"],
        Text("社区", "Community"),
        *(ROLE_WORDS[role] for role in ROLES),
        Text("缺少", "Missing"),
        Text("无专职网格员", "No full-time worker"),
        Text("工作量指数", "Workload index"),
        *LOAD_WORDS.values(),
    ]
    yes, missing = Text("是", "yes").say(lang), gaps["missing"].astype(str).tolist()
    rows = [
        [
            code,
            communities[code],
            *(BETWEEN.join(names.get((code, role), ())) for role in ROLES),
            BETWEEN.join(ROLE_WORDS[role].say(lang) for role in lacking.split(";") if role),
            yes if lacks else "",
            *(round(load, 2) for load in loads),
        ]
        for code, lacking, lacks, loads in zip(
            gaps.index, missing, gaps["lacks_full_time"], work.to_numpy().tolist(), strict=True
        )
    ]
    return pd.DataFrame(rows, columns=[head.say(lang) for head in heads], dtype=object)


def _team_rows(plan: Plan, rules: TeamRules, lang: Lang) -> pd.DataFrame:
    def word(name: str, value: str) -> str:
        if name == "role" and value in ROLE_WORDS:
            return ROLE_WORDS[value].say(lang)
        if name == "worker_kind" and lang == "zh":
            return rules.worker_kinds.get(value, value)
        return value

    living = set(plan.grids["grid_code"])
    rows = [
        [word(name, getattr(one, name)) for name in TEAM_WORDS]
        for one in members_of(plan)
        if one.grid_code in living
    ]
    return pd.DataFrame(rows, columns=[head.say(lang) for head in TEAM_WORDS.values()])


def _community_rows(plan: Plan, rules: TeamRules, lang: Lang) -> pd.DataFrame:
    named = dict(zip(plan.grids["community_code"], plan.grids["community"], strict=True))
    table = community_gaps(gaps_of(plan, rules))
    lacking = [Text(f"缺{word.zh}", f"No {word.en.lower()}") for word in ROLE_WORDS.values()]
    heads = [
        Text("社区代码", "Community code"),
        Text("社区", "Community"),
        Text("网格数", "Grids"),
        Text("配齐网格数", "Complete"),
        Text("无专职网格员", "No full-time worker"),
        *lacking,
    ]
    rows = [[code, named.get(code), *map(int, row)] for code, *row in table.itertuples()]
    return pd.DataFrame(rows, columns=[head.say(lang) for head in heads], dtype=object)


def _list_tables(plan: Plan, lang: Lang) -> dict[str, pd.DataFrame]:
    head = TEAM_WORDS["grid_code"].say(lang)
    return {
        one.name: pd.DataFrame(
            [[row.grid_code, *row.values] for row in list_rows_of(plan, one.list_id)],
            columns=[head, *one.columns],
            dtype=object,
        )
        for one in lists_of(plan)
    }


def _empty(path: Path) -> InputError:
    return InputError(
        Text(f"{path.name} 中没有表格。", f"{path.name} holds no table."),
        Text("第一行应为表头，至少两列。", "Give a row of headers, two at least."),
    )
