"""Map sheets of a plan that can be drawn by hand, see `planned`: what stands on them, and where."""

import io
import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import lattice
import numpy as np
import planned
import pytest
import shapely
from PIL import Image

from gridmap.cli.app import run
from gridmap.errors import SettingsError
from gridmap.io.plans import write_plan
from gridmap.pipeline.printing import print_sheets
from gridmap.sheets.drawing import SvgCanvas
from gridmap.sheets.maps import Atlas, Focus, Mark, draw_legend, draw_map
from gridmap.sheets.maps.files import Printer, foci_of, formats_of
from gridmap.sheets.maps.sheet import SheetOptions, page_of
from gridmap.sheets.pdf import Box

WEST, MIDDLE, EAST, SCHOOL = planned.WEST, planned.MIDDLE, planned.EAST, planned.SCHOOL
OPTIONS = SheetOptions(date="2026-07-01", version="v-1", review_number="鲁S(2026)013号")
FRAME = Box(10, 10, 180, 150)
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def plan():
    return planned.plan()


@pytest.fixture(scope="module")
def atlas(plan):
    return Atlas(plan)


@pytest.fixture(scope="module")
def printer(atlas):
    return Printer(atlas, OPTIONS)


def mapped(atlas, focus, **options):
    canvas = SvgCanvas(210, 297)
    return draw_map(canvas, FRAME, atlas.scene(focus, **options)), canvas


def said(svg):
    return [
        "".join(one.itertext())
        for one in ET.fromstring(svg).iter(f"{SVG}text")
        if one.get("aria-hidden") is None
    ]


def lines_of(drawn):
    return [" ".join(one.lines) for one in drawn.placed]


def test_the_map_is_round_in_scale_and_in_the_middle(atlas):
    drawn, _ = mapped(atlas, Focus.grid(WEST))
    # 400 m on 150 mm less 13 at either end: 1:3,226 and more.
    assert drawn.scale == 4000
    corners = drawn.view.shape(atlas.scene(Focus.grid(WEST)).area).bounds
    assert corners == pytest.approx((75, 35, 125, 135))


def test_a_grid_has_its_buildings_and_its_neighbours_named(atlas):
    drawn, _ = mapped(atlas, Focus.grid(MIDDLE))
    told = lines_of(drawn)
    assert {"002", "001", "003", "004"} <= set(told)
    assert "人民路" in told
    assert "小微家" in told
    # The hazard of the west belongs to another grid.
    assert "北院围墙" not in told
    assert drawn.missed == ()


def test_a_community_has_every_grid_with_its_households(atlas):
    drawn, _ = mapped(atlas, Focus.community(lattice.COMMUNITY))
    assert {"001 400户", "002 240户", "003 600户", "004 学校"} <= set(lines_of(drawn))


def crowded(rows=9, cols=14):
    """Return a plan of grids some of which are too narrow for their number."""
    widths = np.resize([8.0, 90.0, 14.0, 60.0, 5.0], cols)
    edges = np.concatenate([[0.0], np.cumsum(widths)])
    boxes, codes = [], []
    for row in range(rows):
        for col in range(cols):
            boxes.append(lattice.box(edges[col], row * 40, edges[col + 1], row * 40 + 40))
            codes.append(f"{lattice.COMMUNITY}{len(codes) + 1:03d}")
    grids = lattice.layer(
        boxes,
        grid_code=codes,
        community_code=lattice.COMMUNITY,
        community="格子社区",
        kind="ordinary",
        purpose=None,
        households=400,
    )
    return planned.plan(grids=grids)


@pytest.mark.parametrize("focus", ["community", "street", "grid"])
def test_no_name_lies_on_another_or_outside_the_frame(focus):
    atlas = Atlas(crowded())
    chosen = {
        "community": Focus.community(lattice.COMMUNITY),
        "street": Focus.street("示范街道"),
        "grid": Focus.grid(f"{lattice.COMMUNITY}031"),
    }[focus]
    drawn, _ = mapped(atlas, chosen)
    assert len(drawn.placed) > (5 if focus == "grid" else 100)
    shapes = [shapely.Polygon(one.rect.corners) for one in drawn.placed]
    frame = shapely.box(FRAME.x, FRAME.y, FRAME.x + FRAME.width, FRAME.y + FRAME.height)
    assert all(frame.contains(shape) for shape in shapes)
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    shared = shapely.area(shapely.intersection(np.array(shapes)[first], np.array(shapes)[second]))
    assert shared[first != second].max(initial=0.0) < 1e-6
    leads = [shapely.LineString(one.lead) for one in drawn.placed if one.lead]
    for lead in leads:
        met = [one for one in shapes if one.intersection(lead).length > 0.5]
        assert met == []


def test_a_number_too_wide_for_its_grid_is_called_out():
    drawn, _ = mapped(Atlas(crowded(3, 14)), Focus.community(lattice.COMMUNITY))
    # 8 m and 5 m are 2 mm and less at 1:4,000.
    assert drawn.scale == 4000
    called = {" ".join(one.lines) for one in drawn.placed if one.lead}
    assert {"001", "005"} <= called
    named = {line.split()[0] for line in lines_of(drawn)}
    named |= {name.split()[-1] for name in drawn.missed}
    assert {f"{number:03d}" for number in range(1, 43)} <= named


def test_marks_are_numbered_and_in_the_legend(atlas):
    fault = Mark(lattice.box(100, 100, 140, 140), (200, 0, 0), "7", "重叠")
    drawn, canvas = mapped(atlas, Focus.all(), marks=[fault])
    assert "7" in lines_of(drawn)
    assert "重叠" in [entry.title for entry in drawn.legend]
    draw_legend(canvas, Box(10, 200, 180, 60), drawn.legend, lang="zh")
    assert "重叠" in said(canvas.svg())


def test_the_legend_has_only_what_is_on_the_map(atlas):
    bare = Atlas(planned.plan(context={}))
    drawn, _ = mapped(bare, Focus.grid(WEST))
    assert [entry.title for entry in drawn.legend] == ["网格界", "本图范围"]
    full, _ = mapped(atlas, Focus.all())
    assert {"水系", "铁路", "楼栋", "驿站", "党群微家", "隐患点及等级"} <= {
        entry.title for entry in full.legend
    }


def test_colours_of_a_theme_are_told(plan):
    drawn, _ = mapped(Atlas(plan, theme="households"), Focus.all())
    titles = [entry.title for entry in drawn.legend]
    # 400, 240, 600 households and a school; 400 is in the third of four classes of 300 to 500.
    assert titles[:4] == ["不足 300 户", "400–449 户", "超过 500 户", "专属网格"]
    # 001 has no neighbour but 002 in sight: at 1:4,000 its frame ends 360 m to the east.
    near, _ = mapped(Atlas(plan, theme="households"), Focus.grid(WEST))
    assert [entry.title for entry in near.legend][:2] == ["不足 300 户", "400–449 户"]


def test_a_sheet_tells_codes_figures_version_and_who_signs(printer):
    page = printer.page(Focus.grid(WEST), ("svg",))
    told = said(page.files["svg"].decode())
    assert page.name == f"网格图_{WEST}_格子社区 001"
    assert {WEST, "400", "1,200", "8.00 公顷", "海棠苑 200 户", "晨光驿站"} <= set(told)
    for text in ("审图号：鲁S(2026)013号", "EPSG:4548", "2026-07-01", "v-1", "编制：", "批准："):
        assert any(text in one for one in told), text


def test_a_community_sheet_has_a_row_a_grid_and_a_sum(printer):
    told = said(printer.page(Focus.community(lattice.COMMUNITY), ("svg",)).files["svg"].decode())
    assert {"001", "002", "003", "004", "合计", "1,240"} <= set(told)


def test_the_three_formats_are_of_one_size(printer):
    page = printer.page(Focus.grid(WEST), ("pdf", "png", "svg"), dpi=72)
    # 200 m by 400 m stands upright.
    assert page_of(printer.atlas.scene(Focus.grid(WEST)).area, "A4") == (210, 297)
    assert Image.open(io.BytesIO(page.files["png"])).size == (595, 842)
    assert b'width="210mm" height="297mm"' in page.files["svg"]
    assert re.search(rb"/MediaBox \[0 0 595.28 841.89\]", page.files["pdf"])


def test_the_pdf_has_its_one_font_within_and_no_picture(printer):
    pdf = printer.page(Focus.grid(WEST), ("pdf",)).files["pdf"]
    assert len(re.findall(rb"/FontFile2 ", pdf)) == 1
    assert b"/Subtype /Image" not in pdf
    assert len(pdf) < 150_000


HOSTILE = ["</script><b>&", "👨‍👩‍👧 emoji", "长" * 200, "a" * 200, "", "\x01\n换行"]


def test_odd_names_harm_nothing(plan):
    compounds = plan.context["compounds"]
    for name in HOSTILE:
        context = {
            **plan.context,
            "compounds": compounds.assign(name=name),
            "communities": plan.context["communities"].assign(name=name, street=name),
            "buildings": plan.context["buildings"].assign(name=name),
        }
        printer = Printer(Atlas(replace(plan, context=context)), OPTIONS)
        page = printer.page(Focus.community(lattice.COMMUNITY), ("svg", "pdf"))
        assert page.files["pdf"].startswith(b"%PDF")
        told = said(page.files["svg"].decode())
        assert all(len(one) < 160 for one in told)
        assert len(page.name) < 80
        assert not set(page.name) & set('\\/:*?"<>|\n\x01')


def test_a_grid_with_a_hole_and_a_grid_of_a_single_building(plan):
    hole = lattice.box(80, 80, 100, 100)
    shapes = [planned.grids().geometry[0].difference(hole), *planned.grids().geometry[1:], hole]
    codes = [WEST, MIDDLE, EAST, SCHOOL, f"{lattice.COMMUNITY}005"]
    grids = lattice.layer(
        shapes,
        grid_code=codes,
        community_code=lattice.COMMUNITY,
        community="格子社区",
        kind="ordinary",
        purpose=None,
        households=10,
    )
    atlas = Atlas(replace(plan, grids=grids))
    for code in (WEST, codes[4]):
        drawn, _ = mapped(atlas, Focus.grid(code))
        assert "005" in lines_of(drawn)
    # Twenty metres are not blown up beyond 1:200.
    assert mapped(atlas, Focus.grid(codes[4]))[0].scale == 200


def test_a_plan_without_grids_and_a_code_that_is_none_are_refused(plan, atlas):
    with pytest.raises(SettingsError, match="no grids"):
        Atlas(replace(plan, grids=plan.grids.iloc[:0]))
    for level in ("grid", "community", "street"):
        with pytest.raises(SettingsError, match="999"):
            foci_of(atlas, level, ["999"])
    with pytest.raises(SettingsError, match="gif"):
        formats_of("pdf,gif")


def test_the_code_of_a_community_stands_for_its_grids(atlas):
    found = foci_of(atlas, "grid", [lattice.COMMUNITY])
    assert [focus.code for focus in found] == [WEST, MIDDLE, EAST, SCHOOL]
    assert foci_of(atlas, "street") == [Focus.street("示范街道")]


def test_one_file_has_a_page_and_a_bookmark_a_sheet(plan, tmp_path):
    printed = print_sheets(plan, tmp_path, level="grid", options=OPTIONS, one_file=True)
    content = printed.paths[0].read_bytes()
    assert len(re.findall(rb"/Type /Page\b(?!s)", content)) == 4
    assert len(re.findall(rb"/FontFile2 ", content)) == 1
    assert len(re.findall(rb"/Dest ", content)) == 4


def test_who_stops_it_finds_whole_files_only(plan, tmp_path):
    def stop(_step, share):
        if share >= 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        print_sheets(plan, tmp_path, level="grid", options=OPTIONS, progress=stop)
    found = sorted(tmp_path.rglob("*"))
    assert len(found) == 2
    assert all(path.read_bytes().rstrip().endswith(b"%%EOF") for path in found)


def test_several_processes_make_the_same_sheets(plan, tmp_path):
    pages = []
    for workers in (1, 2):
        folder = tmp_path / str(workers)
        print_sheets(plan, folder, level="grid", options=OPTIONS, workers=workers)
        pages.append({path.name: path.read_bytes() for path in folder.iterdir()})
    assert pages[0] == pages[1]
    assert len(pages[0]) == 4


def test_the_command_writes_sheets_and_tells_of_them(plan, tmp_path, capsys):
    path = tmp_path / "plan.gpkg"
    write_plan(plan, path)
    command = ["sheets", str(path), "--of", "street", "--size", "A3", "--out", str(tmp_path / "o")]
    assert run([*command, "--format", "svg", "--signatures", "张三，李四"]) == 0
    assert "共 1 幅" in capsys.readouterr().out
    (svg,) = (tmp_path / "o").iterdir()
    told = said(svg.read_text(encoding="utf-8"))
    assert {"张三：", "李四："} <= set(told)
    assert run([*command, "--code", "无此街道"]) == 2
    assert "方案中没有街道 无此街道" in capsys.readouterr().err
