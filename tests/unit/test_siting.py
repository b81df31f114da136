"""Where the next stations go: drawn by hand, tried against every choice, and on a whole street."""

import itertools
import time

import lattice
import numpy as np
import pytest
from sampled import sampled
from street_of_stations import houses, stations, street, units

from gridmap.errors import InputError, SettingsError
from gridmap.pipeline import PlanSettings
from gridmap.pipeline.tessellated import tessellate_layers
from gridmap.stations import StationSettings, homes_of, stations_of, ways_of
from gridmap.stations.candidates import candidates_of, network_candidates
from gridmap.stations.siting import site_stations
from gridmap.stations.siting_told import proof_text, siting_json


def ground(*, frame=None, roads=None, settings=None):
    homes = homes_of(units() if frame is None else frame)
    return ways_of(street() if roads is None else roads, homes, settings=settings)


def sited(ways, there, places, **options):
    layer = candidates_of(stations(*places), ways.homes, key="station_id")
    return site_stations(ways, stations_of(there, ways.homes), layer, **options)


def test_the_next_station_goes_where_most_households_come_into_reach():
    # As elders people walk 670 m along the street: from 50 m squares 0 to 6 are reached, from
    # 100 m too, and from 1,150 m squares 5 to 11.
    ways = ground()
    found = sited(ways, stations((50, 0)), [(100, 0), (1150, 0)], count=1, walker="elder")
    assert found.choice.places == (1,)
    assert (found.covered_before, found.covered_after) == (houses(*range(7)), 78)
    assert found.choice.gain == found.choice.bound == houses(*range(7, 12))
    assert found.gained == (houses(*range(7, 12)),)
    assert found.choice.status == "optimal"


def test_least_walking_is_another_question_than_most_in_reach():
    ways = ground(settings=StationSettings(minutes=3))
    # In 3 minutes adults walk 216 m: 166 m along the road, three or four squares.
    places = [(350, 0), (1150, 0)]
    cover = sited(ways, None, places, count=1)
    # At 350 m: squares 2, 3, 4 (0 or 100 m along); at 1,150 m: squares 10 and 11.
    assert cover.choice.gain == max(houses(2, 3, 4), houses(10, 11))
    assert cover.choice.places == (1,)
    walking = sited(ways, None, places, count=1, objective="distance")
    sums = [sum((i + 1) * (abs(50 + 100 * i - x) + 50) for i in range(12)) for x, _ in places]
    assert walking.choice.places == (int(np.argmin(sums)),)
    assert walking.mean_after_m == pytest.approx(min(sums) / 78)
    assert walking.mean_before_m == walking.search_m


@pytest.mark.parametrize("objective", ["cover", "distance"])
@pytest.mark.parametrize("count", [1, 2, 3])
def test_no_choice_of_the_candidates_is_better(objective, count):
    rng = np.random.default_rng(count)
    cells, side = 5, 200.0
    frame = lattice.lattice_units(
        cells, cells, cell_m=side, households=rng.integers(1, 40, (cells, cells)).tolist()
    )
    lines = [lattice.line((0, k * side), (1000, k * side)) for k in range(cells + 1)]
    lines += [lattice.line((k * side, 0), (k * side, 1000)) for k in range(cells + 1)]
    frame["x_m"] += 80.0
    # Ten minutes of elders are 480 m, 20 m of them to the road.
    ways = ground(
        frame=frame,
        roads=lattice.roads(*lines, road_class="local"),
        settings=StationSettings(minutes=10),
    )
    corners = [(x * side, y * side) for x in range(cells + 1) for y in range(cells + 1)]
    places = [corners[k] for k in rng.choice(len(corners), 9, replace=False)]
    old = corners[0]
    found = sited(ways, stations(old), places, count=count, objective=objective, walker="elder")
    homes = ways.homes.xy - lattice.ORIGIN + (20.0, 0.0)

    def metres(one):
        return np.abs(homes - one).sum(axis=1) + 20.0

    def value(chosen):
        least = np.min([metres(one) for one in (old, *chosen)], axis=0)
        if objective == "cover":
            return (frame["households"] * (least <= 480)).sum()
        return (frame["households"] * least).sum()

    tried = [value(one) for one in itertools.combinations(places, count)]
    chosen = value([places[k] for k in found.choice.places])
    assert chosen == pytest.approx(max(tried) if objective == "cover" else min(tried))
    assert found.choice.status == "optimal"


def test_households_of_other_communities_do_not_count():
    frame = units(community_code=[["370899001001"] * 6 + ["370899001002"] * 6])
    ways = ground(frame=frame)
    west = ways.homes.community == "370899001001"
    found = sited(ways, None, [(350, 0), (950, 0)], count=1, objective="distance", chosen=west)
    assert (found.households, found.choice.places) == (houses(*range(6)), (0,))


def test_anywhere_on_the_network_is_its_nodes_and_where_homes_meet_it():
    ways = ground()
    every = np.ones(12, dtype=bool)
    places = network_candidates(ways, every)
    # Both ends of the street, and twelve homes.
    east = sorted((places.xy[:, 0] - lattice.ORIGIN[0]).round().tolist())
    assert east == sorted([0, 1200, *(50 + 100 * i for i in range(12))])
    found = site_stations(
        ways, stations_of(None, ways.homes), places, count=1, objective="distance"
    )
    # Half of 78 households live in squares 0 to 7 (36) and 8 (45): the weighted median is 8.
    x, _ = places.xy[found.choice.places[0]] - lattice.ORIGIN
    assert x == pytest.approx(850)


def test_fewer_than_asked_for_where_more_gain_nothing():
    found = sited(ground(), None, [(600, 0), (650, 0)], count=2)
    assert len(found.choice.places) == 1
    assert "要求 2 处" in proof_text(found).zh


def test_where_all_are_in_reach_nothing_is_added():
    found = sited(ground(), stations((600, 0)), [(50, 0)], count=1)
    assert found.choice.places == ()
    assert "不必为此新增" in proof_text(found).zh


def test_the_proof_names_bound_and_gap():
    found = sited(ground(), stations((50, 0)), [(1150, 0)], count=1, walker="elder")
    said = proof_text(found)
    assert "已证明最优" in said.zh
    assert "差距 0%" in said.zh
    assert f"新增 {houses(*range(7, 12))} 户" in said.zh
    told = siting_json(found, ground().homes)
    assert told["sites"][0]["key"] == "s0"
    assert told["gap"] == 0


def test_candidates_without_a_place_and_no_candidates_are_refused():
    ways = ground()
    with pytest.raises(InputError):
        candidates_of(stations(), ways.homes)
    with pytest.raises(SettingsError):
        sited(ways, None, [(50, 0)], count=0)


def test_a_whole_street_is_sited_within_seconds():
    made = tessellate_layers(sampled().layers, settings=PlanSettings())
    homes = homes_of(made.units)
    assert homes.households.sum() == 22_000
    ways = ways_of(made.context["roads"], homes)
    there = stations_of(made.context["stations"], homes)
    places = network_candidates(ways, np.ones(len(homes.unit_id), dtype=bool))
    began = time.monotonic()
    for objective, walker in (("cover", "elder"), ("distance", "adult")):
        found = site_stations(ways, there, places, count=4, objective=objective, walker=walker)
        assert found.choice.status == "optimal"
    assert time.monotonic() - began < 20
