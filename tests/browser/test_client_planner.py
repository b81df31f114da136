"""The whole story of a planner, by the screen alone: from files to a published plan.

Files are imported and a plan is made of them, it is painted on while the service is killed, a hole
is made and mended, twenty edits are taken back and made again, two planners collide, the engine is
asked, the plan is compared with how it began, and published.
"""

import re
from pathlib import Path

import pytest
from client_page import ClientService

pytestmark = pytest.mark.browser

SAMPLE = Path(__file__).resolve().parents[2] / "data" / "sample.gpkg"
JOB_MS = 300_000
MOVED = 20
TWO_GRIDS = """() => {
    const { units, shown } = gridmap.store.state.value.plan.members;
    return [units.ids, [...shown.gridOf].map((grid) => shown.codes[grid] ?? null)];
}"""


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """A service over a store that holds nothing."""
    with ClientService(tmp_path_factory.mktemp("office")) as running:
        yield running


def test_from_files_to_a_published_plan(clients, office):
    planner = clients(at=office, refused=(412,)).open()
    import_files(planner)
    plan_id = make_plan(planner, office)
    first, painted = assignment(planner), set()
    paint_through_a_crash(planner, office, plan_id, painted)
    leave_a_hole_and_mend_it(planner)
    take_back_and_make_again(planner, painted)
    collide(planner, clients(at=office).open(plan=plan_id), painted)
    moved = [unit for unit, grid in assignment(planner).items() if grid != first[unit]]
    compare_with_the_beginning(planner, moved)
    ask_the_engine(planner, office, plan_id)
    publish(planner, office, plan_id)


def import_files(planner):
    """Give the sample to the wizard, look at what it found, and import it."""
    page, panel = planner.page, planner.panel("import")
    page.set_input_files("input[type=file]", str(SAMPLE))
    panel.get_by_role("button", name="检查文件").click()
    foot = panel.locator(".im-foot")
    foot.get_by_role("button", name="下一步").click(timeout=JOB_MS)
    foot.get_by_role("button", name="下一步").click()
    foot.get_by_role("button", name="导入").click()
    panel.get_by_text("已导入").wait_for(timeout=JOB_MS)


def make_plan(planner, office):
    """Have a plan made of what was imported; return its id once it is open."""
    panel = planner.page.locator("#panel")
    panel.get_by_label("方案名称").fill("二〇二六年网格调整")
    panel.get_by_role("button", name="开始划分").click()
    planner.page.locator("[data-version]").wait_for(timeout=JOB_MS)
    assert planner.state("state.plan.head.name") == "二〇二六年网格调整"
    (item,) = office.plans()
    return item["plan_id"]


def paint_through_a_crash(planner, office, plan_id, painted):
    """Paint one unit; the service is killed when it has the edit and nobody knows that it has."""
    found = aim_at_border(planner, painted)

    def crash(route):
        made = route.fetch()
        assert made.status == 201
        office.kill()
        route.abort("connectionreset")

    with planner.outage():
        planner.page.route("**/edits", crash, times=1)
        paint(planner, found["unit"])
        planner.page.wait_for_selector("[data-saved=offline]")
        assert planner.grid_of(found["unit"]) == found["to"]
        office.start()
        planner.wait_version(1)
    planner.page.wait_for_selector("[data-saved=saved]")
    assert [event["units"] for event in office.events(plan_id)] == [1]
    # Killed before it hears of the edit: it is kept, over a reload too, and sent once it is back.
    found = aim_at_border(planner, painted)
    with planner.outage():
        office.kill()
        paint(planner, found["unit"])
        planner.page.wait_for_selector("[data-saved=offline]")
        office.start()
        planner.page.reload()
        planner.ready()
        planner.wait_version(2)
    assert planner.grid_of(found["unit"]) == found["to"]
    assert [event["units"] for event in office.events(plan_id)] == [1, 1]


def leave_a_hole_and_mend_it(planner):
    """Take a unit out of its grid; find the gap in the list, and take the first fix."""
    found = planner.border()
    planner.panel("edit")
    planner.look_at(found["unit"])
    tool(planner, "choose")
    planner.page.mouse.click(*planner.pixel(found["unit"]))
    planner.page.keyboard.press("0")
    planner.page.keyboard.press("Enter")
    planner.wait_version(3)
    assert planner.grid_of(found["unit"]) is None
    planner.page.evaluate("() => gridmap.map.setCamera({ centre: [116.3, 35.4], zoom: 13 })")
    panel = planner.panel("violations")
    gap = panel.locator(".vi-group", has_text="盲区").locator("li").first
    gap.locator(".vi-row").click()
    planner.page.wait_for_function(
        """unit => {
            const { units } = gridmap.store.state.value.plan.members;
            const at = units.positionOfId.get(unit);
            const [west, south, east, north] = gridmap.map.bounds();
            return gridmap.map.camera().zoom > 15 && west < units.lon[at] && units.lon[at] < east
                && south < units.lat[at] && units.lat[at] < north;
        }""",
        arg=found["unit"],
    )
    gap.get_by_role("button", name=re.compile("^怎么改")).click()
    panel.locator("[data-fix='0']").click()
    planner.wait_version(4)
    assert planner.grid_of(found["unit"]) is not None
    panel.locator(".vi-group", has_text="盲区").wait_for(state="detached")


def take_back_and_make_again(planner, painted):
    """Make twenty edits in all, take each back, and make each again."""
    states = [assignment(planner)]
    before = planner.version
    for number in range(1, MOVED + 1):
        found = aim_at_border(planner, painted)
        paint(planner, found["unit"])
        planner.wait_version(before + number)
        states.append(assignment(planner))
    for number in range(1, MOVED + 1):
        planner.page.keyboard.press("Control+z")
        planner.wait_version(before + MOVED + number)
        assert assignment(planner) == states[MOVED - number]
    # What was taken back may be made again after a reload.
    planner.page.reload()
    planner.ready()
    for number in range(1, MOVED + 1):
        planner.page.keyboard.press("Control+Shift+z")
        planner.wait_version(before + 2 * MOVED + number)
        assert assignment(planner) == states[number]


def collide(planner, other, painted):
    """Two planners give the same unit to a grid; the second one is asked, and keeps the own."""
    found = aim_at_border(planner, painted)
    start = planner.version
    other.wait_version(start)
    with planner.outage():
        planner.context.set_offline(True)
        paint(planner, found["unit"])
        planner.page.wait_for_selector("[data-saved=offline]")
        theirs = aim_at_border(other, painted - {found["unit"]})
        assert theirs["unit"] == found["unit"]
        paint(other, found["unit"])
        other.wait_version(start + 1)
        planner.context.set_offline(False)
        dialog = planner.page.get_by_role("alertdialog")
        dialog.locator("[data-choice=take]").click()
        dialog.wait_for(state="detached")
    planner.wait_version(start + 1)
    assert assignment(planner) == assignment(other)


def ask_the_engine(planner, office, plan_id):
    """Have one community planned anew, look at the difference, and accept it."""
    start, before = planner.version, assignment(planner)
    panel = planner.panel("engine")
    panel.get_by_role("radio", name="重新划分").check()
    panel.locator(".as-communities input[type=checkbox]").first.check()
    panel.get_by_role("button", name="开始计算").click()
    accept = panel.locator("[data-do=accept]")
    accept.wait_for(timeout=JOB_MS)
    assert assignment(planner) == before
    accept.click()
    planner.wait_version(start + 1)
    changed = {unit for unit, grid in assignment(planner).items() if grid != before[unit]}
    assert office.events(plan_id)[-1]["units"] == len(changed) > 0


def compare_with_the_beginning(planner, moved):
    """Compare the plan with its first version: what moved is told to the household."""
    panel = planner.panel("compare")
    for side, version in (("原方案", "0"), ("现方案", "")):
        panel.get_by_label(f"{side}：方案").select_option(planner.state("state.plan.head.plan_id"))
        panel.get_by_label(f"{side}：版本").select_option(version)
    households = planner.page.evaluate(
        """moved => {
            const { units } = gridmap.store.state.value.plan.members;
            return moved.reduce((sum, id) => sum + units.households[units.positionOfId.get(id)], 0);
        }""",
        moved,
    )
    planner.wait(
        "!state.comparing.isAsking && state.comparing.shown?.found.after.version === argument",
        planner.version,
    )
    assert households > 0
    told = re.search(r"归属变更 ([\d,]+) 户", panel.inner_text())
    assert int(told[1].replace(",", "")) == households
    panel.locator("[data-do=swipe]").click()
    planner.page.wait_for_selector(".cmp-swipe[data-drawn]")
    planner.page.get_by_role("slider").press("Escape")


def publish(planner, office, plan_id):
    """Send the plan to review, state why what cannot be mended is left, and publish it."""
    panel = planner.panel("review")
    panel.locator("[data-to=in_review]").click()
    button = panel.locator("[data-to=published]")
    button.wait_for()
    for reason in panel.locator(".rv-violation textarea").all():
        reason.fill("三栋新楼明年交付，交付后再拆分。")
    button.click()
    planner.page.locator("dialog").get_by_role("button", name="发布").click()
    panel.get_by_text("方案已冻结，与发布时完全一致。").wait_for()
    (item,) = office.plans()
    assert item["state"] == "published"
    with office.client() as client:
        head = client.get(f"/plans/{plan_id}").json()
    assert head["intact"] is True
    assert head["published_hash"] in panel.inner_text()


def assignment(planner):
    """Return the grid of every unit, as it is shown."""
    return dict(zip(*planner.page.evaluate(TWO_GRIDS), strict=True))


def tool(planner, name):
    """Take a tool of the panel of editing."""
    planner.panel("edit")
    planner.page.locator(f"[data-tool={name}]").click()


def aim_at_border(planner, painted):
    """Find a unit that may go to a neighbour's grid; take the brush, dipped into that grid.

    None of the ``painted``, among which it is then.
    """
    found = planner.border(painted)
    painted.add(found["unit"])
    tool(planner, "choose")
    if not all(is_free(planner, found[name]) for name in ("unit", "beside")):
        planner.look_at(found["unit"])
    planner.page.keyboard.down("Alt")
    planner.page.mouse.click(*planner.pixel(found["beside"]))
    planner.page.keyboard.up("Alt")
    planner.page.wait_for_selector(f"[data-target='{found['to']}']")
    tool(planner, "paint")
    return found


def is_free(planner, unit):
    """Return whether a unit can be seen well inside the map, where no card lies over it."""
    (x, y), box = planner.pixel(unit), planner.page.locator(".map").bounding_box()
    return 300 < x - box["x"] < box["width"] - 120 and 120 < y - box["y"] < box["height"] - 160


def paint(planner, unit):
    """Paint one unit."""
    planner.page.mouse.click(*planner.pixel(unit))
