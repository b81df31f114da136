"""The first answer a client asks for: who it is, what it may see, where that lies."""

import json

import lattice
import pytest
from drawn_plan import BAND, EAST, WEST, drawn_plan, save_drawn
from gridmap_api.settings import Settings
from gridmap_api.store.layer_writes import import_layer
from gridmap_api.store.live import plans_of
from gridmap_api.store.plans import find_plan
from gridmap_api.store.scope import EVERYTHING
from gridmap_api.store.states import Step, take_step
from stores import store, store_address
from visiting import Visited

from gridmap import __version__
from gridmap.errors import SettingsError

__all__ = ["store", "store_address"]

NEAR = 2e-5
"""2 m: the spatial index of a file holds single floats, rounded outwards."""


@pytest.fixture
def visited(store_address):
    """A draft and a published plan, hazards and buildings in both communities."""
    service = Visited(store_address)
    service.account("west", "planner", [WEST])
    service.account("viewer", "viewer")
    service.account("admin", "admin")
    service.draft = save_drawn(service.store, name="草案一")
    service.published = save_drawn(service.store, name="发布一")
    for state in ("in_review", "published"):
        with service.store.write() as connection:
            plan = find_plan(connection, service.published, EVERYTHING, hold=True)
            live = plans_of(service.store).head(connection, plan)
            take_step(connection, plan, live, Step(state), actor="t")
    places = [lattice.point(50, 50), lattice.point(750, 550)]
    codes = {"community_code": [WEST, EAST]}
    hazards = lattice.layer(places, hazard_id=["h-1", "h-2"], kind="ditch", level=1, **codes)
    buildings = lattice.layer(places, building_id=["b-1", "b-2"], households=5, **codes)
    halves = [lattice.box(0, 0, 400, 600), lattice.box(400, 0, 800, 600)]
    communities = lattice.layer(halves, name=["西社区", "东社区"], **codes)
    with service.store.write() as connection:
        import_layer(connection, "communities", communities.to_crs(4490), actor="t")
        import_layer(connection, "hazards", hazards.to_crs(4490), actor="t")
        import_layer(connection, "buildings", buildings.to_crs(4490), actor="t")
    yield service
    service.store.close()


def start(service, name=None):
    answer = service.visitor(name).get("/start")
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_an_admin_is_told_of_everything_and_where_it_lies(visited):
    found = start(visited, "admin")
    assert (found["me"]["name"], found["me"]["role"]) == ("admin", "admin")
    assert found["me"]["may_write"] is True
    assert (found["accounts"], found["public"], found["version"]) == (True, True, __version__)
    assert {one["plan_id"] for one in found["plans"]} == {visited.draft, visited.published}
    square = drawn_plan().units.to_crs(4490).total_bounds
    for box in (found["bounds"], *(one["bounds"] for one in found["plans"])):
        assert box == pytest.approx(square.tolist(), abs=NEAR)
    assert found["plans"][0]["band"] == {"lower": BAND.lower, "upper": BAND.upper}
    layers = {one["name"]: one for one in found["layers"]}
    assert list(layers) == ["communities", "buildings", "hazards"]
    assert layers["hazards"]["title"] == {"zh": "隐患点", "en": "Hazards"}
    assert (layers["hazards"]["version"], layers["hazards"]["features"]) == (1, 2)
    corners = lattice.layer([lattice.point(50, 50), lattice.point(750, 550)]).to_crs(4490)
    west, south, east, north = corners.total_bounds.tolist()
    assert layers["hazards"]["bounds"] == pytest.approx([west, south, east, north], abs=NEAR)
    assert found["walk"] == {"adult_m_s": 1.2, "elder_m_s": 0.8, "minutes": 15}
    assert (found["band"], found["basemaps"]) == ([300, 500], [])


def test_a_planner_is_told_of_the_own_community_alone(visited):
    found = start(visited, "west")
    half = drawn_plan().units.query("community_code == @WEST").to_crs(4490).total_bounds
    assert found["bounds"] == pytest.approx(half.tolist(), abs=NEAR)
    assert [one["communities"] for one in found["plans"]] == [{WEST: "西社区"}] * 2
    assert found["me"]["may_write"] is True
    layers = {one["name"]: one["features"] for one in found["layers"]}
    assert layers == {"communities": 1, "buildings": 1, "hazards": 1}


@pytest.mark.parametrize("name", [None, "viewer"])
def test_others_are_told_of_what_is_published_alone(visited, name):
    found = start(visited, name)
    assert [one["plan_id"] for one in found["plans"]] == [visited.published]
    assert found["plans"][0]["owner"] == ""
    (item,) = visited.visitor(name).get("/plans").json()["plans"]
    assert item["owner"] == ""
    assert [one["name"] for one in found["layers"]] == ["communities", "hazards"]
    assert (found["me"]["role"], found["me"]["may_write"]) == ("viewer", False)


def test_without_public_maps_who_has_not_logged_in_is_told_of_nothing(visited, store_address):
    closed = Visited(store_address, public=False)
    found = start(closed)
    assert (found["plans"], found["layers"], found["bounds"]) == ([], [], None)
    assert found["me"]["account"] == "anyone"
    assert len(start(closed, "viewer")["plans"]) == 1
    closed.store.close()


def test_a_new_version_of_a_layer_is_told_at_once(visited):
    assert start(visited, "admin")["layers"][2]["features"] == 2
    one = lattice.layer(
        [lattice.point(50, 50)], hazard_id=["h-1"], kind="ditch", level=2, community_code=WEST
    )
    with visited.store.write() as connection:
        import_layer(connection, "hazards", one.to_crs(4490), actor="t")
    hazards = start(visited, "admin")["layers"][2]
    assert (hazards["version"], hazards["features"]) == (2, 1)


def test_a_store_with_nothing_in_it_has_no_bounds(store_address):
    empty = Visited(store_address, is_open=True)
    found = start(empty)
    assert (found["plans"], found["layers"], found["bounds"]) == ([], [], None)
    assert (found["me"]["account"], found["accounts"]) == ("local", False)
    assert found["lang"] == "zh"
    assert empty.visitor().get("/start?lang=en").json()["lang"] == "en"
    empty.store.close()


def named(tmp_path, content):
    path = tmp_path / "底图.json"
    path.write_text(json.dumps(content), "utf-8")
    given = {"GRIDMAP_FILE": "plan.gpkg", "GRIDMAP_BASEMAPS": str(path)}
    return Settings.from_environment(given)


LOCAL = {"id": "own", "name": "本地瓦片", "kind": "xyz", "url": "/maps/{z}/{x}/{y}.png"}
FAR = {
    "id": "far",
    "name": {"zh": "影像", "en": "Imagery"},
    "kind": "xyz",
    "url": "https://s{1-3}.example.org/{z}/{x}/{y}.png",
    "attribution": "© 例",
    "max_zoom": 19,
}


def test_base_maps_come_from_a_file_and_their_hosts_are_known(tmp_path, store_address):
    settings = named(tmp_path, [LOCAL, FAR])
    assert settings.basemap_hosts == tuple(f"https://s{one}.example.org" for one in (1, 2, 3))
    shown = Visited(store_address, is_open=True, basemaps=settings.basemaps)
    own, far = start(shown)["basemaps"]
    assert (own["name"], own["url"]) == ({"zh": "本地瓦片", "en": "本地瓦片"}, LOCAL["url"])
    assert (own["max_zoom"], own["labels"]) == (18, [])
    assert far["url"] == "https://s1.example.org/{z}/{x}/{y}.png"
    assert len(far["urls"]) == 3
    assert (far["attribution"], far["max_zoom"]) == ("© 例", 19)
    shown.store.close()


def test_tianditu_needs_the_key_of_the_office():
    given = {"GRIDMAP_FILE": "plan.gpkg", "GRIDMAP_BASEMAPS": "tianditu"}
    with pytest.raises(SettingsError, match="GRIDMAP_TIANDITU_KEY"):
        Settings.from_environment(given)
    key = "0123456789abcdef0123456789abcdef"
    found = Settings.from_environment(given | {"GRIDMAP_TIANDITU_KEY": key})
    assert found.basemap_hosts == tuple(f"https://t{one}.tianditu.gov.cn" for one in range(8))
    (basemap,) = found.basemaps
    assert basemap.urls[7] == (
        "https://t7.tianditu.gov.cn/vec_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0"
        "&LAYER=vec&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles"
        f"&TILEMATRIX={{z}}&TILEROW={{y}}&TILECOL={{x}}&tk={key}"
    )
    assert "/cva_w/wmts" in basemap.labels[0]
    assert "LAYER=cva&" in basemap.labels[0]


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("kind", "wms"),
        ("id", "Own Map"),
        ("name", {"zh": "只有中文"}),
        ("url", "ftp://example.org/{z}/{x}/{y}"),
        ("url", "//example.org/{z}/{x}/{y}"),
        ("url", "https://example.org/{z}/{x}.png"),
        ("url", "https://example.org; script-src *//{z}/{x}/{y}"),
        ("max_zoom", 99),
        ("attribution", 3),
        ("token", "x"),
    ],
)
def test_a_file_of_base_maps_that_says_something_else_is_refused(tmp_path, member, value):
    with pytest.raises(SettingsError, match=member):
        named(tmp_path, [LOCAL | {member: value}])


def test_two_base_maps_by_the_same_name_or_no_list_are_refused(tmp_path):
    for content in ([LOCAL, LOCAL], {"own": LOCAL}, ["own"]):
        with pytest.raises(SettingsError, match="GRIDMAP_BASEMAPS"):
            named(tmp_path, content)
    with pytest.raises(SettingsError, match="GRIDMAP_BASEMAPS"):
        Settings.from_environment({"GRIDMAP_FILE": "p", "GRIDMAP_BASEMAPS": str(tmp_path / "no")})
