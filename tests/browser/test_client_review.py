"""Plans, history, conflicts, comments, review: two planners at a time, and somebody who looks."""

import contextlib
import re

import pytest
from client_page import ClientService
from gridmap_api.store.engine import open_store
from gridmap_api.store.live import plans_of
from gridmap_api.store.plan_reads import violations_of
from gridmap_api.store.plans import find_plan, list_plans
from gridmap_api.store.scope import EVERYTHING
from gridmap_api.store.states import Step, take_step

pytestmark = pytest.mark.browser

STAMP = """version => {
    window.stamps = { told: [] };
    gridmap.store.state.subscribe(({ plan, notices }) => {
        for (const { what } of notices) {
            if (!window.stamps.told.includes(what.zh)) window.stamps.told.push(what.zh);
        }
        if (!plan) return;
        if (plan.pending.length) window.stamps.made ??= Date.now();
        if (plan.head.version >= version) window.stamps.seen ??= Date.now();
    });
}"""
"""Notes when an own edit is on the map, when a version is, and what was told meanwhile."""


@pytest.fixture
def plan_id(service, request):
    return service.branch(request.node.name)


def edit(service, plan_id, body, base):
    """Make an edit as somebody else would; return its version."""
    headers = {"If-Match": f'"{base}"'}
    with service.client() as client:
        answer = client.post(f"/plans/{plan_id}/edits", json=body, headers=headers)
    assert answer.status_code == 201, answer.text
    return answer.json()["version"]


def step(service, plan_id, to, exceptions=()):
    """Bring a plan to another state as somebody else would."""
    with service.client() as client:
        head = client.get(f"/plans/{plan_id}").json()["version"]
        body = {"to": to, "exceptions": list(exceptions)}
        headers = {"If-Match": f'"{head}"'}
        answer = client.post(f"/plans/{plan_id}/state", json=body, headers=headers)
    assert answer.status_code == 201, answer.text
    return answer.json()


def hard_ones(service, plan_id):
    """Return the keys of the violations that bar a plan from being published."""
    with service.client() as client:
        found = client.get(f"/plans/{plan_id}/violations").json()["violations"]
    return [one["key"] for one in found if one["hard"]]


def publish(path):
    """Publish the plan of a store as another process would."""
    with contextlib.closing(open_store(path)) as store, store.write() as connection:
        (plan,) = list_plans(connection, EVERYTHING)
        for to in ("in_review", "published"):
            live = plans_of(store).head(connection, plan)
            excepted = {
                one["key"]: "待核" for one in violations_of(connection, plan["id"], EVERYTHING)
            }
            take_step(connection, plan, live, Step(to, "", excepted), actor="甲")
            plan = find_plan(connection, plan["id"], EVERYTHING)


def row_of(client, unit):
    """Return the row of a unit in the tiles."""
    return client.page.evaluate(
        "unit => { const { units } = gridmap.store.state.value.plan.members;"
        " return units.rows[units.positionOfId.get(unit)] }",
        unit,
    )


def is_hatched(client, unit, kind):
    """Return whether a unit is hatched as changed by somebody."""
    return client.page.evaluate(
        "([row, kind]) => Boolean(gridmap.map.library.getFeatureState("
        "{ source: 'units', sourceLayer: 'units', id: row })[kind])"
        " && Boolean(gridmap.map.library.getLayer(`changes-${kind}`))",
        [row_of(client, unit), kind],
    )


def pair(client):
    """Return two units that may leave their grid for a neighbour's, alone or together."""
    return client.page.evaluate(PAIR)


def move_by_hand(client, units, beside):
    """Choose units by clicks, the grid of another as the target, and move them there."""
    client.panel("edit")
    client.look_at(units[0])
    for number, unit in enumerate(units):
        with_key(client, "Shift" if number else None, unit)
    with_key(client, "Alt", beside)
    client.wait("state.editing.selection.size === argument", len(units))
    client.page.get_by_role("button", name=re.compile("^移入")).click()


def with_key(client, key, unit):
    """Click a unit while a key is held."""
    if key:
        client.page.keyboard.down(key)
    client.page.mouse.click(*client.pixel(unit))
    if key:
        client.page.keyboard.up(key)


def test_two_planners_see_each_others_edits_within_a_second(clients, service, plan_id):
    one, other = clients().open(plan=plan_id), clients().open(plan=plan_id)
    found = one.border()
    for client in (one, other):
        client.page.evaluate(STAMP, 1)
    move_by_hand(one, [found["unit"]], found["beside"])
    other.wait("state.plan.head.version === 1")
    assert other.grid_of(found["unit"]) == found["to"]
    took_ms = other.page.evaluate("stamps.seen") - one.page.evaluate("stamps.made")
    print(f"an edit is on the other's map after {took_ms:.0f} ms")
    assert took_ms < 1_000
    other.page.wait_for_function("() => stamps.told.length > 0")
    told = [f"本机：把 1 个单元划入网格 {found['to']}。"]
    assert other.page.evaluate("stamps.told") == told
    one.wait_version(1)
    assert one.page.evaluate("stamps.told") == []


def test_the_history_grows_while_others_edit_and_what_undo_takes_back_is_told(
    clients, service, plan_id
):
    client = clients().open(plan=plan_id)
    panel = client.panel("history")
    undo, redo = panel.locator("[data-step=undo]"), panel.locator("[data-step=redo]")
    panel.get_by_text("没有可撤销的编辑").wait_for()
    assert undo.is_disabled()
    found = client.border()
    edit(service, plan_id, {"type": "rename", "grid": found["from"], "name": "西片"}, 0)
    edit(service, plan_id, {"type": "move", "units": [found["unit"]], "target": found["to"]}, 1)
    panel.locator("[data-version='2']").wait_for()
    assert f"把 1 个单元划入网格 {found['to']}。" in undo.inner_text()
    undo.click()
    panel.locator("[data-version='3']").wait_for()
    assert f"网格 {found['from']} 更名为“西片”。" in undo.inner_text()
    assert f"把 1 个单元划入网格 {found['to']}。" in redo.inner_text()
    line = panel.locator("[data-version='3']").inner_text()
    assert f"撤销版本 2：把 1 个单元划入网格 {found['to']}。" in line
    assert client.grid_of(found["unit"]) == found["from"]


def test_a_version_is_looked_at_named_and_branched_from(clients, service, plan_id):
    client = clients(refused=(409,)).open(plan=plan_id)
    found = client.border()
    move = {"type": "move", "units": [found["unit"]]}
    edit(service, plan_id, {**move, "target": found["to"]}, 0)
    edit(service, plan_id, {**move, "target": found["from"]}, 1)
    panel = client.panel("history")
    panel.locator("[data-version='1'] > button").click()
    change = panel.locator(".rv-change")
    change.wait_for()
    assert f"{found['households']} 户" in change.inner_text()
    assert is_hatched(client, found["unit"], "theirs")
    change.get_by_role("button", name="为这一版命名").click()
    client.page.get_by_label("名称").fill("初稿")
    client.page.get_by_role("button", name="保存").click()
    panel.locator("[data-version='1'] .badge", has_text="初稿").wait_for()
    change.get_by_role("button", name="为这一版命名").click()
    client.page.get_by_label("名称").fill("初稿")
    client.page.get_by_role("button", name="保存").click()
    client.page.locator("dialog").get_by_text("这个名称已经用于另一个版本。").wait_for()
    client.page.get_by_role("button", name="取消").click()
    change.get_by_role("button", name="从这一版建分支").click()
    client.page.get_by_label("名称").fill("从初稿开始")
    client.page.locator("dialog").get_by_role("button", name="建分支").click()
    client.wait("state.plan.head.name === '从初稿开始'")
    assert client.version == 0
    assert client.grid_of(found["unit"]) == found["to"]
    assert not is_hatched(client, found["unit"], "theirs")


def test_a_long_history_comes_page_by_page(clients, service, plan_id):
    client = clients().open(plan=plan_id)
    for base in range(60):
        edit(service, plan_id, {"type": "lock_all", "locked": base % 2 == 0}, base)
    client.wait_version(60)
    panel = client.panel("history")
    panel.locator("[data-version='60']").wait_for()
    assert panel.locator("[data-version='10']").count() == 0
    panel.evaluate("panel => panel.scrollTo(0, panel.scrollHeight)")
    panel.locator("[data-version='1']").wait_for()
    assert panel.locator("[data-version]").count() == 60
    assert panel.get_by_text("由“").count() == 1


@pytest.mark.parametrize("choice", ["keep", "take", "merge"])
def test_a_conflict_is_shown_and_settled(clients, service, plan_id, choice):
    mine = clients(refused=(412,)).open(plan=plan_id)
    found = pair(mine)
    first, second = found["units"]
    mine.panel("edit")
    mine.look_at(first)
    with mine.outage():
        mine.context.set_offline(True)
        move_by_hand(mine, [first, second], found["beside"])
        mine.wait("state.plan.link === 'lost'")
        assert mine.grid_of(first) == found["to"]
        theirs = {"type": "move", "units": [first], "target": found["to"]}
        assert edit(service, plan_id, theirs, 0) == 1
        mine.context.set_offline(False)
        dialog = mine.page.get_by_role("alertdialog")
        dialog.wait_for()
    dialog.get_by_text("他人的修改").wait_for()
    households = found["households"][0]
    dialog.get_by_text(f"1 个单元、{households} 户冲突").wait_for()
    dialog.get_by_text(f"把 1 个单元划入网格 {found['to']}。").wait_for()
    assert is_hatched(mine, second, "mine")
    assert is_hatched(mine, first, "theirs")
    # It is still there after a reload: nothing that was edited is lost.
    mine.page.reload()
    mine.ready()
    dialog.wait_for()
    dialog.locator(f"[data-choice={choice}]").click()
    dialog.wait_for(state="detached")
    if choice == "take":
        mine.wait_version(1)
        assert mine.grid_of(second) == found["from"]
        assert len(service.events(plan_id)) == 1
        return
    mine.wait_version(2)
    assert mine.grid_of(first) == mine.grid_of(second) == found["to"]
    assert service.events(plan_id)[1]["units"] == 1


def test_a_comment_is_pinned_answered_found_and_resolved(clients, plan_id):
    one, other = clients().open(plan=plan_id), clients().open(plan=plan_id)
    panel = one.panel("review")
    panel.get_by_role("button", name="在地图上提意见").click()
    one.page.locator(".rv-aim").wait_for()
    unit = one.border()["unit"]
    one.look_at(unit)
    one.page.mouse.click(*one.pixel(unit))
    panel.get_by_label("意见内容").fill("居民出入口在东侧。")
    panel.get_by_role("button", name="提交").click()
    one.page.get_by_role("button", name="意见 1（本机）：居民出入口在东侧。").wait_for()
    theirs = other.panel("review")
    pin = other.page.get_by_role("button", name="意见 1（本机）：居民出入口在东侧。")
    pin.wait_for()
    pin.focus()
    other.page.keyboard.press("Enter")
    theirs.get_by_role("button", name="回复").click()
    theirs.get_by_label("回复意见 1").fill("同意。<b>")
    theirs.get_by_role("button", name="提交").click()
    theirs.locator(".rv-answer", has_text="同意。<b>").wait_for()
    theirs.get_by_role("button", name="标为已解决").click()
    theirs.get_by_text("这里没有意见。").wait_for()
    pin.wait_for(state="detached")
    theirs.get_by_role("button", name="已解决 1").click()
    theirs.locator("[data-thread]").wait_for()


def test_a_comment_is_placed_by_keys_and_given_up_by_escape(clients, plan_id):
    client = clients().open(plan=plan_id)
    panel = client.panel("review")
    ask = panel.get_by_role("button", name="在地图上提意见")
    ask.focus()
    client.page.keyboard.press("Enter")
    client.page.locator(".rv-aim").wait_for()
    client.page.keyboard.press("Escape")
    client.page.locator(".rv-aim").wait_for(state="detached")
    client.look_at(client.border()["unit"])
    ask.press("Enter")
    panel.get_by_role("button", name="用地图中心").press("Enter")
    client.page.keyboard.type("按键提出。")
    panel.get_by_role("button", name="提交").press("Enter")
    panel.locator("[data-thread]", has_text="按键提出。").wait_for()


def test_a_plan_is_published_when_each_violation_is_excepted(clients, service, plan_id):
    client, other = clients().open(plan=plan_id), clients().open(plan=plan_id)
    panel = client.panel("review")
    assert panel.locator("[data-to=published]").count() == 0
    panel.locator("[data-to=in_review]").click()
    publish = panel.locator("[data-to=published]")
    publish.wait_for()
    other.wait("state.plan.head.state === 'in_review'")
    hard = hard_ones(service, plan_id)
    reasons = panel.locator(".rv-violation textarea")
    assert (reasons.count(), publish.is_disabled()) == (len(hard), True)
    assert len(hard) > 0
    before = client.state("gridmap.map.camera().centre")
    panel.get_by_role("button", name="看位置").first.click()
    client.page.wait_for_function(
        "before => String(gridmap.map.camera().centre) !== String(before)", arg=before
    )
    for field in reasons.all():
        field.fill("三栋新楼明年交付后再拆分。")
    client.page.reload()
    client.ready().panel("review")
    panel.get_by_text(f"{len(hard)} 个问题项都写明了例外理由，可以发布。").wait_for()
    publish.click()
    dialog = client.page.locator("dialog")
    assert client.state("state.plan.head.hash") in dialog.inner_text()
    dialog.get_by_role("button", name="发布").click()
    panel.get_by_text("方案已冻结，与发布时完全一致。").wait_for()
    with service.client() as asking:
        head = asking.get(f"/plans/{plan_id}").json()
        steps = asking.get(f"/plans/{plan_id}/states").json()["steps"]
    assert (head["state"], head["intact"]) == ("published", True)
    assert head["published_hash"] in panel.inner_text()
    assert {one["key"]: one["reason"] for one in steps[-1]["exceptions"]} == dict.fromkeys(
        hard, "三栋新楼明年交付后再拆分。"
    )
    other.wait("state.plan.head.state === 'published'")
    assert client.panel("history").locator("[data-step]").count() == 0


def test_what_can_be_done_follows_what_another_decides(clients, service, plan_id):
    client = clients().open(plan=plan_id)
    step(service, plan_id, "in_review")
    panel = client.panel("review")
    panel.locator("[data-to=published]").wait_for()
    step(service, plan_id, "draft")
    client.wait("state.plan.head.state === 'draft'")
    panel.locator("[data-to=in_review]").wait_for()
    assert panel.locator("[data-to=published]").count() == 0


def test_plans_are_filtered_renamed_branched_and_made(clients, service, plan_id):
    client = clients().open(plan=plan_id)
    panel = client.panel("plans")
    card = panel.locator(f"[data-plan='{plan_id}']")
    card.get_by_role("button", name="改名").click()
    client.page.get_by_label("名称", exact=True).fill("甲方案")
    client.page.get_by_role("button", name="保存").click()
    card.get_by_role("button", name="甲方案").wait_for()
    client.wait("state.plan.head.name === '甲方案'")
    card.get_by_role("button", name="建分支").click()
    client.page.locator("dialog").get_by_role("button", name="建分支").click()
    client.wait("state.plan.head.name === '甲方案（分支）'")
    panel.get_by_label("按名称筛选").fill("甲方案")
    assert panel.locator("[data-plan]").count() == 2
    panel.get_by_text("源自“甲方案”v0").wait_for()
    panel.get_by_label("所有状态").select_option("published")
    panel.get_by_text("没有符合条件的方案。").wait_for()
    panel.get_by_role("button", name="新建空白方案").click()
    client.page.get_by_label("名称", exact=True).fill("白纸")
    client.page.locator("dialog").get_by_role("button", name="新建").click()
    client.wait("state.plan.head.name === '白纸'")
    assert client.state("state.plan.grids.size") == 0
    panel.get_by_label("所有状态").select_option("")
    card.get_by_role("button", name="甲方案").click()
    client.wait("state.plan.head.name === '甲方案'")


def test_who_may_only_look_is_offered_nothing_else(clients, sample_store, tmp_path):
    with ClientService(tmp_path, sample_store) as everybody:
        (item,) = everybody.plans()
        step(everybody, item["plan_id"], "in_review")
        reasons = [{"key": key, "reason": "待核"} for key in hard_ones(everybody, item["plan_id"])]
        step(everybody, item["plan_id"], "published", reasons)
    with ClientService(tmp_path, accounts=True) as public:
        client = clients(at=public).open()
        panel = client.panel("plans")
        assert panel.locator("[data-plan] button").all_inner_texts() == [item["name"]]
        assert panel.get_by_role("button", name="新建空白方案").count() == 0
        for name in ("history", "review", "edit"):
            assert client.page.locator(f"nav [data-panel={name}]").count() == 0
        client.close()


def test_a_page_waits_for_the_first_plan_that_is_published(clients, sample_store, tmp_path):
    with ClientService(tmp_path, sample_store, accounts=True) as public:
        client = clients(at=public).open()
        client.page.get_by_text("目前没有公开发布的方案。").wait_for()
        publish(public.path)
        client.wait("state.plan?.head.state === 'published'")
        client.page.get_by_text("目前没有公开发布的方案。").wait_for(state="detached")
        client.close()


def test_where_there_is_nothing_the_map_leads_to_the_import(clients, tmp_path):
    with ClientService(tmp_path) as empty:
        client = clients(at=empty).open()
        client.page.get_by_role("button", name="导入图层").click()
        client.page.wait_for_selector("nav [data-panel=import][aria-current=page]")
        client.close()


PAIR = """() => {
    const { units, shown } = gridmap.store.state.value.plan.members;
    const { start, to, open } = units.neighbours;
    const beside = (at) => [...Array(start[at + 1] - start[at]).keys()]
        .map((k) => start[at] + k).filter((k) => open[k]).map((k) => to[k]);
    const whole = (grid, without) => {
        const left = new Set();
        shown.gridOf.forEach((one, at) => one === grid && !without.includes(at) && left.add(at));
        const count = left.size;
        const todo = count ? [left.values().next().value] : [];
        todo.forEach((one) => left.delete(one));
        for (const at of todo) for (const one of beside(at)) if (left.delete(one)) todo.push(one);
        return count > 0 && todo.length === count;
    };
    const borders = new Map();
    for (let at = 0; at < units.count; at++) {
        const from = shown.gridOf[at];
        if (from < 0 || units.compound[at] >= 0) continue;
        for (const other of beside(at)) {
            const grid = shown.gridOf[other];
            if (grid < 0 || grid === from) continue;
            if (units.community[other] !== units.community[at]) continue;
            const name = `${from} ${grid}`;
            borders.set(name, [...(borders.get(name) ?? []), [at, other, from, grid]]);
        }
    }
    for (const found of borders.values()) {
        for (const [one, other, from, grid] of found) {
            for (const [two] of found) {
                const ways = [[one], [two], [one, two]];
                if (one === two || !ways.every((leaving) => whole(from, leaving))) continue;
                return { units: [units.ids[one], units.ids[two]], beside: units.ids[other],
                         from: shown.codes[from], to: shown.codes[grid],
                         households: [units.households[one], units.households[two]] };
            }
        }
    }
    return null;
}"""
"""In the same community, and the grids stay whole whichever of the two leaves."""
