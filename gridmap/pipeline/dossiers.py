"""Dossiers of a plan as files: PDF of all or of each grid, pages."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Literal, get_args

from gridmap.dossier.book import Book, book_of
from gridmap.dossier.records import Dossier
from gridmap.errors import Lang, SettingsError, Text
from gridmap.io.files import replacing, write_text
from gridmap.plan import Plan
from gridmap.sheets.dossiers import dossier_page, dossier_sheet
from gridmap.sheets.dossiers.figure import figure_of
from gridmap.sheets.dossiers.sheet import Address, Figure

DossierFormat = Literal["pdf", "html"]
DOSSIER_FORMATS: tuple[DossierFormat, ...] = get_args(DossierFormat)

Progress = Callable[[Text, float], None]


def write_dossiers(
    plan: Plan,
    folder: Path,
    *,
    day: date,
    grids: Sequence[str] | None = None,
    formats: Sequence[DossierFormat] = ("pdf",),
    each: bool = False,
    is_public: bool = False,
    withheld: Collection[str] | None = None,
    lang: Lang = "zh",
    address: Address | None = None,
    version: str = "",
    progress: Progress | None = None,
) -> tuple[Path, ...]:
    """Write dossiers of a plan into a folder, each file whole or not at all.

    Parameters
    ----------
    plan : Plan
        The plan with its layers.
    folder : Path
        Made if need be; files of the same name are replaced.
    day : date
        The day of which they tell.
    grids : sequence of str, optional
        Codes; all grids by default.
    formats : sequence of str
        Of `DOSSIER_FORMATS`. HTML is a file a grid.
    each : bool
        Whether PDF is a file a grid too, and not one with all.
    is_public : bool
        Whether buildings, teams, lists, hazards and violations are left out.
    withheld : collection of str, optional
        As for `book_of`.
    lang : {"zh", "en"}
        The language.
    address : callable, optional
        From the code of a grid to the address that shows it, for QR codes.
    version : str
        By what the version is known; the version id by default.
    progress : callable, optional
        Called with what is being done and the fraction that is done.

    Returns
    -------
    tuple of Path
        The files.

    Raises
    ------
    SettingsError
        If a format or a grid is not known.
    InputError
        If a file cannot be written.
    """
    unknown = [name for name in formats if name not in DOSSIER_FORMATS]
    if unknown or not formats:
        raise SettingsError(
            Text(
                f"不能写出 {''.join(unknown[:1]) or '空'} 格式的档案。",
                f"Dossiers are not written as {''.join(unknown[:1]) or 'nothing'}.",
            ),
            Text(f"可用：{'、'.join(DOSSIER_FORMATS)}。", f"Use {', '.join(DOSSIER_FORMATS)}."),
        )
    _tell(progress, Text("整理档案", "Gathering dossiers"), 0.0)
    book = book_of(
        plan, day=day, only=grids, is_public=is_public, withheld=withheld, version=version
    )
    figure = figure_of(book.plan, lang=lang)
    work = _Work(book, figure, lang, address, progress, len(formats) * len(book))
    written: list[Path] = []
    for name in dict.fromkeys(formats):
        written += work.pages(folder) if name == "html" else work.sheets(folder, each=each)
    return tuple(written)


def dossier_name(code: str, ending: str, *, lang: Lang) -> str:
    """Return the name of the file of a dossier.

    Parameters
    ----------
    code : str
        Of the grid; empty for the file of all.
    ending : str
        Without the dot.
    lang : {"zh", "en"}
        The language.

    Returns
    -------
    str
        Such as 网格档案_370899001001007.pdf.
    """
    word = Text("网格档案", "dossier" if code else "dossiers").say(lang)
    return f"{word}_{code}.{ending}" if code else f"{word}.{ending}"


class _Work:
    """Writes files and tells how many dossiers are done."""

    def __init__(  # noqa: PLR0917 - made in one place
        self,
        book: Book,
        figure: Figure,
        lang: Lang,
        address: Address | None,
        progress: Progress | None,
        count: int,
    ) -> None:
        self._book, self._figure, self._lang, self._address = book, figure, lang, address
        self._progress, self._count, self._done = progress, count, 0

    def pages(self, folder: Path) -> Iterator[Path]:
        for dossier in self._told(self._book):
            path = folder / dossier_name(dossier.code, "html", lang=self._lang)
            page = dossier_page(
                dossier, lang=self._lang, figure=self._figure, address=self._address
            )
            write_text(path, page)
            yield path

    def sheets(self, folder: Path, *, each: bool) -> Iterator[Path]:
        if not each:
            path = folder / dossier_name("", "pdf", lang=self._lang)
            self._sheet(path, self._told(self._book))
            yield path
            return
        for dossier in self._told(self._book):
            path = folder / dossier_name(dossier.code, "pdf", lang=self._lang)
            self._sheet(path, [dossier])
            yield path

    def _sheet(self, path: Path, dossiers: Iterable[Dossier]) -> None:
        pdf = dossier_sheet(dossiers, lang=self._lang, figure=self._figure, address=self._address)
        with replacing(path) as draft:
            draft.write_bytes(pdf)

    def _told(self, dossiers: Iterable[Dossier]) -> Iterator[Dossier]:
        for dossier in dossiers:
            told = Text(f"编制档案（共 {len(self._book)} 份）", f"{len(self._book)} dossiers")
            _tell(self._progress, told, self._done / self._count)
            yield dossier
            self._done += 1


def _tell(progress: Progress | None, step: Text, fraction: float) -> None:
    if progress is not None:
        progress(step, fraction)
