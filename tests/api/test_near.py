"""The stations near a place: for everybody, at a time that is given, and nothing kept of the place.

A street runs 800 m from west to east, and all stations but one stand at it.
"""

import json
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

import lattice
import numpy as np
import pytest
import shapely
from drawn_plan import EAST, WEST, save_drawn
from gridmap_api.settings import Settings
from gridmap_api.store import networks
from gridmap_api.store.audit import read_audit
from gridmap_api.store.layer_writes import import_layer
from stores import store, store_address
from visiting import Visited

from gridmap.datum import wgs84_to_bd09, wgs84_to_gcj02
from gridmap.errors import SettingsError

__all__ = ["store", "store_address"]

MONDAY_10 = "2026-11-16T10:00:00+08:00"
HOURS = {
    "s-shut": "周二至周五 9:00-17:00",
    "s-open": "08:00-20:00",
    "s-secret": "电话预约",
    "s-far": "24小时",
}
AT = {"s-shut": (150, 300), "s-open": (100, 312), "s-secret": (500, 300), "s-far": (790, 300)}


def layers():
    shapes = [lattice.point(*place) for place in AT.values()]
    halves = [lattice.box(0, 0, 400, 600), lattice.box(400, 0, 800, 600)]
    stations = lattice.layer(
        shapes,
        station_id=list(AT),
        name=["晚霞驿站", "东风驿站", "西苑党群微家", None],
        kind=["station", "centre", "home", None],
        opening_hours=list(HOURS.values()),
        amenities=["饮水机、急救箱", "", None, "雨伞"],
        floor_area_m2=[60.0, None, 80.5, 12.0],
        address=["锦绣路 8 号", None, None, None],
    )
    stations["楼层"] = ["一层", None, None, None]
    return {
        "communities": lattice.layer(
            halves, community_code=[WEST, EAST], name=["西社区", "东社区"], street="城关街道"
        ),
        "compounds": lattice.layer(
            halves,
            compound_id=["c-1", "c-2"],
            name=["锦绣花园", "锦绣东区"],
            kind=["old", "commercial"],
            stars=[3, None],
        ),
        "roads": lattice.roads(lattice.line((0, 300), (800, 300))).assign(name="锦绣路"),
        "stations": stations,
    }


def degrees(x, y):
    (point,) = lattice.layer([lattice.point(x, y)]).to_crs(4490).geometry
    return [point.x, point.y]


@pytest.fixture
def visited(store_address):
    service = Visited(store_address)
    service.account("west", "planner", [WEST])
    with service.store.write() as connection:
        for name, frame in layers().items():
            import_layer(connection, name, frame.to_crs(4490), actor="t")
    yield service
    service.store.close()


def near(visited, x=200, y=300, name=None, **asked):
    body = {"place": degrees(x, y), "at": MONDAY_10, **asked}
    answer = visited.visitor(name).post("/near", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_anybody_finds_the_nearest_station_that_is_open(visited):
    found = near(visited)
    assert found["nearest_open"] == "s-open"
    assert [(one["station_id"], one["length_m"]) for one in found["stations"]] == [
        ("s-shut", 50),
        ("s-open", 112),
        ("s-secret", 300),
        ("s-far", 590),
    ]
    opened = found["stations"][1]
    # 112 m at 1.2 and 0.8 m/s: 93.3 and 140 s.
    assert (opened["adult_s"], opened["elder_s"]) == (93, 140)
    assert opened["by_road"] is True
    assert found["walk"] == {"adult_m_s": 1.2, "elder_m_s": 0.8, "minutes": 15}


def test_it_says_until_when_and_from_when_and_what_is_not_known(visited):
    found = {one["station_id"]: one for one in near(visited)["stations"]}
    told = {key: (one["state"], one["changes"]) for key, one in found.items()}
    assert told == {
        "s-shut": ("closed", "2026-11-17T09:00:00+08:00"),
        "s-open": ("open", "2026-11-16T20:00:00+08:00"),
        "s-secret": ("unknown", None),
        "s-far": ("open", None),
    }
    assert near(visited)["unknown"] == 1
    assert found["s-secret"]["opening_hours"] == "电话预约"


def test_the_time_is_that_of_the_place(visited):
    # 02:00 in UTC is ten o'clock in China; without an offset it is the clock on the wall.
    for at in ("2026-11-16T02:00:00Z", "2026-11-16T10:00:00"):
        assert near(visited, at=at)["at"] == MONDAY_10
    assert near(visited, at="2026-11-16T10:00:00Z")["at"] == "2026-11-16T18:00:00+08:00"


def test_the_time_zone_is_a_setting():
    def zone(name):
        given = {"GRIDMAP_FILE": "x.gpkg", "GRIDMAP_TIME_ZONE": name}
        return Settings.from_environment(given).zone

    moment = datetime.fromisoformat(MONDAY_10)
    assert moment.astimezone(zone("")).isoformat() == MONDAY_10
    assert moment.astimezone(zone("Asia/Kathmandu")).isoformat() == "2026-11-16T07:45:00+05:45"
    for name in ("Asia/Nowhere", "../passwd", "Asia"):
        with pytest.raises(SettingsError, match="GRIDMAP_TIME_ZONE"):
            zone(name)


def test_what_is_known_of_a_station_is_told(visited):
    found = {one["station_id"]: one for one in near(visited)["stations"]}
    shut, far = found["s-shut"], found["s-far"]
    assert (shut["name"], shut["kind"]["zh"], shut["address"]) == (
        "晚霞驿站",
        "驿站",
        "锦绣路 8 号",
    )
    assert (shut["floor"], shut["amenities"]) == ("一层", ["饮水机", "急救箱"])
    assert (shut["floor_area_m2"], found["s-open"]["floor_area_m2"]) == (60.0, None)
    assert (far["name"], far["kind"]["zh"], far["floor"]) == ("s-far", "", "")


def test_each_map_gets_its_own_coordinates(visited):
    links = near(visited)["stations"][0]["links"]
    true = np.array([degrees(*AT["s-shut"])])
    amap = parse_qs(urlsplit(links["amap"]).query)
    assert amap["coordinate"] == ["gaode"]
    assert amap["name"] == ["晚霞驿站"]
    lng, lat = map(float, amap["position"][0].split(","))
    assert [lng, lat] == pytest.approx(wgs84_to_gcj02(true)[0], abs=2e-6)
    baidu = parse_qs(urlsplit(links["baidu"]).query)
    assert baidu["coord_type"] == ["bd09ll"]
    lat, lng = map(float, baidu["location"][0].split(","))
    assert [lng, lat] == pytest.approx(wgs84_to_bd09(true)[0], abs=2e-6)


def test_the_nearest_open_one_is_told_however_short_the_list(visited):
    found = near(visited, limit=1)
    assert [one["station_id"] for one in found["stations"]] == ["s-open"]


def test_without_roads_the_walk_is_guessed_and_said_so(store_address):
    service = Visited(store_address)
    with service.store.write() as connection:
        import_layer(connection, "stations", layers()["stations"].to_crs(4490), actor="t")
    found = near(service)
    service.store.close()
    first = found["stations"][0]
    assert (first["station_id"], first["by_road"]) == ("s-shut", False)
    assert first["length_m"] == pytest.approx(50 * found["detour"], abs=1)


def test_roads_that_no_map_in_metres_holds_are_not_walked_on(visited):
    far = lattice.roads(lattice.line((0, 300), (800, 300)), lattice.line((0, 0), (800, 0)))
    far = far.to_crs(4490)
    far.geometry = [far.geometry.iloc[0], shapely.LineString([(90, 30), (90.01, 30)])]
    with visited.store.write() as connection:
        import_layer(connection, "roads", far, actor="t")
    first = near(visited)["stations"][0]
    assert (first["station_id"], first["by_road"]) == ("s-shut", False)


def test_a_road_that_is_imported_later_is_walked_on(visited):
    assert near(visited, 200, 290)["stations"][0]["length_m"] == 60
    moved = layers()["roads"].assign(geometry=[lattice.line((0, 290), (800, 290))])
    with visited.store.write() as connection:
        import_layer(connection, "roads", moved.to_crs(4490), actor="t")
    # From the street itself: 50 m along it, and 10 m to the door.
    assert near(visited, 200, 290)["stations"][0]["length_m"] == 60
    assert near(visited, 200, 300)["stations"][0]["length_m"] == 70


def test_the_network_is_built_once_for_each_version_and_while_the_page_is_read(
    visited, monkeypatch
):
    built = []
    make = networks.make_network

    def counted(roads, **options):
        built.append(len(roads))
        return make(roads, **options)

    monkeypatch.setattr(networks, "make_network", counted)
    visited.visitor().get("/near")
    assert built == [1]
    near(visited)
    near(visited)
    assert built == [1]
    more = lattice.roads(lattice.line((0, 300), (800, 300)), lattice.line((0, 0), (800, 0)))
    with visited.store.write() as connection:
        import_layer(connection, "roads", more.to_crs(4490), actor="t")
    near(visited)
    assert built == [1, 2]


def test_without_stations_there_are_none(store_address):
    service = Visited(store_address)
    found = near(service)
    service.store.close()
    assert (found["stations"], found["nearest_open"], found["unknown"]) == ([], None, 0)


def test_from_far_away_it_is_far(visited):
    answer = visited.visitor().post("/near", json={"place": [2.35, 48.86], "at": MONDAY_10})
    first = answer.json()["stations"][0]
    assert first["length_m"] > 8_000_000
    assert first["by_road"] is False
    # The other side of the earth is on no map of here.
    answer = visited.visitor().post("/near", json={"place": [-63.0, -35.0], "at": MONDAY_10})
    assert answer.status_code == 200, answer.text


def test_a_planner_sees_the_stations_of_the_own_communities(visited):
    found = near(visited, name="west")
    assert [one["station_id"] for one in found["stations"]] == ["s-shut", "s-open"]


def test_where_nothing_is_public_one_logs_in_first(visited, store_address):
    closed = Visited(store_address, public=False)
    body = {"place": degrees(200, 300), "at": MONDAY_10}
    assert closed.visitor().post("/near", json=body).status_code == 401
    assert closed.visitor().post("/near/places", json={}).status_code == 401
    assert closed.visitor("west").post("/near", json=body).status_code == 200
    closed.store.close()


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"place": [200, 30]},
        {"place": [117]},
        {"place": ["x", 30]},
        {"place": [117, 36], "limit": 0},
        {"place": [117, 36], "at": "0001-01-01T00:00:00+14:00"},
        {"place": [117, 36], "who": "me"},
    ],
)
def test_what_makes_no_sense_is_refused_without_repeating_it(visited, body):
    answer = visited.visitor().post("/near", json=body)
    assert answer.status_code == 422
    assert "117" not in answer.text


def test_a_station_alone_tells_whether_it_is_open_at_a_time(visited):
    def told(at, station_id="s-open", name=None):
        query = {"at": at}
        return visited.visitor(name).get(f"/near/stations/{station_id}", params=query)

    opened, shut = told(MONDAY_10), told("2026-11-16T20:00:00+08:00")
    assert opened.json()["at"] == MONDAY_10
    station = opened.json()["station"]
    assert (station["state"], station["changes"]) == ("open", "2026-11-16T20:00:00+08:00")
    assert station["links"]["amap"].startswith("https://uri.amap.com/marker?position=")
    assert "length_m" not in station
    assert shut.json()["station"]["state"] == "closed"
    assert told(MONDAY_10, "s-none").status_code == 404
    assert told("0001-01-01T00:00:00").status_code == 400
    # In the east of the town, where the planner of the west has nothing to do.
    assert told(MONDAY_10, "s-far").status_code == 200
    assert told(MONDAY_10, "s-far", name="west").status_code == 404


def test_nobody_writes_down_where_somebody_was(visited):
    near(visited)
    visited.visitor().post("/near/places", json={"q": "锦绣"})
    with visited.store.read() as connection:
        noted = read_audit(connection, before=None, limit=100)
    assert not [one for one in noted if "near" in f"{one['action']} {one['object']}"]


def places(visited, q="", name=None):
    answer = visited.visitor(name).post("/near/places", json={"q": q})
    assert answer.status_code == 200, answer.text
    return answer.json()["places"]


def test_everybody_may_choose_a_compound_by_its_name_and_learns_nothing_else_of_it(visited):
    listed = places(visited)
    assert sorted(one["name"] for one in listed) == ["锦绣东区", "锦绣花园"]
    assert {key for one in listed for key in one} == {"kind", "name", "detail", "place"}
    assert {one["detail"] for one in listed} == {""}
    garden = next(one for one in listed if one["name"] == "锦绣花园")
    half = lattice.layer([lattice.box(0, 0, 400, 600)]).to_crs(4490).geometry.iloc[0]
    assert half.contains(shapely.Point(garden["place"]))


def test_places_are_found_by_a_part_of_their_name(visited):
    found = places(visited, "锦绣")
    assert {(one["kind"], one["name"]) for one in found} >= {
        ("compound", "锦绣花园"),
        ("compound", "锦绣东区"),
        ("road", "锦绣路"),
    }
    assert all(one["detail"] == "" for one in found if one["kind"] == "compound")
    assert [one["kind"] for one in places(visited, "东社区")] == ["community"]
    assert places(visited, "火星") == []
    # Full-width letters and digits are often typed; a percent sign is one.
    assert places(visited, "％") == []


def test_a_planner_chooses_among_the_own_communities(visited):
    assert [one["name"] for one in places(visited, name="west")] == ["锦绣花园"]


def test_the_page_is_served_under_the_policy_of_the_client(visited):
    page = visited.visitor().get("/near")
    assert page.status_code == 200
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert "connect-src 'self'" in page.headers["content-security-policy"]


def test_circles_together_are_what_any_station_covers(visited):
    plan_id = save_drawn(visited.store)
    admin = visited.visitor("west")
    assert visited.visitor().get(f"/plans/{plan_id}/circles/together").status_code == 404
    address = f"/plans/{plan_id}/circles"
    alone = admin.get(address).json()["features"]
    answer = admin.get(f"{address}/together")
    assert answer.headers["content-type"].startswith("application/geo+json")
    assert [one["properties"] for one in answer.json()["features"]] == [
        {"walker": "adult", "minutes": 15.0, "stations": 4},
        {"walker": "elder", "minutes": 15.0, "stations": 4},
    ]
    for whole in answer.json()["features"]:
        shape = shapely.from_geojson(json.dumps(whole["geometry"]))
        parts = [
            shapely.from_geojson(json.dumps(one["geometry"]))
            for one in alone
            if one["properties"]["walker"] == whole["id"]
        ]
        # Corners are rounded to a tenth of a metre: a millionth of a degree.
        assert all(shape.buffer(2e-6).covers(part) for part in parts)
        assert shapely.union_all(parts).buffer(2e-6).covers(shape)
    same = admin.get(f"{address}/together", headers={"If-None-Match": answer.headers["etag"]})
    assert same.status_code == 304


def test_without_roads_there_are_no_circles_and_it_says_why(store_address):
    service = Visited(store_address, is_open=True)
    with service.store.write() as connection:
        import_layer(connection, "stations", layers()["stations"].to_crs(4490), actor="t")
    plan_id = save_drawn(service.store)
    answer = service.visitor().get(f"/plans/{plan_id}/circles/together")
    service.store.close()
    assert answer.status_code == 422
    assert "道路" in answer.json()["detail"]
