"""A team with a phone 360 pixels wide: the route, ticks, and all of it with the network cut."""

import contextlib
import io
import re
from pathlib import Path

import pytest
from client_page import POCKET
from gridmap_api.store.engine import open_store
from gridmap_api.store.patrol_links import revoke_links
from patrol_service import PASSWORD, PatrolService
from PIL import Image

AXE = Path(__file__).resolve().parents[2] / "api/web/node_modules/axe-core/axe.min.js"
OF_THE_CUT = ("net::ERR_", "Failed to load resource", "Failed to fetch")
"""What a browser says of a network that a test has cut."""


@pytest.fixture
def service(tmp_path):
    with PatrolService(tmp_path) as running:
        yield running


class Phone:
    """One tab of a team's phone."""

    def __init__(self, context):
        self.context = context
        self.page = context.new_page()
        self.wrong, self.sent = [], []
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("console", self._heard)
        self.page.on("request", self._asked)

    def _heard(self, message):
        if message.type in {"error", "warning"}:
            self.wrong.append(message.text)

    def _asked(self, request):
        if request.method == "POST":
            self.sent.append(request.url)

    def open(self, address):
        self.page.goto(address)
        return self.ready()

    def ready(self):
        self.page.wait_for_selector("html[data-ready=route]")
        return self

    def offline_ready(self):
        """Wait until the page would open without a network."""
        self.page.wait_for_selector("html[data-offline=ready]")
        return self

    def reload(self):
        self.page.reload()
        return self.ready()

    @property
    def next(self):
        return self.page.locator("[data-next]").get_attribute("data-next")

    def done(self, stop):
        """Tick off the next stop, which is this one."""
        self.page.wait_for_selector(f"[data-next={stop}]")
        self.tick_off()
        self.stands(stop, "done")

    def tick_off(self):
        self.page.get_by_role("button", name="已查看，完成").click()

    def skip(self, stop, reason):
        self.page.wait_for_selector(f"[data-next={stop}]")
        self.page.get_by_role("button", name="跳过此点").click()
        self.page.get_by_role("button", name=reason).click()
        self.stands(stop, "skipped")

    def stands(self, stop, state):
        self.page.wait_for_selector(f"[data-stop={stop}][data-state={state}]")

    def unsent(self, count):
        self.page.wait_for_selector(f"[data-unsent='{count}']")

    def send_now(self):
        self.page.get_by_role("button", name="立即发送").click()

    def close(self):
        wrong = [one for one in self.wrong if not any(cut in one for cut in OF_THE_CUT)]
        assert wrong == []


@pytest.fixture
def phones(chromium):
    """Return a function that gives tabs; ``phones(of=tab)`` gives another one of the same phone."""
    tabs, contexts = [], []

    def make(of=None, **options):
        if of is None:
            contexts.append(chromium.new_context(locale="zh-CN", **(POCKET | options)))
            contexts[-1].set_default_timeout(60_000)
        tabs.append(Phone(of.context if of else contexts[-1]))
        return tabs[-1]

    yield make
    for context in contexts:
        context.close()
    for tab in tabs:
        tab.close()


def test_the_next_stop_is_told_turn_by_turn_and_ticked_off(phones, service):
    phone = phones().open(service.link())
    card = phone.page.locator("[data-next]")
    text = card.inner_text()
    assert "红旗涵洞" in text
    assert "2 级" in text
    # 100 m at 1.25 m/s; the shift begins at 08:00.
    assert "本段 100 米，约 1 分钟 · 预计 08:01 到达" in text
    assert "沿建设路向东走 100 米" in text
    card.get_by_text("用地图打开").click()
    amap = card.get_by_role("link", name="高德地图").get_attribute("href")
    assert amap.startswith("https://uri.amap.com/marker?position=")
    phone.done("h-1")
    phone.unsent(0)
    assert phone.next == "h-2"
    phone.skip("h-2", "道路封闭")
    phone.unsent(0)
    phone.page.wait_for_selector("[data-over]")
    assert "返回东关驿站" in phone.page.locator("[data-over]").inner_text()
    assert service.ticks() == [("h-1", "done"), ("h-2", "skipped")]
    assert service.rows()[1]["reason"] == "closed"
    assert service.visits() == {"h-1": service.today}


def test_what_was_ticked_by_mistake_is_taken_back(phones, service):
    phone = phones().open(service.link())
    phone.done("h-1")
    phone.page.get_by_role("button", name="撤销").click()
    phone.stands("h-1", "open")
    phone.unsent(0)
    assert phone.next == "h-1"
    assert service.ticks() == [("h-1", "done"), ("h-1", "open")]
    assert service.visits() == {}


def test_the_network_is_cut_in_the_middle_and_everything_comes_once(phones, service):
    phone = phones().open(service.link()).offline_ready()
    phone.done("h-1")
    phone.unsent(0)
    phone.context.set_offline(True)
    phone.page.get_by_label("情况说明").fill("积水 10 厘米")
    phone.done("h-2")
    phone.unsent(1)
    assert "未发送" in phone.page.locator("[data-stop=h-2]").inner_text()
    phone.reload()
    phone.stands("h-1", "done")
    phone.stands("h-2", "done")
    phone.unsent(1)
    assert "无网络" in phone.page.locator("main").inner_text()
    assert service.ticks() == [("h-1", "done")]
    phone.context.set_offline(False)
    phone.unsent(0)
    phone.page.wait_for_function("() => !document.body.innerText.includes('未发送')")
    assert service.ticks() == [("h-1", "done"), ("h-2", "done")]
    assert service.rows()[1]["note"] == "积水 10 厘米"
    phone.reload()
    phone.stands("h-2", "done")
    assert len(service.rows()) == 2


def test_the_service_is_down_while_the_page_is_opened_again(phones, service):
    phone = phones().open(service.link()).offline_ready()
    service.kill()
    phone.done("h-1")
    phone.unsent(1)
    phone.reload()
    phone.stands("h-1", "done")
    phone.done("h-2")
    phone.unsent(2)
    service.start()
    phone.send_now()
    phone.unsent(0)
    assert service.ticks() == [("h-1", "done"), ("h-2", "done")]


def test_an_answer_that_is_lost_makes_nothing_twice(phones, service):
    phone = phones().open(service.link()).offline_ready()
    lost = []

    def lose(route):
        lost.append(route.fetch().status)
        route.abort("connectionreset")

    phone.page.route("**/ticks", lose)
    with phone.page.expect_event("requestfailed"):
        phone.done("h-1")
    phone.unsent(1)
    with phone.page.expect_event("requestfailed"):
        phone.send_now()
    phone.unsent(1)
    phone.page.unroute("**/ticks")
    phone.reload()
    phone.stands("h-1", "done")
    phone.unsent(0)
    # The first try was kept by the service, the others got the same answer.
    assert lost[0] == 201
    assert set(lost[1:]) == {200}
    assert len(phone.sent) > len(lost)
    assert service.ticks() == [("h-1", "done")]


@pytest.mark.parametrize("locks", [True, False], ids=["with locks", "without HTTPS"])
def test_two_tabs_send_what_they_share_once(phones, service, locks):
    first = phones()
    if not locks:
        first.context.add_init_script(
            "Object.defineProperty(navigator, 'locks', { value: undefined })"
        )
    first.open(service.link()).offline_ready()
    second = phones(of=first).open(service.link())
    first.context.set_offline(True)
    first.done("h-1")
    # What one tab has noted, the other one shows.
    second.stands("h-1", "done")
    second.done("h-2")
    first.stands("h-2", "done")
    first.unsent(2)
    first.context.set_offline(False)
    for tab in (first, second):
        tab.unsent(0)
    assert service.ticks() == [("h-1", "done"), ("h-2", "done")]


def test_a_link_that_has_ended_shows_what_the_phone_kept_and_takes_nothing(phones, service):
    phone = phones().open(service.link())
    revoke(service)
    phone.reload()
    assert "这条链接已失效" in phone.page.locator("main").inner_text()
    phone.tick_off()
    phone.page.wait_for_selector("[data-refused='1']")
    phone.page.get_by_role("button", name="放弃这条记录").click()
    phone.page.wait_for_selector("[data-refused='0']")
    phone.stands("h-1", "open")
    assert service.ticks() == []


def test_a_patrol_logs_in_and_sees_the_own_routes(phones, service):
    phone = phones()
    phone.page.goto(f"{service.url}patrol")
    phone.page.wait_for_url(re.compile("/login"))
    phone.page.locator("input[name=name]").fill("patrol")
    phone.page.locator("input[name=password]").fill(PASSWORD)
    phone.page.locator("form button").first.click()
    phone.page.wait_for_selector("html[data-ready=routes]")
    routes = phone.page.locator(".patrol-route")
    assert routes.count() == 1
    assert "一队 · 2 个点" in routes.inner_text()
    routes.click()
    phone.ready().offline_ready()
    phone.context.set_offline(True)
    phone.done("h-1")
    phone.reload()
    phone.unsent(1)
    phone.context.set_offline(False)
    phone.unsent(0)
    assert [one["actor"] for one in service.rows()] == ["patrol"]


def test_a_photo_is_sent_without_its_place(phones, service, tmp_path):
    taken = tmp_path / "现场.jpg"
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (35.0, 13.0, 30.0)
    Image.new("RGB", (2_400, 1_800), "#336699").save(taken, exif=exif)
    phone = phones().open(service.link()).offline_ready()
    phone.context.set_offline(True)
    phone.page.set_input_files("input[type=file]", taken)
    phone.page.wait_for_selector("text=已附照片")
    phone.done("h-1")
    phone.reload()
    phone.unsent(1)
    phone.context.set_offline(False)
    phone.unsent(0)
    (row,) = service.rows()
    with service.client() as client:
        client.post("/auth/login", json={"name": "patrol", "password": PASSWORD})
        photo = client.get(f"/patrols/{service.patrol_id}/ticks/{row['key']}/photo")
    drawn = Image.open(io.BytesIO(photo.content))
    assert drawn.size == (1_600, 1_200)
    assert dict(drawn.getexif()) == {}


def test_the_phone_shows_where_it_is_and_tells_nobody(phones, service):
    # Some hundred metres from the station, which lies at 117 E.
    here = {"longitude": 117.0, "latitude": 35.2275, "accuracy": 8}
    phone = phones(geolocation=here, permissions=["geolocation"]).open(service.link())
    phone.page.get_by_role("button", name="显示我的位置").click()
    phone.page.wait_for_selector("[data-me]")
    phone.page.wait_for_selector("text=距我直线")
    phone.done("h-1")
    phone.unsent(0)
    (row,) = service.rows()
    assert not row.keys() & {"place", "lon", "lat", "longitude", "latitude", "geom", "geometry"}
    assert str(here["latitude"]) not in str(row)


def test_nothing_is_wider_than_the_phone_in_either_language(phones, service):
    phone = phones().open(service.link())
    for language in ("中文", "English"):
        wide = phone.page.evaluate("() => document.documentElement.scrollWidth")
        assert wide == 360, language
        low = phone.page.evaluate(
            "() => [...document.querySelectorAll('button, .button')]"
            ".filter((one) => one.getBoundingClientRect().height < 44)"
            ".map((one) => one.textContent)"
        )
        assert low == []
        if language == "中文":
            phone.page.get_by_role("button", name="English").click()
            phone.page.wait_for_selector("text=Looked at: done")


def test_axe_finds_nothing_serious(phones, service):
    phone = phones(bypass_csp=True).open(service.link())
    phone.page.get_by_role("button", name="跳过此点").click()
    phone.page.add_script_tag(path=str(AXE))
    found = phone.page.evaluate(
        "async () => (await axe.run(document)).violations"
        ".filter((one) => ['serious', 'critical'].includes(one.impact))"
        ".map((one) => `${one.id}: ${one.nodes.map((node) => node.html)}`)"
    )
    assert found == []


def revoke(service):
    """Let the link to the first route end."""
    with contextlib.closing(open_store(service.path)) as store, store.write() as connection:
        revoke_links(connection, service.patrol_id, 1)
