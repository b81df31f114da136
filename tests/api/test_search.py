"""Finding places by code, name and address: in which order, for whom, and nothing evaluated."""

import lattice
import pytest
from drawn_plan import EAST, WEST, A, B, C, D, drawn_plan, save_drawn
from gridmap_api.store.layer_writes import import_layer
from gridmap_api.store.live import plans_of
from gridmap_api.store.making import create_plan
from gridmap_api.store.plans import find_plan
from gridmap_api.store.scope import EVERYTHING
from gridmap_api.store.states import Step, take_step
from stores import store, store_address
from visiting import Visited

from gridmap.contiguity import build_contiguity

__all__ = ["store", "store_address"]


def layers():
    """Return what lies behind the drawn plan; the west is one community, the east the other."""
    halves = [lattice.box(0, 0, 400, 600), lattice.box(400, 0, 800, 600)]
    west, east = lattice.point(50, 550), lattice.point(750, 550)
    return {
        "communities": lattice.layer(
            halves, community_code=[WEST, EAST], name=["西社区", "东社区"], street="城关街道"
        ),
        "compounds": lattice.layer(
            [lattice.box(0, 400, 200, 600), lattice.box(600, 400, 800, 600)],
            compound_id=["c-1", "c-2"],
            name=["锦绣花园", "锦绣花园东区"],
            kind=["old", "commercial"],
            stars=[3, None],
        ),
        "buildings": lattice.layer(
            [west, east], building_id=["B-1", "B-10"], name=["100%号楼", "1_0号楼"], households=5
        ),
        "roads": lattice.roads(
            lattice.line((0, 300), (100, 300)),
            lattice.line((100, 300), (400, 300)),
        ).assign(name="锦绣路"),
        "stations": lattice.layer(
            [west], station_id=["s-1"], name=["东风驿站"], kind="centre", address="锦绣路 8 号"
        ),
        "hazards": lattice.layer(
            [east], hazard_id=["h-1"], name=["东沟"], kind="ditch", level=2, address="东环路"
        ),
    }


@pytest.fixture
def visited(store_address):
    service = Visited(store_address)
    service.account("west", "planner", [WEST])
    service.account("viewer", "viewer")
    service.account("admin", "admin")
    with service.store.write() as connection:
        for name, frame in layers().items():
            import_layer(connection, name, frame.to_crs(4490), actor="t")
    service.plan_id = save_drawn(service.store)
    yield service
    service.store.close()


def results(visited, q, name="admin", **more):
    answer = visited.visitor(name).get("/search", params={"q": q, **more})
    assert answer.status_code == 200, answer.text
    return answer.json()["results"]


def ids(found):
    return [one["id"] for one in found]


def publish(store, plan_id):
    for state in ("in_review", "published"):
        with store.write() as connection:
            plan = find_plan(connection, plan_id, EVERYTHING, hold=True)
            live = plans_of(store).head(connection, plan)
            exceptions = {one.key: "示例" for one in live.violations() if one.hard}
            exceptions = exceptions if state == "published" else {}
            take_step(connection, plan, live, Step(state, exceptions=exceptions), actor="t")


def test_a_code_finds_its_grid_first_and_says_where_it_is(visited):
    (found,) = results(visited, A)
    assert (found["kind"], found["layer"], found["code"]) == ("grid", "grids", A)
    assert found["name"] == A
    assert found["detail"] == {"zh": "西社区 · 120 户", "en": "西社区 · 120 households"}
    corners = lattice.layer([lattice.box(0, 300, 400, 600)]).to_crs(4490).total_bounds
    assert found["bounds"] == pytest.approx(corners.tolist(), abs=2e-6)
    west, south, east, north = found["bounds"]
    lon, lat = found["place"]
    assert west < lon < east
    assert south < lat < north


def test_what_is_exactly_so_comes_before_what_begins_so_and_what_holds_it(visited):
    # The community has the code; its grids begin with it.
    assert ids(results(visited, WEST)) == [WEST, A, B]
    # A code that ends so comes before one that holds it; grids come before what is behind them.
    assert ids(results(visited, "1002")) == [B, EAST, C, D]
    assert ids(results(visited, "b-1")) == ["B-1", "B-10"]
    assert [one["name"] for one in results(visited, "锦绣花园")] == ["锦绣花园", "锦绣花园东区"]


def test_chinese_names_and_addresses_are_found(visited):
    found = results(visited, "锦绣")
    assert [(one["kind"], one["name"]) for one in found] == [
        ("compound", "锦绣花园"),
        ("compound", "锦绣花园东区"),
        ("road", "锦绣路"),
        ("station", "东风驿站"),
    ]
    details = [one["detail"]["zh"] for one in found]
    assert details == ["老旧 · 3 星", "商住", "主干路", "党群服务中心 · 锦绣路 8 号"]
    hazard = results(visited, "东环")[0]
    assert (hazard["kind"], hazard["detail"]["zh"]) == ("hazard", "沟渠 · 2 级 · 东环路")
    assert hazard["bounds"] is None


def test_pieces_of_a_road_are_one_road_with_a_place_on_it(visited):
    (road,) = results(visited, "锦绣路", limit=1)
    assert (road["kind"], road["code"]) == ("road", None)
    middle = lattice.layer([lattice.point(200, 300)]).to_crs(4490).geometry[0]
    assert road["place"] == pytest.approx([middle.x, middle.y], abs=2e-6)
    ends = lattice.layer([lattice.line((0, 300), (400, 300))]).to_crs(4490).total_bounds
    assert road["bounds"] == pytest.approx(ends.tolist(), abs=2e-6)


@pytest.mark.parametrize(
    ("q", "expected"),
    [("%", ["B-1"]), ("_", ["B-10"]), ("' OR '1'='1", []), ("\\", []), ("*", [])],
)
def test_no_character_has_a_meaning_of_its_own(visited, q, expected):
    assert ids(results(visited, q)) == expected


def test_capitals_spaces_and_full_width_do_not_matter(visited):
    assert ids(results(visited, "  Ｂ－１ ")) == ["B-1", "B-10"]
    assert results(visited, "   ") == []


def test_a_planner_finds_what_is_in_the_own_community(visited):
    assert ids(results(visited, "锦绣花园", "west")) == ["c-1"]
    assert ids(results(visited, "001", "west")) == [A, WEST, B]
    assert ids(results(visited, "东沟", "west")) == []


@pytest.mark.parametrize("name", [None, "viewer"])
def test_everybody_finds_what_is_published_and_nothing_of_homes(visited, name):
    assert ids(results(visited, A, name)) == []
    publish(visited.store, visited.plan_id)
    assert ids(results(visited, A, name)) == [A]
    assert [one["kind"] for one in results(visited, "锦绣", name)] == ["road", "station"]
    assert results(visited, "B-1", name) == []


def test_small_counts_are_not_told_to_everybody(visited):
    plan = drawn_plan()
    plan.units.loc[plan.units["grid_code"] == D, "households"] = [3] + [0] * 11
    with visited.store.write() as connection:
        graph = build_contiguity(plan.units, {})
        small = create_plan(connection, plan, name="小", owner="t", graph=graph)
    publish(visited.store, small)
    assert results(visited, D, None)[0]["detail"] == {"zh": "东社区", "en": "东社区"}
    assert results(visited, D)[0]["detail"]["zh"] == "东社区 · 3 户"


def test_grids_are_those_of_the_plan_that_is_named(visited):
    other = save_drawn(visited.store, name="第二")
    edit = {"type": "rename", "grid": A, "name": "幸福里"}
    renamed = visited.visitor("admin").post(
        f"/plans/{other}/edits", json=edit, headers={"If-Match": '"0"'}
    )
    assert renamed.status_code == 201
    assert ids(results(visited, "幸福里", plan=other)) == [A]
    assert ids(results(visited, "幸福里", plan=visited.plan_id)) == []
    missing = visited.visitor("admin").get("/search", params={"q": "x", "plan": "nothing"})
    assert missing.status_code == 404
    hidden = visited.visitor("viewer").get("/search", params={"q": "x", "plan": other})
    assert hidden.status_code == 404


@pytest.mark.parametrize("query", ["", "?q=", "?q=a%00b", "?q=a&limit=0", "?q=" + "a" * 101])
def test_a_question_that_is_none_is_refused(visited, query):
    assert visited.visitor("admin").get(f"/search{query}").status_code == 400
