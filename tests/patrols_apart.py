"""A patrol that can be drawn by hand: two teams, three stops, one hazard left out.

On the central meridian of EPSG:4548 (117 degrees east), metres from 500,000 / 3,900,000; the west
is one community, the east the other. Walked at 1.25 m/s: 100 m take 80 s; each stop takes 300 s.

    north  h-far (left out)
       |
    station --100 m-- h-1 --100 m-- h-2          station -- 200 m east -- h-3 (team 2)
"""

import shapely

from gridmap.errors import Text
from gridmap.routing.records import LeftOut, Leg, Patrol, Route, Stop, Stretch, Team, Visit
from gridmap.routing.saving import patrol_to_dict

WEST, EAST = "370829001001", "370829001002"
PLACES = {"h-1": WEST, "h-2": WEST, "h-far": WEST, "h-3": EAST}
X, Y = 500_000.0, 3_900_000.0
BEGINS_S = 8 * 3600
SPEED = 1.25
SERVICE_S = 300


def visit(key, x, y, **more):
    told = {"name": f"点{key}", "kind": "culvert", "level": 2, **more}
    return Visit(key, told.pop("name"), (X + x, Y + y), SERVICE_S, **told)


def leg(*xs, y=0, street="建设路"):
    """Return a way along a street from one x to the next ones."""
    line = shapely.LineString([(X + x, Y + y) for x in xs])
    return Leg(
        (Stretch(street, line, line.length),), round(line.length), round(line.length / SPEED)
    )


def route(team, visits):
    """Return the route of a team along its visits, all on one street, and back."""
    at, now, stops = 0, team.begins_s, []
    for one in visits:
        x = one.xy[0] - X
        way = leg(at, x)
        arrives = now + way.duration_s
        stops.append(Stop(one, way, 0.0, arrives, arrives, arrives + one.service_s))
        at, now = x, arrives + one.service_s
    return Route(team, tuple(stops), leg(at, 0))


def patrol(date="2026-07-01"):
    first = Team("t1", "一队", (X, Y), "东关驿站", begins_s=BEGINS_S)
    second = Team("t2", "二队", (X, Y), "东关驿站", begins_s=BEGINS_S)
    why = Text("往返比班次多 20 分钟。", "There and back takes 20 min more than the shift.")
    return Patrol(
        metric_crs=4548,
        date=date,
        rain="orange",
        routes=(
            route(first, [visit("h-1", 100, 0, name="红旗涵洞"), visit("h-2", 200, 0)]),
            route(second, [visit("h-3", 200, 0, name="<b>南沟</b>", kind="ditch")]),
        ),
        left_out=(LeftOut(visit("h-far", 0, 9_000), "shift", why, short_s=1_200),),
        settings={"seed": 1},
    )


def saved(date="2026-07-01"):
    """Return the patrol as the service keeps it."""
    return patrol_to_dict(patrol(date))
