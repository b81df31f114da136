"""Text on paper: lines that fit, letters that the font has, codes that can be read."""

from datetime import UTC, datetime

import pytest
import segno
from fontTools.ttLib import TTFont

from gridmap.sheets.pdf import Box, Column, Paper, draw_qr, draw_table
from gridmap.sheets.pdf.lettering import font_path, printable, shortened, width_of, wrapped

MADE = datetime(2026, 7, 1, tzinfo=UTC)


@pytest.fixture
def paper():
    made = Paper(title="试", lang="zh", made=MADE)
    made.add_page()
    yield made
    for font in made.fonts.values():
        font.close()


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("网格划分", 2, ["网格", "划分"]),
        ("网格，划分", 2, ["网", "格，", "划分"]),
        ("turn left now", 9, ["turn left", "now"]),
        ("turn left now", 5, ["turn", "left", "now"]),
        ("abcdefgh", 3, ["abc", "def", "gh"]),
        ("走 120 米", 5, ["走 120", "米"]),
        ("一\n二", 9, ["一", "二"]),
        ("一  二", 2, ["一", "二"]),
        ("", 5, [""]),
    ],
)
def test_a_text_is_broken_where_its_language_allows(text, width, lines):
    assert wrapped(text, width, measure=len) == lines


def test_no_line_is_wider_than_its_width_and_no_letter_is_lost():
    text = "沿红旗路向北走 120 米；左转进入 Democracy Road（东段），走 1.2 公里；到达 03 涵洞。" * 5
    for width in range(3, 40):
        lines = wrapped(text, width, measure=len)
        assert max(map(len, lines)) <= width
        assert "".join("".join(lines).split()) == "".join(text.split())


def test_a_text_on_one_line_is_cut_with_an_ellipsis():
    assert shortened("红旗路涵洞", 5, measure=len) == "红旗路涵洞"
    assert shortened("红旗路涵洞口", 5, measure=len) == "红旗路涵…"


def test_widths_are_those_of_the_font():
    with TTFont(font_path()) as font:
        names, metrics = font.getBestCmap(), font["hmtx"]
        told = sum(metrics[names[ord(letter)]][0] for letter in "网A ") / font["head"].unitsPerEm
    assert width_of("网A ") == pytest.approx(told)
    assert width_of("网格") == pytest.approx(2)


def test_the_library_measures_as_we_do(paper):
    paper.set_font_size(10)
    text = "沿红旗路 walk 120 米"
    assert paper.measure(text, 10) == pytest.approx(paper.get_string_width(text), abs=1e-6)


def test_letters_that_the_font_lacks_are_seen_to_be_missing():
    assert printable("涵\U0001f6a7洞\x00\u200d") == "涵〓洞"


def test_equal_content_gives_equal_bytes():
    def made():
        page = Paper(title="试", lang="zh", made=MADE)
        page.add_page()
        page.write_line("网格", 10, 10, size_pt=12)
        return bytes(page.output())

    assert made() == made()


def test_a_table_goes_on_over_pages_with_its_header(paper):
    begun = []

    def next_page():
        paper.add_page()
        begun.append(paper.page_no())
        return 10.0

    rows = [[f"{number}", "网格"] for number in range(100)]
    columns = (Column("序号", 20), Column("名称", 40))
    # 7 mm a row: from 10 to 280 are 38 rows, the first of them the header; 37 a page.
    end = draw_table(
        paper, columns, rows, x=10, y=10, bottom=280, next_page=next_page, least_height=7
    )
    assert begun == [2, 3]
    assert end == pytest.approx(10 + 7 * (1 + 100 - 2 * 37))


def test_a_code_is_drawn_module_by_module(paper, monkeypatch):
    drawn = []
    monkeypatch.setattr(paper, "rect", lambda x, y, w, h, style: drawn.append((x, y, w, h)))
    text = "https://example.cn/patrol/路线"
    code = segno.make_qr(text, error="m")
    size = len(code.matrix) + 8
    draw_qr(paper, text, Box(10, 20, size, size))
    dark = {
        (round(x - 10) + step, round(y - 20))
        for x, y, width, _ in drawn[1:]
        for step in range(round(width))
    }
    assert dark == {
        (column + 4, row + 4)
        for row, modules in enumerate(code.matrix)
        for column, module in enumerate(modules)
        if module
    }
