"""One net out of many on lattices where the best answer can be drawn."""

import itertools

import lattice
import numpy as np
import pandas as pd
import pytest
import shapely
from problems import is_connected, rook

from gridmap.errors import InputError, SettingsError
from gridmap.nets.cutting import Keeper, from_net, overlay
from gridmap.nets.homes import homes_of
from gridmap.nets.records import nets_of
from gridmap.partition.bound import QUICK, prove
from gridmap.partition.objective import evaluate
from gridmap.partition.problem import make_problem
from gridmap.partition.regions import Search
from gridmap.partition.solve import Effort, Weights
from gridmap.pipeline.settings import PlanSettings
from gridmap.pipeline.unifying import KEEPING, unify_nets
from gridmap.plan import Band


def nets(**drawings):
    """Return a layer of nets, each a drawing of the ids of its grids; 0 is in none."""
    rows = []
    for name, drawing in drawings.items():
        ids = np.array(drawing)
        cells = np.array(lattice.lattice_boxes(*ids.shape), dtype=object)
        rows += [
            (name, f"{name}{grid}", shapely.union_all(cells[ids.ravel() == grid]))
            for grid in np.unique(ids[ids > 0])
        ]
    names, codes, shapes = zip(*rows, strict=True)
    return lattice.layer(shapes, net=list(names), net_grid_id=list(codes))


def in_degrees(rows, cols, households):
    made = lattice.lattice_layers(rows, cols, households=households)
    return {name: one.to_crs("EPSG:4490") for name, one in made.items()}


def unified(rows, cols, net_layer, *, households=10, band, **options):
    layers = in_degrees(rows, cols, households)
    settings = PlanSettings(band=Band(*band), effort=Effort(steps_per_unit=100, restarts=4))
    return unify_nets(layers, net_layer, settings=settings, compare=False, **options)


def drawing(made, rows, cols):
    """Return the grid of each cell, numbered as they come from the north-west."""
    units = made.plan.units
    order = np.lexsort((units["x_m"].round(-1), -units["y_m"].round(-1)))
    return pd.factorize(units["grid_code"].to_numpy()[order])[0].reshape(rows, cols).tolist()


def columns(rows, *widths):
    """Return a drawing of upright strips, as many columns wide as given."""
    return [[n for n, width in enumerate(widths, 1) for _ in range(width)]] * rows


def test_where_all_nets_agree_that_net_comes_back_however_little_compact_it_is():
    strips = [[row + 1] * 4 for row in range(4)]
    made = unified(4, 4, nets(A=strips, B=strips), households=25, band=(80, 220))
    assert drawing(made, 4, 4) == [[row] * 4 for row in range(4)]
    for one in made.outcome.nets:
        assert one.kept_m == pytest.approx(one.boundary_m)
        # Three lines of 400 m, less 5 m at either end, where the border of the community is.
        assert one.boundary_m == pytest.approx(3 * 390)
        assert (one.whole, one.same, one.together) == (4, 4, 400)
    assert made.outcome.new_m == 0


@pytest.mark.parametrize(("heavier", "expected"), [("A", (3, 3)), ("B", (4, 2))])
def test_weights_decide_where_two_nets_differ_in_one_line(heavier, expected):
    """120 households in grids of 40 to 80: both lines at once would leave 20 between them."""
    layer = nets(A=columns(2, 3, 3), B=columns(2, 4, 2))
    made = unified(2, 6, layer, band=(40, 80), net_weights={heavier: 2.0})
    wanted = [[n for n, width in enumerate(expected) for _ in range(width)]] * 2
    assert drawing(made, 2, 6) == wanted


def test_a_grid_too_small_is_joined_and_the_other_line_kept():
    """40, 60 and 60 households in grids of 50 to 110: no new line is needed."""
    made = unified(2, 8, nets(A=columns(2, 2, 3, 3)), band=(50, 110))
    assert drawing(made, 2, 8) == [[0] * 5 + [1] * 3] * 2
    (kept,) = made.outcome.nets
    assert kept.kept_share == pytest.approx(0.5)
    assert (kept.whole, kept.same) == (3, 1)
    assert made.outcome.new_m == 0


def test_a_grid_too_large_is_cut_once_and_its_own_line_kept():
    """120 and 40 households in grids of 40 to 80: one new line, 200 m long, in the first."""
    made = unified(2, 8, nets(A=columns(2, 6, 2)), band=(40, 80))
    found = drawing(made, 2, 8)
    assert [row[6:] for row in found] == [[2, 2]] * 2
    assert [row[:6] for row in found] == [[0, 0, 0, 1, 1, 1]] * 2
    assert made.outcome.nets[0].kept_share == pytest.approx(1)
    assert made.outcome.new_m == pytest.approx(190, abs=0.5)


def test_a_net_says_nothing_of_land_where_it_has_no_grid():
    """The net leaves out the two columns in the middle; grids of 40 each is all the band allows."""
    ids = [[1, 1, 1, 0, 0, 2, 2, 2]] * 2
    made = unified(2, 8, nets(A=ids), band=(80, 80))
    assert drawing(made, 2, 8) == [[0] * 4 + [1] * 4] * 2
    (kept,) = made.outcome.nets
    assert (kept.households, kept.together) == (120, 120)


def test_a_unit_is_in_the_grid_of_its_households_not_of_its_land():
    units = lattice.lattice_units(1, 1)
    units["buildings"] = "b0"
    house = lattice.layer([lattice.box(5, 5, 20, 20)], building_id=["b0"], households=[10])
    layer = lattice.layer(
        [lattice.box(0, 0, 30, 100), lattice.box(30, 0, 100, 100)],
        net=["A", "A"],
        net_grid_id=["west", "east"],
    )
    (net,) = nets_of(layer)
    assert net.ids[homes_of(units, [net], house)[0, 0]] == "west"
    units["buildings"] = ""
    assert net.ids[homes_of(units, [net], house)[0, 0]] == "east"


def test_land_that_is_half_outside_a_net_is_in_none_of_its_grids():
    units = lattice.lattice_units(1, 1)
    units["buildings"] = ""
    layer = lattice.layer([lattice.box(0, 0, 50, 100)], net=["A"], net_grid_id=["west"])
    assert homes_of(units, nets_of(layer))[0, 0] == -1


PRICED = {"nets": 1.0, "compactness": 0.0, "balance": 0.0, "split": 0.0}


def priced(rows, cols, homes, *, lower, upper):
    """Return a lattice on which a cut costs 1 where no net has it, and -1 where all have."""
    homes = np.array(homes).T
    edges, xy = rook(rows, cols)
    share = (homes[edges[:, 0]] != homes[edges[:, 1]]).mean(axis=1)
    cost = np.where(share > 0, -share, 1.0)
    cells = [10] * (rows * cols)
    return make_problem(cells, edges, xy=xy, lower=lower, upper=upper, net_cost=cost), homes


@pytest.mark.parametrize("seed", range(4))
def test_the_answer_is_the_best_of_all_plans_and_never_worse_than_a_start(seed):
    rng = np.random.default_rng(seed)
    problem, by_unit = priced(2, 3, rng.integers(0, 2, (2, 6)), lower=20, upper=40)
    how = Search(Weights(**PRICED), Effort(steps_per_unit=200, restarts=4), seed)
    keeper = Keeper(by_unit, np.zeros((6, 0), dtype=np.int64))
    found = keeper(problem, np.arange(6), how)
    ranks = dict(keeper.ranks[0])
    assert ranks["answer"] == min(ranks.values())
    assert ranks["answer"] == pytest.approx(best_of_all(problem, how.weights))
    parts = int(found.labels.max()) + 1
    assert evaluate(problem, found.labels, parts, how.weights) == pytest.approx(ranks["answer"])


def best_of_all(problem, weights):
    """Return the least rank over every partition of six cells into connected grids."""
    best = (10**9, 0.0)
    for plan in itertools.product(range(3), repeat=5):
        labels = np.array((0, *plan))
        parts = labels.max() + 1
        fresh = np.unique(labels, return_index=True)[1]
        if len(fresh) == parts and (np.diff(fresh) > 0).all() and connected(problem, labels):
            best = min(best, evaluate(problem, labels, parts, weights))
    return best


def connected(problem, labels):
    return all(is_connected(problem, labels == grid) for grid in range(labels.max() + 1))


def test_the_bound_holds_where_cuts_are_rewarded():
    """Four cells in a row, two nets: all plans of two grids are listed, none is below the bound."""
    problem, _ = priced(1, 4, [[0, 0, 1, 1], [0, 1, 1, 1]], lower=10, upper=30)
    weights = Weights(nets=1.0, compactness=0.01, balance=0.0, split=0.0)
    plans = [np.array(plan) for plan in ([0, 1, 1, 1], [0, 0, 1, 1], [0, 0, 0, 1])]
    costs = [evaluate(problem, plan, 2, weights)[1] for plan in plans]
    assert costs == pytest.approx([-0.5, -0.5, 1.0], abs=0.1)
    proof = prove(problem, plans[2:], weights=weights, effort=QUICK)
    assert proof.objective == pytest.approx(min(costs))
    assert proof.bound <= min(costs) + 1e-9
    assert "nets" in proof.covers


def test_the_overlay_keeps_together_what_no_net_parts():
    problem, homes = priced(1, 4, [[0, 0, 1, 1], [0, 0, 0, 1]], lower=10, upper=40)
    assert overlay(problem, homes).tolist() == [0, 0, 1, 2]


def test_a_net_in_the_band_is_a_start_as_it_is():
    problem, homes = priced(2, 4, [[0, 0, 1, 1] * 2], lower=20, upper=40)
    how = Search(Weights(**PRICED), Effort(steps_per_unit=50, restarts=2), 0)
    assert from_net(problem, homes[:, 0], how).tolist() == [0, 0, 1, 1] * 2


def test_other_ways_are_compared_and_the_ids_of_nets_are_in_the_settings():
    strips = [[row + 1] * 4 for row in range(4)]
    layers = in_degrees(4, 4, 25)
    settings = PlanSettings(band=Band(100, 100), effort=Effort(steps_per_unit=50, restarts=2))
    made = unify_nets(layers, nets(A=strips), settings=settings)
    assert [one.net for one in made.compared] == ["", "A"]
    anew, repaired = (one.outcome.kept_share for one in made.compared)
    assert repaired == made.outcome.kept_share == pytest.approx(1)
    assert anew < 1  # squares are more compact
    assert made.plan.settings["nets"] == {"A": 1.0}
    assert made.plan.settings["weights"]["nets"] == KEEPING.nets
    assert made.plan.figures["nets"]["kept_share"] == 1.0


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"names": ["C"]}, InputError),
        ({"weights": {"C": 1.0}}, SettingsError),
        ({"weights": {"A": -1.0}}, SettingsError),
        ({"weights": {"A": 0.0}}, SettingsError),
    ],
)
def test_a_net_or_a_weight_that_makes_no_sense_is_refused(options, error):
    with pytest.raises(error):
        nets_of(nets(A=[[1, 2]]), **options)
