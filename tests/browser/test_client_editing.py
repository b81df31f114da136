"""Editing on the map in a real browser, on the plan that can be drawn by hand.

See `drawn_plan`: grids A and B in the west, C and D in the east, 120 households each, ten a unit.
Row 0 is in the north, column 0 in the west.
"""

import contextlib
from itertools import pairwise

import pytest
from client_page import ClientPage, ClientService
from drawn_plan import EAST, WEST, A, B, C, save_drawn, unit
from gridmap_api.store.engine import open_store
from gridmap_api.store.setup import upgrade

pytestmark = pytest.mark.browser

NEW = f"{WEST}003"


@pytest.fixture(scope="module")
def drawn_service(tmp_path_factory):
    folder = tmp_path_factory.mktemp("drawn")
    with contextlib.closing(open_store(folder / "store.gpkg")) as store:
        upgrade(store)
        save_drawn(store)
    with ClientService(folder) as running:
        yield running


@pytest.fixture
def at(chromium, drawn_service):
    """The client of a planner on a draft of its own, with the panel of editing open."""
    source = drawn_service.plans()[-1]["plan_id"]
    client = Editor(chromium, drawn_service)
    client.open(plan=drawn_service.branch("草稿", source))
    client.panel("edit")
    # Smaller, so that no card lies over a unit.
    client.page.evaluate(
        "() => { const { centre, zoom } = gridmap.map.camera();"
        " gridmap.map.setCamera({ centre, zoom: zoom - 0.8 }) }"
    )
    client.wait_still()
    yield client
    client.close()


class Editor(ClientPage):
    """A client by which units are touched that are named by row and column."""

    def tool(self, name):
        self.page.locator(f"[data-tool={name}]").click()

    def choose(self, *places, keys=()):
        for place in places:
            for key in keys:
                self.page.keyboard.down(key)
            self.page.mouse.click(*self.pixel(unit(*place)))
            for key in keys:
                self.page.keyboard.up(key)

    def press_on(self, *places):
        """Press at the first place and go over the others, without letting go."""
        first, *others = [self.pixel(unit(*place)) for place in places]
        self.page.mouse.move(*first)
        self.page.mouse.down()
        for other in others:
            self.page.mouse.move(*other, steps=6)

    def drag(self, *places):
        self.press_on(*places)
        self.page.mouse.up()

    def box(self, first, last):
        """Draw a rectangle around all of two units and what is between them."""
        half = abs(self.pixel(unit(0, 1))[0] - self.pixel(unit(0, 0))[0]) / 3
        (left, top), (right, bottom) = self.pixel(unit(*first)), self.pixel(unit(*last))
        self.page.mouse.move(left - half, top - half)
        self.page.mouse.down()
        self.page.mouse.move(right + half, bottom + half, steps=6)
        self.page.mouse.up()

    def between(self, one, other):
        """Return the pixel half-way between two units."""
        ends = zip(self.pixel(unit(*one)), self.pixel(unit(*other)), strict=True)
        return [sum(pair) / 2 for pair in ends]

    def chosen(self):
        """Return the ids of the units that are chosen."""
        return set(
            self.state("[...state.editing.selection].map(at => state.plan.members.units.ids[at])")
        )

    def swept(self):
        """Return the units under a stroke that is not let go yet, and its target."""
        return self.state(
            "state.editing.stroke && [state.editing.stroke.target.code, "
            "...[...state.editing.stroke.positions].map(at => state.plan.members.units.ids[at])]"
        )

    def grids(self, *places):
        return [self.grid_of(unit(*place)) for place in places]

    def preview(self):
        """Return what the card at the pointer says, line by line."""
        return self.page.locator(".ed-at .ed-preview").inner_text()

    def notices(self):
        return self.state("state.notices.map(one => one.what.zh)")

    def edits(self):
        """Return how many edits were asked for."""
        return sum(url.endswith(("/edits", "/undo", "/redo")) for url in self.asked)

    def wait_households(self, code, households):
        """Wait until the service has told so many households of a grid."""
        self.wait(
            "state.plan.grids.get(argument[0]).properties.households === argument[1]",
            [code, households],
        )


def test_clicks_choose_and_enter_moves_to_the_target(at):
    at.choose((3, 1))
    at.choose((3, 2), keys=("Shift",))
    assert at.chosen() == {unit(3, 1), unit(3, 2)}
    at.choose((0, 0), keys=("Alt",))
    assert at.page.locator("[data-target]").get_attribute("data-target") == A
    # Twenty households: B 120 to 100, A 120 to 140; both ends of the band are in it.
    assert "120 → 100" in at.preview()
    assert "120 → 140" in at.preview()
    assert at.preview().count("合格") == 2
    at.page.keyboard.press("Enter")
    at.wait_version(1)
    assert at.grids((3, 1), (3, 2), (3, 0)) == [A, A, B]
    assert at.chosen() == set()
    at.wait_households(A, 140)
    at.wait_households(B, 100)


def test_both_totals_follow_the_pointer_before_anything_is_applied(at):
    at.choose((2, 0))
    at.page.mouse.move(*at.pixel(unit(3, 0)))
    assert "120 → 110" in at.preview()
    assert "120 → 130" in at.preview()
    at.page.mouse.move(*at.pixel(unit(0, 5)))
    assert "跨社区" in at.preview()
    at.page.mouse.move(*at.pixel(unit(5, 0)))
    at.choose((0, 0))
    at.page.mouse.move(*at.pixel(unit(5, 0)))
    assert "不相连" in at.preview()
    assert at.edits() == 0


def test_a_stroke_paints_while_it_is_held_and_is_one_edit_when_it_is_let_go(at):
    at.tool("paint")
    at.press_on((2, 0), (3, 0), (3, 1))
    at.wait("state.editing.stroke?.positions.size === 3")
    assert at.swept() == [A, unit(2, 0), unit(3, 0), unit(3, 1)]
    assert "120 → 140" in at.preview()
    assert at.edits() == 0
    at.page.mouse.up()
    at.wait_version(1)
    assert at.grids((3, 0), (3, 1), (3, 2)) == [A, A, B]
    assert at.edits() == 1


def test_escape_gives_a_stroke_up(at):
    at.tool("paint")
    at.press_on((2, 0), (3, 0))
    at.wait("state.editing.stroke?.positions.size === 2")
    at.page.keyboard.press("Escape")
    at.wait("state.editing.stroke === null")
    at.page.mouse.up()
    assert at.edits() == 0
    assert at.grids((3, 0)) == [B]


def test_a_boundary_is_pushed_out_and_drawn_back(at):
    at.tool("push")
    at.drag((2, 1), (3, 1), (3, 2))
    at.wait_version(1)
    assert at.grids((3, 1), (3, 2)) == [A, A]
    # Back over its own grid: what is left behind goes to the neighbour.
    at.drag((3, 2), (2, 2))
    at.wait_version(2)
    assert at.grids((3, 2), (2, 2), (1, 2)) == [B, B, A]


def test_a_stroke_keeps_to_its_limits(at):
    at.tool("paint")
    at.page.locator("#panel").get_by_role("combobox", name="涂画范围").select_option("none")
    at.tool("choose")
    at.choose((5, 3))
    at.page.keyboard.press("0")
    at.page.keyboard.press("Enter")
    at.wait_version(1)
    assert at.grids((5, 3)) == [None]
    at.tool("paint")
    at.choose((2, 0), keys=("Alt",))
    at.drag((4, 3), (5, 3))
    # Only what has no grid is taken; (5, 3) does not touch A, so it is refused before it is sent.
    assert "不相连" in at.notices()[-1]
    assert at.edits() == 1
    at.choose((5, 2), keys=("Alt",))
    at.drag((4, 3), (5, 3))
    at.wait_version(2)
    assert at.grids((4, 3), (5, 3)) == [B, B]


def test_another_community_is_refused_before_it_is_sent(at):
    at.choose((2, 3))
    at.choose((0, 5), keys=("Alt",))
    at.page.keyboard.press("Enter")
    assert at.notices() == ["跨社区：1 个单元不属于该网格所在社区"]
    assert at.edits() == 0


def test_a_grid_that_would_fall_apart_is_named_before_it_is_sent(at):
    # Without the second row, the first row of A is cut off from the third.
    at.tool("rectangle")
    at.box((1, 0), (1, 3))
    assert at.chosen() == {unit(1, column) for column in range(4)}
    at.page.keyboard.press("0")
    assert "001 会分成互不相连的 2 片" in at.preview()
    at.page.keyboard.press("Enter")
    assert "001 会分成互不相连的 2 片" in at.notices()[-1]
    assert at.edits() == 0


def test_shapes_choose_by_rectangle_lasso_and_brush(at):
    at.tool("rectangle")
    at.box((0, 0), (1, 1))
    assert at.chosen() == {unit(0, 0), unit(0, 1), unit(1, 0), unit(1, 1)}
    at.tool("lasso")
    corners = [at.between(*pair) for pair in pairwise([(3, 0), (2, 1), (3, 2), (4, 1), (3, 0)])]
    at.page.mouse.move(*corners[0])
    at.page.mouse.down()
    for corner in corners[1:]:
        at.page.mouse.move(*corner, steps=4)
    at.page.mouse.up()
    assert at.chosen() == {unit(3, 1)}
    at.tool("brush")
    at.drag((5, 0), (5, 2))
    assert at.chosen() == {unit(5, column) for column in range(3)}
    at.page.keyboard.down("Alt")
    at.drag((5, 2), (5, 1))
    at.page.keyboard.up("Alt")
    assert at.chosen() == {unit(5, 0)}


def test_a_drawn_line_divides_a_grid(at):
    at.tool("split")
    x, y = at.between((0, 0), (0, 1))
    at.page.mouse.click(x, y - 80)
    end = at.between((2, 0), (3, 1))
    at.page.mouse.move(*end)
    at.page.mouse.dblclick(end[0], end[1] + 8)
    at.wait_version(1)
    # One column of three units is the lesser side.
    assert at.grids((0, 0), (1, 0), (2, 0), (0, 1), (3, 0)) == [NEW, NEW, NEW, A, B]
    assert at.state("state.editing.line") == []


def test_all_of_it_goes_by_keys(at):
    page = at.page
    page.locator(".maplibregl-canvas").focus()
    # From the unit in the middle to the north-western corner, and two down.
    for key in ["ArrowLeft"] * 6 + ["ArrowUp"] * 6 + ["ArrowDown"] * 2:
        page.keyboard.press(key)
    assert page.locator("[data-cursor]").inner_text() == f"单元 {unit(2, 0)}，10 户，001，西社区"
    page.keyboard.press("Space")
    page.keyboard.press("Shift+ArrowRight")
    assert at.chosen() == {unit(2, 0), unit(2, 1)}
    page.keyboard.press("1")
    assert page.locator("[data-target]").get_attribute("data-target") == B
    page.keyboard.press("Enter")
    at.wait_version(1)
    assert at.grids((2, 0), (2, 1), (2, 2)) == [B, B, A]
    page.keyboard.press("Control+z")
    at.wait_version(2)
    assert at.grids((2, 0)) == [A]
    page.keyboard.press("Control+Shift+z")
    at.wait_version(3)
    assert at.grids((2, 0)) == [B]
    # A line by keys: its points are units, from outside the grid to outside.
    page.keyboard.press("s")
    for key in ("ArrowDown", "Space", "ArrowUp", "ArrowUp", "Space", "Backspace"):
        page.keyboard.press(key)
    assert at.state("state.editing.line.length") == 1
    page.keyboard.press("Escape")
    assert at.state("state.editing.line.length") == 0
    assert at.state("state.editing.tool") == "split"


def test_about_so_many_households_are_found_at_the_edge(at):
    at.choose((4, 1), keys=("Alt",))
    panel = at.page.locator("#panel")
    panel.get_by_label("来源网格").select_option(A)
    panel.get_by_label("户数", exact=True).fill("37")
    panel.get_by_role("button", name="选出").click()
    # 40 is nearer to 37 than 30: the whole row beside B.
    assert at.chosen() == {unit(2, column) for column in range(4)}
    assert "40 户（目标 37 户）" in at.notices()[-1]
    at.page.keyboard.press("Enter")
    at.wait_version(1)
    at.wait_households(A, 80)
    at.wait_households(B, 160)


def test_grids_are_made_merged_named_and_marked(at):
    panel = at.page.locator("#panel")
    at.tool("rectangle")
    at.box((0, 0), (0, 2))
    at.page.keyboard.press("n")
    at.wait_version(1)
    assert at.grids((0, 0), (0, 2), (0, 3)) == [NEW, NEW, A]
    at.tool("choose")
    at.choose((0, 1), keys=("Alt",))
    panel.get_by_label("名称", exact=True).fill("北苑网格")
    panel.get_by_role("button", name="改名").click()
    at.wait_version(2)
    assert at.state(f"state.plan.grids.get('{NEW}').properties.name") == "北苑网格"
    panel.get_by_label("类别").select_option("school")
    at.wait_version(3)
    assert at.state(f"state.plan.grids.get('{NEW}').properties.kind") == "special"
    at.choose((3, 0))
    at.choose((2, 0), keys=("Shift",))
    at.choose((1, 3), keys=("Alt",))
    panel.get_by_role("button", name="所在网格并入目标").click()
    at.wait_version(4)
    assert at.grids((3, 0), (5, 3), (2, 0)) == [A, A, A]
    assert not at.state(f"state.plan.grids.has('{B}')")


def test_locks_hold_units_grids_and_the_plan(at):
    panel = at.page.locator("#panel")
    at.choose((3, 0))
    at.page.keyboard.press("k")
    at.wait_version(1)
    at.choose((2, 0), keys=("Alt",))
    at.page.keyboard.press("Enter")
    assert at.notices()[-1] == "1 个单元已锁定"
    at.page.keyboard.press("u")
    at.wait_version(2)
    panel.get_by_role("button", name="锁定网格").click()
    at.wait_version(3)
    at.page.locator(".maplibregl-canvas").focus()
    at.page.keyboard.press("Enter")
    assert at.notices()[-1] == "网格 001 已锁定"
    panel.get_by_role("button", name="解锁网格").click()
    at.wait_version(4)
    panel.get_by_role("button", name="锁定整个方案").click()
    at.wait("state.plan.head.locked")
    at.page.locator(".maplibregl-canvas").focus()
    at.page.keyboard.press("Enter")
    assert at.notices()[-1] == "整个方案已锁定"
    panel.get_by_role("button", name="解除整体锁定").click()
    at.wait("!state.plan.head.locked")
    at.page.locator(".maplibregl-canvas").focus()
    at.page.keyboard.press("Enter")
    at.wait_version(7)
    assert at.grids((3, 0)) == [A]


def test_the_save_state_tells_what_is_not_saved_yet(at):
    saved = at.page.locator("[data-saved]")
    assert saved.inner_text() == "已保存"
    with at.outage():
        at.context.set_offline(True)
        at.choose((3, 0))
        at.choose((2, 0), keys=("Alt",))
        at.page.keyboard.press("Enter")
        at.page.wait_for_selector("[data-saved=offline]")
        assert saved.inner_text() == "未连接，1 项待提交"
        assert at.grids((3, 0)) == [A]
        at.context.set_offline(False)
        at.page.wait_for_selector("[data-saved=saved]")
    at.wait_version(1)


def test_the_table_of_grids_counts_what_is_shown(at):
    at.tool("rectangle")
    at.box((2, 0), (2, 2))
    at.choose((3, 0), keys=("Alt",))
    at.tool("choose")
    at.choose((3, 0), keys=("Alt",))
    at.page.keyboard.press("Enter")
    at.wait_version(1)
    panel = at.panel("grids")
    # A has 90, B has 150: both are ten outside the band, C and D hold 120.
    assert panel.locator("[data-in-band]").get_attribute("data-in-band") == "2"
    codes = [row.get_attribute("data-grid") for row in panel.locator("[data-grid]").all()]
    assert codes[:2] == [A, B]
    shown = panel.locator("td[data-households]").all_inner_texts()
    assert [text.split()[0] for text in shown] == ["90", "150", "120", "120"]
    panel.get_by_role("button", name="人口").click()
    assert panel.locator("[data-grid]").first.get_attribute("data-grid") == B
    panel.get_by_label("社区").select_option(EAST)
    assert panel.locator("[data-grid]").count() == 2
    panel.locator("[data-grid] button").first.focus()
    at.page.keyboard.press("ArrowDown")
    at.page.wait_for_function(
        "code => document.activeElement.closest('tr')?.dataset.grid !== code", arg=C
    )
    at.page.keyboard.press("ArrowUp")
    at.page.wait_for_function(
        "code => document.activeElement.closest('tr')?.dataset.grid === code", arg=C
    )
    at.page.keyboard.press("Enter")
    at.wait("state.chosen?.id === argument", C)


def test_a_plan_in_review_is_not_edited_but_branched(at):
    plan = at.state("state.plan.head.plan_id")
    with at.service.client() as client:
        answer = client.post(
            f"/plans/{plan}/state", json={"to": "in_review"}, headers={"If-Match": '"0"'}
        )
        assert answer.is_success, answer.text
    at.wait("state.plan.head.state === 'in_review'")
    panel = at.page.locator("#panel")
    assert panel.locator("[data-tool]").count() == 0
    assert at.page.locator("[data-saved]").count() == 0
    panel.get_by_role("button", name="建分支并编辑").click()
    at.wait("state.plan.head.plan_id !== argument", plan)
    at.wait("state.plan.head.state === 'draft'")
    assert panel.locator("[data-tool]").count() == 7
