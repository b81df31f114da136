import numpy as np
import pandas as pd
import pytest
from sampled import in_metres, sampled

from gridmap.errors import SettingsError
from gridmap.sample import make_sample

DISTRICT = (42, 217187)
GLOSSARY_BUILDINGS = {0.05: 37, 0.25: 60, 0.50: 94, 0.75: 137, 0.95: 266}
GLOSSARY_COMPOUNDS = {0.05: 383, 0.50: 1595, 0.95: 5377}


def lived_in(buildings):
    return buildings[(buildings["households"] > 0) & buildings["compound_id"].notna()]


def test_default_sample_has_eight_communities_and_22000_households():
    layers = sampled().layers
    assert len(layers["communities"]) == 8
    assert layers["buildings"]["households"].sum() == 22_000


@pytest.mark.parametrize("asked", [(6, 15_001), (9, 30_000), DISTRICT])
def test_sample_has_exactly_the_communities_and_households_asked_for(asked):
    communities, households = asked
    layers = sampled(communities, households).layers
    assert len(layers["communities"]) == communities
    assert layers["buildings"]["households"].sum() == households


def test_totals_in_the_truth_are_the_sums_of_the_layers():
    layers, totals = sampled().layers, sampled().truth["totals"]
    for name in ("communities", "compounds", "buildings", "nets", "stations", "hazards"):
        assert totals[name] == len(layers[name])
    for name in ("households", "persons", "entrances"):
        assert totals[name] == layers["buildings"][name].sum()
    assert totals["residential_buildings"] == (layers["buildings"]["households"] > 0).sum()


def test_totals_of_communities_are_what_lies_in_their_polygons():
    layers = in_metres()
    points = layers["buildings"].set_geometry(layers["buildings"].representative_point())
    placed = points.sjoin(layers["communities"][["community_code", "geometry"]], predicate="within")
    found = placed.groupby("community_code")[["households", "persons", "entrances"]].sum()
    found["buildings"] = placed.groupby("community_code").size()
    told = pd.DataFrame(sampled().truth["communities"]).set_index("community_code")
    pd.testing.assert_frame_equal(
        told[found.columns].sort_index(), found, check_dtype=False, check_names=False
    )
    areas = layers["communities"].set_index("community_code").area
    assert np.abs(told["area_m2"] - areas).max() < 1.0


@pytest.mark.parametrize(("asked", "tolerance"), [((8, None), 0.06), (DISTRICT, 0.02)])
def test_households_of_buildings_follow_the_glossary(asked, tolerance):
    households = lived_in(sampled(*asked).layers["buildings"])["households"]
    for share, expected in GLOSSARY_BUILDINGS.items():
        assert households.quantile(share) == pytest.approx(expected, rel=tolerance, abs=1)


@pytest.mark.parametrize(("asked", "tolerance"), [((8, None), 0.5), (DISTRICT, 0.15)])
def test_households_of_compounds_follow_the_glossary_at_the_stated_scale(asked, tolerance):
    sample = sampled(*asked)
    scale = sample.truth["settings"]["compound_scale"]
    households = lived_in(sample.layers["buildings"]).groupby("compound_id")["households"].sum()
    for share, expected in GLOSSARY_COMPOUNDS.items():
        assert households.quantile(share) == pytest.approx(scale * expected, rel=tolerance)


def test_most_compounds_of_the_default_sample_have_100_to_900_households_and_some_more():
    households = lived_in(sampled().layers["buildings"]).groupby("compound_id")["households"].sum()
    assert households.between(100, 900).mean() > 0.6
    assert 3 <= (households > 900).sum() <= 12


def test_only_the_tower_has_more_than_450_households():
    households = sampled().layers["buildings"]["households"]
    assert (households > 450).sum() == 1
    assert (households > 266).sum() < 0.06 * (households > 0).sum()


def test_about_2_7_persons_live_in_a_household():
    totals = sampled().truth["totals"]
    assert totals["persons"] / totals["households"] == pytest.approx(2.7, abs=0.05)
    buildings = sampled().layers["buildings"]
    assert (buildings.loc[buildings["households"] == 0, "persons"] == 0).all()


def test_few_households_are_estimated_and_all_of_them_outside_compounds():
    buildings = sampled().layers["buildings"]
    estimated = buildings[buildings["households_source"] == "estimated"]
    assert 0 < estimated["households"].sum() < 0.05 * buildings["households"].sum()
    assert estimated["compound_id"].isna().all()


@pytest.mark.parametrize("asked", [(8, None), DISTRICT])
def test_every_community_can_be_cut_into_grids_of_300_to_500_on_each_side(asked):
    for community in sampled(*asked).truth["communities"]:
        for households in community["sides"] or [community["households"]]:
            grids = np.arange(1, 200)
            assert ((300 * grids <= households) & (households <= 500 * grids)).any()


def test_same_seed_gives_the_same_layers_and_terrain():
    first, again = sampled(), make_sample()
    for name, frame in first.layers.items():
        pd.testing.assert_frame_equal(frame, again.layers[name])
    assert np.array_equal(first.elevation.height_dm, again.elevation.height_dm)
    assert first.truth == again.truth


def test_another_seed_gives_another_street():
    first, other = sampled().layers["communities"], sampled(seed=1).layers["communities"]
    assert not first.geometry.geom_equals(other.geometry).any()


def test_codes_have_twelve_digits_under_an_unused_county_and_count_up_in_a_street():
    communities = sampled(*DISTRICT).layers["communities"]
    codes = communities["community_code"]
    assert codes.is_unique
    assert codes.str.fullmatch(r"370899\d{6}").all()
    streets = communities[["street"]].assign(code=codes.str[:9]).drop_duplicates()
    assert streets["street"].is_unique
    assert streets["code"].is_unique
    for _, own in codes.groupby(communities["street"]):
        assert own.str[9:].astype(int).tolist() == list(range(1, len(own) + 1))


@pytest.mark.parametrize("layer", ["communities", "compounds"])
def test_no_name_is_given_twice(layer):
    assert sampled(*DISTRICT).layers[layer]["name"].is_unique


@pytest.mark.parametrize(
    "options",
    [{"communities": 5}, {"communities": 1000}, {"households": 900}, {"seed": -1}],
)
def test_numbers_that_make_no_street_are_refused_with_a_remedy(options):
    with pytest.raises(SettingsError) as refused:
        make_sample(**options)
    assert refused.value.remedy.zh
