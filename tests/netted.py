"""Two nets over the communities of the drawn plan, that can be drawn by hand too.

Two communities of 400 m by 600 m side by side, a building in each. 综治网 has a grid for each, that
of the east with a hole of 40 m by 40 m; 城管网 has its boundary 3 m farther east.
"""

import lattice
from drawn_plan import EAST, WEST
from drawn_street import put

HOLE = lattice.box(500, 100, 540, 140)


def put_ground(store):
    halves = [lattice.box(0, 0, 400, 600), lattice.box(400, 0, 800, 600)]
    put(
        store,
        "communities",
        lattice.layer(
            halves, community_code=[WEST, EAST], name=["西社区", "东社区"], street="南街"
        ),
    )
    homes = [lattice.box(x, 300, x + 10, 310) for x in (100, 700)]
    put(
        store,
        "buildings",
        lattice.layer(homes, building_id=["L1", "L2"], households=[400, 450]),
    )


def put_nets(store):
    shapes = [
        lattice.box(0, 0, 400, 600),
        lattice.box(400, 0, 800, 600).difference(HOLE),
        lattice.box(0, 0, 403, 600),
        lattice.box(403, 0, 800, 600),
    ]
    ids, names = ["Z1", "Z2", "C1", "C2"], ["综治网", "综治网", "城管网", "城管网"]
    put(store, "nets", lattice.layer(shapes, net_grid_id=ids, net=names, name=None))
