"""One street whose distances can be read off the drawing.

Twelve squares of 100 m in a row, and a road along their southern side. The households of each
square are in its middle, 50 m from the road: from a station on the road at x metres the way to
square i (from 0) is ``abs(50 + 100 i - x) + 50`` metres. Square i holds i + 1 households, 78 in
all. The six in the west are grid A, the six in the east grid B.
"""

import lattice

from gridmap.stations import grids_of, homes_of, reach_of, stations_of, walks_of, ways_of

A, B = f"{lattice.COMMUNITY}001", f"{lattice.COMMUNITY}002"
COUNT = 12


def units(**options):
    return lattice.lattice_units(1, COUNT, households=[[i + 1 for i in range(COUNT)]], **options)


def street(*pieces):
    pieces = pieces or ((0, 1200),)
    lines = [lattice.line((first, 0), (last, 0)) for first, last in pieces]
    return lattice.roads(*lines, road_class="local")


def stations(*places, **columns):
    """Return stations at x and y metres, s0, s1 ... of 80 m² unless another area is given."""
    told = {
        "station_id": [f"s{row}" for row in range(len(places))],
        "name": [f"驿站{row}" for row in range(len(places))],
        "kind": "station",
        "floor_area_m2": 80.0,
    }
    return lattice.layer([lattice.point(*place) for place in places], **{**told, **columns})


def codes(*, last_of_a=5):
    return [A if i <= last_of_a else B for i in range(COUNT)]


def reach(layer, *, roads=None, settings=None, grids=None, frame=None):
    frame = units() if frame is None else frame
    homes = homes_of(frame)
    ways = ways_of(street() if roads is None else roads, homes, settings=settings)
    walks = walks_of(ways, stations_of(layer, homes))
    return reach_of(walks, grids_of(codes() if grids is None else grids, homes))


def houses(*squares):
    """Return how many households some squares hold together."""
    return sum(i + 1 for i in squares)
