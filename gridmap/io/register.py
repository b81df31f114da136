"""A register as a file: a workbook as an office keeps it, or CSV tables in a zip."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gridmap.errors import Lang, SettingsError, Text
from gridmap.io.files import replacing
from gridmap.io.register_csv import read_tables, write_tables
from gridmap.io.register_workbook import write_workbook
from gridmap.io.register_workbook_reading import read_workbook
from gridmap.plan import Plan
from gridmap.register.content import Register, register_of
from gridmap.register.given import Given
from gridmap.register.originals import About

SUFFIXES = (".xlsx", ".zip")


def write_register(
    plan: Plan, path: Path, *, lang: Lang = "zh", about: Mapping[str, Any] | None = None
) -> Register:
    """Write the register of a plan: a sheet for every level, layer, the teams and each list.

    What was written is kept in the file out of sight, so that `read_register` can tell what
    somebody has changed since, and what others have changed meanwhile.

    Parameters
    ----------
    plan : Plan
        The plan with its layers and tables.
    path : Path
        ``.xlsx``, or ``.zip`` for CSV tables; an existing file is replaced.
    lang : {"zh", "en"}
        The language of titles, headers and words.
    about : Mapping, optional
        ``name`` of the plan, ``plan`` (its id in a store), ``version`` (its number there) and
        ``date``; other members are facts that the cover tells.

    Returns
    -------
    Register
        What was written.

    Raises
    ------
    SettingsError
        If the name of the file ends in neither.
    InputError
        If the file cannot be written.
    """
    _require_known(path)
    today = dt.datetime.now().astimezone().date().isoformat()
    told = About.of(about, version_id=plan.plan_id, date=today)
    register = register_of(plan)
    write = write_workbook if path.suffix.lower() == ".xlsx" else write_tables
    with replacing(path) as draft:
        write(register, draft, plan=plan, about=told, lang=lang)
    return register


def read_register(path: Path) -> Given:
    """Return what a register says that was edited offline, cell by cell.

    Parameters
    ----------
    path : Path
        A file that `write_register` wrote and any program may have saved since.

    Returns
    -------
    Given
        Cells as they are, with the sheet, the row and the column of each, and the originals.

    Raises
    ------
    SettingsError
        If the name of the file ends in neither ``.xlsx`` nor ``.zip``.
    InputError
        If the file is damaged, too large, or no register.
    """
    _require_known(path)
    return read_workbook(path) if path.suffix.lower() == ".xlsx" else read_tables(path)


def _require_known(path: Path) -> None:
    if path.suffix.lower() not in SUFFIXES:
        raise SettingsError(
            Text(f"台账不能是 {path.suffix or '没有后缀的'} 文件。", "A register is xlsx or zip."),
            Text(
                "请使用 .xlsx，或 .zip（CSV 表格）。",
                "Let the name end in .xlsx, or in .zip for CSV tables.",
            ),
        )
