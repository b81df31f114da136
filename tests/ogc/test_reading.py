"""Reading collections: pages, boxes, CRS, forms, tags. The lattice is drawn in `planned`."""

import json
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pyproj
import pytest
import shapely
from ogc import drawn

EPSG = "http://www.opengis.net/def/crs/EPSG/0"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
ALL = sorted(f"b{n}" for n in range(24))


def test_landing_page_leads_to_every_part(geo):
    links = {one["rel"]: one["href"] for one in geo.get("").json()["links"]}
    for rel in ("service-desc", "conformance", "data"):
        assert geo.call("GET", links[rel]).status_code == 200


def test_collections_are_the_layers_and_the_grids_and_units_of_plans(geo):
    found = geo.get("/collections", lang="en").json()["collections"]
    names = [one["id"] for one in found]
    assert names[:3] == ["communities", "compounds", "buildings"]
    assert {"grids", "units", f"plan.{geo.draft}.grids", f"plan.{geo.draft}.units"} <= set(names)
    assert next(one["title"] for one in found if one["id"] == "buildings") == "Buildings"


def test_extent_holds_every_building(geo):
    west, south, east, north = geo.get("/collections/buildings").json()["extent"]["spatial"][
        "bbox"
    ][0]
    low, high = drawn.place(30, 30), drawn.place(570, 370)
    assert (west, south, east, north) == pytest.approx((*low, *high), abs=2e-5)


@pytest.mark.parametrize("limit", [1, 5, 8, 23, 24, 25])
def test_following_next_meets_every_feature_once(geo, limit):
    address, met = f"/ogc/collections/buildings/items?limit={limit}", []
    while address:
        page = geo.call("GET", address).json()
        assert page["numberMatched"] == 24
        assert 0 < page["numberReturned"] == len(page["features"]) <= limit
        met += [one["id"] for one in page["features"]]
        address = next((one["href"] for one in page["links"] if one["rel"] == "next"), None)
    assert met == ALL


def test_offset_goes_forth_and_back(geo):
    page = geo.items("buildings", limit=10, offset=10)
    links = {one["rel"]: parse_qs(urlsplit(one["href"]).query) for one in page["links"]}
    assert [one["id"] for one in page["features"]] == ALL[10:20]
    assert (links["next"]["offset"], links["prev"]["offset"]) == (["20"], ["0"])


def test_paging_goes_on_after_the_key_while_features_come(fresh):
    first = fresh.items("buildings", limit=12)
    link = next(one["href"] for one in first["links"] if one["rel"] == "next")
    properties = first["features"][0]["properties"] | {"building_id": "a0"}
    feature = {**first["features"][0], "id": "a0", "properties": properties}
    assert fresh.change("POST", "buildings/items", feature).status_code == 201
    met = first["features"] + fresh.call("GET", link).json()["features"]
    assert [one["id"] for one in met] == ALL


def test_limit_beyond_the_most_is_no_error(geo):
    assert geo.items("buildings", limit=10**6)["numberReturned"] == 24


def test_feature_is_told_with_its_properties_and_those_no_contract_names(geo):
    feature = geo.get("/collections/buildings/items/b4").json()
    assert (feature["type"], feature["id"]) == ("Feature", "b4")
    assert feature["properties"]["households"] == 150
    assert feature["properties"]["name"] == "4号楼"
    assert feature["properties"]["备注"] == "a"


def test_grids_and_units_tell_the_assignment(geo):
    households = {
        one["properties"]["grid_code"][-3:]: one["properties"]["households"]
        for one in geo.items("grids")["features"]
    }
    assert households == {"001": 400, "002": 240, "003": 600, "004": 0}
    units = geo.items(f"plan.{geo.draft}.units", grid_code="370899001001003")
    assert units["numberMatched"] == 4


def box_around(x_m, y_m, more=1e-5):
    lon, lat = drawn.place(x_m, y_m)
    return [lon - more, lat - more, lon + more, lat + more]


def comma(numbers):
    return ",".join(map(str, numbers))


def test_bbox_returns_what_meets_it(geo):
    # b0 is the square from 30 to 70 m east in the upper row, 330 to 370 m north.
    assert geo.keys("buildings", bbox=comma(box_around(50, 350))) == ["b0"]
    assert geo.keys("buildings", bbox=comma(box_around(70, 350))) == ["b0"]
    assert geo.keys("buildings", bbox=comma(box_around(100, 350))) == []


def test_bbox_meets_shapes_and_not_their_envelopes(geo):
    # The road r0 runs from west to east at 200 m north, r1 from south to north at 200 m east.
    assert geo.keys("roads", bbox=comma(box_around(500, 200))) == ["r0"]
    assert geo.keys("roads", bbox=comma(box_around(200, 200))) == ["r0", "r1"]


def test_bbox_is_read_in_the_order_of_its_crs(geo):
    west, south, east, north = box_around(50, 350)
    for code in (4490, 4326):
        turned = comma([south, west, north, east])
        assert geo.keys("buildings", bbox=turned, **{"bbox-crs": f"{EPSG}/{code}"}) == ["b0"]
    metres = comma([3_900_340, 500_040, 3_900_360, 500_060])
    assert geo.keys("buildings", bbox=metres, **{"bbox-crs": f"{EPSG}/4548"}) == ["b0"]


def test_bbox_across_the_date_line_is_two_boxes(geo):
    assert geo.keys("buildings", bbox="170,-80,-170,80") == []
    assert geo.keys("buildings", bbox="100,-80,-170,80") == ALL


@pytest.mark.parametrize("code", [4490, 4326, 3857, 4548])
def test_shapes_are_told_in_the_axis_order_of_the_authority(geo, code):
    answer = geo.get("/collections/buildings/items/b7", crs=f"{EPSG}/{code}")
    assert answer.headers["content-crs"] == f"<{EPSG}/{code}>"
    told = shapely.get_coordinates(shapely.from_geojson(answer.text))
    plain = shapely.get_coordinates(
        shapely.from_geojson(geo.get("/collections/buildings/items/b7").text)
    )
    # PROJ's own order of axes: CRS84 is longitude first, the others as EPSG has them. CGCS2000
    # is taken for WGS 84, as PROJ does.
    change = pyproj.Transformer.from_crs("OGC:CRS84", f"EPSG:{code}")
    expected = np.column_stack(change.transform(*plain.T))
    assert told == pytest.approx(expected, abs=1e-3 if code in {3857, 4548} else 1e-8)


def test_rings_run_counter_clockwise_in_longitude_and_latitude(geo):
    for name in ("buildings", "grids"):
        for feature in geo.items(name, crs=CRS84)["features"]:
            assert shapely.from_geojson(json.dumps(feature["geometry"])).exterior.is_ccw


def test_sortby_and_properties(geo):
    page = geo.items(
        "buildings", sortby="-households,building_id", properties="households", limit=5
    )
    assert [one["id"] for one in page["features"]] == ["b10", "b11", "b4", "b5", "b0"]
    assert page["features"][0]["properties"] == {"households": 150}
    link = next(one["href"] for one in page["links"] if one["rel"] == "next")
    assert geo.call("GET", link).json()["features"][0]["id"] == "b1"


def test_any_queryable_is_a_parameter(geo):
    assert geo.keys("buildings", households="150") == ["b10", "b11", "b4", "b5"]
    assert geo.keys("buildings", name="4号楼") == ["b4"]
    assert geo.keys("roads", bridge="false") == ["r0", "r1"]


@pytest.mark.parametrize(
    "asked",
    [
        {"nonsense": "1"},
        {"households": "many"},
        {"households": "nan"},
        {"bbox": "1,2,3"},
        {"bbox": "3,2,1,1"},
        {"bbox": "nan,0,1,1"},
        {"bbox": "0,0,1,1", "bbox-crs": f"{EPSG}/9999"},
        {"crs": f"{EPSG}/4534"},
        {"crs": "EPSG:4326"},
        {"limit": "0"},
        {"limit": "x"},
        {"offset": "-1"},
        {"offset": "9223372036854775808"},
        {"datetime": "yesterday"},
        {"datetime": "2026-13-01T00:00:00Z"},
        {"sortby": "nonsense"},
        {"sortby": "(select 1)"},
        {"sortby": "households;drop table buildings"},
        {"properties": "fid"},
        {"name": "a\0b"},
        {"after": "a\0b"},
        {"f": "xml"},
        {"filter-lang": "sql"},
    ],
)
def test_what_means_nothing_is_refused(geo, asked):
    answer = geo.get("/collections/buildings/items", **asked)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    for value in asked.values():
        assert value not in answer.text or len(value) < 5


def test_datetime_matches_features_that_have_none(geo):
    assert geo.keys("buildings", datetime="2026-01-01T00:00:00Z/..") == ALL


@pytest.mark.parametrize(
    "path",
    [
        "/collections/nothing",
        "/collections/nothing/items",
        "/collections/buildings_past/items",
        "/collections/plan.00000000-0000-0000-0000-000000000000.grids/items",
        "/collections/buildings/items/nothing",
        "/collections/buildings/items/' OR '1'='1",
        "/collections/buildings/items/a%00b",
        "/collections/buildings/items/b0/more",
    ],
)
def test_what_is_not_there_is_not_found(geo, path):
    assert geo.get(path).status_code == 404


@pytest.mark.parametrize("path", ["", "/collections", "/collections/grids/items", "/conformance"])
def test_answer_that_is_held_is_not_sent_again(geo, path):
    first = geo.get(path)
    again = geo.call("GET", f"/ogc{path}", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    page = geo.call(
        "GET",
        f"/ogc{path}",
        headers={"If-None-Match": first.headers["etag"], "Accept": "text/html"},
    )
    assert page.status_code == 200


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "path",
    [
        "",
        "/conformance",
        "/collections",
        "/collections/buildings",
        "/collections/buildings/schema",
        "/collections/buildings/queryables",
        "/collections/buildings/items",
        "/collections/buildings/items/b3",
        "/collections/grids/items",
    ],
)
def test_pages_hold_everything_and_load_nothing(geo, path, lang):
    page = geo.get(path, f="html", lang=lang)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'none'" in policy
    assert "<script" not in page.text
    for attribute in ("src=", "<link", "@import", "url("):
        assert attribute not in page.text


def test_hostile_name_is_shown_as_text(geo):
    page = geo.get("/collections/compounds/items", f="html").text
    assert "&lt;/script&gt;&lt;img" in page
    assert "<img" not in page


def test_schema_tells_types_choices_and_what_may_be_written(geo):
    schema = geo.get("/collections/buildings/schema").json()
    assert schema["properties"]["building_id"]["x-ogc-role"] == "id"
    assert schema["properties"]["households"]["type"] == "integer"
    assert "residential" in schema["properties"]["use"]["enum"]
    assert schema["properties"]["community_code"]["readOnly"]
    assert schema["properties"]["geometry"] == {
        "x-ogc-role": "primary-geometry",
        "format": "geometry-any",
    }
    assert "households" in schema["required"]
