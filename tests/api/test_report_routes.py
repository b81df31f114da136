"""Reports by HTTP, on both stores: the loop, places, photos, QR entries, figures, files."""

import io
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import lattice
import openpyxl
import pytest
import segno
import sqlalchemy as sa
from calling import Client
from drawn_plan import ADMIN, EAST, OTHER, PLANNER, VIEWER, WEST, A, B, save_drawn
from gridmap_api.store.layer_writes import import_layer
from gridmap_api.store.models import Photo, Report, ReportEntry, ReportEvent
from gridmap_api.store.photos import remove_old_photos
from gridmap_api.store.principals import Principal
from gridmap_api.store.reports import stamp
from gridmap_api.store.verify import verify_store
from PIL import Image
from stores import store, store_address

__all__ = ["store", "store_address"]

WALKER = Principal("walker", "网格员小李", "patrol", frozenset({WEST}))
STRANGER = Principal("stranger", "东区网格员", "patrol", frozenset({EAST}))


def degrees(x, y):
    """Return the place x metres east and y metres north of the corner, in degrees."""
    shape = lattice.layer([lattice.point(x, y)]).to_crs(4490).geometry.iloc[0]
    return shape.x, shape.y


IN_A, IN_B, IN_C = degrees(150, 450), degrees(150, 150), degrees(550, 450)
FAR = degrees(20_000, 450)


def jpeg(colour="red"):
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (35.0, 12.0, 34.56), 3: "E", 4: (117.0, 0.0, 1.5)}
    Image.new("RGB", (80, 60), colour).save(out, "JPEG", exif=exif)
    return out.getvalue()


@pytest.fixture
def client(store, store_address):
    squares = [lattice.box(0, 0, 400, 600), lattice.box(400, 0, 800, 600)]
    communities = lattice.layer(
        squares, community_code=[WEST, EAST], name=["西社区", "东社区"]
    ).to_crs(4490)
    building = lattice.layer(
        [lattice.box(110, 110, 130, 120)],
        building_id=["b-1"],
        name=["1号楼"],
        households=[20],
        community_code=[WEST],
    ).to_crs(4490)
    with store.write() as connection:
        import_layer(connection, "communities", communities, actor="test")
        import_layer(connection, "buildings", building, actor="test")
    called = Client(store_address)
    called.plan_id = save_drawn(called.store)
    yield called
    called.store.close()


def form(place, *, note="雨水口堵塞", kind="drain", photos=(), **more):
    fields = {"kind": kind, "note": note, **more}
    if place is not None:
        fields |= {"lon": str(place[0]), "lat": str(place[1])}
    files = [("photo", ("IMG.jpg", one, "image/jpeg")) for one in photos]
    # Without a file httpx sends no form with parts.
    return {"files": [*((name, (None, value)) for name, value in fields.items()), *files]}


def report(client, place=IN_A, *, who=WALKER, headers=None, **more):
    return client.call("POST", "/reports", who=who, headers=headers, **form(place, **more))


def made(client, place=IN_A, **more):
    answer = report(client, place, **more)
    assert answer.status_code == 201, answer.text
    return answer.json()


def step(client, one, name, *, who=PLANNER, base=None, headers=None, **more):
    return client.call(
        "POST",
        f"/reports/{one['id']}/steps",
        who=who,
        base=one["version"] if base is None else base,
        headers=headers,
        json={"step": name, **more},
    )


def taken(client, one, name, **more):
    answer = step(client, one, name, **more)
    assert answer.status_code == 201, answer.text
    return answer.json()


def in_hours(hours):
    return (datetime.now(UTC) + timedelta(hours=hours)).isoformat()


def in_store(client, table):
    with client.store.read() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(table))


def entry(client, *, who=PLANNER, **body):
    body = body or {"plan_id": client.plan_id, "grids": [A]}
    answer = client.call("POST", "/report-entries", who=who, json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()["entries"]


def secret_of(one):
    return one["address"].rpartition("/")[2]


def scan(client, one, *, place=None, headers=None, **more):
    address = f"/entries/{secret_of(one)}/reports"
    return client.call("POST", address, headers=headers, **form(place, **more))


def test_a_report_goes_through_the_whole_loop_and_every_step_is_kept(client):
    one = made(client)
    assert (one["state"], one["version"], one["community_code"]) == ("found", 1, WEST)
    assert one["steps"] == ["note"]
    one = taken(client, one, "sort", kind="waterlogging")
    due = in_hours(24)
    one = taken(client, one, "assign", assignee="市政所", due=due)
    assert (one["state"], one["assignee"], one["overdue"]) == ("assigned", "市政所", False)
    one = taken(client, one, "follow", note="请今天处理")
    one = taken(client, one, "close", who=WALKER, note="已疏通")
    assert one["closed"] is not None
    one = taken(client, one, "revisit", note="居民满意")
    events = one["events"]
    assert [(e["step"], e["state"], e["actor"]) for e in events] == [
        ("report", "found", WALKER.name),
        ("sort", "sorted", PLANNER.name),
        ("assign", "assigned", PLANNER.name),
        ("follow", "followed", PLANNER.name),
        ("close", "closed", WALKER.name),
        ("revisit", "revisited", PLANNER.name),
    ]
    assert [e["number"] for e in events] == [1, 2, 3, 4, 5, 6]
    assert (one["kind"], events[1]["kind"]) == ("waterlogging", "waterlogging")
    assert datetime.fromisoformat(events[2]["due"]) == datetime.fromisoformat(due)


def test_a_revisit_that_finds_it_undone_opens_it_again(client):
    one = taken(client, made(client), "sort")
    one = taken(client, one, "close", note="已处理")
    one = taken(client, one, "revisit")
    one = taken(client, one, "reopen", note="雨后又堵了")
    assert (one["state"], one["closed"], one["due"], one["assignee"]) == ("sorted", None, None, "")
    assert "assign" in one["steps"]


def test_a_step_that_does_not_follow_is_refused_with_those_that_do(client):
    one = made(client)
    answer = step(client, one, "close", note="已处理")
    assert answer.status_code == 409
    assert answer.json()["remedy"] == "现在可以：分流、备注。"
    assert step(client, one, "assign", assignee="甲", due=in_hours(1)).status_code == 409


def test_a_step_without_what_it_needs_is_refused_with_the_field(client):
    one = taken(client, made(client), "sort")
    for more in ({}, {"assignee": "甲"}, {"assignee": "甲", "due": in_hours(-1)}):
        answer = step(client, one, "assign", **more)
        assert answer.status_code == 400
        assert "due" in answer.json()["remedy"] or "assignee" in answer.json()["remedy"]
    assert step(client, one, "close", note="  ").status_code == 400
    naive = step(client, one, "assign", assignee="甲", due="2099-01-01T00:00:00")
    assert naive.status_code == 422


def test_the_street_closes_and_notes_and_the_office_does_the_rest(client):
    one = made(client)
    assert step(client, one, "sort", who=WALKER).status_code == 403
    one = taken(client, one, "sort")
    one = taken(client, one, "note", who=WALKER, note="现场已设围挡")
    assert one["state"] == "sorted"
    assert step(client, one, "assign", who=WALKER, assignee="甲").status_code == 403
    assert step(client, one, "reopen", who=WALKER, note="x").status_code == 403
    taken(client, one, "close", who=WALKER, note="已处理")


def test_a_stale_step_is_refused_with_what_others_did(client):
    one = made(client)
    taken(client, one, "sort")
    answer = step(client, one, "sort", base=1)
    assert answer.status_code == 412
    assert answer.json()["head"] == 2
    assert [e["step"] for e in answer.json()["since"]] == ["sort"]
    path = f"/reports/{one['id']}/steps"
    none = client.call("POST", path, who=PLANNER, json={"step": "sort"})
    assert none.status_code == 428
    assert in_store(client, ReportEvent) == 2


def test_of_two_who_go_on_at_once_one_is_told_to_look_again(client):
    one = made(client)
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda _: step(client, one, "sort").status_code, range(2)))
    assert sorted(answers) == [201, 412]


def test_a_repeated_request_has_one_effect(client):
    headers = {"Idempotency-Key": "k1"}
    photo = jpeg()
    first, again = (report(client, headers=headers, photos=[photo]) for _ in "ab")
    assert (first.status_code, first.json()) == (201, again.json())
    assert (in_store(client, Report), in_store(client, Photo)) == (1, 1)
    other = report(client, headers=headers, note="另一件事")
    assert other.status_code == 422
    one = first.json()
    key = {"Idempotency-Key": "k2"}
    steps = [step(client, one, "sort", headers=key) for _ in "ab"]
    assert [s.status_code for s in steps] == [201, 201]
    assert steps[0].json() == steps[1].json()
    assert in_store(client, ReportEvent) == 2


def test_a_report_and_its_photo_are_out_of_sight_of_other_communities(client):
    one = made(client, photos=[jpeg()])
    (photo,) = one["photo_list"]
    for who in (OTHER, STRANGER, VIEWER):
        assert client.call("GET", f"/reports/{one['id']}", who=who).status_code == 404
        assert client.call("GET", f"/photos/{photo['id']}", who=who).status_code == 404
        assert client.get("/reports", who=who)["number_matched"] == 0
        assert step(client, one, "note", who=who, note="x").status_code == 404
        more = {"files": [("photo", ("a.jpg", jpeg(), "image/jpeg"))]}
        path = f"/reports/{one['id']}/photos"
        assert client.call("POST", path, who=who, **more).status_code == 404
    for who in (PLANNER, WALKER, ADMIN):
        assert client.get("/reports", who=who)["number_matched"] == 1


def test_a_place_in_a_foreign_community_or_in_none_is_refused(client):
    for place in (IN_C, FAR, None):
        assert report(client, place).status_code == 404
    assert report(client, IN_C, who=ADMIN).status_code == 201


def test_a_photo_comes_back_as_a_picture_without_its_place(client):
    one = made(client, photos=[jpeg(), jpeg("blue")], note="")
    assert one["photos"] == 2
    for known in one["photo_list"]:
        answer = client.call("GET", f"/photos/{known['id']}", who=WALKER)
        assert answer.headers["content-type"] == "image/jpeg"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "private" in answer.headers["cache-control"]
        picture = Image.open(io.BytesIO(answer.content))
        assert picture.size == (known["width_px"], known["height_px"]) == (80, 60)
        assert len(answer.content) == known["size_bytes"]
        assert dict(picture.getexif()) == {}
        same = {"If-None-Match": answer.headers["etag"]}
        again = client.call("GET", f"/photos/{known['id']}", who=WALKER, headers=same)
        assert again.status_code == 304


def test_photos_can_be_added_when_it_is_done(client):
    one = made(client)
    path = f"/reports/{one['id']}/photos"
    files = {"files": [("photo", ("a.jpg", jpeg(), "image/jpeg"))]}
    answer = client.call("POST", path, who=WALKER, **files)
    assert answer.status_code == 201
    known = client.get(f"/reports/{one['id']}", who=PLANNER)["photo_list"]
    assert [p["id"] for p in known] == answer.json()["photos"]
    texts = {"files": [("photo", ("a.jpg", jpeg(), "image/jpeg")), ("note", (None, "x"))]}
    assert client.call("POST", path, who=WALKER, **texts).status_code == 400


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"photos": [b"<svg xmlns='http://www.w3.org/2000/svg'/>"]}, 415),
        ({"photos": [b"\xff\xd8\xff" + b"x" * 100]}, 415),
        ({"photos": [jpeg()] * 4}, 400),
        ({"kind": "gossip"}, 422),
        ({"note": "x" * 501}, 422),
        ({"note": "a\0b"}, 422),
        ({"note": " "}, 400),
        ({"accuracy_m": "nan"}, 422),
        ({"name": "张三"}, 422),
    ],
    ids=["svg", "no jpeg", "four photos", "kind", "long", "NUL", "empty", "nan", "unknown field"],
)
def test_a_form_that_is_not_as_it_must_be_is_refused(client, more, status):
    assert report(client, **more).status_code == status
    assert in_store(client, Report) == 0


def test_what_is_no_form_is_refused(client):
    assert client.call("POST", "/reports", who=WALKER, json={"kind": "road"}).status_code == 415
    broken = {"content-type": "multipart/form-data; boundary=x"}
    answer = client.call("POST", "/reports", who=WALKER, headers=broken, content=b"--y\r\n")
    assert answer.status_code in {400, 422}


def test_the_list_is_filtered_by_state_deadline_grid_and_community(client):
    first, second = made(client, IN_A), made(client, IN_B, kind="road")
    third = made(client, IN_C, who=ADMIN)
    one = taken(client, taken(client, second, "sort"), "assign", assignee="甲", due=in_hours(1))
    with client.store.write() as connection:
        past = stamp(datetime.now(UTC) - timedelta(hours=1))
        connection.execute(sa.update(Report).where(Report.id == one["id"]).values(due=past))

    def ids(query, who=ADMIN):
        found = client.get(f"/reports?{query}", who=who)
        assert found["number_matched"] == len(found["reports"])
        return [r["id"] for r in found["reports"]]

    every = [third["id"], second["id"], first["id"]]
    assert ids("") == every
    assert ids("state=assigned") == [second["id"]]
    assert ids("state=found&state=assigned") == every
    assert ids("overdue=true") == [second["id"]]
    assert ids(f"community={EAST}") == [third["id"]]
    assert ids(f"plan_id={client.plan_id}&grid={A}") == [first["id"]]
    assert ids(f"plan_id={client.plan_id}&grid={B}") == [second["id"]]
    assert ids(f"since={first['time']}&until={second['time']}") == [first["id"]]
    assert ids("", who=PLANNER) == [second["id"], first["id"]]
    assert client.call("GET", f"/reports?grid={A}", who=ADMIN).status_code == 400
    assert client.call("GET", "/reports?plan_id=none", who=ADMIN).status_code == 404
    assert client.call("GET", "/reports?since=yesterday", who=ADMIN).status_code == 400


def test_pages_follow_each_other_by_their_links(client):
    every = [made(client, note=f"第{n}件")["id"] for n in range(5)][::-1]
    address, found = "/reports?limit=2&state=found", []
    while address:
        page = client.get(address, who=WALKER)
        assert page["number_matched"] == 5
        found += [r["id"] for r in page["reports"]]
        address = next((li["href"] for li in page["links"] if li["rel"] == "next"), None)
    assert found == every


def test_figures_are_of_the_grid_in_which_a_report_lies(client):
    one = taken(client, made(client, IN_A), "sort")
    taken(client, one, "close", note="已处理")
    made(client, IN_A)
    made(client, IN_B)
    found = client.get(f"/reports/figures?plan_id={client.plan_id}", who=PLANNER)
    grids = {g["grid_code"]: g for g in found["grids"]}
    # The planner of the west is told of no grid of the east.
    assert list(grids) == [A, B]
    assert (grids[A]["count"], grids[A]["closed"], grids[A]["open"]) == (2, 1, 1)
    assert (grids[B]["count"], grids[B]["closed"]) == (1, 0)
    assert found["whole"]["count"] == 3
    assert grids[A]["median_hours"] < 0.1


def test_a_table_of_reports_has_chinese_headers_and_no_formula(client):
    made(client, IN_A, note='=HYPERLINK("http://evil.example","看")')
    answer = client.call("GET", f"/reports/file?plan_id={client.plan_id}&format=xlsx", who=PLANNER)
    assert "%E4%B8%8A%E6%8A%A5%E4%BA%8B%E9%A1%B9" in answer.headers["content-disposition"]
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["上报事项", "网格统计", "说明"]
    heads, row = book["上报事项"].iter_rows()
    told = {head.value: cell for head, cell in zip(heads, row, strict=True)}
    assert told["情况说明"].value.startswith("=HYPERLINK")
    assert told["情况说明"].data_type == "s"
    assert (told["状态"].value, told["类别"].value) == ("待分流", "井盖、排水堵塞")
    assert told["网格编码"].value == A
    assert told["社区代码"].value == WEST
    figures = list(book["网格统计"].iter_rows(values_only=True))
    assert figures[0][:3] == ("网格编码", "网格名称", "上报数")
    assert [line[2] for line in figures[1:]] == [1, 0, 1]
    text = client.call(
        "GET", f"/reports/file?plan_id={client.plan_id}&format=csv", who=PLANNER
    ).content.decode("utf-8")
    assert text.startswith("\ufeff受理编号,状态")
    assert "\"'=HYPERLINK" in text


def test_an_empty_table_can_be_had_too(client):
    for kind in ("csv", "xlsx"):
        path = f"/reports/file?plan_id={client.plan_id}&format={kind}"
        assert client.call("GET", path, who=PLANNER).status_code == 200


def test_anybody_reports_by_a_code_and_reads_nothing_by_it(client):
    (one,) = entry(client)
    assert one["name"] == "西社区 第1网格"
    assert client.get(f"/entries/{secret_of(one)}") == {"name": one["name"]}
    answer = scan(client, one, place=degrees(160, 440), photos=[jpeg()], accuracy_m="8")
    assert answer.status_code == 201
    assert set(answer.json()) == {"receipt", "photos"}
    assert answer.json()["photos"] == 1
    found = client.get("/reports", who=PLANNER)["reports"]
    assert [r["receipt"] for r in found] == [answer.json()["receipt"]]
    assert (found[0]["reporter"], found[0]["place_source"]) == ("", "device")
    assert found[0]["entry_id"] == one["id"]
    for method in ("GET", "DELETE", "PUT"):
        path = f"/entries/{secret_of(one)}/reports"
        assert client.call(method, path).status_code == 405


def test_without_a_place_or_far_away_the_place_is_that_of_the_code(client):
    (one,) = entry(client)
    for place in (None, FAR, IN_C):
        assert scan(client, one, place=place).status_code == 201
    found = client.get("/reports", who=PLANNER)["reports"]
    places = [(r["place_source"], r["community_code"]) for r in found]
    # What lies near, though over the border, is the place; who sees it is said by the code.
    assert places == [("device", WEST), ("entry", WEST), ("entry", WEST)]
    assert found[1]["place"] == one["place"]


def test_a_code_sent_twice_over_a_bad_network_has_one_effect(client):
    (one,) = entry(client)
    headers, photo = {"Idempotency-Key": "a" * 32}, jpeg()
    first, again = (scan(client, one, headers=headers, photos=[photo]) for _ in "ab")
    assert first.json() == again.json()
    with ThreadPoolExecutor(3) as pool:
        later = list(
            pool.map(
                lambda _: scan(client, one, headers={"Idempotency-Key": "b"}).status_code, range(3)
            )
        )
    assert later == [201, 201, 201]
    assert (in_store(client, Report), in_store(client, Photo)) == (2, 1)


def test_the_secret_is_long_random_and_kept_nowhere(client):
    every = entry(client, plan_id=client.plan_id)
    secrets = {secret_of(one) for one in every}
    # 24 bytes in base64 are 32 letters: 192 bits.
    assert len(secrets) == 2
    assert all(len(one) == 32 for one in secrets)
    with client.store.read() as connection:
        rows = connection.execute(sa.select(ReportEntry.__table__)).all()
    assert not any(one in str(rows) for one in secrets)
    listed = client.get("/report-entries", who=PLANNER)["entries"]
    assert not any(one in str(listed) for one in secrets)


def test_a_revoked_code_is_answered_like_one_that_never_was(client):
    (one,) = entry(client)
    assert client.call("GET", f"/report/{secret_of(one)}").status_code == 200
    path = f"/report-entries/{one['id']}"
    assert client.call("DELETE", path, who=OTHER).status_code == 404
    revoked = client.call("DELETE", path, who=PLANNER).json()
    assert (revoked["revoked"], revoked["revoked_by"]) == (True, PLANNER.name)
    again = client.call("DELETE", path, who=PLANNER).json()
    assert again == revoked
    never = {**one, "address": "/report/" + "x" * 32}
    for ask in (
        lambda which: scan(client, which),
        lambda which: client.call("GET", f"/entries/{secret_of(which)}"),
        lambda which: client.call("GET", f"/report/{secret_of(which)}"),
    ):
        gone, unknown = ask(one), ask(never)
        assert gone.status_code == unknown.status_code == 404
        assert gone.content == unknown.content
    assert in_store(client, Report) == 0


def test_a_hundred_posts_by_one_code_are_too_many(client):
    (one,) = entry(client)
    answers = [scan(client, one, note=f"{n}") for n in range(100)]
    statuses = [answer.status_code for answer in answers]
    # Ten at once, and one more each twelve seconds that the test takes.
    assert statuses[:10] == [201] * 10
    assert statuses.count(429) > 80
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert int(refused.headers["retry-after"]) >= 1
    assert in_store(client, Report) == statuses.count(201)


def test_guessing_codes_is_soon_too_many(client):
    guess = {"address": "/report/guess"}
    statuses = [scan(client, guess).status_code for _ in range(40)]
    assert statuses[:20] == [404] * 20
    assert statuses.count(429) >= 15


def test_codes_are_for_grids_and_buildings_of_ones_own(client):
    (building,) = entry(client, buildings=["b-1"])
    assert (building["name"], building["building_id"]) == ("1号楼", "b-1")
    every = entry(client, who=ADMIN, plan_id=client.plan_id)
    assert len(every) == 4
    assert len({one["qr"]["path"] for one in every}) == 4
    other = {"plan_id": client.plan_id, "grids": [A]}
    refused = client.call("POST", "/report-entries", who=OTHER, json=other)
    assert refused.status_code == 404
    nobody = client.call("POST", "/report-entries", who=OTHER, json={"buildings": ["b-1"]})
    assert nobody.status_code == 404
    assert len(client.get("/report-entries", who=OTHER)["entries"]) == 2
    empty = client.call("POST", "/report-entries", who=PLANNER, json={})
    assert empty.status_code == 422


def test_the_drawing_of_a_code_is_the_code_with_its_quiet_zone(client):
    (one,) = entry(client)
    assert one["address"].startswith("http://localhost/report/")
    drawn = set()
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", one["qr"]["path"]):
        drawn |= {(int(x) + step, int(y)) for step in range(int(length))}
    code = segno.make(one["address"], error="q", micro=False, boost_error=False)
    dark = {(x + 4, y + 4) for y, row in enumerate(code.matrix) for x, on in enumerate(row) if on}
    assert drawn == dark
    assert one["qr"]["size"] == len(code.matrix) + 8


def test_photos_of_what_was_closed_long_ago_are_removed_and_reports_stay(client):
    old = taken(client, made(client, photos=[jpeg()]), "sort")
    old = taken(client, old, "close", note="已处理")
    made(client, photos=[jpeg("blue")])
    closed = datetime.fromisoformat(old["closed"])
    days = {"days": 180}
    assert remove_old_photos(client.store, now=closed + timedelta(days=179), **days) == 0
    assert remove_old_photos(client.store, now=closed + timedelta(days=181), **days) == 1
    assert client.get(f"/reports/{old['id']}", who=PLANNER)["photos"] == 0
    assert in_store(client, Photo) == 1


def test_verify_finds_a_changed_photo_and_a_report_that_stands_where_no_step_led_it(client):
    one = made(client, photos=[jpeg()])
    other = taken(client, made(client), "sort")
    assert verify_store(client.store) == []
    with client.store.write() as connection:
        connection.execute(sa.update(Photo).values(content=jpeg("blue")))
    (found,) = verify_store(client.store)
    assert one["photo_list"][0]["id"] in found.zh
    with client.store.write() as connection:
        mine = ReportEvent.report_id == other["id"]
        connection.execute(sa.delete(ReportEvent).where(mine, ReportEvent.number == 1))
        connection.execute(sa.update(Report).where(Report.id == one["id"]).values(state="closed"))
    found = [text.zh for text in verify_store(client.store)]
    assert sum(one["receipt"] in text or other["receipt"] in text for text in found) == 2
