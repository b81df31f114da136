"""Registers of the drawn plan, edited as people edit them."""

from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
import planned
from openpyxl.worksheet.worksheet import Worksheet

from gridmap.io.register import read_register, write_register
from gridmap.plan import Plan
from gridmap.register.applying import live_plan_of
from gridmap.register.comparing import compare
from gridmap.register.content import register_of
from gridmap.register.difference import RowChange
from gridmap.register.moving import Judged, judge
from gridmap.teams.records import GridList, ListRow, Member, list_tables, team_table

ELDERS = GridList("elders", "独居老人", ("楼栋", "备注"))


def plan(**changes) -> Plan:
    """Return the drawn plan with two members of a team and a list of one row."""
    tables = {
        "teams": team_table(
            [
                Member(planned.WEST, "grid_worker", "王芳", "full_time", "平安街道办"),
                Member(planned.MIDDLE, "leader", "李强"),
            ]
        ),
        **list_tables([ELDERS], [ListRow("elders", planned.WEST, 1, ("b0", "=每周一访"))]),
    }
    return planned.plan(**{"tables": tables, **changes})


class Book:
    """A workbook in the hands of somebody who edits it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.book = openpyxl.load_workbook(path)

    def sheet(self, title: str) -> Worksheet:
        return self.book[title]

    def column(self, title: str, head: str) -> int:
        heads = [cell.value for cell in self.sheet(title)[1]]
        return heads.index(head) + 1

    def row(self, title: str, key: str) -> int:
        codes = [cell.value for cell in self.sheet(title)["A"]]
        return codes.index(key) + 1

    def cell(self, title: str, key: str, head: str):
        return self.sheet(title).cell(self.row(title, key), self.column(title, head))

    def write(self, title: str, key: str, head: str, value: object) -> None:
        self.cell(title, key, head).value = value

    def add(self, title: str, values: Mapping[str, object]) -> int:
        sheet = self.sheet(title)
        at = sheet.max_row + 1
        for head, value in values.items():
            sheet.cell(at, self.column(title, head)).value = value
        return at

    def save(self) -> None:
        self.book.save(self.path)


def edited(made: Plan, path: Path, edit: Callable[[Book], object], *, now: Plan | None = None):
    """Return what an edit of the register of a plan changes in it, or in another."""
    write_register(made, path)
    book = Book(path)
    edit(book)
    book.save()
    return read(now or made, path)


def read(made: Plan, path: Path) -> Judged:
    difference = compare(read_register(path), register_of(made))
    return judge(difference, live_plan_of(made))


def only(judged: Judged) -> RowChange:
    """Return the one row that differs."""
    (row,) = judged.difference.rows
    return row


def rules(row: RowChange) -> list[str]:
    return [flag.rule for flag in row.flags]


def changes(row: RowChange) -> dict[str, tuple[object, object]]:
    return {cell.field.name: (cell.before, cell.after) for cell in row.cells}
