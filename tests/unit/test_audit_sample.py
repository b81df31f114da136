"""The audit of the sample's nets: what was planted is found, and nothing is invented.

What follows from a planted fault, or from nets of another grain than the band, is derived here by
geometry of another kind: every pair of shapes by itself, no index, no shared overlay.
"""

from __future__ import annotations

import functools
import itertools

import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Transformer
from sampled import METRIC_CRS, in_metres, planted, sampled

from gridmap.audit import AuditSettings, audit_nets
from gridmap.plan import Band

OVERSIZE = 1000
"""A grid of more households was planted as too large."""

LOWEST = 200

PLANTED = ("gap", "overlap", "exclave", "oversize")
ABSENT = ("invalid", "duplicate", "outside", "sliver", "edge")


@functools.cache
def found():
    layers = in_metres()
    asked = AuditSettings(band=Band(LOWEST, OVERSIZE), tolerance_m=5.0)
    others = {name: frame for name, frame in layers.items() if name != "nets"}
    return audit_nets(layers["nets"], others, settings=asked)


def faults(kind):
    return found().of(kind)


def names():
    return list(dict.fromkeys(in_metres()["nets"]["net"]))


def grids(net):
    nets = in_metres()["nets"]
    return nets[nets["net"] == net].set_index("net_grid_id").geometry


@functools.cache
def homes():
    """Return the places of all buildings, which are in some community."""
    buildings = in_metres()["buildings"]
    return shapely.point_on_surface(buildings.geometry.to_numpy())


def households_in(shape):
    inside = shapely.contains(shape, homes())
    return int(in_metres()["buildings"]["households"].to_numpy()[inside].sum())


def metres(place):
    lonlat = Transformer.from_crs("EPSG:4490", METRIC_CRS, always_xy=True)
    return shapely.Point(lonlat.transform(*place))


def require_planted(found, facts, kind):
    """Require that the faults of a kind are those that were planted, object by object."""
    told = list(found.of(kind))
    assert len(told) == len(facts)
    for fact in facts:
        (one,) = [
            fault
            for fault in told
            if fault.nets == (fact["net"],) and fault.shape.contains(metres(fact["place"]))
        ]
        # A gap may border on more grids than the two that it was cut from; a part that is apart
        # may border more on another one than on the one that it was taken of.
        if kind == "gap":
            assert set(fact["ids"]) <= set(one.grids)
        elif kind == "exclave":
            assert one.grids[0] == fact["ids"][0]
        else:
            assert sorted(one.grids) == sorted(fact["ids"])
        assert one.households == fact["households"]
        assert one.area_m2 == pytest.approx(fact["area_m2"], abs=1.0)


@pytest.mark.parametrize("kind", PLANTED)
def test_planted_faults_of_nets_are_found_and_no_others(kind):
    facts = planted(f"net_{kind}")
    assert facts
    require_planted(found(), facts, kind)


@pytest.mark.parametrize("seed", [7, 21])
def test_planted_faults_of_other_streets_are_found_and_no_others(seed):
    sample = sampled(6, None, seed)
    asked = AuditSettings(band=Band(1, OVERSIZE))
    others = {name: frame for name, frame in sample.layers.items() if name != "nets"}
    told = audit_nets(sample.layers["nets"], others, settings=asked)
    for kind in PLANTED:
        facts = [one for one in sample.truth["planted"] if one["kind"] == f"net_{kind}"]
        require_planted(told, facts, kind)
    for kind in ABSENT:
        assert told.of(kind) == ()


@pytest.mark.parametrize("kind", ABSENT)
def test_what_was_not_planted_is_not_found(kind):
    assert faults(kind) == ()


def test_grids_across_a_barrier_are_those_whose_sides_no_bridge_joins():
    # Each grid less the barriers, one by one; a bridge within 5 m of two sides joins them.
    layers = in_metres()
    roads, water = layers["roads"], layers["water"]
    arterial = roads[roads["road_class"] == "arterial"]
    wet = water[water["kind"] != "ditch"]
    shapes = [*arterial.geometry, *layers["railways"].geometry]
    cuts = shapely.union_all([*(shapely.buffer(one, 0.1) for one in shapes), *wet.geometry])
    ways = [*layers["bridges"].geometry, *roads[roads["bridge"] | roads["tunnel"]].geometry]
    expected, bridged = set(), set()
    for net in names():
        for one, shape in grids(net).items():
            sides = [
                side
                for part in shapely.get_parts(shape)
                for side in shapely.get_parts(shapely.difference(part, cuts))
                if households_in(side) > 0
            ]
            if len(sides) > len(shapely.get_parts(shape)):
                joined = [way for way in ways if sum(way.distance(s) < 5 for s in sides) > 1]
                (bridged if joined else expected).add((net, one))
    assert bridged
    assert {(fault.nets[0], fault.grids[0]) for fault in faults("barrier")} == expected


def test_grids_of_few_households_are_those_counted_one_by_one():
    expected = {
        (net, one): households_in(shape)
        for net in names()
        for one, shape in grids(net).items()
        if households_in(shape) < LOWEST
    }
    told = {(fault.nets[0], fault.grids[0]): fault.households for fault in faults("undersize")}
    purposes = in_metres()["compounds"].dropna(subset=["purpose"]).union_all()
    special = {
        key
        for key in expected
        if shapely.intersection(grids(key[0])[key[1]], purposes).area
        > grids(key[0])[key[1]].area / 2
        and households_in(shapely.difference(grids(key[0])[key[1]], purposes)) == 0
    }
    assert told == {key: count for key, count in expected.items() if key not in special}


@functools.cache
def shares(net):
    """Return the share of the footprint of every building in every grid, building by building."""
    buildings = in_metres()["buildings"].set_index("building_id").geometry
    held = grids(net)
    table = {}
    for one, shape in buildings.items():
        met = shapely.area(shapely.intersection(held.to_numpy(), shape)) / shape.area
        table[one] = dict(zip(held.index[met > 1e-9], met[met > 1e-9], strict=True))
    return table


def test_buildings_in_none_are_those_that_a_gap_holds():
    communities = in_metres()["communities"].union_all()
    buildings = in_metres()["buildings"].set_index("building_id").geometry
    expected = set()
    for net in names():
        whole = shapely.union_all(grids(net).to_numpy())
        for one, shape in buildings.items():
            lives = communities.contains(shapely.point_on_surface(shape))
            if lives and shapely.intersection(shape, whole).area < shape.area / 2:
                expected.add((net, one))
    assert {(fault.nets[0], fault.about) for fault in faults("building_none")} == expected
    in_gaps = sum(one.households for one in faults("gap"))
    assert sum(fault.households for fault in faults("building_none")) == in_gaps


def test_buildings_in_two_are_those_that_a_boundary_cuts():
    expected = {
        (net, one): {grid for grid, share in held.items() if share >= 0.1}
        for net in names()
        for one, held in shares(net).items()
        if sum(share >= 0.1 for share in held.values()) > 1
    }
    told = {(one.nets[0], one.about): set(one.grids) for one in faults("building_two")}
    assert told == expected
    (border,) = planted("building_on_border")
    assert all((net, border["ids"][0]) in told for net in names())


def test_split_compounds_are_those_whose_lived_in_buildings_no_grid_holds():
    buildings = in_metres()["buildings"]
    expected = {}
    for net in names():
        held = grids(net)
        for compound, own in buildings[buildings["households"] > 0].groupby("compound_id"):
            places = shapely.point_on_surface(own.geometry.to_numpy())
            inside = np.array([shapely.contains(shape, places) for shape in held])
            there = inside.any(axis=0)
            total = int(own["households"].to_numpy()[there].sum())
            if total <= OVERSIZE and not inside[:, there].all(axis=1).any():
                expected[net, compound] = total
    assert {(one.nets[0], one.about): one.households for one in faults("compound")} == expected


def test_ground_that_one_net_lacks_is_the_gaps_of_it_that_the_other_covers():
    for one in names():
        for other in names():
            if one == other:
                continue
            lacking = shapely.union_all(
                [gap.shape for gap in faults("gap") if gap.nets == (other,)]
            )
            covers = shapely.union_all(grids(one).to_numpy())
            told = [fault for fault in faults("coverage") if fault.nets == (one, other)]
            expected = shapely.intersection(lacking, covers)
            assert sum(fault.area_m2 for fault in told) == pytest.approx(expected.area, abs=1.0)
            assert len(told) == len(shapely.get_parts(expected))


def test_what_is_grouped_differently_is_what_a_cross_table_shows():
    buildings = in_metres()["buildings"].set_index("building_id")
    main = {
        net: pd.Series(
            {
                one: max(held, key=lambda grid: held[grid])
                for one, held in shares(net).items()
                if sum(held.values()) >= 0.5
            }
        )
        for net in names()
    }
    for one, other in itertools.combinations(names(), 2):
        both = pd.DataFrame({"a": main[one], "b": main[other]}).dropna()
        both["homes"] = buildings["households"].reindex(both.index)
        table = both.pivot_table(index="a", columns="b", values="homes", aggfunc="sum").fillna(0)
        apart = table.lt(table.max(axis=1), axis=0) & table.lt(table.max(axis=0), axis=1)
        expected = {
            (a, b): int(table.loc[a, b])
            for a in table.index
            for b in table.columns
            if apart.loc[a, b] and table.loc[a, b] > 0
        }
        told = {
            fault.grids: fault.households
            for fault in faults("grouping")
            if fault.nets == (one, other)
        }
        # Where a building lies in two grids alike, either may be its own.
        assert told == expected


def test_the_building_outside_of_the_street_is_no_fault_of_a_net():
    (outside,) = planted("building_outside")
    assert found().outside == 1
    assert all(outside["ids"][0] != fault.about for fault in found().faults)
