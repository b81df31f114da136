"""Dossiers on A4 paper: head and QR code, map, figures, boundary in words, tables, signatures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime

from gridmap.dossier.records import Dossier, Section
from gridmap.errors import Lang, SettingsError, Text
from gridmap.sheets.dossiers.words import WORDS
from gridmap.sheets.drawing.canvas import Canvas
from gridmap.sheets.drawing.pdf_canvas import PdfCanvas
from gridmap.sheets.pdf import Box, Column, Paper, draw_qr, draw_table
from gridmap.sheets.pdf.paper import BLACK, LINE, QUIET, line_height

LEFT, TOP, WIDTH = 12.0, 12.0, 186.0
BOTTOM = 281.0
QR_MM = 28.0
MAP_MM = 118.0
TEXT_PT, SMALL_PT, HEAD_PT = 9.5, 8.0, 11.5
FACT_COLUMNS = 3
FACT_MM = 6.0
SIGN_MM = 16.0

Figure = Callable[[Canvas, Box, str], None]
"""Draws the map of the grid of that code into a box of a canvas."""

Address = Callable[[str], str | None]
"""From the code of a grid to the address that shows it in this version."""


def dossier_sheet(
    dossiers: Iterable[Dossier],
    *,
    lang: Lang = "zh",
    figure: Figure | None = None,
    address: Address | None = None,
) -> bytes:
    """Return dossiers as one PDF, each from a page of its own.

    Parameters
    ----------
    dossiers : iterable of Dossier
        At least one.
    lang : {"zh", "en"}
        The language.
    figure : callable, optional
        Draws the map of a grid; without it there are no maps.
    address : callable, optional
        Returns the address that the QR code of a grid holds; without one it holds the version id
        and the code.

    Returns
    -------
    bytes
        A PDF; equal for equal dossiers.

    Raises
    ------
    SettingsError
        If there is no dossier.
    """
    paper: Paper | None = None
    for dossier in dossiers:
        if paper is None:
            paper = _paper(dossier, lang)
        _Sheet(paper, dossier, lang).draw(figure, address)
    if paper is None:
        raise SettingsError(
            Text("没有可打印的档案。", "There is no dossier to print."),
            Text("请至少选择一个网格。", "Choose a grid."),
        )
    return bytes(paper.output())


def _paper(dossier: Dossier, lang: Lang) -> Paper:
    made = datetime.combine(dossier.date, datetime.min.time(), tzinfo=UTC)
    use = WORDS["public" if dossier.is_public else "office"].say(lang)
    parts = (
        f"gridmap · {WORDS['dossier'].say(lang)}",
        f"{WORDS['version'].say(lang)} {dossier.number}",
        dossier.date.isoformat(),
        WORDS["datum"].say(lang),
        use,
        WORDS["page"].say(lang),
    )
    title = f"{WORDS['dossier'].say(lang)} {dossier.code}"
    return Paper(title=title, lang=lang, made=made, foot=" · ".join(parts))


class _Sheet:
    """Draws one dossier, from top to bottom."""

    def __init__(self, paper: Paper, dossier: Dossier, lang: Lang) -> None:
        self.paper, self.dossier, self.lang = paper, dossier, lang

    def draw(self, figure: Figure | None, address: Address | None) -> None:
        self.paper.add_page()
        self.paper.start_section(self.dossier.code)
        y = self._head(None if address is None else address(self.dossier.code))
        if figure is not None:
            y = self._map(y + 2, figure)
        for section in self.dossier.sections:
            y = self._section(section, y + 4)
        self._signatures(y + 6)

    def _say(self, name: str) -> str:
        return WORDS[name].say(self.lang)

    def _next_page(self) -> float:
        self.paper.add_page()
        text = f"{self._say('dossier')} {self.dossier.code} {self.dossier.community}"
        told = f"{text}{self._say('continued')}"
        self.paper.write_line(told, LEFT, TOP - 4, size_pt=SMALL_PT, width=WIDTH, colour=QUIET)
        self.paper.set_draw_color(*LINE)
        self.paper.set_line_width(0.2)
        self.paper.line(LEFT, TOP + 1.5, LEFT + WIDTH, TOP + 1.5)
        return TOP + 4

    def _head(self, address: str | None) -> float:
        room = WIDTH - QR_MM - 6
        one = self.dossier
        title = f"{one.community} {one.name}".strip()
        self.paper.write_line(self._say("dossier"), LEFT, TOP - 4, size_pt=10, colour=QUIET)
        lines = self.paper.lines_of(f"{one.code}　{title}", room, size_pt=17, most=2)
        y = self.paper.write_lines(lines, LEFT, TOP + 1, size_pt=17, bold=True) + 1.5
        y = self._facts(self._identity(), y, room=room, columns=2)
        left = LEFT + WIDTH - QR_MM
        known = f"gridmap {one.plan_id} {one.code}"
        draw_qr(self.paper, address or known, Box(left, TOP - 4, QR_MM, QR_MM))
        caption = self._say("scan" if address else "scan_version")
        self.paper.write_line(
            f"{caption} {one.number}",
            left - 4,
            TOP - 4 + QR_MM,
            size_pt=7,
            width=QR_MM + 8,
            align="centre",
        )
        return max(y, TOP + QR_MM)

    def _identity(self) -> Sequence[tuple[Text, Text]]:
        one = self.dossier
        place = [("community", one.community), ("street", one.street)]
        told = [(WORDS[key], Text(value, value)) for key, value in place if value]
        day = one.date.isoformat()
        return [*told, (WORDS["kind"], one.kind), (WORDS["date"], Text(day, day))]

    def _map(self, y: float, figure: Figure) -> float:
        box = Box(LEFT, y, WIDTH, MAP_MM)
        figure(PdfCanvas(self.paper), box, self.dossier.code)
        self.paper.set_draw_color(*LINE)
        self.paper.set_line_width(0.25)
        self.paper.rect(box.x, box.y, box.width, box.height, style="D")
        y += MAP_MM
        self.paper.write_line(
            self._say("draft_map"), LEFT, y + 0.4, size_pt=6.5, width=WIDTH, colour=QUIET
        )
        return y + 2.5

    def _section(self, section: Section, y: float) -> float:
        y = self._room(y, self._least(section))
        self.paper.write_line(
            section.title.say(self.lang), LEFT, y, size_pt=HEAD_PT, width=WIDTH, bold=True
        )
        y += line_height(HEAD_PT) + 0.8
        if section.facts:
            y = self._facts(section.facts, y, room=WIDTH, columns=FACT_COLUMNS)
        for line in section.lines:
            y = self._lines(line.say(self.lang), y, size_pt=TEXT_PT)
        if section.headers:
            y = self._table(section, y)
        if section.note is not None:
            y = self._lines(section.note.say(self.lang), y + 0.6, size_pt=7, quiet=True)
        return y

    def _least(self, section: Section) -> float:
        """Return what a section needs below its title, so that no title stands alone."""
        rows = -(-len(section.facts) // FACT_COLUMNS)
        table = 16.0 if section.rows else 6.0
        return 7.0 + rows * FACT_MM + (table if section.headers or section.lines else 0.0)

    def _room(self, y: float, needed: float) -> float:
        return self._next_page() if y + needed > BOTTOM else y

    def _facts(
        self, facts: Sequence[tuple[Text, Text]], y: float, *, room: float, columns: int
    ) -> float:
        width = room / columns
        for place, (name, value) in enumerate(facts):
            x, top = LEFT + place % columns * width, y + place // columns * FACT_MM
            label = name.say(self.lang)
            self.paper.write_line(label, x, top, size_pt=SMALL_PT + 0.5, colour=QUIET)
            left = max(20.0, self.paper.measure(label, SMALL_PT + 0.5) + 2.5)
            self.paper.write_line(
                value.say(self.lang), x + left, top - 0.2, size_pt=TEXT_PT, width=width - left - 1
            )
        return y + -(-len(facts) // columns) * FACT_MM

    def _lines(self, text: str, y: float, *, size_pt: float, quiet: bool = False) -> float:
        for line in self.paper.lines_of(text, WIDTH, size_pt=size_pt):
            y = self._room(y, line_height(size_pt))
            colour = QUIET if quiet else BLACK
            self.paper.write_line(line, LEFT, y, size_pt=size_pt, colour=colour)
            y += line_height(size_pt)
        return y

    def _table(self, section: Section, y: float) -> float:
        if not section.rows:
            nothing = section.nothing or Text("无。", "None.")
            return self._lines(nothing.say(self.lang), y, size_pt=SMALL_PT + 0.5, quiet=True)
        whole = sum(header.share for header in section.headers)
        columns = [
            Column(
                header.title.say(self.lang),
                WIDTH * header.share / whole,
                "right" if header.is_number else "left",
            )
            for header in section.headers
        ]
        return draw_table(
            self.paper,
            columns,
            list(self._rows(section)),
            x=LEFT,
            y=y,
            bottom=BOTTOM,
            next_page=self._next_page,
            size_pt=SMALL_PT,
            least_height=5.4,
        )

    def _rows(self, section: Section) -> Iterator[tuple[str, ...]]:
        for row in section.rows:
            yield tuple(cell.say(self.lang) for cell in row)

    def _signatures(self, y: float) -> None:
        y = self._room(y, SIGN_MM)
        width = WIDTH / 3
        for place, name in enumerate(("made", "checked", "day")):
            text = f"{self._say(name)}：______________"
            self.paper.write_line(text, LEFT + place * width, y + 4, size_pt=TEXT_PT)
