"""A patrol drawn by hand: two teams in Wuhan, on a lattice of streets 100 m apart.

Metres east and north of the station; the station stands at 114.3 E, 30.6 N in EPSG:4547 (central
meridian 114 E), so that places in degrees can be computed by anybody::

      200  +--民主路--3
           |        |
      100  +        +
           |        |
        0  S--红旗路--1----2    (2 is 30 m north of the road at 200, 30)

The first team walks S-1-2-3-S, the second has no stops, the third stays at one place.
"""

import shapely
from pyproj import Transformer

from gridmap.errors import Text
from gridmap.routing.records import LeftOut, Leg, Patrol, Route, Stop, Stretch, Team, Visit

CRS = 4547
STATION = (114.3, 30.6)
X0, Y0 = Transformer.from_crs(4490, CRS, always_xy=True).transform(*STATION)
HARD = "</name>&\"'=1+1\U0001f6a7\x0b涵洞"
LONG = "很" * 200
DATE = "2026-07-01"
EIGHT = 8 * 3600


def xy(east_m, north_m):
    return (X0 + east_m, Y0 + north_m)


def leg(*streets, speed=1.0):
    stretches = tuple(
        Stretch(street, line := shapely.LineString([xy(*at) for at in points]), line.length)
        for street, points in streets
    )
    length = round(sum(one.length_m for one in stretches))
    return Leg(stretches, length, round(length / speed))


def visit(number, east_m, north_m, name, **more):
    return Visit(f"H{number:03d}", name, xy(east_m, north_m), 600, **more)


def first_route():
    team = Team(
        "t1", "东湖一队", xy(0, 0), "东湖驿站", EIGHT, 7200, "foot", None, ("420106001001001",)
    )
    to_1 = leg(("红旗路", [(0, 0), (100, 0)]))
    to_2 = leg(("红旗路", [(100, 0), (200, 0)]))
    to_3 = leg(("红旗路", [(200, 0), (100, 0)]), ("胜利街", [(100, 0), (100, 200)]))
    back = leg(("民主路", [(100, 200), (0, 200)]), ("", [(0, 200), (0, 0)]))
    culvert = visit(1, 100, 0, "红旗涵洞", kind="culvert", level=2, grid="420106001001001")
    hard = visit(2, 200, 30, HARD, kind="ditch", level=1)
    long = visit(3, 100, 200, LONG, kind="low_lying")
    stops = (
        Stop(culvert, to_1, 0.0, EIGHT + 100, EIGHT + 100, EIGHT + 700),
        Stop(hard, to_2, 30.0, EIGHT + 800, EIGHT + 800, EIGHT + 1400),
        Stop(long, to_3, 0.0, EIGHT + 1700, EIGHT + 1700, EIGHT + 2300),
    )
    return Route(team, stops, back)


def patrol():
    """Three teams; two visits are left out."""
    idle = Team("t2", "二队", xy(0, 0), "东湖驿站", EIGHT)
    near = Team("t3", "=cmd|三队[夜]", xy(0, 0), "东湖驿站", 20 * 3600, profile="car")
    nowhere = Leg((), 0, 0)
    here = visit(4, 0, 0, "驿站旁围墙", kind="dilapidated", level=4)
    stop = Stop(here, nowhere, 0.0, 20 * 3600, 20 * 3600, 20 * 3600 + 600)
    left = (
        LeftOut(
            visit(5, 900, 900, "远处泵站", kind="river_section", level=3),
            "shift",
            Text("往返需 150 分钟，比班次多 30 分钟。", "There and back takes 30 min too long."),
            short_s=1800,
        ),
        LeftOut(
            visit(6, 500, 500, '=HYPERLINK("x")', kind="garage"),
            "off_road",
            Text("距道路 260 米，超过 200 米。", "260 m from a road, over 200 m."),
            short_m=60,
        ),
    )
    routes = (first_route(), Route(idle, (), nowhere), Route(near, (stop,), nowhere))
    return Patrol(CRS, DATE, "orange", routes, left)
