"""A plan that can be drawn by hand, with every layer, for the tests of files, maps and service.

A community of 4 x 6 cells of 100 m. The western 4 x 2 cells hold 50 households each and are one
grid of 400; the middle 4 x 2 hold 30 each: 240, below the band; of the eastern 4 x 2 the upper
half (4 cells of 150: 600) is above the band and the lower half is a school of no household.
"""

import lattice
import numpy as np
import pandas as pd

from gridmap.errors import Fault, Text
from gridmap.plan import Plan, Violation

WEST, MIDDLE, EAST, SCHOOL = (f"{lattice.COMMUNITY}00{n}" for n in (1, 2, 3, 4))
HOUSEHOLDS = [[50, 50, 30, 30, 150, 150]] * 2 + [[50, 50, 30, 30, 0, 0]] * 2
PURPOSES = [[None] * 6] * 2 + [[None] * 4 + ["school"] * 2] * 2
CODES = [[WEST, WEST, MIDDLE, MIDDLE, EAST, EAST]] * 2 + [
    [WEST, WEST, MIDDLE, MIDDLE, SCHOOL, SCHOOL]
] * 2
HOSTILE = "</script><img src=x onerror=document.title='owned'>"
PLACE = lattice.ORIGIN


def units():
    frame = lattice.lattice_units(
        4,
        6,
        households=HOUSEHOLDS,
        persons=[[3 * n for n in row] for row in HOUSEHOLDS],
        purposes=PURPOSES,
        compound_ids=[["c0", "c0", "c1", "c1", None, None]] * 2 + [[None] * 6] * 2,
    )
    frame["grid_code"] = lattice.drawn(CODES, 4, 6)
    return frame


def grids():
    boxes = [
        lattice.box(0, 0, 200, 400),
        lattice.box(200, 0, 400, 400),
        lattice.box(400, 200, 600, 400),
        lattice.box(400, 0, 600, 200),
    ]
    return lattice.layer(
        boxes,
        grid_code=[WEST, MIDDLE, EAST, SCHOOL],
        community_code=lattice.COMMUNITY,
        community="格子社区",
        kind=["ordinary", "ordinary", "ordinary", "special"],
        purpose=[None, None, None, "school"],
        households=np.array([400, 240, 600, 0], dtype=np.int64),
    )


def context(**others):
    layers = dict(lattice.lattice_layers(4, 6, households=HOUSEHOLDS))
    layers["communities"]["street"] = "示范街道"
    layers["compounds"] = lattice.compounds(
        lattice.box(0, 200, 200, 400), lattice.box(200, 200, 400, 400)
    ).assign(name=["海棠苑", HOSTILE], kind=["commercial", "old"])
    layers["roads"] = lattice.roads(
        lattice.line((0, 200), (600, 200)), lattice.line((200, 0), (200, 400))
    ).assign(name=["人民路", None])
    layers["water"] = lattice.water(lattice.box(0, -30, 600, 0))
    layers["railways"] = lattice.railways(lattice.line((0, 420), (600, 420)))
    layers["bridges"] = lattice.bridges(lattice.line((300, -40), (300, 10)))
    layers["stations"] = lattice.layer(
        [lattice.point(50, 50), lattice.point(250, 350)],
        station_id=["s1", "s2"],
        name=["晨光驿站", "小微家"],
        kind=["station", "home"],
        floor_area_m2=[80.0, 40.0],
        address=["人民路 8 号", None],
    )
    layers["hazards"] = lattice.layer(
        [lattice.point(550, 50), lattice.point(150, 250)],
        hazard_id=["h1", "h2"],
        name=["学校门前低洼处", "北院围墙"],
        kind=["low_lying", "dilapidated"],
        level=np.array([1, 3], dtype=np.int64),
    )
    layers["nets"] = lattice.layer(
        [lattice.box(0, 0, 300, 400), lattice.box(300, 0, 600, 400), lattice.box(0, 0, 600, 200)],
        net_grid_id=["z1", "z2", "c1"],
        net=["综治网", "综治网", "城管网"],
    )
    return {**layers, **others}


def violations():
    return (
        Violation(
            "band",
            True,
            lattice.COMMUNITY,
            MIDDLE,
            Text("网格 002 只有 240 户，少于 300 户。", "Grid 002 has 240 households, under 300."),
            Text("请并入相邻网格的楼栋。", "Move buildings in from a neighbour."),
            figure=240.0,
            place=(PLACE[0] + 300, PLACE[1] + 200),
        ),
        Violation(
            "total",
            False,
            lattice.COMMUNITY,
            "",
            Text("社区户数与台账不符。", "The households differ from the register."),
            Text("请核对户数。", "Check the households."),
        ),
    )


def faults():
    return (
        Fault(
            "buildings.overlap",
            "warning",
            "buildings",
            Text("楼栋重叠。", "Two buildings overlap."),
            Text("已保留较大的一栋。", "The larger one is kept."),
            feature_id="b7",
            place=(117.001, 35.2),
            file="楼栋.shp",
        ),
        Fault(
            "layer.empty",
            "notice",
            "hazards",
            Text("没有隐患点。", "No hazard."),
            Text("无需处理。", "Nothing to do."),
        ),
    )


def feasibility():
    return pd.DataFrame(
        {
            "community_code": [lattice.COMMUNITY],
            "component": np.array([0], dtype=np.int64),
            "units": np.array([24], dtype=np.int64),
            "households": np.array([1240], dtype=np.int64),
            "grids_min": np.array([3], dtype=np.int64),
            "grids_max": np.array([4], dtype=np.int64),
            "feasible": [True],
            "reason_zh": [""],
            "reason_en": [""],
            "nearest_lower": np.array([300], dtype=np.int64),
            "nearest_upper": np.array([500], dtype=np.int64),
        }
    )


def plan(**changes) -> Plan:
    parts = {
        "units": units(),
        "grids": grids(),
        "feasibility": feasibility(),
        "violations": violations(),
        "faults": faults(),
        "settings": {
            "band": [300, 500],
            "seed": 7,
            "barriers": "closed",
            "versions": {"shapely": "2.1.2", "numpy": "2.0.0"},
        },
        "figures": {
            "communities": 1,
            "households": 1240,
            "grids": 4,
            "ordinary_grids": 3,
            "special_grids": 1,
            "in_band": 1,
            "in_band_share": 0.3333,
        },
        "context": context(),
    }
    return Plan(**{**parts, **changes})
