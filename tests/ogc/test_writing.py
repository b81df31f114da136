"""Creating, replacing, changing and deleting features, with entity tags."""

import json

import pytest
from gridmap_api.ogc.writing import LARGEST_BYTES
from gridmap_api.store.layer_reads import current_versions
from ogc import drawn

EPSG = "http://www.opengis.net/def/crs/EPSG/0"


def hazard(x_m=50, y_m=350, **properties):
    """Return a new hazard at a place of the lattice."""
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": drawn.place(x_m, y_m)},
        "properties": {"name": "新低洼处", "kind": "low_lying", "level": 2, **properties},
    }


def ring(*places):
    """Return a compound with the ring through places in metres."""
    corners = [drawn.place(*place) for place in places]
    return {
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": [corners]},
        "properties": {"compound_id": "new"},
    }


def versions(service):
    with service.store.read() as connection:
        return current_versions(connection)


def test_feature_is_created_read_replaced_changed_and_deleted(fresh):
    start = versions(fresh)["hazards"]
    made = fresh.change("POST", "hazards/items", hazard(hazard_id="h9"))
    assert made.status_code == 201
    where = made.headers["location"]
    assert where == "http://localhost/ogc/collections/hazards/items/h9"
    read = fresh.call("GET", where)
    assert read.headers["etag"] == made.headers["etag"]
    assert read.json()["properties"]["level"] == 2
    assert read.json()["properties"]["community_code"] == "370899001001"

    replaced = fresh.change(
        "PUT", "hazards/items/h9", hazard(150, 150, level=4), **{"If-Match": read.headers["etag"]}
    )
    assert replaced.status_code == 204
    assert replaced.headers["etag"] != read.headers["etag"]
    assert fresh.call("GET", where).json()["geometry"]["coordinates"] == pytest.approx(
        drawn.place(150, 150), abs=1e-8
    )

    patch = {"properties": {"name": "改名"}}
    patched = fresh.change(
        "PATCH", "hazards/items/h9", patch, **{"If-Match": replaced.headers["etag"]}
    )
    assert patched.status_code == 204
    found = fresh.call("GET", where).json()["properties"]
    assert (found["name"], found["level"]) == ("改名", 4)

    assert versions(fresh)["hazards"] == start + 3
    gone = fresh.change("DELETE", "hazards/items/h9", **{"If-Match": patched.headers["etag"]})
    assert gone.status_code == 204
    assert fresh.call("GET", where).status_code == 404
    assert versions(fresh)["hazards"] == start + 4


def test_what_was_read_can_be_sent_back_unchanged(fresh):
    read = fresh.get("/collections/buildings/items/b3")
    sent = fresh.change(
        "PUT", "buildings/items/b3", read.json(), **{"If-Match": read.headers["etag"]}
    )
    assert sent.status_code == 204
    again = fresh.get("/collections/buildings/items/b3").json()
    assert again["properties"] == read.json()["properties"]


def test_change_without_a_base_is_refused_and_a_stale_one_too(fresh):
    read = fresh.get("/collections/hazards/items/h1")
    patch = {"properties": {"level": 3}}
    assert fresh.change("PATCH", "hazards/items/h1", patch).status_code == 428
    tag = {"If-Match": read.headers["etag"]}
    assert fresh.change("PATCH", "hazards/items/h1", patch, **tag).status_code == 204
    for method, body in (("PATCH", patch), ("PUT", hazard()), ("DELETE", None)):
        assert fresh.change(method, "hazards/items/h1", body, **tag).status_code == 412
    assert fresh.change("DELETE", "hazards/items/h1").status_code == 428
    assert fresh.change("DELETE", "hazards/items/h1", **{"If-Match": "*"}).status_code == 204


def test_body_is_read_in_the_crs_that_it_names(fresh):
    body = hazard(hazard_id="h9")
    body["geometry"]["coordinates"] = [3_900_350.0, 500_050.0]
    header = {"Content-Crs": f"<{EPSG}/4548>"}
    assert fresh.change("POST", "hazards/items", body, **header).status_code == 201
    told = fresh.get("/collections/hazards/items/h9").json()["geometry"]["coordinates"]
    assert told == pytest.approx(drawn.place(50, 350), abs=1e-8)
    wrong = fresh.change("POST", "hazards/items", hazard(), **{"Content-Crs": f"<{EPSG}/2000>"})
    assert wrong.status_code == 400


def test_key_that_is_there_is_a_conflict(fresh):
    assert fresh.change("POST", "hazards/items", hazard(hazard_id="h1")).status_code == 409


def test_plans_are_only_read(geo):
    feature = geo.items("grids")["features"][0]
    name = f"plan.{geo.draft}.grids"
    for method, path in (
        ("POST", f"{name}/items"),
        ("PUT", f"{name}/items/{feature['id']}"),
        ("PATCH", f"{name}/items/{feature['id']}"),
        ("DELETE", f"{name}/items/{feature['id']}"),
    ):
        answer = geo.change(method, path, feature, **{"If-Match": "*"})
        assert (answer.status_code, answer.headers["allow"]) == (405, "GET, OPTIONS")


def test_options_tell_the_methods(geo):
    def allowed(path):
        return geo.call("OPTIONS", f"/ogc/collections/{path}").headers["allow"]

    assert allowed("hazards/items") == "GET, POST, OPTIONS"
    assert allowed("hazards/items/h1") == "GET, PUT, PATCH, DELETE, OPTIONS"
    assert allowed("grids/items") == "GET, OPTIONS"


UNFIT = {
    "bow-tie": ring((0, 0), (100, 100), (100, 0), (0, 100), (0, 0)),
    "unclosed": ring((0, 0), (100, 0), (100, 100), (0, 100)),
    "two corners": ring((0, 0), (100, 0), (0, 0)),
    "off the globe": {**hazard(), "geometry": {"type": "Point", "coordinates": [200, 95]}},
    "no coordinates": {**hazard(), "geometry": {"type": "Point"}},
    "unknown type": {**hazard(), "geometry": {"type": "Secret<b>", "coordinates": []}},
    "text as number": {**hazard(), "geometry": {"type": "Point", "coordinates": ["1", "2"]}},
    "no geometry": {**hazard(), "geometry": None},
    "no feature": {"type": "FeatureCollection", "features": []},
    "a list": [],
    "2^63": hazard(level=2**63),
    "2^64": hazard(level=2**64),
    "no choice": hazard(kind="secret"),
    "NUL": hazard(name="a\0b"),
    "list as name": hazard(name=["a"]),
    "object as key": hazard(hazard_id={"a": 1}),
    "NaN": json.dumps(hazard()).replace("117.", "NaN, 117.").encode(),
    "1e999": json.dumps(hazard()).replace("117.", "1e999, 117.").encode(),
    "lone surrogate": json.dumps(hazard()).replace("low_lying", "\\ud800").encode(),
    "deep": b'{"type":"Feature","properties":{"name":' + b"[" * 5000 + b"]" * 5000 + b"}}",
    "deep geometry": b'{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":'
    + b"[" * 900
    + b"]" * 900
    + b"}}",
    "not UTF-8": b'{"type":"Feature","properties":{"name":"\xff"}}',
    "cut off": b'{"type":"Feature"',
    "nothing": b"",
    "too many vertices": {
        **hazard(),
        "geometry": {"type": "LineString", "coordinates": [[117, 35], [117.001, 35]] * 60_000},
    },
}


@pytest.mark.parametrize("name", UNFIT)
def test_unfit_feature_is_refused_and_changes_nothing(geo, name):
    layer = "compounds" if name in {"bow-tie", "unclosed", "two corners"} else "hazards"
    before = versions(geo)
    answer = geo.change("POST", f"{layer}/items", UNFIT[name])
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert "ecret" not in answer.text
    assert versions(geo) == before


def test_fault_of_a_shape_says_its_place(geo):
    answer = geo.change("POST", "compounds/items", UNFIT["bow-tie"]).json()
    assert answer["place"] == pytest.approx(drawn.place(50, 50), abs=1e-6)
    answer = geo.change("POST", "compounds/items", UNFIT["unclosed"]).json()
    assert answer["place"] == pytest.approx(drawn.place(0, 100), abs=1e-6)
    answer = geo.change("POST", "hazards/items", UNFIT["cut off"]).json()
    assert (answer["line"], answer["column"]) == (1, 18)


def test_property_of_no_contract_is_refused(geo):
    answer = geo.change("POST", "hazards/items", hazard(nonsense=1))
    assert answer.status_code == 400


def test_body_of_another_type_or_size_is_refused(geo):
    body = json.dumps(hazard()).encode()
    answer = geo.change("POST", "hazards/items", body, **{"Content-Type": "application/gml+xml"})
    assert answer.status_code == 415
    large = body + b" " * LARGEST_BYTES
    assert geo.change("POST", "hazards/items", large).status_code == 413
