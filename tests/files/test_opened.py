"""Files that the product writes are opened by programs that are not its own.

The light ones: GDAL, poppler, unzip. Chromium and LibreOffice open all by ``./dev files``.
"""

import os

import pytest
from second_programs import WHICH, is_here, open_all, write_all

LIGHT = {"ogrinfo", "pdffonts", "unzip"}


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """A folder with every file, and the exit codes of the commands that wrote them."""
    folder = tmp_path_factory.mktemp("files")
    return folder / "文件", write_all(folder)


def test_every_command_writes_its_files(written):
    folder, codes = written
    # An audit and a difference end with 1 where they find something.
    assert {name: code for name, code in codes.items() if code not in {0, 1}} == {}
    there = {path.suffix for path in folder.rglob("*") if path.is_file()}
    assert {".gpkg", ".geojson", ".xlsx", ".pdf", ".html", ".svg", ".png", ".zip", ".gpx"} <= there


def test_a_second_program_opens_each(written):
    programs = set(filter(is_here, LIGHT))
    if programs < LIGHT:
        missing = f"not here: {', '.join(sorted(LIGHT - programs))}"
        pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)
    folder, _ = written
    opened = list(open_all(folder, programs))
    assert [one for one in opened if not one.ok] == []
    suffixes = {path.suffix for path in folder.rglob("*") if path.is_file()}
    assert len(opened) >= sum(bool(LIGHT & set(WHICH.get(suffix, ()))) for suffix in suffixes)
