"""What the limited child does, and how its results travel: JSON and Arrow files in a folder.

``job.json`` says what to do: read a file, look for overlaps, or mend a map of floods. The child
writes ``result.json`` and one Arrow file a table. Nothing is pickled.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import geopandas as gpd
import orjson

from gridmap.errors import Fault, InputError, Text, UnknownCrsError
from gridmap.io.choices import TableChoice, choice_for, from_plain
from gridmap.io.flood_job import mend_flood
from gridmap.io.formats import NotALayerError, stem_of
from gridmap.io.inference import infer_layer
from gridmap.io.looking import to_look
from gridmap.io.preparing import Prepared, PrepareOptions, leave_out, prepare
from gridmap.io.reading import ReadOptions, read_file
from gridmap.io.sketching import sketch
from gridmap.io.table import Table
from gridmap.layers import CONTRACTS
from gridmap.layers.findings import echo, to_faults
from gridmap.layers.overlaps import check_overlaps

SHARE_FILE = "share.txt"
"""Where a child says how much of its work is done."""

_READ_SHARE = 0.6
_LONGEST_STEM = 80
_ERRORS = {error.__name__: error for error in (InputError, UnknownCrsError, NotALayerError)}


def run_job(folder: Path) -> None:
    """Do the job that a folder describes and leave the results there.

    Parameters
    ----------
    folder : Path
        Holds ``job.json``; takes ``result.json`` and the Arrow files.
    """
    job = json.loads((folder / "job.json").read_text(encoding="utf-8"))
    try:
        result = _done(job, folder)
    except InputError as error:
        kind = type(error).__name__
        result = {"error": kind, "what": asdict(error.what), "remedy": asdict(error.remedy)}
    (folder / "result.json").write_text(json.dumps(result), encoding="utf-8")


def _done(job: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    if job["kind"] == "overlaps":
        return _find_overlaps(folder)
    if job["kind"] == "flood":
        return mend_flood(job, folder, lambda share: _tell(folder, share))
    return _read(job, folder)


def _read(job: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    path = Path(job["path"])
    choices = from_plain(job["choices"])
    content = read_file(
        path,
        _read_options(job, choices),
        folder=folder,
        tick=lambda share: _tell(folder, share * _READ_SHARE),
    )
    wanted, faults = _of_layer(content.tables, None if choices else job["layer"])
    names = _names(wanted)
    tables = []
    for number, (table, name) in enumerate(zip(wanted, names, strict=True)):
        _tell(folder, _READ_SHARE + (1 - _READ_SHARE) * number / len(wanted))
        stem = stem_of(path) if len(content.tables) == 1 else f"{stem_of(path)}-{table.name}"
        choice = choice_for(choices, job["file"], name)
        asked = _asked(job, choice, echo(stem, longest=_LONGEST_STEM))
        prepared = (leave_out if choice.leave_out else prepare)(table, asked)
        prepared.frame.to_feather(folder / f"{number}.arrow")
        if job["sketch"]:
            drawn = sketch(prepared.frame, faulty=prepared.faulty)
            (folder / f"{number}.geojson").write_bytes(orjson.dumps(drawn))
        tables.append(_described(prepared, name))
    return {"tables": tables, "faults": [asdict(fault) for fault in (*content.faults, *faults)]}


def _read_options(job: Mapping[str, Any], choices: Sequence[TableChoice]) -> ReadOptions:
    whole = choice_for(choices, job["file"], "")
    tables = {one.table: (one.encoding, one.crs) for one in choices if one.table}
    return ReadOptions(whole.encoding or job["encoding"], whole.crs or job["crs"], tables)


def _asked(job: Mapping[str, Any], choice: TableChoice, stem: str) -> PrepareOptions:
    return PrepareOptions(
        choice.layer or job["layer"],
        choice.crs or job["crs"],
        job["estimate"],
        tuple(map(tuple, job["taken"])),
        stem,
        choice.columns,
        choice.datum,
        job.get("unshift", False),
    )


def _names(tables: Sequence[Table]) -> list[str]:
    """Return names by which tables are told apart: members of an archive may share theirs."""
    names: list[str] = []
    for table in tables:
        base = name = echo(table.name, longest=_LONGEST_STEM)
        repeat = 2
        while name in names:
            name = f"{base}_{repeat}"
            repeat += 1
        names.append(name)
    return names


def _of_layer(
    tables: Sequence[Table], layer: str | None
) -> tuple[Sequence[Table], tuple[Fault, ...]]:
    """Return the tables that are the layer which the user names, all where none says that it is.

    A file of many layers, such as an OpenStreetMap extract, is asked for one of them by the same
    option that says what a file of unknown kind is.
    """
    kinds = [table.layer or infer_layer(table.frame, table.name) for table in tables]
    if layer is None or len(tables) == 1 or layer not in kinds:
        return tables, ()
    others = [table for table, kind in zip(tables, kinds, strict=True) if kind != layer]
    names = "、".join(f"{echo(table.name)}({len(table.frame)})" for table in others)
    what = Text(
        f"按指定只导入 {layer}，未导入：{names}。",
        f"Only {layer} was asked for; not imported: {names}.",
    )
    remedy = Text(
        "如需导入，请不指定图层（命令行：去掉 --layer）。",
        "State no layer to import them (leave out --layer).",
    )
    chosen = [table for table, kind in zip(tables, kinds, strict=True) if kind == layer]
    return chosen, (Fault("layer.others", "notice", layer, what, remedy),) if others else ()


def _tell(folder: Path, share: float) -> None:
    draft = folder / f"{SHARE_FILE}.new"
    draft.write_text(f"{share:.3f}", encoding="ascii")
    draft.replace(folder / SHARE_FILE)


def share_done(file: Path) -> float:
    """Return how much of its work a child says is done.

    Parameters
    ----------
    file : Path
        `SHARE_FILE` in the folder of the job.

    Returns
    -------
    float
        From 0 to 1; 0 before it says anything.
    """
    try:
        return float(file.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return 0.0


def _described(prepared: Prepared, name: str) -> dict[str, Any]:
    return {
        "table": name,
        "layer": prepared.layer,
        "faulty": prepared.faulty,
        "faults": [asdict(fault) for fault in prepared.faults],
        "crs": prepared.crs,
        "encoding": None if prepared.encoding is None else asdict(prepared.encoding),
        "look": asdict(prepared.look),
        "mapping": prepared.mapping,
        "crs_source": prepared.crs_source,
        "left_out": prepared.left_out,
    }


def read_result(folder: Path) -> tuple[list[Prepared], list[Fault]]:
    """Return what a child read from a file.

    Parameters
    ----------
    folder : Path
        The folder of the job.

    Returns
    -------
    tables : list of Prepared
        The tables of the file.
    faults : list of Fault
        What is wrong with the file rather than with a table.

    Raises
    ------
    InputError
        What the child raised.
    """
    result = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    if "error" in result:
        raise _ERRORS[result["error"]](Text(**result["what"]), Text(**result["remedy"]))
    tables = [
        Prepared(
            table=described["table"],
            layer=described["layer"],
            frame=gpd.read_feather(folder / f"{number}.arrow"),
            faulty=described["faulty"],
            faults=tuple(_faults(described["faults"])),
            crs=described["crs"],
            encoding=None if described["encoding"] is None else Text(**described["encoding"]),
            look=to_look(described["look"]),
            mapping=described["mapping"],
            crs_source=described["crs_source"],
            left_out=described["left_out"],
        )
        for number, described in enumerate(result["tables"])
    ]
    return tables, _faults(result["faults"])


def read_sketches(folder: Path) -> list[list[dict[str, Any]]]:
    """Return the drawings that a child made of the tables of a file.

    Parameters
    ----------
    folder : Path
        The folder of the job.

    Returns
    -------
    list of list of dict
        GeoJSON features by table; none for a table that was not drawn.
    """
    count = len(json.loads((folder / "result.json").read_text(encoding="utf-8"))["tables"])
    files = [folder / f"{number}.geojson" for number in range(count)]
    return [orjson.loads(file.read_bytes()) if file.exists() else [] for file in files]


def read_overlaps(folder: Path) -> list[Fault]:
    """Return the overlaps that a child found.

    Parameters
    ----------
    folder : Path
        The folder of the job.

    Returns
    -------
    list of Fault
        One a pair of communities.
    """
    result = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    return _faults(result["faults"])


def _find_overlaps(folder: Path) -> dict[str, Any]:
    frame = gpd.read_feather(folder / "communities.arrow")
    contract = CONTRACTS["communities"]
    findings = check_overlaps(frame, contract)
    faults = to_faults(findings, frame, layer=contract.name, key=contract.key)
    return {"faults": [asdict(fault) for fault in faults]}


def _faults(described: Sequence[Mapping[str, Any]]) -> list[Fault]:
    return [
        Fault(
            rule=fault["rule"],
            severity=fault["severity"],
            layer=fault["layer"],
            what=Text(**fault["what"]),
            remedy=Text(**fault["remedy"]),
            feature_id=fault["feature_id"],
            place=None if fault["place"] is None else (fault["place"][0], fault["place"][1]),
            file=fault["file"],
        )
        for fault in described
    ]
