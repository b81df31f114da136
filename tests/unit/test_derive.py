"""Communities derived from buildings, on lattices of points."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gridmap.errors import InputError
from gridmap.io.derive import derive_communities
from gridmap.layers import CONTRACTS, check

METRIC = 4548


def points(rows, cols, **columns):
    """Return buildings 100 m apart, row by row from the south."""
    row, col = np.divmod(np.arange(rows * cols), cols)
    return gpd.GeoDataFrame(
        {"households": 100} | columns,
        geometry=gpd.points_from_xy(500_000 + 100.0 * col, 3_900_000 + 100.0 * row),
        crs=METRIC,
        index=range(rows * cols),
    ).to_crs(4490)


def derive(buildings):
    communities, (fault,) = derive_communities({"buildings": buildings})
    assert (fault.rule, fault.severity) == ("communities.derived", "warning")
    assert check(communities, CONTRACTS["communities"]) == ()
    assert shapely.coverage_is_valid(communities.geometry.to_numpy())
    return communities, fault


def holders(buildings, communities):
    """Return the name of the community that holds each building."""
    return buildings.sjoin(communities, predicate="within")["name_right"].tolist()


def named(west_to_east):
    """Return 10 rows of buildings, the community of each column of buildings given by a letter."""
    return points(10, len(west_to_east), name="", community=list(west_to_east) * 10)


def test_without_a_column_there_is_one_community_round_all():
    buildings = points(5, 4)
    communities, fault = derive(buildings)
    assert communities["community_code"].tolist() == ["000000000001"]
    assert "20" in fault.say("zh")
    # The buildings span 300 by 400 m; the outline stands 50 m off.
    (area_m2,) = communities.to_crs(METRIC).area
    assert area_m2 == pytest.approx(300 * 400 + 50 * 1400 + np.pi * 50**2, rel=0.01)


def test_footprints_lie_inside_the_outline():
    buildings = points(3, 3).to_crs(METRIC)
    buildings.geometry = buildings.buffer(30, cap_style="square")
    communities, _ = derive(buildings.to_crs(4490))
    assert buildings.within(communities.to_crs(METRIC).geometry.iloc[0]).all()


def test_a_column_makes_one_community_a_value_along_the_middle_between_them():
    communities, fault = derive(named("aaabbb"))
    assert communities["name"].tolist() == ["a", "b"]
    assert "community" in fault.say("en")
    west, east = communities.to_crs(METRIC).geometry
    assert west.area == pytest.approx(east.area, rel=1e-6)
    assert west.bounds[2] == pytest.approx(500_250, abs=0.01)


def test_every_building_is_in_the_community_that_it_names():
    buildings = named("abcabcabc")
    communities, _ = derive(buildings)
    assert holders(buildings, communities) == buildings["community"].tolist()


def test_a_stray_building_goes_to_the_neighbour_that_surrounds_it():
    buildings = named("aaaabbbb")
    buildings.loc[41, "community"] = "b"
    communities, fault = derive(buildings)
    assert communities.geom_type.tolist() == ["Polygon", "Polygon"]
    expected = buildings["community"].where(buildings.index != 41, "a")
    assert holders(buildings, communities) == expected.tolist()
    assert "neighbour: 1." in fault.say("en")


def test_a_large_part_away_from_the_rest_stays():
    communities, _ = derive(named("aabbaa"))
    parts = communities.set_index("name").geometry.apply(
        lambda shape: len(shapely.get_parts(shape))
    )
    assert parts.to_dict() == {"a": 2, "b": 1}


@pytest.mark.parametrize("column", ["社区", "所属社区名称", "bldg_contract_town", "Village"])
def test_a_column_is_known_by_its_last_word(column):
    buildings = named("aaabbb").rename(columns={"community": column})
    communities, _ = derive(buildings)
    assert len(communities) == 2


def test_the_finer_of_two_columns_counts():
    buildings = named("aaabbb")
    buildings["town"] = list("xxxxyy") * 10
    communities, _ = derive(buildings)
    assert communities["name"].tolist() == ["a", "b"]


@pytest.mark.parametrize("values", ["aaaaaa", "single", "gap"])
def test_a_column_that_names_no_communities_is_not_used(values):
    buildings = named("aaabbb")
    if values == "single":
        buildings["community"] = [str(number) for number in range(60)]
    elif values == "gap":
        buildings.loc[7, "community"] = None
    else:
        buildings["community"] = "a"
    communities, _ = derive(buildings)
    assert len(communities) == 1


def test_a_street_name_names_no_community():
    communities, _ = derive(named("aaabbb").rename(columns={"community": "street"}))
    assert len(communities) == 1


def test_official_codes_are_kept():
    codes = ["370829001201"] * 3 + ["370829001202"] * 3
    buildings = points(10, 6, community_code=codes * 10)
    communities, _ = derive(buildings)
    assert communities["community_code"].tolist() == ["370829001201", "370829001202"]


def test_buildings_at_one_place_share_a_community():
    buildings = named("aaabbb")
    buildings.loc[0, "geometry"] = buildings.geometry[1]
    communities, _ = derive(buildings)
    assert len(communities) == 2


def test_one_building_makes_a_community():
    communities, _ = derive(points(1, 1))
    assert communities.to_crs(METRIC).area.item() == pytest.approx(np.pi * 50**2, rel=0.05)


def test_no_buildings_are_refused():
    with pytest.raises(InputError, match="neither communities nor buildings"):
        derive_communities({})
