"""Asking the engine in a real browser: progress, results as previews, accepted or put away.

On the plan that can be drawn by hand, see `drawn_plan`: two communities of 240 households, two
grids of 120 in each, band 100 to 140.
"""

import contextlib

import pytest
from client_page import ClientPage, ClientService
from drawn_plan import EAST, WEST, A, B, save_drawn, unit
from gridmap_api.store.engine import open_store
from gridmap_api.store.setup import upgrade

pytestmark = pytest.mark.browser

PATIENCE_MS = 120_000
"""The first job of a process loads compiled code, on a machine that others use."""


@pytest.fixture(scope="module")
def drawn_service(tmp_path_factory):
    folder = tmp_path_factory.mktemp("drawn")
    with contextlib.closing(open_store(folder / "store.gpkg")) as store:
        upgrade(store)
        save_drawn(store)
    with ClientService(folder) as running:
        yield running


@pytest.fixture
def draft(drawn_service):
    """A draft in which A has a tooth of B: unit (3, 0), and B one of A: unit (2, 3)."""
    plan_id = drawn_service.branch("草稿", drawn_service.plans()[-1]["plan_id"])
    moves = {unit(3, 0): A, unit(2, 3): B}
    for base, (one, target) in enumerate(moves.items()):
        edit(drawn_service, plan_id, [one], target, base=base)
    return plan_id


def edit(service, plan_id, units, target, *, base):
    with service.client() as client:
        answer = client.post(
            f"/plans/{plan_id}/edits",
            json={"type": "move", "units": units, "target": target},
            headers={"If-Match": f'"{base}"'},
        )
    assert answer.status_code == 201, answer.text


class Asker(ClientPage):
    """A client with the panel of the engine open."""

    def ask(self, kind, *communities):
        self.page.locator(f"[name=as-kind][value={kind}]").check()
        names = self.state("state.plan.head.communities")
        for code in communities:
            self.page.locator(".as-communities label", has_text=names[code]).click()
        self.page.locator(".as-form [type=submit]").click()
        self.wait("state.asking.jobs?.some(job => job.kind === argument)", kind)

    def result(self):
        self.page.locator("[data-result]").wait_for(timeout=PATIENCE_MS)
        return self.page.locator("[data-result]")

    def accept(self):
        self.page.locator("[data-do=accept]").click()


@pytest.fixture
def at(chromium, drawn_service, draft):
    client = Asker(chromium, drawn_service)
    client.open(plan=draft)
    client.panel("engine")
    yield client
    client.close(412)


def test_alternatives_are_compared_side_by_side_and_one_is_accepted(at):
    at.ask("alternatives", WEST)
    at.result()
    cards = at.page.locator(".as-multiple")
    names = [cards.nth(n).get_attribute("data-alternative") for n in range(cards.count())]
    assert names == ["balance", "compact", "whole", "near"]
    # Two grids in each small map.
    assert [cards.nth(n).locator("path").count() for n in range(4)] == [2, 2, 2, 2]
    at.page.locator(".as-pick").first.focus()
    at.page.keyboard.press("ArrowRight")
    at.page.keyboard.press("Enter")
    at.wait("state.asking.open.alternative === 1")
    at.page.wait_for_function("() => gridmap.map.library.getLayer('asked-units')")
    assert at.version == 2
    at.accept()
    at.wait_version(3)
    # The compact plan of four columns by six rows has straight borders: no tooth is left.
    assert (at.grid_of(unit(3, 0)), at.grid_of(unit(2, 3))) == (B, A)
    at.page.wait_for_function("() => !gridmap.map.library.getLayer('asked-units')")


def test_a_job_is_heard_of_again_after_a_reload_and_a_restart_of_the_service(at, drawn_service):
    at.ask("repair", WEST, EAST)
    with at.outage():
        drawn_service.stop()
        drawn_service.start()
        at.page.reload()
        at.ready()
        at.panel("engine")
        result = at.result()
    assert "没有可以修复的" in result.inner_text()
    result.locator("[data-do=discard]").click()
    at.page.locator("[data-state=done]").first.wait_for()


def test_what_others_changed_since_is_not_written_over(at, drawn_service, draft):
    at.page.locator("[name=as-kind][value=improve]").check()
    at.page.mouse.click(*at.pixel(unit(0, 1)))
    at.wait("state.chosen !== null")
    at.page.locator(".as-form [type=submit]").click()
    result = at.result()
    assert "换网格" in result.inner_text()
    # Somebody moves a unit that the result moves too.
    edit(drawn_service, draft, [unit(2, 3)], A, base=2)
    at.wait_version(3)
    at.accept()
    at.page.locator("[role=alert]", has_text="有人改过").wait_for()
    assert at.version == 3
    at.page.locator("[data-result] button", has_text="再算一次").click()
    at.wait("state.asking.open === null")
    at.result()
    at.accept()
    at.wait_version(4)
    assert (at.grid_of(unit(3, 0)), at.grid_of(unit(2, 3))) == (B, A)


def test_why_it_cannot_be_done_is_told_with_the_place(at):
    at.page.locator("summary").first.click()
    at.page.get_by_role("checkbox", name="改用别的户数区间").check()
    # 240 households are more than one grid of 200, and fewer than two of 150.
    at.page.locator(".as-count input").nth(0).fill("150")
    at.page.locator(".as-count input").nth(1).fill("200")
    at.ask("plan", WEST)
    reason = at.result().locator(".as-reasons li")
    assert "240" in reason.inner_text()
    before = at.page.evaluate("() => gridmap.map.camera().zoom")
    reason.locator("button").click()
    at.page.wait_for_function("zoom => gridmap.map.camera().zoom !== zoom", arg=before)


def test_a_job_that_waits_for_a_worker_is_cancelled(chromium, tmp_path):
    with contextlib.closing(open_store(tmp_path / "store.gpkg")) as store:
        upgrade(store)
        save_drawn(store)
    with ClientService(tmp_path, workers=0) as idle:
        client = Asker(chromium, idle)
        client.open()
        client.panel("engine")
        client.ask("plan", WEST)
        job = client.page.locator("[data-state=waiting]")
        assert "排队中" in job.inner_text()
        job.locator("button").click()
        client.page.locator("[data-state=cancelled]").wait_for()
        assert client.state("state.asking.open") is None
        client.close()
