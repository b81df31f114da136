"""Sheets as files: a PDF of one sheet or many, a picture as PNG or SVG."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Literal

import pandas as pd

from gridmap.errors import SettingsError, Text
from gridmap.sheets.drawing import PdfCanvas, PngCanvas, SvgCanvas
from gridmap.sheets.maps.atlas import Atlas
from gridmap.sheets.maps.figures import FigureBook
from gridmap.sheets.maps.scene import Focus, Scene
from gridmap.sheets.maps.sheet import SheetOptions, draw_sheet, page_of
from gridmap.sheets.maps.words import WORDS, fixed_texts
from gridmap.sheets.pdf.lettering import printable
from gridmap.sheets.pdf.paper import Paper

Format = Literal["pdf", "png", "svg"]
FORMATS: tuple[Format, ...] = ("pdf", "png", "svg")
Level = Literal["grid", "community", "street", "all"]
LEVELS: tuple[Level, ...] = ("grid", "community", "street", "all")

PNG_DPI = 200
BARRED = '\\/:*?"<>|'
LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet, made.

    Attributes
    ----------
    name : str
        Of its files, without an ending.
    files : Mapping of str to bytes
        Its content by format.
    missed : tuple of str
        What could not be named on the map.
    """

    name: str
    files: Mapping[str, bytes]
    missed: tuple[str, ...]


@dataclass(frozen=True)
class Printer:
    """Makes the sheets of a plan.

    Attributes
    ----------
    atlas : Atlas
        The plan.
    options : SheetOptions
        How they are made.
    is_for_many : bool
        Whether the letters of the plan are taken out of the font first: the time that this takes
        is won back after a few sheets.
    """

    atlas: Atlas
    options: SheetOptions
    is_for_many: bool = False

    @cached_property
    def book(self) -> FigureBook:
        """The figures of the plan."""
        return FigureBook(self.atlas)

    def page(self, focus: Focus, formats: Iterable[Format], *, dpi: int = PNG_DPI) -> Page:
        """Return one sheet.

        Parameters
        ----------
        focus : Focus
            What it is of.
        formats : iterable of {"pdf", "png", "svg"}
            Which files.
        dpi : int
            Pixels of an inch of the PNG.

        Returns
        -------
        Page
            The sheet.
        """
        scene = self.atlas.scene(focus)
        made: dict[str, bytes] = {}
        missed: tuple[str, ...] = ()
        width, height = page_of(scene.area, self.options.size)
        for wanted in formats:
            if wanted == "pdf":
                paper = self.paper(scene.title, letters=self.letters if self.is_for_many else "")
                missed = self._add(paper, scene)
                if paper.lacks_letters:
                    paper = self.paper(scene.title)
                    self._add(paper, scene)
                made[wanted] = bytes(paper.output())
                continue
            canvas = (
                SvgCanvas(width, height, title=scene.title)
                if wanted == "svg"
                else PngCanvas(width, height, dpi=dpi)
            )
            missed = draw_sheet(canvas, scene, self.book, self.options).missed
            made[wanted] = canvas.svg().encode() if isinstance(canvas, SvgCanvas) else canvas.png()
        return Page(self.name(focus, scene), made, missed)

    @cached_property
    def letters(self) -> str:
        """Every letter that a sheet is likely to need, each once."""
        plan = self.atlas.plan
        found = (
            set(map(chr, range(32, 127))) | set("〓…–—·、，：（）＿≥²") | set(repr(self.options))
        )
        for frame in (plan.grids, plan.units, *self.atlas.layers.values(), *plan.tables.values()):
            for name in frame.columns:
                if pd.api.types.is_string_dtype(frame[name]) or frame[name].dtype == object:
                    for text in frame[name].dropna().unique() if name != "geometry" else ():
                        found.update(str(text))
        for text in fixed_texts():
            found.update(text.say(self.options.lang))
        return "".join(sorted(printable("".join(sorted(found)))))

    def paper(self, title: str, *, letters: str = "") -> Paper:
        """Return a PDF without pages.

        Parameters
        ----------
        title : str
            What it is called.
        letters : str
            The letters that it will need; all by default.

        Returns
        -------
        Paper
            The PDF.
        """
        day = self.options.date or "2000-01-01"
        return Paper(
            title=f"{title} {WORDS['grid_map'].say(self.options.lang)}",
            lang=self.options.lang,
            made=datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=UTC),
            size=self.options.size,
            letters=letters,
        )

    def add(self, paper: Paper, focus: Focus) -> tuple[str, ...]:
        """Add a sheet to a PDF.

        Parameters
        ----------
        paper : Paper
            Another page is added to it, with its bookmark.
        focus : Focus
            What the sheet is of.

        Returns
        -------
        tuple of str
            What could not be named on the map.
        """
        return self._add(paper, self.atlas.scene(focus), bookmark=True)

    def _add(self, paper: Paper, scene: Scene, *, bookmark: bool = False) -> tuple[str, ...]:
        width, height = page_of(scene.area, self.options.size)
        paper.add_page(orientation="landscape" if width > height else "portrait")
        if bookmark:
            paper.start_section(printable(scene.title))
        return draw_sheet(PdfCanvas(paper), scene, self.book, self.options).missed

    def name(self, focus: Focus, scene: Scene) -> str:
        """Return what the files of a sheet are called.

        Parameters
        ----------
        focus : Focus
            What it is of.
        scene : Scene
            The same, found.

        Returns
        -------
        str
            Code and name, without letters that a file system bars.
        """
        word = WORDS["grid_map"].say(self.options.lang)
        code = "" if focus.kind in {"street", "all"} else focus.code
        told = "_".join(part for part in (word, code, scene.title) if part)
        kept = "".join(letter for letter in told if letter not in BARRED and letter.isprintable())
        return (
            kept.strip(" .")[:LONGEST_NAME] if not code else kept.strip(" .")[: LONGEST_NAME + 15]
        )


def foci_of(atlas: Atlas, level: Level, codes: Iterable[str] = ()) -> list[Focus]:
    """Return what there is a sheet of.

    Parameters
    ----------
    atlas : Atlas
        The plan.
    level : {"grid", "community", "street", "all"}
        A sheet of each grid, community or street, or one of all.
    codes : iterable of str
        Only these: codes of grids or communities, names or codes of streets. At the level of
        grids, the code of a community stands for all its grids.

    Returns
    -------
    list of Focus
        In the order of the codes.

    Raises
    ------
    SettingsError
        If the plan has not all of the codes.
    """
    if level == "all":
        return [Focus.all()]
    grids = atlas.plan.grids
    if level == "street":
        streets = atlas.streets()
        wanted = list(dict.fromkeys(codes)) or streets
        return [_checked(atlas, Focus.street(code)) for code in wanted]
    known = sorted(grids["grid_code" if level == "grid" else "community_code"].astype(str).unique())
    wanted = list(dict.fromkeys(_spread(known, codes))) or known
    foci = [Focus(level, code) for code in wanted]
    missing = [focus for focus in foci if focus.code not in set(known)]
    return foci if not missing else [_checked(atlas, missing[0])]


def _spread(known: list[str], codes: Iterable[str]) -> Iterator[str]:
    for code in codes:
        below = [one for one in known if one.startswith(code)] if len(code) in {9, 12} else []
        yield from below or (code,)


def _checked(atlas: Atlas, focus: Focus) -> Focus:
    atlas.scene(focus)
    return focus


def formats_of(text: str) -> tuple[Format, ...]:
    """Return formats that are written as one text.

    Parameters
    ----------
    text : str
        ``"pdf,png"``.

    Returns
    -------
    tuple of {"pdf", "png", "svg"}
        Each once.

    Raises
    ------
    SettingsError
        If one is no format of sheets.

    Examples
    --------
    >>> formats_of("PDF, svg")
    ('pdf', 'svg')
    """
    wanted = [part.strip().lower() for part in text.replace("，", ",").split(",") if part.strip()]
    known = dict(zip(FORMATS, FORMATS, strict=True))
    found = tuple(dict.fromkeys(known[part] for part in wanted if part in known))
    wrong = [part for part in wanted if part not in known]
    if wrong or not found:
        told = wrong[0][:20] if wrong else text[:20]
        raise SettingsError(
            Text(f"图幅格式“{told}”无法识别。", f"The format {told!r} is not known."),
            Text("可用 pdf、png、svg，以逗号分隔。", "Use pdf, png, svg, divided by commas."),
        )
    return found
