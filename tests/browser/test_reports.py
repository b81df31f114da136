"""The report loop in a real browser: a resident's phone with a bad network, a planner's desk.

On the plan that can be drawn by hand, see `drawn_plan`, with its two communities.
"""

import contextlib
import threading

import lattice
import pytest
from client_page import POCKET, ClientPage, ClientService
from drawn_plan import EAST, WEST, A, save_drawn
from gridmap_api.store.engine import open_store
from gridmap_api.store.layer_writes import import_layer
from gridmap_api.store.setup import upgrade
from PIL import Image

pytestmark = pytest.mark.browser

SQUARES = (lattice.box(0, 0, 400, 600), lattice.box(400, 0, 800, 600))
KEPT, TAKEN = "[data-standing=kept]", "[data-standing=taken]"


@pytest.fixture(scope="module")
def drawn_service(tmp_path_factory):
    folder = tmp_path_factory.mktemp("drawn")
    communities = lattice.layer(
        SQUARES, community_code=[WEST, EAST], name=["西社区", "东社区"]
    ).to_crs(4490)
    with contextlib.closing(open_store(folder / "store.gpkg")) as store:
        upgrade(store)
        with store.write() as connection:
            import_layer(connection, "communities", communities, actor="test")
        save_drawn(store)
    with ClientService(folder) as running:
        yield running


@pytest.fixture
def entry(drawn_service):
    """A QR code at grid A."""
    plan_id = drawn_service.plans()[-1]["plan_id"]
    with drawn_service.client() as client:
        asked = {"plan_id": plan_id, "grids": [A]}
        return client.post("/report-entries", json=asked).json()["entries"][0]


@pytest.fixture
def photo(tmp_path):
    """A photo as large as phones take them."""
    path = tmp_path / "IMG_0001.jpg"
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (35.0, 12.0, 34.56), 3: "E", 4: (117.0, 0.0, 1.5)}
    Image.effect_noise((3_000, 2_000), 60).convert("RGB").save(path, "JPEG", exif=exif)
    return path


@pytest.fixture
def phones(chromium, drawn_service, entry):
    """Scan the code by phones that know where they are, some 20 m north of it."""
    made = []

    def scan(address=entry["address"], refused=(), **options):
        lon, lat = entry["place"]
        place = {"longitude": lon, "latitude": lat + 0.0002, "accuracy": 12}
        given = {**POCKET, "geolocation": place, "permissions": ["geolocation"], **options}
        phone = ClientPage(chromium, drawn_service, **given)
        made.append((phone, refused))
        phone.page.goto(address)
        phone.page.wait_for_selector("html[data-ready=open], html[data-ready=gone]")
        return phone

    yield scan
    for phone, refused in made:
        phone.close(*refused)


@pytest.fixture
def desk(chromium, drawn_service):
    client = ClientPage(chromium, drawn_service).open()
    client.panel("reports")
    yield client
    client.close()


def reports(service, query=""):
    with service.client() as client:
        return client.get(f"/reports{query}").json()["reports"]


def fill(page, note, kind="drain"):
    page.locator(f"[data-kind={kind}]").click()
    page.locator("textarea").fill(note)


def send(page):
    page.locator("button[type=submit]").click()


def test_a_resident_reports_with_photo_and_place_and_gets_a_receipt(
    phones, drawn_service, entry, photo
):
    page = phones().page
    assert "西社区 第1网格" in page.locator(".phone-head").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.locator("button[type=submit]").is_disabled()
    fill(page, "井盖松动")
    page.locator("input[name=photo]").set_input_files(photo)
    page.wait_for_selector(".re-photo img")
    page.get_by_role("button", name="用手机定位").click()
    page.get_by_text("误差约 12 米").wait_for()
    send(page)
    page.wait_for_selector(TAKEN)
    receipt = page.locator(".re-receipt").inner_text().replace(" ", "")
    one = next(r for r in reports(drawn_service) if r["receipt"] == receipt)
    assert (one["kind"], one["note"], one["place_source"]) == ("drain", "井盖松动", "device")
    assert one["place"][1] == pytest.approx(entry["place"][1] + 0.0002)
    assert (one["photos"], one["accuracy_m"]) == (1, 12)


def test_without_a_network_it_is_kept_and_sent_once_when_there_is_one(phones, drawn_service, photo):
    phone = phones()
    page = phone.page
    fill(page, "断网时上报")
    page.locator("input[name=photo]").set_input_files(photo)
    page.wait_for_selector(".re-photo img")
    with phone.outage():
        phone.context.set_offline(True)
        send(page)
        page.wait_for_selector(KEPT)
        page.get_by_text("已存在手机里").wait_for()
        assert not [r for r in reports(drawn_service) if r["note"] == "断网时上报"]
        phone.context.set_offline(False)
        page.wait_for_selector(TAKEN)
    (one,) = [r for r in reports(drawn_service) if r["note"] == "断网时上报"]
    assert one["photos"] == 1


def test_an_answer_that_is_lost_does_not_make_two_of_it(phones, drawn_service):
    phone = phones()
    page = phone.page
    came = threading.Semaphore(0)

    def lose(route):
        # The service has it, and the phone is never told.
        route.fetch()
        came.release()
        route.abort()

    page.route("**/entries/*/reports", lose, times=1)
    with phone.outage():
        fill(page, "应答丢失")
        send(page)
        page.wait_for_selector(KEPT)
        page.get_by_text("已存在手机里").wait_for()
        assert came.acquire(blocking=False)
        first = [r for r in reports(drawn_service) if r["note"] == "应答丢失"]
        assert len(first) == 1
        page.evaluate("dispatchEvent(new Event('online'))")
        page.wait_for_selector(TAKEN)
    again = [r for r in reports(drawn_service) if r["note"] == "应答丢失"]
    assert [r["receipt"] for r in again] == [first[0]["receipt"]]
    shown = page.locator(".re-receipt").inner_text().replace(" ", "")
    assert shown == first[0]["receipt"]


def test_what_was_kept_outlives_the_page(phones, drawn_service):
    phone = phones()
    page = phone.page
    with phone.outage():
        phone.context.set_offline(True)
        fill(page, "先关页面再联网")
        send(page)
        page.get_by_text("已存在手机里").wait_for()
        address = page.url
        page.close()
        phone.context.set_offline(False)
    fresh = phone.context.new_page()
    fresh.goto(address)
    fresh.get_by_text("本机已上报").wait_for()
    assert len([r for r in reports(drawn_service) if r["note"] == "先关页面再联网"]) == 1


def test_a_code_that_was_revoked_says_so_and_what_to_do(phones, drawn_service, entry):
    with drawn_service.client() as client:
        client.delete(f"/report-entries/{entry['id']}")
    page = phones(refused=(404,)).page
    assert "请扫描现场的新二维码" in page.locator(".phone-notice").inner_text()
    assert page.locator("button[type=submit]").count() == 0


def test_the_page_speaks_english_to_who_does(phones):
    phone = phones()
    phone.page.get_by_role("button", name="English").click()
    assert phone.page.locator("button[type=submit]").inner_text() == "Send"
    assert phone.page.title() == "Report a problem"


def test_the_office_takes_a_report_through_the_loop(desk, drawn_service, entry):
    with drawn_service.client() as client:
        secret = entry["address"].rpartition("/")[2]
        form = {"kind": (None, "road"), "note": (None, "<b>路面</b>塌陷")}
        receipt = client.post(f"/entries/{secret}/reports", files=form).json()["receipt"]
    one = next(r for r in reports(drawn_service) if r["receipt"] == receipt)
    page = desk.page
    page.reload()
    desk.ready()
    desk.panel("reports")
    page.locator(f"[data-report='{one['id']}']").click()
    detail = page.locator(f"[data-detail='{one['id']}']")
    detail.wait_for()
    # What residents write is text.
    assert "<b>路面</b>塌陷" in detail.inner_text()

    def take(step, state, note=""):
        page.locator(f"[data-take={step}]").click()
        form = page.locator(f"[data-form={step}]")
        if step == "assign":
            form.locator("input[name=assignee]").fill("市政所")
            form.get_by_role("button", name="24 小时").click()
        form.locator("textarea").fill(note)
        form.locator("button[type=submit]").click()
        page.wait_for_selector(f"[data-state={state}]")

    take("sort", "sorted")
    take("assign", "assigned")
    assert "还剩 23 小时" in detail.inner_text() or "还剩 24 小时" in detail.inner_text()
    take("follow", "followed", "请尽快")
    take("close", "closed", "已修补")
    take("revisit", "revisited", "属实")
    with drawn_service.client() as client:
        events = client.get(f"/reports/{one['id']}").json()["events"]
    assert [e["step"] for e in events] == [
        "report",
        "sort",
        "assign",
        "follow",
        "close",
        "revisit",
    ]
    page.locator("[data-tab=figures]").click()
    line = page.locator(f"tr[data-grid='{A}']")
    line.wait_for()
    assert "%" in line.inner_text()


def test_somebody_else_who_was_faster_is_shown_before_one_goes_on(chromium, drawn_service, entry):
    with drawn_service.client() as client:
        secret = entry["address"].rpartition("/")[2]
        form = {"kind": (None, "tree"), "note": (None, "树倒了")}
        receipt = client.post(f"/entries/{secret}/reports", files=form).json()["receipt"]
    one = next(r for r in reports(drawn_service) if r["receipt"] == receipt)
    desk = ClientPage(chromium, drawn_service).open()
    desk.panel("reports")
    page = desk.page
    page.locator(f"[data-report='{one['id']}']").click()
    page.locator("[data-take=sort]").click()
    with drawn_service.client() as client:
        path, base = f"/reports/{one['id']}/steps", {"If-Match": '"1"'}
        client.post(path, json={"step": "sort", "note": "我先分流"}, headers=base)
    page.locator("[data-form=sort] button[type=submit]").click()
    page.get_by_text("该事项已被他人办理到新的状态").wait_for()
    page.get_by_text("我先分流").wait_for()
    assert page.locator("[data-state=sorted]").count() == 1
    desk.close(412)


def test_the_desk_reports_at_the_middle_of_the_map(desk, drawn_service):
    page = desk.page
    page.get_by_role("button", name="新增上报").click()
    page.locator("form textarea").fill("在地图上选点上报")
    centre = page.evaluate("gridmap.map.camera().centre")
    page.locator("form button[type=submit]").click()
    page.locator("[data-detail]").wait_for()
    one = next(r for r in reports(drawn_service) if r["note"] == "在地图上选点上报")
    assert one["place_source"] == "map"
    assert one["place"] == pytest.approx(centre)


def test_labels_for_every_grid_are_printed_on_a4(desk, drawn_service):
    page = desk.page
    page.locator("[data-tab=entries]").click()
    page.locator("[data-make=grids]").click()
    page.locator(".qr-label").first.wait_for()
    labels = page.locator(".qr-label")
    assert labels.count() == 4
    addresses = {one.get_attribute("data-address") for one in labels.all()}
    assert len(addresses) == 4
    page.emulate_media(media="print")
    assert not page.locator("#app").is_visible()
    assert labels.first.is_visible()
    assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 1
    page.emulate_media(media="screen")
    page.locator("[data-done]").click()
    address = min(addresses)
    assert page.request.get(address).status == 200
