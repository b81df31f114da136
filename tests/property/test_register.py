"""Whatever a plan says, its register comes back as it went out; whatever is edited is found."""

import string
import tempfile
from pathlib import Path

import edited_register
import pandas as pd
import planned
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridmap.io.register import read_register, write_register
from gridmap.register.comparing import compare
from gridmap.register.content import register_of
from gridmap.register.fields import plain
from gridmap.teams.records import GridList, ListRow, Member, list_tables, team_table

TEXTS = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.sampled_from(
        ["=1+1", "'=x", "+86", "-", "@a", "'", "''", "0012", "1.0", "３", "是", "a\r\nb"]
    ),
)
FEW = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def plan_saying(names, areas, members, lines):
    """Return the drawn plan with these names, areas, members of teams and rows of a list."""
    context = planned.context()
    context["stations"] = context["stations"].assign(
        name=pd.Series(names, dtype=object), floor_area_m2=areas
    )
    context["compounds"] = context["compounds"].assign(name=pd.Series(names, dtype=object))
    tables = {
        "teams": team_table(
            Member(planned.WEST, "cadre", name or "王", organisation=name or "") for name in members
        ),
        **list_tables(
            [GridList("l", "清单:/?*[甲]", ("列", "列", "=列"))],
            [
                ListRow("l", planned.WEST, n, tuple(text or "" for text in line))
                for n, line in enumerate(lines, 1)
            ],
        ),
    }
    return edited_register.plan(context=context, tables=tables)


PLANS = st.builds(
    plan_saying,
    st.lists(TEXTS, min_size=2, max_size=2),
    st.lists(st.floats(0, 1e6, allow_nan=False), min_size=2, max_size=2),
    st.lists(TEXTS, max_size=3),
    st.lists(st.lists(TEXTS, min_size=3, max_size=3), max_size=3),
)


@FEW
@given(PLANS, st.sampled_from(["xlsx", "zip"]), st.sampled_from(["zh", "en"]))
def test_what_is_written_reads_back_without_a_difference(plan, suffix, lang):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"r.{suffix}"
        write_register(plan, path, lang=lang)
        found = compare(read_register(path), register_of(plan))
    assert (found.rows, found.faults) == ((), ())


@FEW
@given(st.text(alphabet=string.printable + "网格驿站＝＋", max_size=12))
def test_a_text_written_into_a_cell_is_found_as_it_reads(text):
    plan = edited_register.plan()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "r.xlsx"
        write_register(plan, path)
        book = edited_register.Book(path)
        cell = book.cell("驿站", "s1", "地址")
        cell.value = plain(text)
        cell.data_type = "s"
        book.save()
        rows = compare(read_register(path), register_of(plan)).rows
    wanted = plain(text) or None
    found = [edited_register.changes(row) for row in rows]
    assert found == ([] if wanted == "人民路 8 号" else [{"address": ("人民路 8 号", wanted)}])
