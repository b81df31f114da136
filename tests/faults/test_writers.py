"""Many writers at once: nothing that was acknowledged is lost, and disjoint edits never collide."""

import json
import subprocess
import sys

import pytest
import writers
from gridmap_api.store.chain import verify_plan
from gridmap_api.store.events import events_after
from gridmap_api.store.plans import find_plan
from gridmap_api.store.scope import EVERYTHING
from writers import EDITS, WRITERS, save_columns


def start(address, plan_id, some):
    """Start a process that runs some of the writers in threads."""
    numbers = ",".join(map(str, some))
    command = [sys.executable, writers.__file__, address, plan_id, numbers]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def require_all_kept(store, plan_id, acknowledged):
    with store.read() as connection:
        plan = find_plan(connection, plan_id, EVERYTHING)
        events = events_after(connection, plan_id, 0)
        assert verify_plan(connection, plan_id) == []
    assert plan["head"] == WRITERS * EDITS
    kept = {
        (event["version"], *(code[:12], code))
        for event in events
        for _, code in event["delta"]["units"].values()
    }
    assert {tuple(one) for one in acknowledged} == kept
    assert len(kept) == WRITERS * EDITS


@pytest.mark.parametrize("processes", [1, 4])
def test_writers_side_by_side_lose_nothing_and_never_collide(store, store_address, processes):
    plan_id = save_columns(store)
    share = WRITERS // processes
    parts = [range(share * one, share * (one + 1)) for one in range(processes)]
    running = [start(store_address, plan_id, part) for part in parts]
    said = [json.loads(one.communicate(timeout=300)[0]) for one in running]
    assert [failure for one in said for failure in one["failures"]] == []
    require_all_kept(store, plan_id, [row for one in said for row in one["acknowledged"]])
