"""The served map under its own content security policy."""

import subprocess
import sys

import planned
import pytest

from gridmap.io.plans import write_plan

pytestmark = pytest.mark.browser

SERVE = """
import sys
from pathlib import Path
from gridmap_api.server import serve
from gridmap_api.settings import Settings
serve(Settings(Path(sys.argv[1])), port=0, on_ready=lambda address: print(address, flush=True))
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    path = tmp_path_factory.mktemp("served") / "plan.gpkg"
    write_plan(planned.plan(), path)
    command = [sys.executable, "-c", SERVE, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        yield process.stdout.readline().strip()
        process.terminate()


def test_the_policy_lets_the_map_work_and_nothing_else(opened, address):
    sheet = opened(address, viewport={"width": 1280, "height": 800})
    sheet.click_place(50, 350)
    assert planned.WEST in sheet.popup()
    sheet.page.fill(".gm-search input", "海棠")
    sheet.page.press(".gm-search input", "Enter")
    assert sheet.page.locator(".gm-popup h2 b").inner_text() == "海棠苑"
    outside = [url for url in sheet.asked if not url.startswith(("data:", address))]
    assert outside == []


def test_a_script_that_is_not_of_the_page_does_not_run(opened, address):
    sheet = opened(address)
    sheet.page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "document.title = 'owned'";
            document.body.append(script);
        }"""
    )
    assert sheet.page.title() != "owned"
    (refused,) = sheet.wrong
    assert "Content Security Policy" in refused
    sheet.wrong.clear()


def test_the_page_of_addresses_opens(chromium, address):
    page = chromium.new_page()
    wrong = []
    page.on("console", lambda message: wrong.append(message.text))
    page.goto(f"{address}docs")
    assert "/plan/grids" in page.inner_text("body")
    assert wrong == []
    page.close()
