"""What a check finds in one layer, before it is known how the features are called."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt

from gridmap.crs import STORAGE_CRS
from gridmap.errors import Fault, Severity, Text
from gridmap.layers.values import to_text

BoolArray = npt.NDArray[np.bool_]

_LONGEST_ECHO = 40


def echo(value: object, *, longest: int = _LONGEST_ECHO) -> str:
    r"""Return a value of a file in a form that is safe to print.

    Parameters
    ----------
    value : object
        Anything that a file holds.
    longest : int
        Characters after which it is cut.

    Returns
    -------
    str
        The text; what cannot be printed is escaped.

    Examples
    --------
    >>> echo("a\x00b")
    'a\\x00b'
    """
    text = str(value)
    text = text if len(text) <= longest else text[: longest - 1] + "…"
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in text
    )


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with a row of a table, or with the whole table.

    Attributes
    ----------
    row : int or None
        Position of the row, from 0; None where it is of the whole layer.
    rule : str
        Stable short name of the rule.
    what, remedy : Text
        What is wrong, and what to do about it.
    severity : {"error", "warning", "notice"}
        As in `gridmap.errors.Fault`.
    place : tuple of float or None
        x and y in the CRS of the layer, where it is not simply that of the feature.
    """

    row: int | None
    rule: str
    what: Text
    remedy: Text
    severity: Severity = "error"
    place: tuple[float, float] | None = None


def faulty_rows(findings: Iterable[Finding], count: int) -> BoolArray:
    """Return which rows have at least one error.

    Parameters
    ----------
    findings : iterable of Finding
        What was found.
    count : int
        Rows of the layer.

    Returns
    -------
    ndarray of bool, shape (count,)
        True where a row has an error.
    """
    mask = np.zeros(count, dtype=bool)
    for finding in findings:
        if finding.row is not None and finding.severity == "error":
            mask[finding.row] = True
    return mask


def to_faults(
    findings: Sequence[Finding], frame: gpd.GeoDataFrame, *, layer: str, key: str, file: str = ""
) -> tuple[Fault, ...]:
    """Return the findings as faults that name the feature and its place in degrees.

    Parameters
    ----------
    findings : sequence of Finding
        What was found.
    frame : GeoDataFrame
        The layer, in any CRS or none.
    layer : str
        Its name.
    key : str
        The column that identifies a feature; rows without it are called ``#row``.
    file : str
        The file it came from.

    Returns
    -------
    tuple of Fault
        In the order of the findings.
    """
    rows = sorted({finding.row for finding in findings if finding.row is not None})
    part = frame.iloc[rows]
    names = dict(zip(rows, _names(part, rows, key), strict=True))
    centres = dict(zip(rows, _centres(part), strict=True))
    places = [
        finding.place or (None if finding.row is None else centres[finding.row])
        for finding in findings
    ]
    return tuple(
        Fault(
            rule=finding.rule,
            severity=finding.severity,
            layer=layer,
            what=finding.what,
            remedy=finding.remedy,
            feature_id="" if finding.row is None else names[finding.row],
            place=place,
            file=file,
        )
        for finding, place in zip(findings, _in_degrees(places, frame), strict=True)
    )


def _names(part: gpd.GeoDataFrame, rows: list[int], key: str) -> list[str]:
    if key not in part.columns:
        return [f"#{row + 1}" for row in rows]
    return [
        f"#{row + 1}" if value is None or value != value else echo(to_text(value))  # noqa: PLR0124
        for row, value in zip(rows, part[key], strict=True)
    ]


def _centres(part: gpd.GeoDataFrame) -> list[tuple[float, float] | None]:
    if "geometry" not in part.columns:
        return [None] * len(part)
    bounds = part.geometry.bounds.to_numpy(dtype=float)
    middles = np.column_stack([bounds[:, [0, 2]].mean(axis=1), bounds[:, [1, 3]].mean(axis=1)])
    return [(float(x), float(y)) if np.isfinite([x, y]).all() else None for x, y in middles]


def _in_degrees(
    places: list[tuple[float, float] | None], frame: gpd.GeoDataFrame
) -> list[tuple[float, float] | None]:
    known = [place for place in places if place is not None]
    crs = frame.crs if "geometry" in frame.columns else None
    if crs is None:
        return [None] * len(places)
    if crs == STORAGE_CRS or not known:
        return places
    points = gpd.points_from_xy(*zip(*known, strict=True), crs=crs).to_crs(STORAGE_CRS)
    moved = iter(zip(points.x.tolist(), points.y.tolist(), strict=True))
    degrees = [None if place is None else next(moved) for place in places]
    return [place if place and np.isfinite(place).all() else None for place in degrees]
