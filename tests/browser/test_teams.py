"""Teams and lists in a real browser: a table is sent, a gap is closed, a list is filled."""

import contextlib

import pytest
from client_page import ClientPage, ClientService
from drawn_plan import A, B, save_drawn
from gridmap_api.store.engine import open_store
from gridmap_api.store.setup import upgrade
from teamed import book

pytestmark = pytest.mark.browser

ROWS = [
    (A, "网格员", "张一", "专职", "城东社区", "0537-2345678", "2025-03-01"),
    (A, "机关干部", "李二"),
    (A, "楼长", "王三"),
]


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    folder = tmp_path_factory.mktemp("teams")
    with contextlib.closing(open_store(folder / "store.gpkg")) as store:
        upgrade(store)
        save_drawn(store)
    with ClientService(folder) as running:
        yield running


@pytest.fixture
def client(chromium, service):
    made = ClientPage(chromium, service)
    made.open()
    made.panel("register")
    made.page.locator("button[data-part=teams]").click()
    made.wait("state.register.teams.table !== null")
    yield made
    made.close()


def send(client, name, content):
    form = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    file = {"name": name, "mimeType": form, "buffer": content}
    client.page.set_input_files(".tm-files input", file)


def cells(client, code):
    return client.page.locator(f"tr[data-grid='{code}'] td").all_inner_texts()


def test_a_planner_sends_a_table_closes_a_gap_and_fills_a_list(client):
    page = client.page
    send(client, "错.xlsx", book((A, "站长", "李二", "", "", "13812345678")))
    page.locator(".tm-faults li").nth(1).wait_for()
    told = page.locator(".tm-faults").inner_text()
    assert "第 2 行" in told
    assert "13812345678" not in told

    send(client, "队伍.xlsx", book(*ROWS))
    client.wait("state.register.teams.table.staffing.workers === 1")
    assert cells(client, A) == ["张一", "李二", "王三", "缺", "1.00"]
    assert cells(client, B)[:4] == ["缺"] * 4

    page.locator(f"tr[data-grid='{A}'] .tm-grid").click()
    page.get_by_role("button", name="加一人").click()
    page.locator(".tm-member").last.get_by_label("姓名").fill("赵四")
    page.locator(".tm-editor").get_by_role("button", name="保存").click()
    client.wait("state.register.teams.table.staffing.complete === 1")
    assert cells(client, A)[3] == "赵四"
    assert "赵四" in page.locator(".viewing-team").inner_text()

    page.get_by_role("button", name="用七张清单模板").click()
    client.wait("state.register.teams.lists.lists.length === 7")
    page.get_by_label("第 1 行 资源名称").fill("党群服务中心")
    page.locator(".tm-lists").get_by_role("button", name="保存").click()
    client.wait("Object.keys(state.register.teams.lists.lists[0].rows).length === 1")
    page.reload()
    page.wait_for_selector("html[data-ready]")
    client.panel("register")
    page.locator("button[data-part=teams]").click()
    page.locator(f"tr[data-grid='{A}'] .tm-grid").click()
    page.wait_for_function("document.querySelector('.tm-rows input')?.value === '党群服务中心'")
    assert cells(client, A)[:4] == ["张一", "李二", "王三", "赵四"]
