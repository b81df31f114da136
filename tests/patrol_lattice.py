"""Roads that can be drawn by hand: a lattice of 3 x 3 crossings, 100 m apart, gone at 1.2 m/s.

    R2 (0,200)---(100,200)---(200,200)
           |         |           |
    R1 (0,100)---(100,100)---(200,100)
           |         |           |
    R0 (0,0)-----(100,0)-----(200,0)
          C0        C1          C2

100 m take 83.3 s; a leg of 200 m takes 167 s, one of 400 m 333 s. A visit takes 300 s.
"""

import geopandas as gpd
import shapely

from gridmap.routing.network import make_network
from gridmap.routing.records import Team, Visit

CRS = "EPSG:4548"
ORIGIN = (500_000.0, 3_900_000.0)
BEGINS = 28_800
"""Eight o'clock."""


def at(x, y):
    """Return the place x metres east and y metres north of the lattice's south-west corner."""
    return (ORIGIN[0] + x, ORIGIN[1] + y)


def roads(**others):
    """Return the roads; others by id, each as a list of places from the south-west corner."""
    drawn = {f"R{row}": [(0, 100 * row), (200, 100 * row)] for row in range(3)}
    drawn |= {f"C{col}": [(100 * col, 0), (100 * col, 200)] for col in range(3)}
    drawn |= others
    lines = [shapely.LineString([at(*place) for place in places]) for places in drawn.values()]
    names = [f"{name}路" for name in drawn]
    return gpd.GeoDataFrame(
        {"road_id": list(drawn), "name": names, "road_class": "local"}, geometry=lines, crs=CRS
    )


def network(**others):
    """Return the network of `roads`."""
    return make_network(roads(**others), crs=CRS)


def visit(x, y, *, key=None, **others):
    """Return a visit of five minutes at a place."""
    others = {"service_s": 300, **others}
    name = key or f"H{x}_{y}"
    return Visit(name, name, at(x, y), **others)


def team(key="T1", x=0, y=0, *, shift_min=120, **others):
    """Return a team that sets out at eight from a place."""
    return Team(key, f"{key}队", at(x, y), "东站", BEGINS, 60 * shift_min, **others)
