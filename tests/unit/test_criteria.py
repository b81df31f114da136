"""Scores of grids on lattices that can be drawn, by the definitions that are printed."""

import lattice
import numpy as np
import pytest

from gridmap.contiguity import build_contiguity
from gridmap.criteria import CRITERIA, definitions, grid_scores, plan_scores
from gridmap.dissolve import dissolve
from gridmap.plan import Band

A, B = f"{lattice.COMMUNITY}001", f"{lattice.COMMUNITY}002"
BAND = Band(300, 500)


def scored(drawing, *, households=100, layers=None, compounds=None, kind="ordinary", **columns):
    codes = [{"A": A, "B": B}[cell] for row in drawing for cell in row]
    units = lattice.lattice_units(len(drawing), len(drawing[0]), households=households, **columns)
    units["grid_code"] = codes
    grids = dissolve(units, units["grid_code"]).set_index("grid_code")
    grids["kind"] = kind
    graph = build_contiguity(units, layers or {})
    return grid_scores(units, grids, graph, band=BAND, compounds=compounds)


def compounds(**kinds):
    frame = lattice.layer([lattice.box(0, 0, 1, 1)] * len(kinds), compound_id=[*kinds])
    frame["kind"] = [*kinds.values()]
    return frame


@pytest.mark.parametrize(
    ("households", "score"), [(400, 100), (450, 80), (500, 60), (300, 60), (200, 45), (800, 15)]
)
def test_fit_falls_from_100_at_the_middle_to_60_at_the_ends_and_further_outside(households, score):
    """800 are 300 above 500, which is 75% of 400: a quarter of 60 is left."""
    assert scored(["A"], households=households).loc[A, "fit_score"] == score


def test_a_square_is_nearly_a_disc_and_a_strip_is_not():
    """Middles of cells of 100 m: 3 x 3 has mean square 40,000/3, a row of 9 has 200,000/3."""
    area = 9 * 100.0**2
    disc = area / (2 * np.pi)
    square = scored(["AAA"] * 3).loc[A, "adjacency_score"]
    strip = scored(["A" * 9]).loc[A, "adjacency_score"]
    assert square == pytest.approx(min(100, 100 * np.sqrt(disc / (40_000 / 3))), abs=0.05)
    assert strip == pytest.approx(100 * np.sqrt(disc / (200_000 / 3)), abs=0.05)


def test_a_grid_in_two_parts_is_less_adjacent_by_the_lesser_part():
    """A has 2 of its 3 cells in one part; middles at 50, 150 and 350 m, mean square 15,555.6."""
    scores = scored(["AABA"])
    disc = 30_000 / (2 * np.pi)
    mean = np.array([50, 150, 350]).var()
    assert scores.loc[A, "adjacency_score"] == pytest.approx(
        100 * np.sqrt(disc / mean) * 2 / 3, abs=0.05
    )


def test_likeness_is_the_chance_that_two_households_are_of_one_kind():
    """A: 300 commercial and 100 old, 9/16 + 1/16; B: 200 old and 200 in no compound, 1/2."""
    scores = scored(
        ["AABB", "AABB"],
        compound_ids=[["c", "c", "d", "d"], ["c", "d", None, None]],
        compounds=compounds(c="commercial", d="old"),
    )
    assert scores["likeness_score"].tolist() == [62.5, 50.0]


def test_likeness_leaves_out_kinds_that_are_not_known():
    ids = [["c", "e", None, None]]
    known = scored(["AABB"], compound_ids=ids, compounds=compounds(c="old", e=None))
    assert known["likeness_score"].tolist() == [100.0, 100.0]
    assert scored(["AABB"], compound_ids=ids)["likeness_score"].isna().all()


def test_ease_is_the_mean_of_compounds_whole_nothing_crossed_and_borders_along_lines():
    """Border of 200 m with nothing along it; no compound, no barrier: two of three shares."""
    assert scored(["AABB", "AABB"])["ease_score"].tolist() == [66.7, 66.7]
    road = {"roads": lattice.roads(lattice.line((200, -50), (200, 250)), road_class="local")}
    assert scored(["AABB", "AABB"], layers=road)["ease_score"].tolist() == [100.0, 100.0]


def test_ease_loses_split_compounds_but_not_those_above_the_band():
    """c lies in both grids, 100 of 400 households in each: (0.75 + 1 + 0) / 3."""
    ids = [[None, "c", "c", None], [None, None, None, None]]
    assert scored(["AABB", "AABB"], compound_ids=ids)["ease_score"].tolist() == [58.3, 58.3]
    large = scored(["AABB", "AABB"], compound_ids="c")
    assert large["ease_score"].tolist() == [66.7, 66.7]


def test_ease_loses_households_behind_a_barrier():
    """A railway cuts off the western column of A, half of its households: (1 + 0.5 + 0) / 3."""
    railway = {"railways": lattice.railways(lattice.line((100, -50), (100, 250)))}
    assert scored(["AABB", "AABB"], layers=railway)["ease_score"].tolist() == [50.0, 66.7]


def test_service_counts_households_within_500_m_of_the_centre():
    """A row of 13 cells: the middles 600 m away at both ends are out of reach."""
    assert scored(["A" * 13])["service_score"].tolist() == [pytest.approx(100 * 11 / 13, abs=0.05)]


def test_special_purpose_grids_have_no_score_and_a_plan_is_weighted_by_households():
    assert scored(["AABB"], kind="special").isna().all(axis=None)
    scores = scored(["AABBB"], households=[[200, 200, 100, 100, 300]])
    assert scores["fit_score"].tolist() == [100.0, 60.0]
    told = plan_scores(scores, scores["fit_score"].map({100.0: 400, 60.0: 500}))
    assert told["fit_score"] == pytest.approx((400 * 100 + 500 * 60) / 900, abs=0.05)
    assert told["likeness_score"] is None


def test_every_criterion_says_what_it_is_made_of_in_both_languages():
    assert [*CRITERIA] == [
        "fit_score",
        "adjacency_score",
        "likeness_score",
        "ease_score",
        "service_score",
    ]
    assert [line.split("：")[0] for line in definitions("zh").splitlines()] == [
        "人口相适",
        "居住相邻",
        "职业相近",
        "便于管理",
        "服务半径",
    ]
    assert len(definitions("en").splitlines()) == 5
