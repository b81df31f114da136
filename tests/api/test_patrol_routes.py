"""Patrols over HTTP: who sees which route, links without a login, ticks, photos, files."""

import base64
import io
import json
import zipfile

import patrols_apart
import pytest
from gridmap_api.store.patrols import last_visits, save_patrol
from gridmap_api.store.setup import upgrade
from patrols_apart import EAST, PLACES, WEST
from PIL import Image
from visiting import Visited

TIME = "2026-07-01T09:30:00+08:00"


class Patrolled:
    """A service with one patrol, and those who visit it."""

    def __init__(self, address):
        self.visited = Visited(address)
        self.store = self.visited.store
        with self.store.write() as connection:
            self.patrol_id = save_patrol(
                connection, patrols_apart.saved(), places=PLACES, owner="admin"
            )
        for name, role, codes in (
            ("admin", "admin", []),
            ("planner", "planner", [WEST]),
            ("patrol", "patrol", [WEST]),
            ("viewer", "viewer", []),
        ):
            self.visited.account(name, role, codes)
            setattr(self, name, self.visited.visitor(name))
        self.anyone = self.visited.visitor()
        self.base = f"/patrols/{self.patrol_id}"

    def link(self, number=1, by="admin"):
        """Return the path of a new link to a route."""
        made = getattr(self, by).post(f"{self.base}/routes/{number}/link").json()
        return "/patrol/" + made["address"].rsplit("/", 1)[1]

    def visits(self):
        with self.store.read() as connection:
            return last_visits(connection)


@pytest.fixture
def service(tmp_path):
    from gridmap_api.store.engine import open_store

    store = open_store(tmp_path / "仓库.gpkg")
    upgrade(store)
    store.close()
    made = Patrolled(tmp_path / "仓库.gpkg")
    yield made
    made.store.close()


def tick(stop="h-1", state="done", **more):
    return {"stop": stop, "state": state, "time": TIME, **more}


def keyed(key):
    return {"Idempotency-Key": key}


def photo(kind="JPEG", size=(64, 48)):
    """Return a picture in base64 whose EXIF says where it was taken."""
    drawn, held = Image.new("RGB", size, "#336699"), io.BytesIO()
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (35.0, 13.0, 30.0)
    drawn.save(held, kind, exif=exif)
    assert b"Exif" in held.getvalue()
    return base64.b64encode(held.getvalue()).decode()


def test_a_patrol_shows_routes_along_the_roads_turn_by_turn(service):
    found = service.admin.get(service.base).json()
    first, second = found["routes"]
    assert (first["number"], first["team"]["name"], first["length_m"]) == (1, "一队", 400)
    assert first["colour"] != second["colour"]
    stop = first["stops"][0]
    assert (stop["label"], stop["name"], stop["key"]) == ("01", "红旗涵洞", "h-1")
    # On the central meridian, 100 m east of it.
    assert first["start"][0] == pytest.approx(117.0, abs=1e-6)
    assert stop["place"][0] > 117.0
    assert stop["line"][0] == first["start"]
    assert stop["line"][-1] == stop["place"]
    told = [line["text"] for line in stop["directions"]]
    assert "建设路" in told[0]["zh"]
    assert "100 米" in told[0]["zh"]
    assert "east" in told[0]["en"]
    assert told[-1]["zh"].startswith("到达 01 红旗涵洞")
    assert stop["maps"]["amap"].startswith("https://uri.amap.com/")
    assert first["back"]["length_m"] == 200
    (left,) = found["left_out"]
    assert (left["reason"], left["short_s"], left["why"]["zh"]) == (
        "shift",
        1_200,
        "往返比班次多 20 分钟。",
    )


def test_a_planner_and_a_patrol_see_the_routes_of_their_community_alone(service):
    for visitor in (service.planner, service.patrol):
        (listed,) = visitor.get("/patrols").json()["patrols"]
        assert [one["number"] for one in listed["routes"]] == [1]
        assert not listed["whole"]
        assert [one["number"] for one in visitor.get(service.base).json()["routes"]] == [1]
        assert visitor.get(f"{service.base}/routes/1").status_code == 200
        for path in ("/routes/2", "/routes/2/file", "/routes/3"):
            assert visitor.get(f"{service.base}{path}").status_code == 404


def test_who_works_elsewhere_gets_404_for_everything_of_a_patrol(service):
    service.visited.account("other", "planner", ["370829001009"])
    other = service.visited.visitor("other")
    assert other.get("/patrols").json() == {"patrols": []}
    for path in ("", "/file", "/progress", "/routes/1", "/routes/1/file", "/ticks/k/photo"):
        assert other.get(f"{service.base}{path}").status_code == 404
    route = f"{service.base}/routes/1"
    assert other.post(f"{route}/link").status_code == 404
    assert other.call("DELETE", f"{route}/link").status_code == 404
    assert other.call("DELETE", service.base).status_code == 404
    ticked = other.post(f"{route}/ticks", json=tick(), headers=keyed("k"))
    assert ticked.status_code == 404


def test_a_patrol_goes_and_does_not_plan_and_viewers_see_nothing(service):
    route = f"{service.base}/routes/1"
    assert service.patrol.post(f"{route}/link").status_code == 403
    assert service.patrol.call("DELETE", service.base).status_code == 403
    assert service.viewer.get("/patrols").status_code == 403
    assert service.anyone.get("/patrols").status_code == 401
    sent = service.patrol.post(f"{route}/ticks", json=tick(), headers=keyed("k"))
    assert sent.status_code == 201
    progress = service.planner.get(f"{service.base}/progress").json()
    assert [one["stop"] for one in progress["ticks"]] == ["h-1"]
    assert list(progress["heard"]) == ["1"]


def test_who_sees_a_part_of_a_patrol_does_not_remove_it(service):
    assert service.planner.call("DELETE", service.base).status_code == 404
    assert service.admin.call("DELETE", service.base).status_code == 204
    assert service.admin.get(service.base).status_code == 404


def test_a_link_reads_its_own_route_and_ticks_it_without_a_login(service):
    link = service.link(2)
    seen = service.anyone.get(f"{link}/route").json()
    assert (seen["number"], [stop["key"] for stop in seen["stops"]]) == (2, ["h-3"])
    assert seen["stops"][0]["name"] == "<b>南沟</b>"
    assert seen["until"] is not None
    sent = service.anyone.post(f"{link}/ticks", json=tick("h-3"), headers=keyed("k1"))
    assert sent.status_code == 201
    refused = service.anyone.post(f"{link}/ticks", json=tick("h-1"), headers=keyed("k2"))
    assert refused.status_code == 400
    assert service.visits() == {"h-3": "2026-07-01"}
    for path in ("/patrols", service.base, f"{service.base}/routes/2"):
        assert service.anyone.get(path).status_code == 401


def test_a_link_that_was_revoked_or_guessed_opens_nothing(service):
    link = service.link(1)
    guessed = link[:-4] + ("AAAA" if link[-4:] != "AAAA" else "BBBB")
    assert service.planner.call("DELETE", f"{service.base}/routes/1/link").status_code == 204
    answers = []
    for path in (link, guessed):
        for call in (
            service.anyone.get(f"{path}/route"),
            service.anyone.get(f"{path}/file"),
            service.anyone.post(f"{path}/ticks", json=tick(), headers=keyed("k")),
        ):
            assert call.status_code == 404
            answers.append(call.text)
    assert len(set(answers)) == 1
    assert service.visits() == {}


def test_the_link_is_told_with_a_qr_code_and_stands_in_no_log(service):
    made = service.admin.post(f"{service.base}/routes/1/link").json()
    assert made["address"].startswith("http://localhost/patrol/")
    assert made["qr"].startswith("<svg")
    assert "script" not in made["qr"]
    secret = made["address"].rsplit("/", 1)[1]
    service.anyone.post(f"/patrol/{secret}/ticks", json=tick(), headers=keyed("k"))
    service.anyone.get("/patrol/nothing/route")
    assert secret not in service.admin.get("/audit").text
    shown = service.admin.get(service.base).json()
    assert [one["link_until"] is None for one in shown["routes"]] == [False, True]


def test_a_tick_that_is_sent_again_has_one_effect_and_the_same_answer(service):
    link = service.link()
    first, second = (
        service.anyone.post(f"{link}/ticks", json=tick(note="水位正常"), headers=keyed("k1"))
        for _ in range(2)
    )
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    other = service.anyone.post(f"{link}/ticks", json=tick(note="别的"), headers=keyed("k1"))
    assert other.status_code == 422
    keyless = service.anyone.post(f"{link}/ticks", json=tick())
    assert keyless.status_code == 400
    assert "Idempotency-Key" in keyless.json()["detail"]


def test_what_was_taken_back_or_came_late_is_shown_in_the_order_of_the_phone(service):
    link = service.link()
    for key, state, time in (
        ("k3", "skipped", "2026-07-01T09:40:00+08:00"),
        ("k1", "done", "2026-07-01T09:30:00+08:00"),
        ("k2", "open", "2026-07-01T01:35:00Z"),
    ):
        body = tick(state=state) | {"time": time}
        sent = service.anyone.post(f"{link}/ticks", json=body, headers=keyed(key))
        assert sent.status_code == 201
    (shown,) = service.anyone.get(f"{link}/route").json()["ticks"]
    assert (shown["key"], shown["state"]) == ("k3", "skipped")
    assert service.visits() == {}


@pytest.mark.parametrize(
    "body",
    [
        {},
        tick(state="perhaps"),
        tick() | {"time": "2026-07-01T09:30:00"},
        tick() | {"time": "noon"},
        tick(note="x" * 1_001),
        tick(note="\x00"),
        tick(reason="because"),
        tick(photo="not base64!"),
        tick(more=1),
    ],
)
def test_a_tick_that_makes_no_sense_is_refused(service, body):
    sent = service.anyone.post(f"{service.link()}/ticks", json=body, headers=keyed("k"))
    assert sent.status_code == 422
    assert service.visits() == {}


def test_a_photo_is_seen_by_those_of_the_community_and_says_nothing_of_its_place(service):
    link = service.link()
    body = tick(photo=photo())
    first = service.anyone.post(f"{link}/ticks", json=body, headers=keyed("k1"))
    assert first.json()["photo"]
    again = service.anyone.post(f"{link}/ticks", json=body, headers=keyed("k1"))
    assert (again.status_code, again.json()) == (200, first.json())
    kept = service.planner.get(f"{service.base}/ticks/k1/photo")
    assert kept.headers["content-type"] == "image/jpeg"
    assert kept.headers["x-content-type-options"] == "nosniff"
    read = Image.open(io.BytesIO(kept.content))
    assert read.size == (64, 48)
    assert dict(read.getexif()) == {}
    assert service.anyone.get(f"{service.base}/ticks/k1/photo").status_code == 401
    assert service.planner.get(f"{service.base}/ticks/k2/photo").status_code == 404


@pytest.mark.parametrize(
    ("content", "status"),
    [(b"<svg/>", 415), (base64.b64decode(photo(size=(640, 480)))[:-700], 422)],
    ids=["another kind", "cut off"],
)
def test_what_is_no_photo_is_refused_and_nothing_is_kept(service, content, status):
    body = tick(photo=base64.b64encode(content).decode())
    sent = service.anyone.post(f"{service.link()}/ticks", json=body, headers=keyed("k"))
    assert sent.status_code == status
    assert service.visits() == {}


def test_a_route_comes_as_gpx_in_order_and_the_whole_as_a_workbook(service):
    gpx = service.patrol.get(f"{service.base}/routes/1/file?format=gpx")
    assert gpx.headers["content-type"].startswith("application/gpx+xml")
    assert gpx.text.index("<name>01</name>") < gpx.text.index("<name>02</name>")
    assert "attachment" in gpx.headers["content-disposition"]
    by_link = service.anyone.get(f"{service.link()}/file?format=gpx")
    assert by_link.content == gpx.content
    book = service.admin.get(f"{service.base}/file?format=xlsx")
    assert "xl/workbook.xml" in zipfile.ZipFile(io.BytesIO(book.content)).namelist()
    saved = service.admin.get(f"{service.base}/file?format=json")
    assert json.loads(saved.text) == patrols_apart.saved()
    shifted = service.planner.get(f"{service.base}/routes/1/file?format=kml&coordinates=gcj02")
    assert "_gcj02" in shifted.headers["content-disposition"]


def test_the_file_of_a_planner_holds_nothing_of_other_communities(service):
    mine = service.planner.get(f"{service.base}/file?format=json").json()
    assert [one["team"]["key"] for one in mine["routes"]] == ["t1"]
    assert "南沟" not in json.dumps(mine, ensure_ascii=False)
    assert EAST not in service.planner.get(service.base).text


def test_the_page_is_the_same_for_every_link_and_its_worker_serves_both_addresses(service):
    pages = [service.anyone.get(path) for path in (service.link(), "/patrol/nothing")]
    assert [one.status_code for one in pages] == [200, 200]
    assert pages[0].content == pages[1].content
    worker = service.anyone.get("/patrol/worker.js")
    assert worker.headers["content-type"].startswith("text/javascript")
    assert worker.headers["service-worker-allowed"] == "/patrol"
    assert worker.headers["cache-control"] == "no-cache"
    assert service.anyone.get("/patrol").status_code == 401
    assert service.patrol.get("/patrol").status_code == 200
