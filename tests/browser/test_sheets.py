"""Map sheets in a real browser: one to look at, all to take home, the grid of the map chosen."""

import contextlib

import pytest
from client_page import ClientPage, ClientService
from drawn_plan import WEST, B, save_drawn
from gridmap_api.store.engine import open_store
from gridmap_api.store.setup import upgrade

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sheets")
    with contextlib.closing(open_store(folder / "store.gpkg")) as store:
        upgrade(store)
        save_drawn(store)
    with ClientService(folder) as running:
        yield running


def test_sheets_are_looked_at_made_and_downloaded(chromium, service):
    client = ClientPage(chromium, service)
    # The grid that is chosen on the map is the one that a sheet is made of.
    client.open(at=f"grids:{B}")
    client.wait("state.chosen !== null")
    client.panel("sheets")
    page = client.page
    client.wait(f"state.sheets.maps.form.code === '{B}'")
    page.fill("#sh-review", "鲁S(2026)013号")
    page.click("[data-do=preview]")
    page.wait_for_selector(".sh-preview figcaption")
    size = page.evaluate(
        "() => { const one = document.querySelector('.sh-preview img');"
        " return [one.naturalWidth, one.naturalHeight]; }"
    )
    # 400 m by 300 m lies on its side on A4, 120 dots an inch.
    assert size == [1403, 992]
    page.select_option("#sh-which", WEST)
    client.wait("state.sheets.maps.preview === null")
    page.get_by_role("button", name="生成图幅").click()
    client.wait("state.sheets.maps.made !== null")
    assert "已生成 2 幅" in page.locator(".sh-made").inner_text()
    with page.expect_download() as loading:
        page.locator(".sh-made a").click()
    made = loading.value
    assert made.suggested_filename.endswith(".pdf")
    assert made.path().read_bytes().startswith(b"%PDF-")
    client.close()
