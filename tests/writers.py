"""Writers that edit one plan side by side, each in a community of its own.

A plan of 16 communities side by side, one for each writer: a column of six squares, the upper
three in grid 001 and the lower three in grid 002. Each writer moves the square south of the border
to and fro, always on the version that it made last itself, so that nearly every edit is stale.
"""

import json
import sys
import threading

import lattice
import pandas as pd
from gridmap_api.store.committing import commit_edit
from gridmap_api.store.engine import open_store
from gridmap_api.store.making import create_plan
from gridmap_api.store.principals import LOCAL

from gridmap.contiguity import build_contiguity
from gridmap.editing import Move
from gridmap.plan import Plan

WRITERS, EDITS = 16, 25


def community(writer):
    return f"3708990010{writer + 1:02d}"


def save_columns(store):
    """Keep the plan of sixteen columns and return its id."""
    codes = [community(writer) for writer in range(WRITERS)]
    units = lattice.lattice_units(6, WRITERS, community_code=[codes] * 6)
    units["grid_code"] = [
        f"{code}{'001' if row < WRITERS * 3 else '002'}"
        for row, code in enumerate(units["community_code"])
    ]
    grids = units.drop_duplicates("grid_code")[["grid_code", "community_code"]]
    grids = grids.assign(community=grids["community_code"], kind="ordinary", purpose=None)
    plan = Plan(units, grids, pd.DataFrame(), (), (), {"band": [20, 40]}, {})
    graph = build_contiguity(units, {})
    with store.write() as connection:
        return create_plan(connection, plan, name="并发", owner="甲", graph=graph)


def write(store, plan_id, writer, acknowledged):
    """Make the edits of one writer; its base is always the version that it made last itself."""
    code, base = community(writer), 0
    for number in range(EDITS):
        target = f"{code}{'001' if number % 2 == 0 else '002'}"
        move = Move((f"{code}-00004",), target)
        reply = commit_edit(store, plan_id, move, base=base, principal=LOCAL)
        base = json.loads(reply.body)["version"]
        acknowledged.append((base, code, target))


def write_side_by_side(address, plan_id, writers):
    """Run some writers in threads of this process and print what was acknowledged."""
    store = open_store(address)
    found, failures = [], []

    def run(writer):
        try:
            write(store, plan_id, writer, found)
        except Exception as error:  # noqa: BLE001
            failures.append(repr(error))

    threads = [threading.Thread(target=run, args=(writer,)) for writer in writers]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    store.close()
    print(json.dumps({"acknowledged": found, "failures": failures}))


if __name__ == "__main__":
    write_side_by_side(sys.argv[1], sys.argv[2], [int(one) for one in sys.argv[3].split(",")])
