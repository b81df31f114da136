"""The same picture as PDF, SVG and PNG: shapes with holes, dashes, text, clipping."""

import io
import xml.etree.ElementTree as ET
from datetime import UTC, datetime

import numpy as np
import pytest
from PIL import Image

from gridmap.sheets.drawing import Hatch, PdfCanvas, PngCanvas, SvgCanvas, measure
from gridmap.sheets.drawing.canvas import hatched
from gridmap.sheets.pdf import Box, Paper

MADE = datetime(2026, 7, 1, tzinfo=UTC)
RED, BLUE, WHITE = (200, 0, 0), (0, 0, 200), (255, 255, 255)
SVG = "{http://www.w3.org/2000/svg}"


def square(x, y, side):
    return np.array([[x, y], [x + side, y], [x + side, y + side], [x, y + side]], dtype=float)


def pixel(canvas, x, y):
    """Return the colour at a place in millimetres of a picture of 254 dots an inch."""
    image = Image.open(io.BytesIO(canvas.png()))
    return image.getpixel((round(x * 10), round(y * 10)))


@pytest.fixture
def png():
    return PngCanvas(50, 40, dpi=254)


def test_a_picture_is_as_large_as_its_paper(png):
    image = Image.open(io.BytesIO(png.png()))
    assert image.size == (500, 400)
    assert image.info["dpi"] == pytest.approx((254, 254), abs=0.01)


def test_a_hole_shows_what_is_below(png):
    png.polygons([square(0, 0, 30)], fill=BLUE)
    png.polygons([square(5, 5, 20), square(10, 10, 10)], fill=RED)
    assert pixel(png, 7, 7) == RED
    assert pixel(png, 15, 15) == BLUE


def test_half_a_veil_is_half_white(png):
    png.polygons([square(0, 0, 30)], fill=(0, 0, 0))
    png.polygons([square(0, 0, 30)], fill=WHITE, opacity=0.5)
    assert pixel(png, 15, 15) == pytest.approx((128, 128, 128), abs=1)


def test_a_dashed_line_has_gaps(png):
    png.line(np.array([[0, 20], [50, 20.0]]), colour=RED, width_mm=2, dash=(5, 5))
    assert [pixel(png, x, 20) for x in (2, 7, 12, 17)] == [RED, WHITE, RED, WHITE]


def test_a_dashed_ring_begins_once(png):
    png.polygons([square(10, 10, 20)], fill=None, line=RED, width_mm=1, dash=(5, 5))
    # 20 mm to the right: 5 drawn, 5 not, twice; then down.
    assert [pixel(png, x, 10) for x in (12, 17, 22, 27)] == [RED, WHITE, RED, WHITE]


def test_nothing_is_drawn_outside_a_clip(png):
    with png.clip(Box(10, 10, 10, 10)):
        png.polygons([square(0, 0, 40)], fill=RED)
    assert [pixel(png, x, 15) for x in (5, 15, 25)] == [WHITE, RED, WHITE]


def test_strokes_of_a_hatch_stay_inside_and_out_of_holes():
    hatch = Hatch(RED, apart_mm=2.0, angle_deg=0.0)
    strokes = list(hatched([square(0, 0, 10), square(4, 4, 2)], hatch))
    points = np.vstack(strokes)
    assert points.min() >= -1e-9
    assert points.max() <= 10 + 1e-9
    middles = np.array([stroke.mean(axis=0) for stroke in strokes])
    inside = ((middles > 4) & (middles < 6)).all(axis=1)
    assert not inside.any()
    # Ten high, two apart: five rows, or six where one lies on the edge; the hole parts one.
    assert 5 <= len(strokes) <= 7


def drawn(canvas):
    canvas.polygons([square(5, 5, 20), square(10, 10, 10)], fill=RED, line=BLUE, width_mm=0.5)
    with canvas.clip(Box(0, 0, 40, 40)):
        canvas.text("网格 <A&B> 👍", 5, 35, size_pt=10, halo=WHITE, bold=True, angle_deg=15)
    return canvas


def test_svg_keeps_text_as_text_and_carries_its_letters():
    root = ET.fromstring(drawn(SvgCanvas(50, 40, title="图 & 表")).svg())
    assert (root.get("width"), root.get("viewBox")) == ("50mm", "0 0 50 40")
    read = [one.text for one in root.iter(f"{SVG}text") if one.get("aria-hidden") is None]
    assert read == ["网格 <A&B> 〓"]
    assert "base64," in next(root.iter(f"{SVG}style")).text
    paths = [one.get("fill-rule") for one in root.iter(f"{SVG}path")]
    assert paths == ["evenodd"]


def test_svg_without_a_font_asks_for_one_of_the_readers():
    told = drawn(SvgCanvas(50, 40)).svg(with_font=False)
    assert "base64" not in told
    assert "Noto Sans SC" in told


def test_pdf_is_made_of_vectors(tmp_path):
    paper = Paper(title="试", lang="zh", made=MADE, size="A4")
    paper.set_compression(False)
    paper.add_page()
    drawn(PdfCanvas(paper))
    content = bytes(paper.output())
    assert b" B*" in content or b"\nB*" in content
    assert b"/Subtype /Image" not in content
    # 5 mm from the left is 14.17 points; the page is 841.89 high.
    assert b"14.17 827.72 m" in content


def test_letters_that_were_not_announced_are_noticed():
    paper = Paper(title="试", lang="zh", made=MADE, letters="试网格")
    paper.add_page()
    PdfCanvas(paper).text("网格", 10, 10, size_pt=10)
    assert not paper.lacks_letters
    PdfCanvas(paper).text("图", 10, 20, size_pt=10)
    assert paper.lacks_letters


def test_a_text_is_as_wide_as_its_letters():
    # A Chinese letter is as wide as it is high: 72 points are 25.4 mm.
    assert measure("网格", 72) == pytest.approx(50.8)
