"""Where the code of a grid comes from and what happened to it, version by version."""

from __future__ import annotations

import pandas as pd

from gridmap.dossier.records import Header, Section, count, same
from gridmap.editing.telling import TITLES
from gridmap.errors import Text
from gridmap.plan import Plan


def history_section(plan: Plan, code: str) -> Section:
    """Return the history of a code.

    Parameters
    ----------
    plan : Plan
        Its table ``succession`` may be missing.
    code : str
        Of the grid.

    Returns
    -------
    Section
        A row an event of the code and of those that it came from, the oldest first.
    """
    table = plan.tables.get("succession")
    events = pd.DataFrame() if table is None else table[_kin(table, code)]
    return Section(
        "history",
        Text("编码沿革", "History of the code"),
        headers=(
            Header(Text("时间", "Time"), 0.16),
            Header(Text("类型", "Type"), 0.1),
            Header(Text("原编码", "Code before"), 0.2),
            Header(Text("现编码", "Code after"), 0.2),
            Header(Text("户数变化", "Households"), 0.14),
            Header(Text("划入", "In"), 0.1, is_number=True),
            Header(Text("划出", "Out"), 0.1, is_number=True),
        ),
        rows=tuple(
            (
                same(str(event["time"])[:16].replace("T", " ")),
                TITLES.get(event["kind"], same(event["kind"])),
                same(event["old_code"] or "–"),
                same(event["new_code"] or "–"),
                same(f"{event['households_before']} → {event['households']}"),
                count(event["moved_in"]),
                count(event["moved_out"]),
            )
            for event in events.to_dict("records")
        ),
        nothing=Text(
            "本方案中没有该编码的变更记录。", "This plan has no record of a change of the code."
        ),
    )


def _kin(table: pd.DataFrame, code: str) -> pd.Series:
    """Return which events are of a code or of one that it came from."""
    codes = {code}
    while True:
        found = table["new_code"].isin(list(codes)) | table["old_code"].isin([code])
        before = set(table.loc[table["new_code"].isin(list(codes)), "old_code"]) - {""}
        if before <= codes:
            return found
        codes |= before
