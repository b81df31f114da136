"""Routes on A4 paper: pages, fonts within, and what stands on them, read back without our code."""

import re
import zlib

import patrolled
import pytest

from gridmap.errors import SettingsError
from gridmap.sheets.patrol_sheet import patrol_sheet

A4_PT = (595.28, 841.89)


def streams(pdf):
    """Return the content of every stream of a PDF."""
    for found in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            yield zlib.decompress(found[1])
        except zlib.error:
            yield found[1]


def letters_of(pdf):
    """Return the letter of each glyph of the one font, from its ToUnicode map."""
    (cmap,) = [stream for stream in streams(pdf) if b"begincmap" in stream]
    pairs = re.findall(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]{4,8})>", cmap)
    return {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in pairs}


@pytest.fixture(scope="module")
def pdf():
    return patrol_sheet(patrolled.patrol())


def test_a_route_with_stops_is_a_page_of_a4(pdf):
    assert pdf.startswith(b"%PDF-")
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    sizes = {tuple(float(side) for side in box) for box in boxes}
    assert sizes == {A4_PT}
    # Two of three teams have stops.
    assert len(re.findall(rb"/Type /Page\b(?!s)", pdf)) == 2


def test_its_one_font_is_within(pdf):
    names = re.findall(rb"/BaseFont /([^\s/]+)", pdf)
    assert names
    assert all(b"NotoSansSC" in name.replace(b"-", b"") for name in names)
    assert len(re.findall(rb"/FontFile2 ", pdf)) == 1
    assert len(pdf) < 120_000


def test_names_are_on_it_as_text(pdf):
    letters = set(letters_of(pdf).values())
    assert set("巡查路线东湖一队红旗涵洞暴雨橙色预警扫码核对编号民主路胜利街") <= letters
    # What the font does not have is seen to be missing.
    assert "〓" in letters
    assert "\U0001f6a7" not in letters


def test_equal_routes_are_equal_files(pdf):
    assert patrol_sheet(patrolled.patrol()) == pdf


def test_one_route_is_printed_alone():
    alone = patrol_sheet(patrolled.patrol(), only=3)
    assert len(re.findall(rb"/Type /Page\b(?!s)", alone)) == 1


def test_an_address_changes_the_code():
    with_address = patrol_sheet(
        patrolled.patrol(), only=1, address=lambda number: f"https://a/{number}"
    )
    assert with_address != patrol_sheet(patrolled.patrol(), only=1)


def test_a_route_without_stops_cannot_be_printed():
    with pytest.raises(SettingsError, match="no route"):
        patrol_sheet(patrolled.patrol(), only=2)
