"""The panel of nets in a real browser: an audit is asked for, looked at and downloaded.

On the drawn plan with the nets of `netted`.
"""

import contextlib

import pytest
from client_page import ClientPage, ClientService
from drawn_plan import save_drawn
from gridmap_api.store.engine import open_store
from gridmap_api.store.setup import upgrade
from netted import put_ground, put_nets

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    folder = tmp_path_factory.mktemp("nets")
    with contextlib.closing(open_store(folder / "store.gpkg")) as store:
        upgrade(store)
        put_ground(store)
        put_nets(store)
        save_drawn(store)
    with ClientService(folder) as running:
        yield running


@pytest.fixture
def client(chromium, service):
    made = ClientPage(chromium, service)
    made.open()
    yield made
    made.close()


def drawn(client):
    """Return the numbers of the faults that the map shows, and the one that is outlined."""
    client.wait_still()
    return client.page.evaluate(
        "() => ['net-faults-edge', 'net-faults-chosen'].map((layer) => [...new Set("
        "gridmap.map.library.queryRenderedFeatures({ layers: [layer] })"
        ".map((one) => one.properties.number))].sort())"
    )


def test_nets_are_audited_and_a_fault_is_flown_to(client):
    panel = client.panel("nets")
    panel.get_by_label("容差（米）").last.fill("4")
    panel.get_by_role("button", name="开始体检").click()
    client.wait("state.nets.audit.found !== null")
    nets = panel.locator(".nt-table").first.inner_text()
    assert "综治网" in nets
    assert "99.67%" in nets, "1,600 of 480,000 m² are a hole"
    kinds = panel.locator(".nt-kind").all_inner_texts()
    assert [text.split()[0] for text in kinds] == ["盲区", "边界不贴合", "一网有一网无"]
    panel.locator("[data-kind=gap]").click()
    panel.get_by_text("东社区有一处盲区，1,600 平方米").click()
    (number,) = client.state("[state.nets.audit.chosen]")
    assert drawn(client) == [[number], [number]]
    assert "请划入相邻网格" in panel.locator(".nt-fault").first.inner_text()
    centre = client.state("gridmap.map.library.getCenter().lng")
    place = client.state("state.nets.audit.found.faults[0].place")
    assert abs(centre - place[0]) < 1e-3
    with client.page.expect_download() as download:
        panel.locator("[data-file=xlsx]").click()
    assert download.value.suggested_filename == "多网体检.xlsx"
    # A reload finds the last audit again.
    client.page.reload()
    client.ready().panel("nets")
    client.wait("state.nets.audit.found?.faults.length === 3")
