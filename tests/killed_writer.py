"""Eight writers in a process that is killed: each tells what was acknowledged to it."""

import threading

from drawn_plan import ADMIN, A, B, C, D, unit
from gridmap_api.errors import ServiceError
from gridmap_api.store.committing import commit_edit
from gridmap_api.store.engine import open_store
from gridmap_api.store.plans import find_plan
from gridmap_api.store.scope import EVERYTHING

from gridmap.editing.commands import Move

ROWS, COLUMNS, WRITERS = 4, 8, 8


def write_until_killed(address, plan_id, told):
    """Move the unit of one column to and fro in each thread, and tell each acknowledged version."""
    store = open_store(address)
    telling = threading.Lock()

    def write(column):
        # The last row above the border of the upper and the lower grid, one column a writer.
        one = unit(ROWS // 2 - 1, column)
        upper, lower = (A, B) if column < COLUMNS // 2 else (C, D)
        with store.read() as connection:
            base = find_plan(connection, plan_id, EVERYTHING)["head"]
        target = lower
        while True:
            try:
                reply = commit_edit(
                    store, plan_id, Move((one,), target), base=base, principal=ADMIN
                )
            except ServiceError:
                # It stands there already, from the process that was killed before.
                target = lower if target == upper else upper
                continue
            with telling:
                told.send(reply.body)
            base = int(reply.headers["ETag"].strip('"'))
            target = lower if target == upper else upper

    for column in range(WRITERS):
        threading.Thread(target=write, args=(column,), daemon=True).start()
    threading.Event().wait()
