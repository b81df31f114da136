"""Violations and faults as rows of the plan file, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from pyproj import CRS

from gridmap.errors import Fault, Text
from gridmap.plan import Violation

SENTENCES = {"what_zh": "str", "what_en": "str", "remedy_zh": "str", "remedy_en": "str"}
VIOLATION_COLUMNS = {
    "rule": "str",
    "hard": "bool",
    "community_code": "str",
    "grid_code": "str",
    **SENTENCES,
    "figure": "float64",
}
FAULT_COLUMNS = {
    "rule": "str",
    "severity": "str",
    "layer": "str",
    "feature_id": "str",
    "file": "str",
    **SENTENCES,
    "lon": "float64",
    "lat": "float64",
}


def violations_frame(violations: Sequence[Violation], crs: CRS) -> gpd.GeoDataFrame:
    """Return violations as a layer of points.

    Parameters
    ----------
    violations : sequence of Violation
        Any number, none included.
    crs : pyproj.CRS
        The metric CRS of the plan, in which their places are.

    Returns
    -------
    GeoDataFrame
        One row a violation; no point where it has no place.
    """
    rows = [
        {
            "rule": one.rule,
            "hard": one.hard,
            "community_code": one.community_code,
            "grid_code": one.grid_code,
            **_sentences(one.what, one.remedy),
            "figure": one.figure,
        }
        for one in violations
    ]
    points = [None if one.place is None else shapely.Point(one.place) for one in violations]
    return gpd.GeoDataFrame(
        _table(rows, VIOLATION_COLUMNS), geometry=gpd.GeoSeries(points, crs=crs)
    )


def violations_of(frame: gpd.GeoDataFrame) -> tuple[Violation, ...]:
    """Return the violations of a layer that `violations_frame` made.

    Parameters
    ----------
    frame : GeoDataFrame
        The layer.

    Returns
    -------
    tuple of Violation
        In the order of the rows.
    """
    return tuple(
        Violation(
            row["rule"],
            bool(row["hard"]),
            row["community_code"],
            row["grid_code"],
            *_texts(row),
            figure=row["figure"],
            place=None if point is None else (point.x, point.y),
        )
        for row, point in zip(_rows(frame, VIOLATION_COLUMNS), frame.geometry, strict=True)
    )


def faults_frame(faults: Sequence[Fault]) -> pd.DataFrame:
    """Return faults as a table, longitude and latitude in degrees.

    Parameters
    ----------
    faults : sequence of Fault
        Any number, none included.

    Returns
    -------
    DataFrame
        One row a fault.
    """
    rows = [
        {
            "rule": one.rule,
            "severity": one.severity,
            "layer": one.layer,
            "feature_id": one.feature_id,
            "file": one.file,
            **_sentences(one.what, one.remedy),
            "lon": None if one.place is None else one.place[0],
            "lat": None if one.place is None else one.place[1],
        }
        for one in faults
    ]
    return _table(rows, FAULT_COLUMNS)


def faults_of(frame: pd.DataFrame) -> tuple[Fault, ...]:
    """Return the faults of a table that `faults_frame` made.

    Parameters
    ----------
    frame : DataFrame
        The table.

    Returns
    -------
    tuple of Fault
        In the order of the rows.
    """
    return tuple(
        Fault(
            row["rule"],
            row["severity"],
            row["layer"],
            *_texts(row),
            feature_id=row["feature_id"],
            place=None if pd.isna(row["lon"]) else (row["lon"], row["lat"]),
            file=row["file"],
        )
        for row in _rows(frame, FAULT_COLUMNS)
    )


def _sentences(what: Text, remedy: Text) -> dict[str, str]:
    return dict(zip(SENTENCES, (what.zh, what.en, remedy.zh, remedy.en), strict=True))


def _texts(row: Mapping[str, Any]) -> tuple[Text, Text]:
    return Text(row["what_zh"], row["what_en"]), Text(row["remedy_zh"], row["remedy_en"])


def _table(rows: Iterable[Mapping[str, Any]], columns: Mapping[str, str]) -> pd.DataFrame:
    # An empty table keeps the types of its columns, so that the file is the same shape always.
    return pd.DataFrame(list(rows), columns=list(columns)).astype(dict(columns))


def _rows(frame: pd.DataFrame, columns: Mapping[str, str]) -> list[dict[str, Any]]:
    names = list(columns)
    return [dict(zip(names, row, strict=True)) for row in frame[names].itertuples(index=False)]
