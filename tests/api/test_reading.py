"""What the service answers about a plan and about a project."""

import json

import lattice
import planned
import pytest
import shapely
from gridmap_api.schemas.common import Health
from gridmap_api.schemas.layers import FeatureCollection, LayerList
from gridmap_api.schemas.plan import PlanInfo

from gridmap import __version__
from gridmap.io.plans import write_plan

# The lattice is 600 m x 400 m east of 117 E; a degree there is 90.9 km, so this ends at 173 m.
WESTERN_PART = "116.9,35,117.0019,36"


def test_health_names_the_file_and_the_version(service):
    answer = service.get("/health")
    assert answer.status_code == 200
    assert Health.model_validate(answer.json())
    assert answer.json() == {
        "status": "ok",
        "version": __version__,
        "file": "方案.gpkg",
        "readable": True,
        "kind": "plan",
        "detail": None,
    }


def test_health_tells_a_project_from_a_plan(project_service):
    assert project_service.get("/health").json()["kind"] == "project"


def test_health_says_why_the_file_cannot_be_read(fresh_service):
    fresh_service.path.unlink()
    answer = fresh_service.get("/health")
    assert answer.status_code == 503
    assert answer.json()["status"] == "unreadable"
    assert "方案.gpkg" in answer.json()["detail"]


def test_the_map_is_at_the_root(service):
    answer = service.get("/")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-language"] == "zh"
    assert 'id="data-grids"' in answer.text


def test_the_map_of_a_project_says_that_there_is_no_plan(project_service):
    answer = project_service.get("/")
    assert "尚无方案" in answer.text
    assert 'id="data-buildings"' in answer.text


def test_the_layers_are_listed_with_counts_and_addresses(service):
    answer = service.get("/layers")
    assert LayerList.model_validate(answer.json())
    counts = {one["name"]: one["count"] for one in answer.json()["layers"]}
    assert counts["buildings"] == counts["units"] == 24
    assert counts["grids"] == 4
    assert counts["nets"] == 3
    (grids,) = [one for one in answer.json()["layers"] if one["name"] == "grids"]
    assert grids["title"] == "网格"
    assert grids["geometry"] == ["Polygon"]
    assert grids["bbox"][0] == pytest.approx(117.0)
    for one in answer.json()["layers"]:
        assert service.get(one["links"][0]["href"]).json()["numberMatched"] == one["count"]


def test_a_layer_is_geojson_in_degrees_with_ids(service):
    answer = service.get("/layers/stations")
    assert answer.headers["content-type"] == "application/geo+json"
    assert FeatureCollection.model_validate(answer.json())
    first, second = answer.json()["features"]
    assert first["id"] == "s1"
    assert first["properties"]["name"] == "晨光驿站"
    assert second["properties"]["address"] is None
    # 50 m east of the central meridian, at 3,900,050 m north.
    lon, lat = first["geometry"]["coordinates"]
    assert lon == pytest.approx(117 + 50 / (111_320 * 0.8169), abs=2e-6)
    assert 35.2 < lat < 35.3


def test_a_page_links_to_the_next_until_all_are_seen(service):
    address, seen = "/layers/buildings?limit=10", []
    while address:
        body = service.get(address).json()
        assert body["numberMatched"] == 24
        assert body["numberReturned"] == len(body["features"])
        seen += [one["id"] for one in body["features"]]
        address = next((link["href"] for link in body["links"] if link["rel"] == "next"), None)
    assert seen == [f"b{i}" for i in range(24)]


def test_a_box_returns_what_meets_it(service):
    body = service.get(f"/layers/hazards?bbox={WESTERN_PART}").json()
    assert [one["id"] for one in body["features"]] == ["h2"]
    body = service.get(f"/plan/grids?bbox={WESTERN_PART}&limit=1").json()
    assert body["numberMatched"] == 1
    nothing = service.get("/layers/buildings?bbox=10,10,11,11").json()
    assert (nothing["numberMatched"], nothing["features"]) == (0, [])


def test_the_next_link_keeps_the_box(service):
    body = service.get("/layers/buildings?bbox=116,35,118,36&limit=5").json()
    (link,) = [one["href"] for one in body["links"] if one["rel"] == "next"]
    body = service.get(link).json()
    assert body["numberMatched"] == 24
    assert body["features"][0]["id"] == "b5"


def test_the_plan_tells_its_figures_in_both_languages(service):
    body = service.get("/plan").json()
    assert PlanInfo.model_validate(body)
    plan = planned.plan()
    assert body["plan_id"] == plan.plan_id
    assert body["band"] == {"lower": 300, "upper": 500}
    assert body["metric_crs"] == "EPSG:4548"
    assert body["figures"] == plan.figures
    assert body["settings"] == plan.settings
    assert body["feasibility"][0]["nearest"] == {"lower": 300, "upper": 500}
    band, total = body["violations"]
    assert band["what"]["zh"] == "网格 002 只有 240 户，少于 300 户。"
    assert band["what"]["en"] == "Grid 002 has 240 households, under 300."
    assert band["place"][0] == pytest.approx(117 + 300 / (111_320 * 0.8169), abs=1e-5)
    assert total["place"] is None
    assert body["faults"][0]["place"] == [117.001, 35.2]
    assert body["faults"][1]["place"] is None


def test_grids_and_units_carry_their_ids(service):
    grids = service.get("/plan/grids").json()["features"]
    assert [one["id"] for one in grids] == [
        planned.WEST,
        planned.MIDDLE,
        planned.EAST,
        planned.SCHOOL,
    ]
    units = service.get("/plan/units").json()["features"]
    assert units[0]["id"] == f"{lattice.COMMUNITY}-00001"
    assert units[0]["properties"]["grid_code"] == planned.WEST
    whole = shapely.union_all([shapely.from_geojson(json.dumps(u["geometry"])) for u in units])
    parts = shapely.union_all([shapely.from_geojson(json.dumps(g["geometry"])) for g in grids])
    # Long straight edges in metres are chords in degrees: they miss the short ones by a hair.
    assert whole.symmetric_difference(parts).area < 1e-4 * whole.area


def test_a_project_has_layers_and_no_plan(project_service):
    assert project_service.get("/layers/buildings").json()["numberMatched"] == 24
    answer = project_service.get("/plan/grids")
    assert answer.status_code == 404
    assert "gridmap plan" in answer.json()["remedy"]


def test_a_new_file_is_shown_at_the_next_request(fresh_service):
    before = fresh_service.get("/plan")
    write_plan(planned.plan(settings={"band": [200, 700], "seed": 9}), fresh_service.path)
    after = fresh_service.get("/plan", headers={"If-None-Match": before.headers["etag"]})
    assert after.status_code == 200
    assert after.json()["settings"]["seed"] == 9
    assert "少于 200 户" in fresh_service.get("/").text
