"""A store that cannot write says so, keeps nothing of what it could not keep, and goes on."""

import pytest
import sqlalchemy as sa
from drawn_plan import ADMIN, B, plan_now, save_drawn
from gridmap_api.errors import BusyError, FullError
from gridmap_api.store.chain import verify_plan
from gridmap_api.store.committing import commit_edit
from gridmap_api.store.engine import open_store
from gridmap_api.store.setup import upgrade

from gridmap.editing import Rename

ON_POSTGRESQL = pytest.mark.parametrize("store_address", ["postgis"], indirect=True)
"""A file is asked in the first test; it has one writer at a time, who waits for the others."""


def test_a_full_disk_keeps_nothing_and_is_survived(tmp_path):
    store = open_store(tmp_path / "store.gpkg")
    upgrade(store)
    plan_id = save_drawn(store)
    # SQLite itself then answers as it does when the disk has no page left.
    limit = {"pages": 0}

    @sa.event.listens_for(store.engine, "checkout")
    def _limited(connection, _record, _proxy):
        connection.execute(f"PRAGMA max_page_count = {limit['pages'] or 1_000_000}")

    long = "长" * 100
    limit["pages"] = 1
    version = 0

    def rename_on():
        nonlocal version
        while True:
            name = f"{version}{long}"
            commit_edit(store, plan_id, Rename(B, name), base=version, principal=ADMIN)
            version += 1

    with pytest.raises(FullError):
        rename_on()
    assert plan_now(store, plan_id)["head"] == version
    limit["pages"] = 0
    commit_edit(store, plan_id, Rename(B, "可以了"), base=version, principal=ADMIN)
    with store.read() as connection:
        assert verify_plan(connection, plan_id) == []
    store.close()


@ON_POSTGRESQL
@pytest.mark.parametrize(
    ("code", "error"), [("53100", FullError), ("55P03", BusyError), ("40P01", BusyError)]
)
def test_postgresql_says_what_the_service_tells(store, code, error):
    raised = sa.text(f"DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '{code}'; END $$")
    with pytest.raises(error), store.write() as connection:
        connection.execute(raised)


@ON_POSTGRESQL
def test_somebody_who_waits_too_long_for_a_plan_is_told_to_come_again(store):
    plan_id = save_drawn(store)
    held = sa.text("SELECT 1 FROM plan FOR UPDATE")

    def wait():
        with store.write() as waiting:
            waiting.execute(sa.text("SET LOCAL lock_timeout = '50ms'"))
            waiting.execute(held)

    with store.write() as holder:
        holder.execute(held)
        with pytest.raises(BusyError):
            wait()
    assert plan_now(store, plan_id)["head"] == 0
