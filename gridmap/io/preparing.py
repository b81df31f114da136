"""A table of a file as a layer of the project: named, projected, mapped, completed, checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import geopandas as gpd
import numpy as np

from gridmap.errors import Fault, InputError, Text
from gridmap.io.completing import (
    Taken,
    complete_codes,
    complete_ids,
    fill_households,
    open_households,
)
from gridmap.io.extras import storable
from gridmap.io.headers import adopt_headers
from gridmap.io.inference import infer_layer, undecided
from gridmap.io.projecting import to_storage
from gridmap.io.table import Table
from gridmap.layers import CONTRACTS, Contract, conform
from gridmap.layers.findings import Finding, faulty_rows, to_faults
from gridmap.layers.geometries import check_geometry

_ANYTHING = Contract("", Text("未知", "unknown"), "", ("point", "line", "polygon"), ())
_NO_ROWS = Finding(
    None,
    "layer.empty",
    Text("没有要素。", "It holds no features."),
    Text("如不应为空，请重新导出。", "Export it again if it should not be empty."),
    "notice",
)
_READER_RULES = ("geojson.", "value.coordinate", "table.")


@dataclass(frozen=True, slots=True)
class PrepareOptions:
    """What the user states about the tables of a file.

    Attributes
    ----------
    layer : str or None
        The layer they are, where the user says so.
    crs : str or None
        CRS, where the file names none.
    estimate : bool
        Whether empty households are to be estimated.
    taken : sequence of (str, str, str)
        Name, street and code of communities whose codes were made up before.
    stem : str
        Name of the file without suffix.
    """

    layer: str | None = None
    crs: str | None = None
    estimate: bool = False
    taken: Taken = ()
    stem: str = ""


@dataclass(frozen=True, slots=True)
class Prepared:
    """One table, ready to be written save for its faults.

    Attributes
    ----------
    table : str
        What the file calls it.
    layer : str
        The layer it is; empty where that is not clear.
    frame : GeoDataFrame
        Every row, in EPSG:4490, as the contract wants it.
    faulty : list of int
        Rows with an error.
    faults : tuple of Fault
        Everything that was found.
    crs : str
        CRS it came from.
    encoding : Text or None
        Encoding of its texts and how it was found.
    mapping : dict of str to str
        Header of the file to column of the contract.
    """

    table: str
    layer: str
    frame: gpd.GeoDataFrame
    faulty: list[int]
    faults: tuple[Fault, ...]
    crs: str
    encoding: Text | None
    mapping: dict[str, str] = field(default_factory=dict)


def prepare(table: Table, options: PrepareOptions) -> Prepared:
    """Return a table of a file as a layer of the project.

    Parameters
    ----------
    table : Table
        The table as the file has it.
    options : PrepareOptions
        What the user states.

    Returns
    -------
    Prepared
        The layer with everything that is wrong with it; nothing is left out yet.
    """
    if not len(table.frame):
        return _prepared(table, _ANYTHING, (table.frame, table.frame), [_NO_ROWS], crs="")
    layer = table.layer or options.layer or infer_layer(table.frame, table.name, options.stem)
    contract = CONTRACTS.get(layer or "", _ANYTHING)
    try:
        frame, crs, findings = to_storage(table.frame, crs=options.crs)
    except InputError as error:
        frame, crs = table.frame.set_crs(None, allow_override=True), ""
        findings = [Finding(None, "crs.unknown", error.what, error.remedy)]
    crs = table.crs if table.layer else crs
    findings = [*table.findings, *findings]
    if contract is _ANYTHING:
        findings = [undecided(), *findings, *check_geometry(frame, contract)]
        bare = frame[["geometry"]]
        return _prepared(table, contract, (bare, bare), findings, crs=crs)
    frame, mapping, notices = adopt_headers(frame, contract, cut_names=table.cut_names)
    frame, filled = _completed(frame, contract, options)
    raw, to_estimate = open_households(frame, contract, estimate=options.estimate)
    conformed = conform(raw, contract)
    frame, estimated = fill_households(conformed.frame, to_estimate)
    frame, renamed = storable(frame, contract)
    findings += [*notices, *filled, *estimated, *conformed.findings, *renamed]
    return _prepared(table, contract, (raw, frame), findings, crs=crs, mapping=mapping)


def _completed(
    frame: gpd.GeoDataFrame, contract: Contract, options: PrepareOptions
) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    frame, ids = complete_ids(frame, contract, stem=options.stem)
    frame, codes = complete_codes(frame, contract, taken=options.taken)
    return frame, [*ids, *codes]


def _prepared(
    table: Table,
    contract: Contract,
    frames: tuple[gpd.GeoDataFrame, gpd.GeoDataFrame],
    findings: list[Finding],
    *,
    crs: str,
    mapping: Mapping[str, str] = MappingProxyType({}),
) -> Prepared:
    raw, frame = frames
    found = _once(findings)
    faults = to_faults(found, raw, layer=contract.name or table.name, key=contract.key)
    return Prepared(
        table.name,
        contract.name,
        frame,
        np.flatnonzero(faulty_rows(found, len(frame))).tolist(),
        faults,
        crs,
        table.encoding,
        dict(mapping),
    )


def _once(findings: list[Finding]) -> list[Finding]:
    """Return the findings without those that only repeat what the reader said better."""
    explained = {finding.row for finding in findings if finding.rule.startswith(_READER_RULES)}
    no_crs = any(finding.rule == "crs.unknown" for finding in findings)
    return [
        finding
        for finding in findings
        if not (finding.rule == "geometry.null" and finding.row in explained)
        and not (finding.rule == "crs.missing" and no_crs)
    ]
