"""The service is killed under load: no acknowledged edit is lost, and the chain holds."""

import json
import multiprocessing
import random

import pytest
import sqlalchemy as sa
from drawn_plan import save_drawn
from gridmap_api.store.chain import verify_plan
from gridmap_api.store.engine import open_store
from gridmap_api.store.models import PlanEvent
from gridmap_api.store.setup import upgrade
from killed_writer import COLUMNS, ROWS, WRITERS, write_until_killed
from stores import cluster, store, store_address

__all__ = ["cluster", "store", "store_address"]

KILLS = 40
POSTGRES_KILLS = 3
PRELOADED = ["gridmap_api.store.committing", "gridmap.editing.commands", "killed_writer"]


@pytest.fixture(scope="module")
def processes():
    """Processes that start at once: forked from one that has loaded everything."""
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload(PRELOADED)
    return found


def acknowledged_until(kill, processes, address, plan_id, rng):
    """Run the writers, call ``kill`` once they have done some edits; return what they were told."""
    heard, told = processes.Pipe(duplex=False)
    child = processes.Process(target=write_until_killed, args=(address, plan_id, told), daemon=True)
    child.start()
    told.close()
    wanted, replies = rng.randrange(1, 25), []
    while len(replies) < wanted:
        assert heard.poll(60), "the writers are stuck"
        replies.append(heard.recv())
    kill(child)
    child.kill()
    child.join(30)
    while True:
        try:
            replies.append(heard.recv())
        except EOFError:
            return [json.loads(body) for body in replies]


def kept_seals(opened, plan_id):
    table = PlanEvent.__table__
    with opened.read() as connection:
        rows = connection.execute(
            sa.select(table.c.version, table.c.hash).where(table.c.plan_id == plan_id)
        )
        return dict(tuple(row) for row in rows)


def require_kept(opened, plan_id, replies):
    """Assert that every acknowledged edit is there as it was told, and that the chain holds."""
    kept = kept_seals(opened, plan_id)
    assert [one["version"] for one in replies if kept.get(one["version"]) != one["hash"]] == []
    with opened.read() as connection:
        assert verify_plan(connection, plan_id) == []
        if opened.is_file:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    return len(kept)


def test_forty_kills_under_eight_writers_lose_nothing(store, store_address, processes):
    plan_id = save_drawn(store, rows=ROWS, cols=COLUMNS)
    rng, told = random.Random(1), 0
    for _ in range(KILLS):
        replies = acknowledged_until(
            lambda child: child.kill(), processes, store_address, plan_id, rng
        )
        told += len(replies)
        kept = require_kept(store, plan_id, replies)
        assert kept >= told
    print(f"{KILLS} kills under {WRITERS} writers: {told} acknowledged, {kept} kept, 0 lost")


def test_a_killed_postgresql_loses_nothing(cluster, processes):
    opened = open_store(cluster.address)
    upgrade(opened)
    plan_id = save_drawn(opened, rows=ROWS, cols=COLUMNS)
    rng, told = random.Random(2), 0
    for _ in range(POSTGRES_KILLS):
        replies = acknowledged_until(
            lambda _child: cluster.kill(), processes, cluster.address, plan_id, rng
        )
        told += len(replies)
        opened.close()
        cluster.start()
        opened = open_store(cluster.address)
        assert require_kept(opened, plan_id, replies) >= told
    opened.close()
    print(f"{POSTGRES_KILLS} kills of PostgreSQL: {told} acknowledged, 0 lost")
