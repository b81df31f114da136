"""The units of a set as columns: as drawn, in their own communities, kept for ever."""

import dataclasses

import lattice
import pytest
import shapely
from drawn_plan import EAST, WEST, drawn_plan, plan_now, unit
from gridmap_api.store.layer_writes import import_layer
from gridmap_api.store.making import create_plan
from stores import store, store_address
from visiting import Visited

from gridmap.contiguity import build_contiguity

__all__ = ["store", "store_address"]

FOREVER = "private, max-age=31536000, immutable"


@pytest.fixture
def visited(store_address):
    """A service with accounts over the drawn plan, and who may see what of it."""
    service = Visited(store_address)
    service.account("west", "planner", [WEST])
    service.account("viewer", "viewer")
    service.account("admin", "admin")
    service.set_id = plan_now(service.store, save(service.store))["set_id"]
    yield service
    service.store.close()


def save(store):
    """Keep the drawn plan with a railway through the west, and with a compound that has a name.

    The railway runs between the third and the fourth row of squares; a bridge crosses it in the
    westernmost column.
    """
    drawn = drawn_plan()
    units = drawn.units.copy()
    units["compound_id"] = [{0: "c-1", 1: "c-1", 4: "c-2"}.get(row) for row in range(len(units))]
    units.loc[2, "buildings"] = "b2;b2a#1;b2a#2"
    units.loc[3, "buildings"] = ""
    units.loc[3, "kind"] = "open"
    units.loc[3, "purpose"] = "park"
    plan = dataclasses.replace(drawn, units=units)
    layers = {
        "railways": lattice.railways(lattice.line((0, 300), (400, 300))),
        "bridges": lattice.bridges(lattice.line((50, 290), (50, 310))),
    }
    graph = build_contiguity(units, layers)
    named = lattice.layer(
        [lattice.box(0, 500, 200, 600)], compound_id=["c-1"], name=["锦绣花园"], kind="commercial"
    )
    with store.write() as connection:
        import_layer(connection, "compounds", named.to_crs(4490), actor="test")
        renamed = named.assign(name="改名花园").to_crs(4490)
        import_layer(connection, "compounds", renamed, actor="test")
        return create_plan(
            connection, plan, name="手绘", owner="t", graph=graph, layers={"compounds": 1}
        )


def table(visited, name):
    answer = visited.visitor(name).get(f"/unit-sets/{visited.set_id}/table")
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_every_unit_is_told_with_what_it_holds(visited):
    found = table(visited, "admin")
    assert found["row"] == list(range(48))
    assert found["unit_id"][:2] == [unit(0, 0), unit(0, 1)]
    assert found["unit_id"][4] == unit(0, 4)
    assert set(found["households"]) == {10}
    assert set(found["persons"]) == {30}
    # b2 and the two entrances of b2a are two buildings.
    assert found["buildings"][:5] == [1, 1, 2, 0, 1]
    assert found["communities"] == [
        {"code": WEST, "name": "西社区"},
        {"code": EAST, "name": "东社区"},
    ]
    assert found["community"][:8] == [0] * 4 + [1] * 4
    # The name is that of the version that the units were made of, not that of today.
    assert found["compounds"] == [{"id": "c-1", "name": "锦绣花园"}, {"id": "c-2", "name": "c-2"}]
    assert found["compound"][:5] == [0, 0, -1, -1, 1]
    assert [found["kinds"][one] for one in found["kind"][2:4]] == ["building", "open"]
    assert found["purposes"] == ["park"]
    assert found["purpose"][:5] == [-1, -1, -1, 0, -1]


def test_each_point_lies_in_its_square_and_the_bounds_hold_all(visited):
    found = table(visited, "admin")
    squares = drawn_plan().units.to_crs(4490).geometry.to_numpy()
    points = shapely.points(found["lon"], found["lat"])
    assert shapely.contains(squares, points).all()
    west, south, east, north = shapely.total_bounds(squares)
    assert found["bounds"] == pytest.approx([west, south, east, north], abs=2e-6)


def test_pairs_that_share_an_edge_are_told_once_and_closed_along_the_railway(visited):
    found = table(visited, "admin")
    edges = found["edges"]
    pairs = list(zip(edges["from"], edges["to"], strict=True))
    # In each community 6 rows of 3 pairs side by side, and 5 times 4 one above the other.
    assert len(set(map(frozenset, pairs))) == len(pairs) == 2 * (6 * 3 + 5 * 4)
    assert set(edges["shared_m"]) == {100.0}
    closed = {pair for pair, is_open in zip(pairs, edges["open"], strict=True) if not is_open}
    # Between rows 2 and 3 in columns 1 to 3; the bridge opens column 0.
    assert closed == {(16 + col, 24 + col) for col in (1, 2, 3)}


def test_a_planner_is_told_of_the_own_community_alone(visited):
    found = table(visited, "west")
    assert found["row"] == [row * 8 + col for row in range(6) for col in range(4)]
    assert found["communities"] == [{"code": WEST, "name": "西社区"}]
    assert len(found["edges"]["from"]) == 38
    # Positions in the columns, not rows of the set: the first pair below one another.
    assert max(found["edges"]["to"]) == 23
    east = drawn_plan().units.to_crs(4490).geometry[4].bounds[0]
    assert found["bounds"][2] == pytest.approx(east, abs=2e-6)


def test_it_is_kept_for_ever_and_not_sent_twice(visited):
    address = f"/unit-sets/{visited.set_id}/table"
    first = visited.visitor("west").get(address)
    assert first.headers["cache-control"] == FOREVER
    held = {"If-None-Match": first.headers["etag"]}
    again = visited.visitor("west").get(address, headers=held)
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["cache-control"] == FOREVER
    assert visited.visitor("admin").get(address, headers=held).status_code == 200


def test_what_is_out_of_sight_is_not_there(visited):
    visited.account("far", "planner", ["370899009009"])
    address = f"/unit-sets/{visited.set_id}/table"
    assert visited.visitor("far").get(address).status_code == 404
    assert visited.visitor("viewer").get(address).status_code == 403
    assert visited.visitor().get(address).status_code == 401
    assert visited.visitor("admin").get("/unit-sets/nothing/table").status_code == 404
