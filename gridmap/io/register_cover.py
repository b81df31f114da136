"""The cover of a register: of which plan it is, what it holds, how it is to be filled in."""

from __future__ import annotations

from collections.abc import Iterator

from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from gridmap.errors import Lang, Text
from gridmap.io.register_styles import DARK, EDGES, FONT, GREY, Looks
from gridmap.plan import Plan
from gridmap.register.content import Register
from gridmap.register.fields import plain
from gridmap.register.originals import About

TITLE = Text("网格台账", "Register of grids")
RULES = (
    Text(
        "白色单元格可以修改；灰色单元格是编码和计算值，修改后会被标出，不会采用。",
        "White cells may be changed. Grey ones are codes and sums: a change is flagged, not taken.",
    ),
    Text(
        "把楼栋划到另一网格：在“楼栋”表中改写“网格编码”，须为同一社区的现有网格。",
        "To move a building, write another grid code of its community on the page of buildings.",
    ),
    Text(
        "驿站、隐患点、队伍和清单可以增删行；新驿站和隐患点须填编号和经纬度（CGCS2000），"
        "队伍和清单的“编号”留空。",
        "Stations, hazards, members and rows of lists may be added and removed. A new station or "
        "hazard needs an id and its place (CGCS2000); leave the row id of others empty.",
    ),
    Text(
        "列可移动，行可排序、筛选；请不要改表头，不要删除隐藏的工作表 _gridmap。",
        "Columns may be moved, rows sorted and filtered. Keep the headers and the hidden sheet "
        "_gridmap.",
    ),
    Text(
        "读回时逐格列出改动，由规划员逐行采用；修改期间他人改过的内容会同时列出双方的值。",
        "Read back, every change is listed, and a planner accepts it row by row; of what others "
        "changed meanwhile both values are told.",
    ),
)


def write_cover(
    sheet: WriteOnlyWorksheet,
    register: Register,
    looks: Looks,
    *,
    plan: Plan,
    about: About,
    lang: Lang,
) -> None:
    """Write the cover of a register.

    Parameters
    ----------
    sheet : WriteOnlyWorksheet
        An empty sheet.
    register : Register
        What follows.
    looks : Looks
        What cells look like.
    plan : Plan
        Whose register it is.
    about : About
        Of which version it is.
    lang : {"zh", "en"}
        The language.
    """
    sheet.column_dimensions["A"].width = 24
    sheet.column_dimensions["B"].width = 92
    title = looks.text(sheet, plain(about.name) or TITLE.say(lang))
    title.font = Font(name=FONT, bold=True, size=18, color=DARK)
    sheet.row_dimensions[1].height = 34
    sheet.append([title])
    for name, value in _facts(register, plan, about, lang):
        sheet.append(_pair(sheet, looks, name, value, head=False))
    sheet.append([])
    heads = Text("工作表", "Sheet").say(lang), Text("行数", "Rows").say(lang)
    sheet.append(_pair(sheet, looks, *heads, head=True))
    for page in register.pages:
        rows = f"{len(page.rows):,}"
        sheet.append(_pair(sheet, looks, page.kind.title.say(lang), rows, head=False))
    sheet.append([])
    sheet.append(
        _pair(sheet, looks, Text("填写说明", "How to fill it in").say(lang), "", head=True)
    )
    for number, rule in enumerate(RULES, start=1):
        sheet.append(_pair(sheet, looks, str(number), rule.say(lang), head=False))


def _facts(register: Register, plan: Plan, about: About, lang: Lang) -> Iterator[tuple[str, str]]:
    if about.name:
        yield Text("文件", "File").say(lang), TITLE.say(lang)
    version = "" if about.version is None else f"v{about.version}　"
    yield Text("版本号", "Version id").say(lang), f"{version}{about.version_id}"
    yield Text("日期", "Date").say(lang), about.date
    lower, upper = plan.band.lower, plan.band.upper
    yield (
        Text("户数区间", "Band").say(lang),
        Text(f"每网格 {lower} 至 {upper} 户", f"{lower} to {upper} households a grid").say(lang),
    )
    streets = register.page("streets")
    ordinary = plan.grids[plan.grids["kind"] == "ordinary"]
    held = int(ordinary["households"].between(lower, upper).sum())
    special = len(plan.grids) - len(ordinary)
    counted = (
        ("街道", "Streets", len(streets.rows) if streets else 0),
        ("社区", "Communities", int(plan.grids["community_code"].nunique())),
        ("基础网格", "Ordinary grids", len(ordinary)),
        ("其中户数达标", "of them in band", held),
        ("专属网格", "Special-purpose grids", special),
        ("楼栋", "Buildings", len(plan.context.get("buildings", ()))),
        ("户数", "Households", int(plan.units["households"].sum())),
        ("人数", "Persons", int(plan.units["persons"].sum())),
    )
    for zh, en, number in counted:
        yield Text(zh, en).say(lang), f"{number:,}"
    yield from ((plain(name), plain(value)) for name, value in about.facts.items())


def _pair(
    sheet: WriteOnlyWorksheet, looks: Looks, name: str, value: str, *, head: bool
) -> list[object]:
    cells = [looks.text(sheet, name), looks.text(sheet, value)]
    for cell in cells:
        cell.font = Font(name=FONT, bold=head or cell is cells[0])
        cell.alignment = Alignment(vertical="center", wrap_text=True)
        cell.border = EDGES
        if head or cell is cells[0]:
            cell.fill = PatternFill("solid", fgColor=GREY)
    return list(cells)
