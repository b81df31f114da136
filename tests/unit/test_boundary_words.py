"""四至 on nine squares of 100 m, of which the middle one has a known thing on each side.

A road runs along its north, a stream along its east, a compound stands west of it, and nothing
lies on its south but the next grid::

    1 2 3      1 2 3
    4 5 6      4 5 6 : road north of 5, stream east, compound fills 4
    7 8 9      7 8 9
"""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import affinity

from gridmap.crs import metric_crs
from gridmap.dossier.boundary import boundaries_of
from gridmap.dossier.ground import ground_of
from gridmap.dossier.outline import SIDES
from gridmap.dossier.words import boundary_in_words
from gridmap.errors import CrsError

HOME, AWAY = "370899001001", "370899001002"
MIDDLE = f"{HOME}005"
CORNER = (500_000.0, 3_900_000.0)
CRS = metric_crs((116.3, 35.3, 116.4, 35.4))


def frame(shapes, *, turns=0, **columns):
    """Return a layer, turned by quarters about the middle of the squares."""
    turned = [affinity.rotate(one, 90 * turns, origin=(150, 150)) for one in shapes]
    placed = [affinity.translate(one, *CORNER) for one in turned]
    return gpd.GeoDataFrame(columns, geometry=placed, crs=CRS)


def squares(*, turns=0, last_away=False):
    boxes = [
        shapely.box(100 * c, 200 - 100 * r, 100 * c + 100, 300 - 100 * r)
        for r in range(3)
        for c in range(3)
    ]
    codes = [f"{HOME}{n:03d}" for n in range(1, 10)]
    communities = [HOME] * 9
    if last_away:
        codes[7], communities[7] = f"{AWAY}001", AWAY
    names = ["甲社区" if code == HOME else "乙社区" for code in communities]
    return frame(boxes, turns=turns, grid_code=codes, community_code=communities, community=names)


def layers(*, turns=0):
    return {
        "roads": frame(
            [shapely.LineString([(0, 200), (300, 200)])],
            turns=turns,
            road_id=["R1"],
            name=["红旗路"],
            road_class=["local"],
        ),
        "water": frame(
            [shapely.LineString([(200, 0), (200, 300)])],
            turns=turns,
            water_id=["W1"],
            name=["清河"],
            kind=["river"],
        ),
        "compounds": frame(
            [shapely.box(0, 100, 100, 200)], turns=turns, compound_id=["X1"], name=["幸福小区"]
        ),
    }


def pieces(code=MIDDLE, *, turns=0, ground=None, grids=None):
    known = ground_of(layers(turns=turns) if ground is None else ground)
    return boundaries_of(squares(turns=turns) if grids is None else grids, known, only=[code])[code]


def told(found):
    return {
        one.side: (
            one.along.kind,
            one.along.name or one.along.inner or one.along.outer,
            one.beyond,
            round(one.length_m),
        )
        for one in found
    }


def test_each_side_is_told_by_what_runs_along_it_and_who_is_beyond():
    assert told(pieces()) == {
        "east": ("water", "清河", f"{HOME}006", 100),
        "south": ("none", "", f"{HOME}008", 100),
        "west": ("wall", "幸福小区", f"{HOME}004", 100),
        "north": ("road", "红旗路", f"{HOME}002", 100),
    }


def test_the_sentence_names_sides_in_the_order_of_office_papers():
    words = boundary_in_words(pieces())
    assert words.zh == (
        "东至清河河道（100 米，邻006网格）；南至与008网格分界线（100 米）；"
        "西至幸福小区东围墙（100 米，邻004网格）；北至红旗路中心线（100 米，邻002网格）。"
    )
    assert words.en == (
        "East: 清河 (100 m, grid 006 beyond); South: the line to grid 008 (100 m); "
        "West: the east wall of 幸福小区 (100 m, grid 004 beyond); "
        "North: the centre line of 红旗路 (100 m, grid 002 beyond)."
    )


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_quarter_turn_of_the_ground_turns_every_side_by_one(turns):
    # Counter-clockwise: what was in the east is in the north then, what was north is west.
    order = ("east", "north", "west", "south")
    plain, turned = told(pieces()), told(pieces(turns=turns))
    for place, side in enumerate(order):
        assert turned[order[(place + turns) % 4]] == plain[side]


def test_a_grid_of_another_community_is_named_with_it():
    words = boundary_in_words(pieces(grids=squares(last_away=True)))
    assert "南至与乙社区001网格分界线（100 米）" in words.zh


def test_where_no_community_lies_the_outer_boundary_is_told():
    found = pieces(f"{HOME}007")
    sides = {one.side: one for one in found}
    assert sides["south"].is_edge
    assert sides["west"].is_edge
    assert not sides["north"].is_edge
    assert "南至社区外边界（100 米）" in boundary_in_words(found).zh


def test_a_road_along_half_of_a_side_is_told_with_its_own_length():
    half = layers() | {
        "roads": frame(
            [shapely.LineString([(100, 200), (160, 200)])],
            road_id=["R1"],
            name=["短街"],
            road_class=["local"],
        )
    }
    north = [one for one in pieces(ground=half) if one.side == "north"]
    assert [(one.along.kind, one.along.name) for one in north] == [("road", "短街"), ("none", "")]
    # A place every 3 m or closer stands for its stretch, so the end is within one stretch.
    assert north[0].length_m == pytest.approx(60, abs=3 + 2)
    assert north[0].length_m + north[1].length_m == pytest.approx(100)


def test_a_road_that_only_crosses_a_side_is_not_told():
    crossing = layers() | {
        "roads": frame(
            [shapely.LineString([(150, 150), (150, 250)])],
            road_id=["R1"],
            name=["横穿街"],
            road_class=["local"],
        )
    }
    assert {one.along.name for one in pieces(ground=crossing)} == {"清河", ""}


def test_water_is_told_before_a_road_beside_it_and_a_named_road_before_one_without():
    both = layers()
    both["roads"] = frame(
        [
            shapely.LineString([(201, 0), (201, 300)]),
            shapely.LineString([(0, 200.5), (300, 200.5)]),
            shapely.LineString([(0, 200), (300, 200)]),
        ],
        road_id=["R1", "R2", "R3"],
        name=["滨河路", "红旗路", None],
        road_class=["local"] * 3,
    )
    known = told(pieces(ground=both))
    assert known["east"][:2] == ("water", "清河")
    assert known["north"][:2] == ("road", "红旗路")


def test_a_road_in_a_tunnel_is_no_boundary():
    under = layers()
    under["roads"] = under["roads"].assign(tunnel=True)
    assert told(pieces(ground=under))["north"][0] == "none"


def test_the_bank_of_a_lake_is_told_as_its_bank_and_its_inside_as_its_water():
    lake = {
        "water": frame(
            [shapely.box(200, 150, 300, 250)], water_id=["W1"], name=["镜心湖"], kind=["lake"]
        )
    }
    east = [one for one in pieces(ground=lake) if one.side == "east"]
    assert {one.along.kind for one in east} == {"bank", "none"}
    assert "镜心湖岸线" in boundary_in_words(pieces(ground=lake)).zh
    inside = {
        "water": frame(
            [shapely.box(150, 50, 300, 250)], water_id=["W1"], name=["镜心湖"], kind=["lake"]
        )
    }
    assert told(pieces(ground=inside))["east"][:2] == ("water", "镜心湖")


def test_a_notch_is_told_by_where_its_edges_face():
    # An L: the square of 200 m without its north-eastern quarter.
    shape = shapely.Polygon([(0, 0), (200, 0), (200, 100), (100, 100), (100, 200), (0, 200)])
    grids = frame([shape], grid_code=[MIDDLE], community_code=[HOME], community=["甲社区"])
    sums = {
        side: sum(one.length_m for one in pieces(ground={}, grids=grids) if one.side == side)
        for side in SIDES
    }
    assert sums == pytest.approx({"east": 200, "south": 200, "west": 200, "north": 200}, abs=1e-6)


def test_steps_of_a_jagged_outline_do_not_count():
    # The northern edge goes up and down by 2 m every 4 m: still a northern edge.
    teeth = [(x, 100 + 2 * ((x // 4) % 2)) for x in range(200, -1, -4)]
    shape = shapely.Polygon([(0, 0), (200, 0), *teeth])
    grids = frame([shape], grid_code=[MIDDLE], community_code=[HOME], community=["甲社区"])
    found = pieces(ground={}, grids=grids)
    north = sum(one.length_m for one in found if one.side == "north")
    jagged = np.hypot(*np.diff(np.array(teeth), axis=0).T).sum()
    assert north == pytest.approx(jagged, rel=0.08)


def test_a_grid_without_a_side_ends_in_what_its_last_point_touches():
    # A triangle that points east.
    shape = shapely.Polygon([(0, 0), (120, 100), (0, 200)])
    grids = frame([shape], grid_code=[MIDDLE], community_code=[HOME], community=["甲社区"])
    found = {one.side: one for one in pieces(ground={}, grids=grids)}
    assert found["west"].length_m == pytest.approx(200, abs=15)
    assert {one for one in SIDES if one in found} == set(SIDES)


def test_grids_in_holes_are_told():
    words = boundary_in_words(pieces(), holds=[f"{HOME}010"])
    assert words.zh.endswith("；不含其中的010网格。")


def test_boundaries_are_not_measured_in_degrees():
    with pytest.raises(CrsError):
        boundaries_of(squares().to_crs(4490), ground_of(layers()))
