"""A street through the drawn plan of two communities, and a station at each end of it.

It runs from west to east through the middle, at 300 m. Homes stand 50, 150 and 250 m from it. s1 is
10 m from it at 50 m, in grid A; s2 at 750 m, in grid C, and too small.
"""

import lattice
from gridmap_api.store.layer_writes import import_layer


def stations():
    return lattice.layer(
        [lattice.point(50, 310), lattice.point(750, 310)],
        station_id=["s1", "s2"],
        name=["晨光驿站", "晚霞驿站"],
        kind=["station", "centre"],
        floor_area_m2=[80.0, 40.0],
    )


def put(store, name, frame):
    """Keep a layer in a store."""
    with store.write() as connection:
        import_layer(connection, name, frame.to_crs(4490), actor="test")


def put_street(store):
    """Keep the street and its stations in a store."""
    street = lattice.line((0, 300), (800, 300))
    put(store, "roads", lattice.roads(street, road_class="local").assign(name="锦绣路"))
    put(store, "stations", stations())
