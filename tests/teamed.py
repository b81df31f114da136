"""Tables of teams and lists as an office sends them."""

import io

import openpyxl
from drawn_plan import PLANNER

HEADS = ["网格编码", "角色", "姓名", "类别", "单位", "值班电话", "起始日期"]


def book(*rows, heads=HEADS):
    """Return a workbook of one sheet as bytes."""
    pages, stream = openpyxl.Workbook(), io.BytesIO()
    for row in (heads, *rows):
        pages.active.append(row)
    pages.save(stream)
    return stream.getvalue()


def send(client, content, name="队伍.xlsx", who=PLANNER, what="teams"):
    """Send a table of teams, or of lists, to the plan of a client."""
    address = f"/plans/{client.plan}/{what}/table"
    return client.call("POST", address, who=who, files={"file": (name, content)})
