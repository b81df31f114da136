"""Looking at files that were sent: what an import of them would find and change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import geopandas as gpd
from sqlalchemy import Connection, RowMapping

from gridmap.errors import Fault, LayerFaultsError, Text
from gridmap.io.gathering import SeenTable
from gridmap.io.judging import Judged
from gridmap.io.origin_notes import Seen, wind_of
from gridmap.io.unshifting import NAMES
from gridmap.layers import CONTRACTS, Contract
from gridmap_api.jobs.desk import Desk, Ending
from gridmap_api.jobs.kinds.importing import Read, read_sent
from gridmap_api.store.layer_reads import current_rows
from gridmap_api.store.layer_writes import change_of

MOST_FAULTS = 5_000
"""Faults that are listed; all are counted."""

SEVERITIES = ("error", "warning", "notice")


def preview_now(desk: Desk) -> Ending:
    """Read files as an import does, and write nothing.

    Parameters
    ----------
    desk : Desk
        The job, with the files that were sent.

    Returns
    -------
    callable
        Its result is a `gridmap_api.schemas.imports.Preview`.
    """
    read = read_sent(desk, sketch=True)
    desk.progress(Text("比较图层", "Comparing the layers"), 0.95)
    with desk.store.read() as connection:
        changes, unfit = _changes(connection, read)
    faults = sorted((*read.found.report.faults, *unfit), key=_rank)
    counts = Counter[str](fault.severity for fault in faults)
    result = {
        "upload_id": str(desk.params.get("upload_id", desk.claim.id)),
        "files": list(desk.params["files"]),
        "ok": bool(read.frames)
        and not unfit
        and (read.found.report.ok or desk.params["skip_faulty"]),
        "tables": list(_tables(read)),
        "faults": [asdict(fault) for fault in faults[:MOST_FAULTS]],
        "counts": {severity: counts[severity] for severity in SEVERITIES},
        "changes": changes,
        "layers": [_layer(contract) for contract in CONTRACTS.values()],
        "may_unshift": bool(desk.params.get("unshift", False)),
    }
    return lambda _connection: result


def _layer(contract: Contract) -> dict[str, Any]:
    """Return what a table may be, and what its columns may mean."""
    return {
        "name": contract.name,
        "title": asdict(contract.title),
        "geometry": list(contract.geometry),
        "columns": [
            {"name": one.name, "title": asdict(one.title), "required": one.required}
            for one in contract.columns
        ],
    }


def _changes(connection: Connection, read: Read) -> tuple[list[dict[str, Any]], list[Fault]]:
    present = {row["layer"]: row for row in current_rows(connection)}
    changes: list[dict[str, Any]] = []
    unfit: list[Fault] = []
    for name, frame in read.frames.items():
        try:
            changes.append(_change(connection, name, frame, present.get(name)))
        except LayerFaultsError as error:
            unfit += error.faults
    return changes, unfit


def _change(
    connection: Connection, name: str, frame: gpd.GeoDataFrame, present: RowMapping | None
) -> dict[str, Any]:
    change = change_of(connection, name, frame)
    return {
        "layer": name,
        "version": None if present is None else present["version"],
        "before": 0 if present is None else present["features"],
        "after": len(frame),
        "added": len(change.added),
        "changed": len(change.changed),
        "removed": len(change.removed),
    }


def _tables(read: Read) -> Iterator[dict[str, Any]]:
    judged = iter(read.found.judged)
    reports = iter(read.found.merged.tables)
    for seen in read.found.tables:
        if seen.prepared.left_out:
            yield _table(seen, None, written=0)
        else:
            report = next(reports)
            yield _table(seen, next(judged), written=report.new + report.replaced)


def _table(seen: SeenTable, judged: Judged | None, *, written: int) -> dict[str, Any]:
    prepared = seen.prepared
    look = asdict(prepared.look)
    return {
        "file": seen.file,
        "table": prepared.table,
        "layer": prepared.layer,
        **{name: look[name] for name in ("why", "geometry", "bounds", "headers")},
        "left_out": prepared.left_out,
        "encoding": None if prepared.encoding is None else asdict(prepared.encoding),
        "crs": prepared.crs,
        "crs_source": prepared.crs_source,
        "rows": len(prepared.frame),
        "written": written,
        "drawn": len(seen.features),
        "origin": None if judged is None else _origin(judged.seen),
        "features": {"type": "FeatureCollection", "features": _features(seen, judged)},
    }


def _origin(seen: Seen | None) -> dict[str, Any] | None:
    """Return what is told of points that are surely those of a web map."""
    if seen is None or not seen.is_shifted or seen.origin.datum is None:
        return None
    origin, datum = seen.origin, seen.origin.datum
    shapes = gpd.GeoSeries(list(seen.carried)).simplify(1e-6).set_precision(1e-7)
    return {
        "datum": datum,
        "title": asdict(NAMES[datum]),
        "confidence": origin.confidence,
        "offset_m": origin.offset_m,
        "wind": asdict(wind_of(origin.bearing_deg)),
        "points": origin.points,
        "agreeing": origin.agreeing[datum],
        "as_given": origin.agreeing["cgcs2000"],
        "carried": shapes.__geo_interface__,
    }


def _features(seen: SeenTable, judged: Judged | None) -> list[dict[str, Any]]:
    keys = [] if judged is None else judged.keys
    worst = _worst(() if judged is None else judged.faults)
    return [
        {**feature, "properties": _properties(feature["id"], keys, worst)}
        for feature in seen.features
    ]


def _properties(row: int, keys: Sequence[str], worst: Mapping[str, str]) -> dict[str, str]:
    key = keys[row] if keys else ""
    return {"key": key, "severity": worst.get(key) or worst.get(f"#{row + 1}", "")}


def _worst(faults: Sequence[Fault]) -> dict[str, str]:
    """Return the worst severity by the id of the feature."""
    worst: dict[str, str] = {}
    for fault in sorted(faults, key=_rank, reverse=True):
        worst[fault.feature_id] = fault.severity
    worst.pop("", None)
    return worst


def _rank(fault: Fault) -> int:
    return SEVERITIES.index(fault.severity)
