"""A table of a file as a layer of the project: named, projected, mapped, completed, checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import geopandas as gpd
import numpy as np

from gridmap.errors import Fault, InputError, SettingsError, Text
from gridmap.io.completing import (
    Taken,
    complete_codes,
    complete_ids,
    complete_net,
    fill_households,
    open_households,
)
from gridmap.io.extras import storable
from gridmap.io.headers import Chosen, adopt_headers
from gridmap.io.inference import FIXED, STATED, Inferred, infer, undecided
from gridmap.io.looking import Look, look
from gridmap.io.projecting import names_crs, to_storage
from gridmap.io.road_access import complete_access
from gridmap.io.table import CrsSource, Table
from gridmap.io.unshifting import unshifted
from gridmap.layers import CONTRACTS, Contract, conform
from gridmap.layers.findings import Finding, faulty_rows, to_faults
from gridmap.layers.geometries import check_geometry
from gridmap.layers.privacy import check_private
from gridmap.origins import Datum

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
    chosen : mapping of str to (str or None)
        Column of the layer to the header that the user says it is, None for no header.
    datum : {"cgcs2000", "gcj02", "bd09"} or None
        The datum that the user says its coordinates are in.
    unshift : bool
        Whether coordinates of web maps may be moved back.
    """

    layer: str | None = None
    crs: str | None = None
    estimate: bool = False
    taken: Taken = ()
    stem: str = ""
    chosen: Chosen = field(default_factory=dict)
    datum: Datum | None = None
    unshift: bool = False


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
    look : Look
        What the table looks like.
    mapping : dict of str to str
        Header of the file to column of the contract.
    crs_source : {"file", "stated", "assumed", "format", "unknown"}
        Who says in which CRS it is.
    left_out : bool
        Whether the user leaves it out: then it has neither a layer nor faults.
    """

    table: str
    layer: str
    frame: gpd.GeoDataFrame
    faulty: list[int]
    faults: tuple[Fault, ...]
    crs: str
    encoding: Text | None
    look: Look
    mapping: dict[str, str] = field(default_factory=dict)
    crs_source: CrsSource = "file"
    left_out: bool = False


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
    taken_for = inferred(table, options)
    if not len(table.frame):
        empty = _Placed(table.frame, "", "unknown", [_NO_ROWS])
        return _prepared(table, _ANYTHING, empty, seen=_looked(table, empty.frame, taken_for))
    contract = CONTRACTS.get(taken_for.layer or "", _ANYTHING)
    placed = _placed(table, options)
    if contract is _ANYTHING:
        return _of_no_layer(table, placed, taken_for, undecided())
    try:
        return _of_layer(table, placed, contract, options, taken_for)
    except InputError as error:
        wrong = Finding(None, "column.unknown", error.what, error.remedy)
        return _of_no_layer(table, placed, taken_for, wrong)


def leave_out(table: Table, options: PrepareOptions) -> Prepared:
    """Return a table that the user leaves out, only to be looked at.

    Parameters
    ----------
    table : Table
        The table as the file has it.
    options : PrepareOptions
        What the user states.

    Returns
    -------
    Prepared
        Of no layer, with no faults.
    """
    placed = replace(_placed(table, options), findings=[])
    why = inferred(table, options)
    bare = replace(table, findings=())
    return replace(_of_no_layer(bare, placed, why, None), left_out=True, faulty=[])


def inferred(table: Table, options: PrepareOptions) -> Inferred:
    """Return the layer that a table is taken for, and why.

    Parameters
    ----------
    table : Table
        The table as the file has it.
    options : PrepareOptions
        What the user states.

    Returns
    -------
    Inferred
        What its format says before what the user says, and that before what is guessed.
    """
    if table.layer:
        return Inferred(table.layer, FIXED)
    if options.layer:
        return Inferred(options.layer, STATED)
    return infer(table.frame, table.name, options.stem)


@dataclass(frozen=True, slots=True)
class _Placed:
    frame: gpd.GeoDataFrame
    crs: str
    source: CrsSource
    findings: list[Finding]


def _placed(table: Table, options: PrepareOptions) -> _Placed:
    """Return the table in degrees, where its CRS is known."""
    try:
        frame, crs, findings = to_storage(table.frame, crs=options.crs)
    except InputError as error:
        frame = table.frame.set_crs(None, allow_override=True)
        wrong = Finding(None, "crs.unknown", error.what, error.remedy)
        return _Placed(frame, "", "unknown", [*table.findings, wrong])
    source = table.crs_source if names_crs(table.frame) else "stated"
    name = table.crs if table.layer else crs
    if options.datum in {"gcj02", "bd09"}:
        frame, moved = _moved_back(frame, options.datum, permitted=options.unshift)
        findings = [*findings, moved]
    return _Placed(frame, name, source, [*table.findings, *findings])


def _moved_back(
    frame: gpd.GeoDataFrame, datum: Datum, *, permitted: bool
) -> tuple[gpd.GeoDataFrame, Finding]:
    try:
        return unshifted(frame, datum, permitted=permitted)
    except SettingsError as error:
        return frame, Finding(None, "crs.unpermitted", error.what, error.remedy)


def _of_no_layer(
    table: Table, placed: _Placed, taken_for: Inferred, why_not: Finding | None
) -> Prepared:
    findings = [*placed.findings, *check_geometry(placed.frame, _ANYTHING)]
    findings = [why_not, *findings] if why_not is not None else []
    bare = replace(placed, frame=placed.frame[["geometry"]], findings=findings)
    return _prepared(table, _ANYTHING, bare, seen=_looked(table, placed.frame, taken_for))


def _of_layer(
    table: Table,
    placed: _Placed,
    contract: Contract,
    options: PrepareOptions,
    taken_for: Inferred,
) -> Prepared:
    frame, mapping, notices = adopt_headers(
        placed.frame, contract, cut_names=table.cut_names, chosen=options.chosen
    )
    seen = _looked(table, placed.frame, taken_for, mapping=mapping, chosen=options.chosen)
    frame, filled = _completed(frame, contract, options)
    raw, to_estimate = open_households(frame, contract, estimate=options.estimate)
    conformed = conform(raw, contract)
    frame, estimated = fill_households(conformed.frame, to_estimate)
    frame, renamed = storable(frame, contract)
    private = check_private(placed.frame)
    found = [*private, *notices, *filled, *estimated, *conformed.findings, *renamed]
    done = replace(placed, frame=frame, findings=[*placed.findings, *found])
    return _prepared(table, contract, done, raw=raw, seen=seen, mapping=mapping)


def _looked(
    table: Table,
    frame: gpd.GeoDataFrame,
    taken_for: Inferred,
    *,
    mapping: Mapping[str, str] = MappingProxyType({}),
    chosen: Chosen = MappingProxyType({}),
) -> Look:
    layer = taken_for.layer or ""
    return look(table, frame, layer=layer, why=taken_for.why, mapping=mapping, chosen=chosen)


def _completed(
    frame: gpd.GeoDataFrame, contract: Contract, options: PrepareOptions
) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    frame, ids = complete_ids(frame, contract, stem=options.stem)
    frame, net = complete_net(frame, contract, stem=options.stem)
    frame, codes = complete_codes(frame, contract, taken=options.taken)
    frame, access = complete_access(frame, contract)
    return frame, [*ids, *net, *codes, *access]


def _prepared(
    table: Table,
    contract: Contract,
    placed: _Placed,
    *,
    seen: Look,
    raw: gpd.GeoDataFrame | None = None,
    mapping: Mapping[str, str] = MappingProxyType({}),
) -> Prepared:
    found, frame = _once(placed.findings), placed.frame
    named = frame if raw is None else raw
    return Prepared(
        table.name,
        contract.name,
        frame,
        np.flatnonzero(faulty_rows(found, len(frame))).tolist(),
        to_faults(found, named, layer=contract.name or table.name, key=contract.key),
        placed.crs,
        table.encoding,
        seen,
        dict(mapping),
        placed.source,
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
