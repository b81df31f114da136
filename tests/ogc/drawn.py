"""A store that can be drawn by hand: layers on a lattice, a published plan and a draft.

The lattice of `planned` is 600 m x 400 m: six columns of 100 m from the west, four rows. Each
cell has a square building of 40 m in its middle, b0 to b23 row by row from the north.
"""

import lattice
import planned
import sqlalchemy as sa
from gridmap_api.store.layer_writes import import_layer
from gridmap_api.store.making import create_plan
from gridmap_api.store.models import PlanRow, Publication
from gridmap_api.store.public_past import release_missing
from gridmap_api.store.types import utc_now

HOUSEHOLDS = [cell for row in planned.HOUSEHOLDS for cell in row]


def layers():
    """Return the layers of the lattice in degrees, with a column that no contract names."""
    found = {name: frame.to_crs(4490) for name, frame in planned.context().items()}
    found["buildings"] = found["buildings"].assign(
        name=[f"{n}号楼" for n in range(24)], 备注=["a"] * 24
    )
    return found


def fill_layers(store):
    """Write the layers."""
    with store.write() as connection:
        for name, frame in layers().items():
            import_layer(connection, name, frame, actor="测试", source="drawn")


def fill_plans(store):
    """Write a published plan and a draft, and return their ids."""
    with store.write() as connection:
        ids = [
            create_plan(connection, planned.plan(), name=name, owner="测试")
            for name in ("发布的方案", "草案")
        ]
        publish(connection, ids[0])
    return ids


def publish(connection, plan_id):
    """Note that a plan is published, as its route does when no violation is open."""
    step = {"plan_id": plan_id, "number": 1, "state": "published", "version": 0, "actor": "测试"}
    connection.execute(
        sa.insert(Publication).values(
            **step, time=utc_now(), note="", exceptions=[], digest="0" * 64
        )
    )
    connection.execute(sa.update(PlanRow).where(PlanRow.id == plan_id).values(state="published"))
    release_missing(connection)


def place(x_m, y_m):
    """Return longitude and latitude of a place in metres from the south-west corner."""
    shape = lattice.layer([lattice.point(x_m, y_m)]).to_crs(4490).geometry.iloc[0]
    return shape.x, shape.y
