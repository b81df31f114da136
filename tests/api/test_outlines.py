"""Outlines of grids: as drawn, those that changed, without small counts for everybody else."""

import geopandas as gpd
import lattice
import pytest
import shapely
from drawn_plan import BAND, WEST, A, B, C, D, drawn_plan, unit
from gridmap_api.store.live import plans_of
from gridmap_api.store.making import create_plan
from gridmap_api.store.plans import find_plan
from gridmap_api.store.scope import EVERYTHING
from gridmap_api.store.states import Step, take_step
from stores import store, store_address
from visiting import Visited

from gridmap.contiguity import build_contiguity

__all__ = ["store", "store_address"]

FIGURES = {"households", "persons", "deviation_pct"}


@pytest.fixture
def visited(store_address):
    service = Visited(store_address)
    service.account("west", "planner", [WEST])
    service.account("viewer", "viewer")
    service.account("admin", "admin")
    yield service
    service.store.close()


def save(store, *, households=10, persons=30):
    """Keep the drawn plan; every unit of grid D has other counts than the rest."""
    plan = drawn_plan()
    last = plan.units["grid_code"] == D
    plan.units.loc[last, "households"] = households
    plan.units.loc[last, "persons"] = persons
    graph = build_contiguity(plan.units, {})
    with store.write() as connection:
        return create_plan(connection, plan, name="手绘", owner="t", graph=graph)


def publish(store, plan_id):
    exceptions = {}
    for state in ("in_review", "published"):
        with store.write() as connection:
            plan = find_plan(connection, plan_id, EVERYTHING, hold=True)
            live = plans_of(store).head(connection, plan)
            if state == "published":
                exceptions = {one.key: "示例" for one in live.violations() if one.hard}
            take_step(connection, plan, live, Step(state, exceptions=exceptions), actor="t")


def outlines(visited, plan_id, name, query=""):
    answer = visited.visitor(name).get(f"/plans/{plan_id}/outlines{query}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def edit(visited, plan_id, base, **body):
    answer = visited.visitor("admin").post(
        f"/plans/{plan_id}/edits", json=body, headers={"If-Match": f'"{base}"'}
    )
    assert answer.status_code == 201, answer.text


def test_each_grid_is_told_with_its_outline_figures_and_label(visited):
    found = outlines(visited, save(visited.store), "admin")
    assert (found["version"], [one["id"] for one in found["grids"]]) == (0, [A, B, C, D])
    north_west = found["grids"][0]
    assert north_west["type"] == "Feature"
    told = north_west["properties"]
    assert (told["grid_code"], told["community"], told["retired"]) == (A, "西社区", False)
    assert (told["households"], told["persons"], told["buildings"]) == (120, 360, 12)
    assert told["area_m2"] == pytest.approx(4 * 3 * 100**2, rel=1e-6)
    assert BAND.lower <= told["households"] <= BAND.upper
    drawn = lattice.layer([lattice.box(0, 300, 400, 600)]).to_crs(4490).geometry[0]
    outline = shapely.from_geojson(str(north_west["geometry"]).replace("'", '"'))
    assert shapely.hausdorff_distance(outline, drawn) < 1e-6
    assert shapely.is_ccw(outline.exterior)
    label = shapely.Point(told["label"])
    assert outline.contains(label)
    # The largest circle within 400 m by 300 m has a radius of 150 m; 10 m may be missing.
    metric = lattice.layer([lattice.box(0, 300, 400, 600)]).geometry[0]
    (middle,) = gpd.GeoSeries([label], crs=4490).to_crs(lattice.CRS)
    assert metric.exterior.distance(middle) > 140
    places = shapely.get_coordinates(outline)
    assert (places.round(7) == places).all()


def test_neighbours_share_their_edges(visited):
    found = outlines(visited, save(visited.store), "admin")
    shapes = [
        shapely.from_geojson(str(one["geometry"]).replace("'", '"')) for one in found["grids"]
    ]
    assert shapely.coverage_is_valid(shapes)


def test_after_a_version_only_what_changed_is_told_and_what_is_gone_has_no_shape(visited):
    plan_id = save(visited.store)
    edit(visited, plan_id, 0, type="move", units=[unit(2, 0)], target=B)
    edit(visited, plan_id, 1, type="merge", grids=[D], into=C)
    since = outlines(visited, plan_id, "admin", "?after=0")
    assert (since["version"], [one["id"] for one in since["grids"]]) == (2, [A, B, C, D])
    last = outlines(visited, plan_id, "admin", "?after=1")["grids"]
    assert [one["id"] for one in last] == [C, D]
    assert [one["properties"]["households"] for one in last] == [240, 0]
    gone = last[1]
    assert (gone["geometry"], gone["properties"]["retired"]) == (None, True)
    assert gone["properties"]["label"] is None
    assert outlines(visited, plan_id, "admin", "?after=2")["grids"] == []
    assert [one["id"] for one in outlines(visited, plan_id, "admin")["grids"]] == [A, B, C]


def test_a_planner_is_told_of_the_own_community_alone(visited):
    plan_id = save(visited.store)
    assert [one["id"] for one in outlines(visited, plan_id, "west")["grids"]] == [A, B]
    assert visited.visitor("viewer").get(f"/plans/{plan_id}/outlines").status_code == 404
    assert visited.visitor().get(f"/plans/{plan_id}/outlines").status_code == 404


@pytest.mark.parametrize("who", [None, "viewer"])
def test_what_is_published_tells_everybody_no_small_counts(visited, who):
    # One household of two in D: neither is told, nor is C, by which it follows from the total.
    plan_id = save(visited.store, households=[1] + [0] * 11, persons=[2] + [0] * 11)
    publish(visited.store, plan_id)
    told = {one["id"]: one["properties"] for one in outlines(visited, plan_id, who)["grids"]}
    assert set(told) == {A, B, C, D}
    assert {name: told[D][name] for name in FIGURES} == {
        "households": None,
        "persons": None,
        "deviation_pct": None,
    }
    assert [told[code]["households"] for code in (A, B, C)] == [120, 120, None]
    planner = outlines(visited, plan_id, "admin")["grids"][3]["properties"]
    assert (planner["households"], planner["deviation_pct"]) == (1, -99.2)


def test_the_same_version_is_not_sent_twice_and_another_is(visited):
    plan_id = save(visited.store)
    browser = visited.visitor("admin")
    address = f"/plans/{plan_id}/outlines"
    held = {"If-None-Match": browser.get(address).headers["etag"]}
    again = browser.get(address, headers=held)
    assert (again.status_code, again.content) == (304, b"")
    edit(visited, plan_id, 0, type="rename", grid=A, name="一号")
    fresh = browser.get(address, headers=held)
    assert fresh.status_code == 200
    assert fresh.json()["grids"][0]["properties"]["name"] == "一号"
    assert visited.visitor("west").get(address, headers=held).status_code == 200
    assert browser.get(f"{address}?after=-1").status_code == 400
