"""Sheets of a plan into a folder, by several processes, each file whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import as_completed
from dataclasses import dataclass
from pathlib import Path

from gridmap.errors import Text
from gridmap.io.files import replacing
from gridmap.partition.executors import processes
from gridmap.plan import Plan
from gridmap.sheets.maps.atlas import Atlas
from gridmap.sheets.maps.files import PNG_DPI, Format, Level, Page, Printer, foci_of
from gridmap.sheets.maps.scene import Focus, Theme
from gridmap.sheets.maps.sheet import SheetOptions
from gridmap.sheets.maps.words import WORDS

Progress = Callable[[Text, float], None]

SHARE = 6
"""Sheets that a process makes before it reports."""

FEW = 3
ALONE = 12
"""So few sheets are made before another process has started."""


@dataclass(frozen=True, slots=True)
class Printed:
    """What was written.

    Attributes
    ----------
    paths : tuple of Path
        The files.
    sheets : int
        How many sheets they hold.
    missed : tuple of str
        What could not be named on a map, with the sheet.
    """

    paths: tuple[Path, ...]
    sheets: int
    missed: tuple[str, ...]


def print_sheets(
    plan: Plan,
    folder: Path,
    *,
    level: Level,
    codes: Sequence[str] = (),
    formats: Sequence[Format] = ("pdf",),
    theme: Theme = "grids",
    options: SheetOptions | None = None,
    one_file: bool = False,
    workers: int | None = None,
    dpi: int = PNG_DPI,
    progress: Progress | None = None,
) -> Printed:
    """Write the sheets of a plan.

    Parameters
    ----------
    plan : Plan
        The plan.
    folder : Path
        Made if need be; files of the same name are replaced.
    level : {"grid", "community", "street", "all"}
        A sheet of each of these.
    codes : sequence of str
        Only these; all by default.
    formats : sequence of {"pdf", "png", "svg"}
        A file of each a sheet.
    theme : {"grids", "households", "density"}
        What the colours of the grids tell.
    options : SheetOptions, optional
        How they are made.
    one_file : bool
        Whether the sheets are the pages of one PDF; pictures stay a file a sheet.
    workers : int, optional
        Processes; by default one for each processor, and none for a few sheets.
    dpi : int
        Pixels of an inch of a PNG.
    progress : callable, optional
        Called with what is being done and the share that is done; may raise to stop.

    Returns
    -------
    Printed
        The files.

    Raises
    ------
    SettingsError
        If the plan has no grids, or not the ones that were asked for.
    InputError
        If a file cannot be written.
    """
    options = options or SheetOptions(version=plan.plan_id)
    atlas = Atlas(plan, theme=theme, lang=options.lang)
    foci = foci_of(atlas, level, codes)
    printer = Printer(atlas, options, is_for_many=len(foci) > FEW)
    told = progress or _silent
    paths: list[Path] = []
    missed: list[str] = []
    singles = tuple(one for one in formats if not (one_file and one == "pdf"))
    both = one_file and "pdf" in formats and bool(singles)
    if one_file and "pdf" in formats:
        path, lost = _bound(printer, foci, folder, _share(told, 0.0, 0.5 if both else 1.0))
        paths.append(path)
        missed += lost
    if singles:
        rest = _share(told, 0.5 if both else 0.0, 1.0)
        for done, page in enumerate(_pages(printer, foci, singles, dpi, workers), start=1):
            paths += _written(page, folder)
            missed += [f"{page.name}: {name}" for name in page.missed]
            rest(_step(done, len(foci)), done / len(foci))
    return Printed(tuple(paths), len(foci), tuple(dict.fromkeys(missed)))


def _pages(
    printer: Printer,
    foci: Sequence[Focus],
    formats: tuple[Format, ...],
    dpi: int,
    workers: int | None,
) -> Iterator[Page]:
    """Yield the sheets as they are made."""
    count = workers or (os.cpu_count() or 1 if len(foci) > ALONE else 1)
    if count == 1:
        for focus in foci:
            yield printer.page(focus, formats, dpi=dpi)
        return
    shares = [foci[begin : begin + SHARE] for begin in range(0, len(foci), SHARE)]
    with processes(min(count, len(shares))) as pool:
        orders = [pool.submit(_made, printer, share, formats, dpi) for share in shares]
        for order in as_completed(orders):
            yield from order.result()


_KEPT: dict[str, Printer] = {}
"""The printer of a process, so that colours and indexes are found once a process."""


def _made(
    printer: Printer, foci: Sequence[Focus], formats: tuple[Format, ...], dpi: int
) -> list[Page]:
    key = repr((printer.options, printer.atlas.theme))
    kept = _KEPT.setdefault(key, printer)
    return [kept.page(focus, formats, dpi=dpi) for focus in foci]


def _bound(
    printer: Printer, foci: Sequence[Focus], folder: Path, progress: Progress
) -> tuple[Path, list[str]]:
    """Write one PDF of all sheets."""
    scene = printer.atlas.scene(foci[0] if len(foci) == 1 else Focus.all())
    paper = printer.paper(scene.title)
    missed: list[str] = []
    for done, focus in enumerate(foci, start=1):
        missed += [f"{focus.code}: {name}" for name in printer.add(paper, focus)]
        progress(_step(done, len(foci)), done / (len(foci) + 1))
    word = WORDS["grid_map"].say(printer.options.lang)
    path = folder / f"{word}_{printer.options.version[:8] or 'plan'}.pdf"
    with replacing(path) as draft:
        draft.write_bytes(bytes(paper.output()))
    progress(_step(len(foci), len(foci)), 1.0)
    return path, missed


def _written(page: Page, folder: Path) -> Iterator[Path]:
    for ending, content in page.files.items():
        path = folder / f"{page.name}.{ending}"
        with replacing(path) as draft:
            draft.write_bytes(content)
        yield path


def _step(done: int, count: int) -> Text:
    return Text(f"出图（{done}/{count} 幅）", f"Drawing ({done}/{count} sheets)")


def _share(progress: Progress, begin: float, end: float) -> Progress:
    return lambda step, done: progress(step, begin + (end - begin) * done)


def _silent(_step: Text, _done: float) -> None:
    return None
