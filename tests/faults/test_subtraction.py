"""Published plans cannot be subtracted to tell a few people apart: an attacker tries over HTTP.

Two communities of 6 x 6 squares each, in four grids of 3 x 3. Most squares hold 20 to 39
households, some 2 to 9. Four plans are published one after another, each with small moves.
"""

from dataclasses import replace

import attacker
import geopandas as gpd
import numpy as np
import pytest
import shapely
from drawn_plan import ADMIN, EAST, WEST, drawn_plan
from gridmap_api.store.committing import commit_edit
from gridmap_api.store.engine import open_store
from gridmap_api.store.live import plans_of
from gridmap_api.store.making import branch_plan, create_plan
from gridmap_api.store.plans import find_plan
from gridmap_api.store.scope import EVERYTHING
from gridmap_api.store.setup import upgrade
from gridmap_api.store.states import Step, take_step
from service_process import ServiceProcess

from gridmap.contiguity import build_contiguity
from gridmap.dissolve import dissolve
from gridmap.editing import Move

LEAST = 10
SIDE = 6
FEW = {(2, 0): 6, (2, 4): 4, (3, 5): 5, (0, 2): 3, (4, 9): 8, (2, 7): 2}
MOVES = (
    [((2, 0), 3)],
    [((2, 4), 4), ((3, 5), 2)],
    [((0, 2), 2), ((2, 7), 3), ((2, 8), 3)],
)
"""For each further plan: the unit in a row and a column, and the number of the grid it goes to."""


def home(row, col):
    return WEST if col < SIDE else EAST


def code_of(row, col, number=None):
    first = 1 + 2 * (row // 3) + (col % SIDE) // 3
    return f"{home(row, col)}{number or first:03d}"


def name_of(row, col):
    place = row * SIDE + col % SIDE + 1
    return f"{home(row, col)}-{place:05d}"


def first_plan():
    plan = drawn_plan(rows=SIDE, cols=2 * SIDE)
    places = [(row, col) for row in range(SIDE) for col in range(2 * SIDE)]
    units = plan.units
    assert [name_of(*one) for one in places] == units["unit_id"].tolist()
    units["households"] = [FEW.get(one, 20 + (7 * one[0] + 5 * one[1]) % 20) for one in places]
    units["persons"] = 2 * units["households"]
    units["grid_code"] = [code_of(*one) for one in places]
    grids = dissolve(units, units["grid_code"])
    grids["community_code"] = grids["grid_code"].str[:12]
    grids["community"] = grids["community_code"]
    totals = units.groupby("grid_code")["households"].sum()
    grids = grids.assign(kind="ordinary", purpose=None, households=grids["grid_code"].map(totals))
    return plan, units, grids


def publish(store, plan_id):
    for state in ("in_review", "published"):
        with store.write() as connection:
            plan = find_plan(connection, plan_id, EVERYTHING, hold=True)
            live = plans_of(store).head(connection, plan)
            reasons = {one.key: "示例" for one in live.violations() if one.hard}
            take_step(connection, plan, live, Step(state, exceptions=reasons), actor="t")


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """Return the address of a store with four published plans, and its units with their grids."""
    address = str(tmp_path_factory.mktemp("attacked") / "store.gpkg")
    store = open_store(address)
    upgrade(store)
    plan, units, grids = first_plan()
    plan = replace(plan, units=units, grids=grids, settings={"band": [150, 350], "seed": 1})
    with store.write() as connection:
        graph = build_contiguity(units, {})
        last = create_plan(connection, plan, name="第一版", owner="t", graph=graph)
    ids, assigned = [last], [dict(zip(units["unit_id"], units["grid_code"], strict=True))]
    publish(store, last)
    for number, moves in enumerate(MOVES, 2):
        with store.write() as connection:
            parent = find_plan(connection, last, EVERYTHING)
            last = branch_plan(
                store, connection, parent, name=f"第{number}版", version=None, principal=ADMIN
            )["id"]
        now = dict(assigned[-1])
        for base, (place, target) in enumerate(moves):
            edit = Move((name_of(*place),), code_of(*place, target))
            commit_edit(store, last, edit, base=base, principal=ADMIN)
            now[name_of(*place)] = code_of(*place, target)
        publish(store, last)
        ids.append(last)
        assigned.append(now)
    store.close()
    return address, ids, units, assigned


@pytest.fixture(scope="module")
def spy(published):
    service = ServiceProcess(published[0], accounts=True, public=True)
    with service, service.client() as client:
        yield attacker.Attacker(client).spy()


def truth(published, pieces):
    """Return the units of every piece of the overlay."""
    units = published[2].to_crs(4490)
    places = gpd.GeoSeries(list(pieces), crs=4490)
    assert len(places) >= len(units) / 10
    middles = shapely.point_on_surface(units.geometry.to_numpy())
    held = {}
    grids = [tuple(one[name] for one in published[3]) for name in published[2]["unit_id"]]
    for number, codes in enumerate(pieces.values()):
        mine = tuple(codes[plan] for plan in published[1])
        held[number] = [row for row, theirs in enumerate(grids) if theirs == mine]
    assert len(middles) == len(units)
    return held


def split(pieces):
    """Return pieces of the same grids in every plan as one: nothing tells them apart."""
    seen = {}
    for place, codes in pieces.items():
        seen.setdefault(tuple(sorted(codes.items())), (place, codes))
    return dict(seen.values())


@pytest.mark.parametrize("measure", attacker.MEASURES)
def test_nobody_can_tell_a_few_people_apart(published, spy, measure):
    pieces = split(spy.pieces())
    units = published[2][measure].to_numpy()
    counts = np.array([units[rows].sum() for rows in truth(published, pieces).values()])
    assert counts.sum() == units.sum()
    lived = counts > 0
    matrix, sums = spy.equations(list(pieces.values()), measure, lived)
    assert np.array_equal(matrix @ counts[lived], sums)
    assert attacker.revealed(matrix, sums, least=LEAST) == {}
    # What is told is most of it, and nothing told is of few.
    assert len(sums) >= 16
    assert sums.min() >= LEAST


def test_the_same_attacker_tells_a_few_apart_where_nothing_is_withheld(published, spy):
    pieces = split(spy.pieces())
    units = published[2]["households"].to_numpy()
    counts = np.array([units[rows].sum() for rows in truth(published, pieces).values()])
    everything = attacker.Attacker(None)
    for plan, codes in zip(published[1], published[3], strict=True):
        for code in sorted(set(codes.values())):
            mine = [codes[name] == code for name in published[2]["unit_id"]]
            everything.note(plan, code, {"households": int(units[mine].sum())})
    matrix, sums = everything.equations(list(pieces.values()), "households", counts > 0)
    found = attacker.revealed(matrix, sums, least=LEAST)
    told = {low for low, high in found.values() if low == high}
    # Of two that move at once, their difference follows; of one alone, the whole.
    assert {6, 3} <= told


def test_what_is_withheld_is_in_no_text(published, spy):
    # 6 households left the north-western grid between the first plan and the second.
    first = published[2]["households"].to_numpy()
    codes = np.array([published[3][1][name] for name in published[2]["unit_id"]])
    left = int(first[codes == code_of(0, 0)].sum())
    plan = published[1][1]
    assert not spy.facts.get((plan, code_of(0, 0), "households"))
    assert not any(f"{left} 户" in text for text in spy.texts)


def test_units_and_layers_of_buildings_are_refused(spy):
    refused = {address: status for address, status in spy.asked if status in {401, 403}}
    assert any(address.endswith("/units") for address in refused)
