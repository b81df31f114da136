import numpy as np
import pytest
import rasterio.transform
import shapely
from pyproj import Transformer
from sampled import METRIC_CRS, in_metres, planted, sampled, touching_pairs

NETS = ("综治网", "城管网", "环保网")
NEGLIGIBLE_M2 = 1.0


def metres(place):
    return shapely.Point(
        Transformer.from_crs("EPSG:4490", METRIC_CRS, always_xy=True).transform(*place)
    )


def compound(kind):
    (fact,) = planted(kind)
    compounds, buildings = in_metres()["compounds"], in_metres()["buildings"]
    (id_,) = fact["ids"]
    row = compounds[compounds["compound_id"] == id_].iloc[0]
    assert row.geometry.contains(metres(fact["place"]))
    return row, buildings[buildings["compound_id"] == id_]


def net(name):
    nets = in_metres()["nets"]
    return nets[nets["net"] == name].set_index("net_grid_id").geometry


def net_facts(kind, name):
    return [fact for fact in planted(kind) if fact["net"] == name]


def test_one_community_has_0_4_square_kilometres_and_four_compounds():
    (fact,) = planted("community_small")
    communities, compounds = in_metres()["communities"], in_metres()["compounds"]
    own = communities[communities["community_code"] == fact["ids"][0]]
    assert own.area.iloc[0] == pytest.approx(400_000, rel=0.01)
    members = compounds[compounds["community_code"] == fact["ids"][0]]
    assert members["compound_id"].tolist() == fact["compounds"]
    assert len(members) == 4
    assert members["purpose"].isna().all()


def test_one_compound_of_the_small_community_has_37_buildings_and_1553_households():
    row, buildings = compound("compound_thirty_seven")
    assert (buildings["households"] > 0).sum() == 37
    assert buildings["households"].sum() == 1553
    assert row["community_code"] == planted("community_small")[0]["ids"][0]


def test_one_old_compound_has_35_entrances():
    row, buildings = compound("compound_entrances")
    assert row["kind"] == "old"
    assert buildings["entrances"].sum() == 35


def test_one_tower_alone_has_612_households_behind_one_entrance():
    _, buildings = compound("compound_tower")
    tower = buildings[buildings["households"] > 500]
    assert tower[["households", "entrances"]].to_numpy().tolist() == [[612, 1]]
    assert tower["building_id"].tolist() == [planted("compound_tower")[0]["building_id"]]


@pytest.mark.parametrize(
    ("purpose", "use"), [("market", "commercial"), ("school", "school"), ("hospital", "hospital")]
)
def test_special_purpose_compounds_have_buildings_and_no_household(purpose, use):
    row, buildings = compound(f"compound_{purpose}")
    assert row["purpose"] == purpose
    assert len(buildings) > 2
    assert (buildings["use"] == use).all()
    assert buildings["households"].sum() == 0


def test_building_on_the_border_lies_in_two_communities():
    (fact,) = planted("building_on_border")
    buildings = in_metres()["buildings"].set_index("building_id")
    building = buildings.loc[fact["ids"][0]]
    parts = in_metres()["communities"].intersection(building.geometry).area
    assert (parts > 20).sum() == 2
    assert parts.sum() == pytest.approx(building.geometry.area, abs=0.01)
    assert building["households"] == fact["households"] > 0


def test_building_outside_lies_in_no_community_and_adds_no_household():
    (fact,) = planted("building_outside")
    buildings = in_metres()["buildings"].set_index("building_id")
    building = buildings.loc[fact["ids"][0]]
    assert in_metres()["communities"].distance(building.geometry).min() > 20
    assert building["households"] == 0


def test_duplicate_is_the_same_building_under_another_id_and_adds_no_household():
    (fact,) = planted("building_duplicate")
    first, second = (
        in_metres()["buildings"].set_index("building_id").loc[id_] for id_ in fact["ids"]
    )
    assert first.geometry.equals(second.geometry)
    assert first["name"] == second["name"]
    assert first["households"] == second["households"] == 0


def test_overlapping_pair_overlaps_by_the_area_that_the_truth_tells():
    (fact,) = planted("building_overlap")
    first, second = in_metres()["buildings"].set_index("building_id").geometry[fact["ids"]]
    area_m2 = first.intersection(second).area
    assert area_m2 == pytest.approx(fact["area_m2"], abs=0.1)
    assert area_m2 < 0.1 * min(first.area, second.area)


@pytest.mark.parametrize("name", NETS)
def test_gaps_of_a_net_are_those_planted(name):
    street = shapely.coverage_union_all(in_metres()["communities"].geometry.to_numpy())
    gaps = shapely.get_parts(street.difference(shapely.union_all(net(name).to_numpy())))
    gaps = gaps[shapely.area(gaps) > NEGLIGIBLE_M2]
    facts = net_facts("net_gap", name)
    assert len(gaps) == len(facts) >= 1
    for fact in facts:
        (gap,) = [gap for gap in gaps if gap.contains(metres(fact["place"]))]
        assert gap.area == pytest.approx(fact["area_m2"], rel=1e-4)
        assert all(
            net(name)[id_].touches(gap) or net(name)[id_].distance(gap) < 0.01
            for id_ in fact["ids"]
        )


@pytest.mark.parametrize("name", NETS)
def test_overlaps_of_a_net_are_those_planted(name):
    grids = net(name)
    found = {
        frozenset((grids.index[i], grids.index[j])): area
        for i, j, area in touching_pairs(grids.to_numpy(), least_m2=NEGLIGIBLE_M2)
    }
    facts = {frozenset(fact["ids"]): fact["area_m2"] for fact in net_facts("net_overlap", name)}
    assert len(facts) >= 1
    assert found == pytest.approx(facts, rel=1e-4)


def test_the_only_grid_in_two_parts_is_the_planted_exclave():
    (fact,) = planted("net_exclave")
    nets = in_metres()["nets"]
    apart = nets[nets.geom_type == "MultiPolygon"]
    assert apart["net_grid_id"].tolist() == fact["ids"][:1]
    (small,) = [
        part for part in apart.geometry.iloc[0].geoms if part.contains(metres(fact["place"]))
    ]
    assert small.area == pytest.approx(fact["area_m2"], rel=1e-4)
    assert small.distance(max(apart.geometry.iloc[0].geoms, key=lambda part: part.area)) > 1


@pytest.mark.parametrize("asked", [(8, None), (42, 217187)])
def test_grids_of_more_than_1000_households_are_those_told(asked):
    buildings = in_metres(asked)["buildings"]
    points = buildings.set_geometry(buildings.representative_point())
    placed = points.sjoin(in_metres(asked)["nets"], predicate="within")
    households = placed.groupby("net_grid_id")["households"].sum()
    facts = {fact["ids"][0]: fact["households"] for fact in planted("net_oversize", asked)}
    assert households[households > 1000].to_dict() == facts


def test_default_sample_has_one_grid_too_large():
    (fact,) = planted("net_oversize")
    assert fact["net"] == "综治网"


def test_stations_below_60_square_metres_are_those_told_and_both_kinds_exist():
    stations, told = sampled().layers["stations"], sampled().truth["stations"]
    small = stations["floor_area_m2"] < 60
    assert stations.loc[small, "station_id"].tolist() == told["below_60_m2"]
    assert stations.loc[~small, "station_id"].tolist() == told["at_least_60_m2"]
    assert 1 < small.sum() < (~small).sum()
    assert set(stations["kind"]) == {"station", "centre", "home"}


def test_every_community_has_a_centre_and_a_station_serves_about_three_grids():
    stations, communities = in_metres()["stations"], in_metres()["communities"]
    centres = stations[stations["kind"] == "centre"].sjoin(communities, predicate="within")
    assert sorted(centres["community_code"]) == sorted(communities["community_code"])
    grids = 22_000 / 400
    assert 2 < grids / len(stations) < 4


def test_hazards_are_of_every_kind_and_lie_where_such_things_are():
    hazards, told = in_metres()["hazards"], sampled().truth["hazards"]
    kinds = {"low_lying", "ditch", "culvert", "garage", "river_section", "dilapidated"}
    assert set(hazards["kind"]) == set(told) == kinds
    assert set(hazards["level"]) == {1, 2, 3, 4}
    by_kind = {kind: own.geometry for kind, own in hazards.groupby("kind")}
    water, bridges = in_metres()["water"], in_metres()["bridges"]
    river = water[water["kind"] == "river"].geometry.iloc[0]
    ditches = water[water["kind"] == "ditch"].geometry.union_all()
    underpasses = bridges[bridges["kind"] == "underpass"].geometry.union_all()
    assert by_kind["river_section"].distance(river).max() < 40
    assert by_kind["ditch"].distance(ditches).max() < 1
    assert by_kind["culvert"].distance(underpasses).max() < 1


def test_low_lying_hazards_lie_lower_than_most_of_the_street():
    hazards, elevation = sampled().layers["hazards"], sampled().elevation
    low = hazards[hazards["kind"] == "low_lying"].geometry
    rows, columns = rasterio.transform.rowcol(elevation.transform, low.x, low.y)
    heights = elevation.height_dm[np.asarray(rows), np.asarray(columns)]
    assert (heights < np.median(elevation.height_dm)).all()
