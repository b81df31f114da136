"""From files of nets to their audit, and from the audit to its report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal, get_args

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gridmap.audit import NetAudit
from gridmap.audit.auditing import Progress
from gridmap.errors import Fault, InputError, Lang, LayerFaultsError, SettingsError, Text
from gridmap.io.audit_layers import faults_layer, write_faults_layer
from gridmap.io.audit_tables import audit_csv, audit_workbook
from gridmap.io.files import replacing
from gridmap.io.formats import stem_of
from gridmap.io.gathering import ImportOptions, gather
from gridmap.io.judging import Judged
from gridmap.io.plans import is_plan, read_layers, table_names
from gridmap.io.project import METADATA
from gridmap.io.reader import Reader
from gridmap.io.sources import expand
from gridmap.sheets.audit_map import audit_map
from gridmap.sheets.audit_sheet import audit_sheet
from gridmap.sheets.geojson import dumps, features

AuditFormat = Literal["xlsx", "csv", "html", "pdf", "gpkg", "geojson"]
FORMATS: tuple[AuditFormat, ...] = get_args(AuditFormat)
STEM = Text("多网体检", "audit")

OF_A_ROW = frozenset(
    {
        "geometry.null",
        "geometry.empty",
        "geometry.kind",
        "geometry.invalid",
        "key.repeated",
        "value.null",
    }
)
"""Errors of the importer that an audit counts as faults of a net."""

Layers = Mapping[str, gpd.GeoDataFrame]


def read_nets(
    files: Sequence[Path],
    *,
    project: Path | None = None,
    crs: str | None = None,
    progress: Progress | None = None,
    reader: Reader | None = None,
) -> tuple[gpd.GeoDataFrame, dict[str, gpd.GeoDataFrame]]:
    """Return the nets of files, and the layers of a project to measure them against.

    A file without a column that names the net is one net, called like the file; a table of a file
    of several like the table. Shapes may be invalid and ids repeated: that is what is audited.

    Parameters
    ----------
    files : sequence of Path
        Files of polygons that `gridmap import` reads; none to take the layer ``nets`` of the
        project. A file that is a project gives its nets, and its layers where none is named.
    project : Path, optional
        A project or a plan.
    crs : str, optional
        CRS of files that name none.
    progress : callable, optional
        Called with what is being done and the share that is done.
    reader : Reader, optional
        A reader that is running, for many calls in a row.

    Returns
    -------
    nets : GeoDataFrame
        Columns ``net_grid_id``, ``net`` and ``name``, in EPSG:4490.
    layers : dict of str to GeoDataFrame
        By name, without the nets.

    Raises
    ------
    InputError
        If a file cannot be read, or there is no net.
    LayerFaultsError
        If a file is no layer of polygons.
    """
    if project is None and len(files) == 1 and _is_project(files[0]):
        return read_nets([], project=files[0])
    layers = {} if project is None else read_layers(project)
    kept = layers.pop("nets", None)
    if not files:
        if kept is None or kept.empty:
            raise _no_nets()
        return kept, layers
    paths, _ = expand(files, project=project or Path("-"))
    say = progress or (lambda _what, _share: None)
    options = ImportOptions(layer="nets", crs=crs)
    found = gather(paths, {}, options, progress=say, reader=reader)
    nets = [one for one in found.judged if one.prepared.layer == "nets"]
    _require(nets, found.faults)
    frames = [_named(one, alone=_alone(one, nets)) for one in nets]
    if not any(len(frame) for frame in frames):
        raise _no_nets()
    joined = pd.concat(frames, ignore_index=True)
    return gpd.GeoDataFrame(joined, geometry="geometry", crs=frames[0].crs), layers


def _no_nets() -> InputError:
    return InputError(
        Text("没有可体检的网。", "There is no net to audit."),
        Text(
            "请给出网格面文件，或用 --project 指定已导入“现有网”图层的项目。",
            "Give a file of polygons, or --project with a project that has a layer nets.",
        ),
    )


def _is_project(path: Path) -> bool:
    """Return whether a file is a project or a plan, which holds nets and all else."""
    if path.suffix.lower() != ".gpkg" or not path.is_file():
        return False
    return is_plan(path) or METADATA in table_names(path)


def _require(nets: Sequence[Judged], faults: Sequence[Fault]) -> None:
    """Refuse files that are no nets at all; faults of rows are what the audit is for."""
    errors = [fault for fault in faults if fault.severity == "error"]
    for one in nets:
        areal = np.isin(shapely.get_type_id(one.prepared.frame.geometry.to_numpy()), (3, 6))
        errors += [
            fault
            for fault in one.faults
            if fault.severity == "error"
            and not (areal.any() and _of_rows(fault))
            and not _of_the_name(fault)
        ]
    if errors:
        raise LayerFaultsError(errors)
    if not nets:
        raise _no_nets()


def _of_rows(fault: Fault) -> bool:
    return fault.rule in OF_A_ROW


def _of_the_name(fault: Fault) -> bool:
    """Whether a file only lacks the column that names the net."""
    return fault.rule == "column.missing" and "net" in fault.what.en.split()


def _alone(one: Judged, nets: Sequence[Judged]) -> bool:
    return sum(other.file == one.file for other in nets) == 1


def _named(one: Judged, *, alone: bool) -> gpd.GeoDataFrame:
    """Return a table with the name of its net in every row that has none."""
    frame = one.prepared.frame
    name = stem_of(Path(one.file)) if alone else one.prepared.table
    given = frame["net"].fillna("").astype(str).str.strip()
    named = frame.assign(net=given.where(given != "", name))
    return named[["net_grid_id", "net", "name", "geometry"]]


def report_bytes(
    audit: NetAudit,
    nets: gpd.GeoDataFrame,
    layers: Layers,
    format_: AuditFormat,
    *,
    date: str,
    lang: Lang = "zh",
) -> bytes:
    """Return the report of an audit as one file.

    Parameters
    ----------
    audit : NetAudit
        The audit.
    nets : GeoDataFrame
        The nets that were audited.
    layers : Mapping of str to GeoDataFrame
        What they were measured against.
    format_ : {"xlsx", "csv", "html", "pdf", "geojson"}
        The kind of file; a GeoPackage is written by `write_report`.
    date : str
        The day, ``YYYY-MM-DD``.
    lang : {"zh", "en"}
        The language.

    Returns
    -------
    bytes
        The file.

    Raises
    ------
    SettingsError
        If the report cannot be had in that format.
    """
    if format_ == "xlsx":
        day = {Text("日期", "Date").say(lang): date}
        return audit_workbook(audit, lang=lang, about=day)
    if format_ == "csv":
        return audit_csv(audit, lang=lang)
    if format_ == "html":
        return audit_map(audit, nets, layers, lang=lang).encode()
    if format_ == "pdf":
        return audit_sheet(audit, nets, layers, date=date, lang=lang)
    if format_ == "geojson":
        return audit_geojson(audit, lang=lang)
    raise _unknown(format_)


def audit_geojson(audit: NetAudit, *, lang: Lang = "zh") -> bytes:
    """Return the faults as GeoJSON (RFC 7946).

    Parameters
    ----------
    audit : NetAudit
        The audit.
    lang : {"zh", "en"}
        Language of titles and sentences.

    Returns
    -------
    bytes
        A feature collection; a fault without a place has a null geometry.
    """
    found = features(faults_layer(audit, lang=lang), decimals=7, key="number")
    return dumps({"type": "FeatureCollection", "features": found})


def write_report(
    audit: NetAudit,
    nets: gpd.GeoDataFrame,
    layers: Layers,
    out: Path,
    *,
    date: str,
    lang: Lang = "zh",
) -> tuple[Path, ...]:
    """Write the report: one file, or all of them into a folder.

    Parameters
    ----------
    audit : NetAudit
        The audit.
    nets : GeoDataFrame
        The nets that were audited.
    layers : Mapping of str to GeoDataFrame
        What they were measured against.
    out : Path
        A file by its suffix, or a folder.
    date : str
        The day, ``YYYY-MM-DD``.
    lang : {"zh", "en"}
        The language.

    Returns
    -------
    tuple of Path
        The files.

    Raises
    ------
    InputError
        If a file cannot be written.
    SettingsError
        If the suffix is none of a report.
    """
    suffix = out.suffix.removeprefix(".").lower()
    if suffix and suffix not in FORMATS:
        raise _unknown(suffix)
    stem = STEM.say(lang)
    paths = [out] if suffix else [out / f"{stem}.{name}" for name in FORMATS]
    for path in paths:
        _write(audit, nets, layers, path, date=date, lang=lang)
    return tuple(paths)


def _write(
    audit: NetAudit,
    nets: gpd.GeoDataFrame,
    layers: Layers,
    path: Path,
    *,
    date: str,
    lang: Lang,
) -> None:
    found = path.suffix.removeprefix(".").lower()
    format_ = next(name for name in FORMATS if name == found)
    if format_ == "gpkg":
        write_faults_layer(audit, path, lang=lang)
        return
    data = report_bytes(audit, nets, layers, format_, date=date, lang=lang)
    with replacing(path) as draft:
        draft.write_bytes(data)


def _unknown(suffix: str) -> SettingsError:
    return SettingsError(
        Text(f"报告不能写成“{suffix[:20]}”。", f"A report cannot be written as {suffix[:20]!r}."),
        Text(f"可用：{'、'.join(FORMATS)}，或文件夹。", f"Use {', '.join(FORMATS)}, or a folder."),
    )
