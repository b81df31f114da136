"""A sheet of a table file as it was read: headers, and rows that know their number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gridmap.errors import Fault, Severity, Text


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet.

    Attributes
    ----------
    name : str
        Its name; of a CSV file, that of the file.
    headers : tuple of str
        Headers, in order.
    rows : tuple of (int, Mapping)
        The number of each row in the file, from 1, and its cells by header; no blank rows.
    """

    name: str
    headers: tuple[str, ...]
    rows: tuple[tuple[int, Mapping[str, object]], ...]


def row_fault(
    sheet: Sheet,
    row: int | None,
    rule: str,
    what: Text,
    remedy: Text,
    *,
    severity: Severity = "error",
) -> Fault:
    """Return a fault that names the sheet and the row.

    Parameters
    ----------
    sheet : Sheet
        Where it is.
    row : int or None
        Number of the row; None where it is of the whole sheet.
    rule : str
        Stable short name, such as ``"teams.role"``.
    what, remedy : Text
        What is wrong, and what to do about it.
    severity : {"error", "warning", "notice"}
        How grave it is.

    Returns
    -------
    Fault
        Its sentence begins with the row.
    """
    at = Text("", "") if row is None else Text(f"第 {row} 行：", f"Row {row}: ")
    return Fault(
        rule,
        severity,
        "",
        Text(f"{at.zh}{what.zh}", f"{at.en}{what.en}"),
        remedy,
        file=sheet.name,
    )
