"""A kit of some communities as one file: a page, or a zip of the page and what it comes from."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, get_args

from gridmap.dossier.book import Book, book_of
from gridmap.dossier.cutting import communities_of
from gridmap.dossier.records import Dossier
from gridmap.errors import Lang, SettingsError, Text
from gridmap.io.files import replacing
from gridmap.io.plans import write_plan
from gridmap.io.register import write_register
from gridmap.plan import Plan
from gridmap.sheets.dossiers import dossier_sheet
from gridmap.sheets.dossiers.figure import figure_of
from gridmap.sheets.kit.page import KitFile, kit_page
from gridmap.sheets.kit.sizes import base64_size, page_size

KitForm = Literal["html", "zip"]
KIT_FORMS: tuple[KitForm, ...] = get_args(KitForm)

SAMPLED = 3
"""Dossiers that are printed to say how large all will be."""

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
GPKG = "application/geopackage+sqlite3"

NAMES = {
    "page": Text("网格资料包.html", "kit.html"),
    "register": Text("网格台账.xlsx", "register.xlsx"),
    "plan": Text("网格方案.gpkg", "plan.gpkg"),
    "dossiers": Text("网格档案.pdf", "dossiers.pdf"),
}
TITLES = {
    "page": Text("资料包网页", "Page"),
    "register": Text("网格台账", "Register"),
    "plan": Text("网格方案（GIS）", "Plan for GIS"),
    "dossiers": Text("网格档案（打印）", "Dossiers for print"),
}

Progress = Callable[[Text, float], None]


@dataclass(frozen=True, slots=True)
class KitSettings:
    """What a kit is to be.

    Attributes
    ----------
    communities : tuple of str
        Codes.
    form : {"html", "zip"}
        One page with its files inside, or the page, register, plan and dossiers side by side.
    day : date
        The day of which the dossiers tell.
    is_public : bool
        Whether it is for everybody: no register, no plan, nothing of few people.
    lang : {"zh", "en"}
        Language of files; the page has both and opens in this one.
    version : str
        By what the version is known; the version id by default.
    withheld : frozenset of str, optional
        As for `book_of`.

    Raises
    ------
    SettingsError
        If there is no such form.
    """

    communities: tuple[str, ...]
    form: KitForm
    day: date
    is_public: bool = False
    lang: Lang = "zh"
    version: str = ""
    withheld: frozenset[str] | None = None

    def __post_init__(self) -> None:
        if self.form not in KIT_FORMS:
            raise SettingsError(
                Text(f"没有 {self.form} 形式的资料包。", f"A kit is not made as {self.form}."),
                Text("请用 .html 或 .zip。", "Use .html or .zip."),
            )


@dataclass(frozen=True, slots=True)
class KitSize:
    """How large a kit will be.

    Attributes
    ----------
    parts : tuple of (str, int)
        Bytes of the page, of the register, the plan and the dossiers, as far as they are in it.
    grids : int
        Grids with a dossier.
    """

    parts: tuple[tuple[str, int], ...]
    grids: int

    @property
    def total(self) -> int:
        """Bytes of the whole file."""
        return sum(size for _, size in self.parts)


def kit_size(plan: Plan, settings: KitSettings) -> KitSize:
    """Return how large a kit will be, without making it.

    Register and plan are written and thrown away; of the font the letters are counted, and of
    the printed dossiers three are made.

    Parameters
    ----------
    plan : Plan
        The plan with its layers.
    settings : KitSettings
        What the kit is to be.

    Returns
    -------
    KitSize
        Within 15% of the file.

    Raises
    ------
    SettingsError
        If the plan has no grid in one of the communities.
    """
    book = _book(plan, settings)
    in_zip = settings.form == "zip"
    page = page_size(book, title=_title(book), lang=settings.lang, packed=in_zip)
    with tempfile.TemporaryDirectory(prefix="gridmap-kit-") as folder:
        files = [] if settings.is_public else _files(book.plan, settings, Path(folder))
        if not in_zip:
            inside = [(name, base64_size(path.stat().st_size)) for name, path in files]
            return KitSize((("page", page), *inside), len(book))
        sizes = [(name, _packed(path)) for name, path in files]
    printed = ("dossiers", _printed(book, settings.lang))
    return KitSize((("page", page), *sizes, printed), len(book))


def write_kit(
    plan: Plan, path: Path, settings: KitSettings, *, progress: Progress | None = None
) -> Path:
    """Write a kit, whole or not at all.

    Parameters
    ----------
    plan : Plan
        The plan with its layers.
    path : Path
        The file.
    settings : KitSettings
        What it is to be.
    progress : callable, optional
        Called with what is being done and the fraction that is done.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    SettingsError
        If the plan has no grid in one of the communities.
    InputError
        If the file cannot be written.
    """
    tell = progress or _silent
    tell(Text("整理档案", "Gathering dossiers"), 0.0)
    book = _book(plan, settings)
    with tempfile.TemporaryDirectory(prefix="gridmap-kit-") as folder, replacing(path) as draft:
        tell(Text("写出台账和方案", "Writing register and plan"), 0.15)
        files = [] if settings.is_public else _files(book.plan, settings, Path(folder))
        tell(Text("编排网页", "Making the page"), 0.35)
        if settings.form == "html":
            draft.write_bytes(_page(book, settings, inside=files))
        else:
            _write_zip(draft, book, settings, files, tell)
    tell(Text("完成", "Done"), 1.0)
    return path


def _book(plan: Plan, settings: KitSettings) -> Book:
    """Return the dossiers; neighbours in other communities are told from the whole plan."""
    part = communities_of(plan, settings.communities)
    codes = part.grids["grid_code"].astype(str).tolist()
    return book_of(
        plan,
        day=settings.day,
        only=codes,
        is_public=settings.is_public,
        withheld=settings.withheld,
        version=settings.version,
    )


def _title(book: Book) -> Text:
    names = list(dict.fromkeys(one.community for one in book))
    zh = "、".join(names[:3]) + ("等" if len(names) > 3 else "")
    return Text(f"{zh}网格资料包", f"Grids of {', '.join(names[:3])}")


def _files(plan: Plan, settings: KitSettings, folder: Path) -> list[tuple[str, Path]]:
    """Write the register and the plan of the communities."""
    part = communities_of(plan, settings.communities)
    paths = {"register": folder / "register.xlsx", "plan": folder / "plan.gpkg"}
    about = {"date": settings.day.isoformat()}
    write_register(part, paths["register"], lang=settings.lang, about=about)
    write_plan(part, paths["plan"])
    return list(paths.items())


def _page(book: Book, settings: KitSettings, *, inside: Sequence[tuple[str, Path]]) -> bytes:
    kinds = {"register": XLSX, "plan": GPKG}
    held = [
        KitFile(NAMES[name].say(settings.lang), kinds[name], TITLES[name], path.read_bytes())
        for name, path in inside
    ]
    return kit_page(book, title=_title(book), inside=held, lang=settings.lang)


def _write_zip(
    draft: Path,
    book: Book,
    settings: KitSettings,
    files: Sequence[tuple[str, Path]],
    tell: Progress,
) -> None:
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(NAMES["page"].say(settings.lang), _page(book, settings, inside=()))
        for name, path in files:
            archive.write(path, NAMES[name].say(settings.lang))
        figure = figure_of(book.plan, lang=settings.lang)
        pdf = dossier_sheet(_counted(book, tell), lang=settings.lang, figure=figure)
        archive.writestr(NAMES["dossiers"].say(settings.lang), pdf)


def _counted(book: Book, tell: Progress) -> Iterator[Dossier]:
    step = Text(f"编制档案（共 {len(book)} 份）", f"{len(book)} dossiers")
    for number, dossier in enumerate(book):
        tell(step, 0.4 + 0.6 * number / len(book))
        yield dossier


def _printed(book: Book, lang: Lang) -> int:
    """Return how large the printed dossiers will be, from some spread over them."""
    figure = figure_of(book.plan, lang=lang)
    step = max(1, len(book) // SAMPLED)
    codes = book.codes[::step][:SAMPLED]
    whole = len(dossier_sheet(map(book.dossier, codes), lang=lang, figure=figure))
    if len(codes) == len(book):
        return whole
    # What one more dossier adds: all of them share one font.
    one = len(dossier_sheet([book.dossier(codes[0])], lang=lang, figure=figure))
    more = max(0, whole - one) / max(1, len(codes) - 1)
    return round(whole + more * (len(book) - len(codes)))


def _packed(path: Path) -> int:
    with tempfile.TemporaryFile() as stream:
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(path, path.name)
        return stream.tell()


def _silent(step: Text, fraction: float) -> None:
    """Tell nobody."""
