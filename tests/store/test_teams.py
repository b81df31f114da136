"""Teams and lists go along with a plan: from its file into a store, and out again."""

import planned
from gridmap_api.store.loading import load_file
from gridmap_api.store.plans import find_plan
from gridmap_api.store.scope import EVERYTHING, Scope
from gridmap_api.store_source import whole_plan

from gridmap.io.plans import write_plan
from gridmap.teams.records import (
    GridList,
    ListRow,
    Member,
    list_rows_of,
    list_tables,
    lists_of,
    members_of,
    team_table,
)

MEMBERS = [
    Member(planned.EAST, "grid_worker", "孙五", "part_time", "城东社区", "0537-2345678"),
    Member(planned.WEST, "cadre", "李二", since="2025-03-01"),
    Member(f"{planned.lattice.COMMUNITY}009", "volunteer", "赵四"),
]
NEEDS = GridList("list-1", "居民需求清单", ("事项", "情况"), 1)
ROWS = [
    ListRow("list-1", planned.WEST, 1, ("加装电梯", "已报")),
    ListRow("list-1", planned.WEST, 2, ("车位", "")),
]


def loaded(store, path):
    made = load_file(store, path, name=None, actor="甲")
    with store.read() as connection:
        plan = find_plan(connection, made.plan_id, EVERYTHING)
        return plan, whole_plan(store, connection, plan, plan["head"], scope=EVERYTHING)


def test_teams_and_lists_of_a_plan_file_come_out_of_the_store_again(store, tmp_path):
    tables = {"teams": team_table(MEMBERS), **list_tables([NEEDS], ROWS)}
    write_plan(planned.plan(tables=tables), tmp_path / "plan.gpkg")
    plan, whole = loaded(store, tmp_path / "plan.gpkg")
    assert members_of(whole) == members_of(planned.plan(tables=tables))
    (kept,) = lists_of(whole)
    assert (kept.name, kept.columns) == (NEEDS.name, NEEDS.columns)
    assert [row.values for row in list_rows_of(whole, kept.list_id)] == [row.values for row in ROWS]
    write_plan(whole, tmp_path / "again.gpkg")
    _, again = loaded(store, tmp_path / "again.gpkg")
    assert members_of(again) == members_of(whole)
    assert lists_of(again) == lists_of(whole)
    assert list_rows_of(again) == list_rows_of(whole)
    with store.read() as connection:
        none = whole_plan(store, connection, plan, plan["head"], scope=Scope(frozenset()))
    assert members_of(none) == list_rows_of(none) == []
