"""Map sheets of plans of the store."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from gridmap.errors import SettingsError
from gridmap.pipeline.printing import Printed, Progress, print_sheets
from gridmap.plan import Plan
from gridmap.sheets.maps import Atlas
from gridmap.sheets.maps.files import Page, Printer, foci_of
from gridmap.sheets.maps.sheet import SheetOptions
from gridmap_api.errors import UnknownObjectError
from gridmap_api.schemas.sheets import SheetQuery, SheetsParams, SheetStyle
from gridmap_api.store.engine import Store
from gridmap_api.store.plans import find_plan
from gridmap_api.store.scope import Scope
from gridmap_api.store_source import whole_plan

SCREEN_DPI = 120
STORED = frozenset({".pdf", ".png"})
"""Files that a zip would not make smaller."""


def one_sheet(
    store: Store, connection: Connection, plan_id: str, query: SheetQuery, *, scope: Scope
) -> Page:
    """Return one sheet of a plan.

    Parameters
    ----------
    store : Store
        The store.
    connection : Connection
        To it.
    plan_id : str
        The plan.
    query : SheetQuery
        What the sheet is of, and how it looks.
    scope : Scope
        What may be seen.

    Returns
    -------
    Page
        With the one file that was asked for.

    Raises
    ------
    UnknownObjectError
        If there is no such plan in sight, or it has no such grid, community or street.
    SettingsError
        If the plan has no grids.
    """
    plan, row, number = _plan(store, connection, plan_id, query.version, scope)
    atlas = Atlas(plan, theme=query.theme, lang=query.lang)
    printer = Printer(atlas, options_of(query, row, number))
    try:
        focus = foci_of(atlas, query.of, [query.code] if query.code else ())[0]
    except SettingsError as error:
        # What is out of sight is answered as what is not there.
        raise UnknownObjectError(error.what, error.remedy) from error
    return printer.page(focus, (query.f,), dpi=SCREEN_DPI)


def many_sheets(
    store: Store,
    params: SheetsParams,
    folder: Path,
    *,
    scope: Scope,
    date: str,
    progress: Progress,
) -> tuple[Path, str, Printed]:
    """Make the sheets of a plan as one file.

    Parameters
    ----------
    store : Store
        The store.
    params : SheetsParams
        What is asked for.
    folder : Path
        For the files.
    scope : Scope
        What may be seen.
    date : str
        As it is printed.
    progress : callable
        Called after each sheet; may raise to stop.

    Returns
    -------
    path : Path
        The file: a PDF or picture where there is one alone, else a zip.
    name : str
        What it is called.
    printed : Printed
        What is in it.
    """
    with store.read() as connection:
        plan, row, number = _plan(store, connection, params.plan_id, params.version, scope)
    printed = print_sheets(
        plan,
        folder / "sheets",
        level=params.of,
        codes=params.codes,
        formats=tuple(dict.fromkeys(params.formats)),
        theme=params.theme,
        options=options_of(params, row, number, date=date),
        one_file=params.one_file,
        workers=1,
        progress=progress,
    )
    if len(printed.paths) == 1:
        return printed.paths[0], printed.paths[0].name, printed
    path = folder / "sheets.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in printed.paths:
            kind = zipfile.ZIP_STORED if one.suffix in STORED else zipfile.ZIP_DEFLATED
            archive.write(one, one.name, compress_type=kind)
    return path, f"{printed.paths[0].name.split('_')[0]}_{row['name'][:40]}_v{number}.zip", printed


def options_of(
    style: SheetStyle, row: Mapping[str, Any], number: int, *, date: str = ""
) -> SheetOptions:
    """Return how sheets are made.

    Parameters
    ----------
    style : SheetStyle
        What was asked for.
    row : Mapping
        The plan.
    number : int
        Its version.
    date : str
        As it is printed; today by default.

    Returns
    -------
    SheetOptions
        The options.
    """
    return SheetOptions(
        size=style.size,
        lang=style.lang,
        date=date or today(),
        version=f"{row['id']} v{number}",
        address=style.address,
        review_number=style.review_number,
        signatures=tuple(style.signatures),
    )


def today() -> str:
    """Return the day as sheets print it.

    Returns
    -------
    str
        ``2026-11-22``.
    """
    return datetime.now(UTC).astimezone().date().isoformat()


def _plan(
    store: Store, connection: Connection, plan_id: str, version: int | None, scope: Scope
) -> tuple[Plan, dict[str, Any], int]:
    row = find_plan(connection, plan_id, scope)
    number = int(row["head"] if version is None else version)
    return whole_plan(store, connection, row, number, scope=scope), row, number
