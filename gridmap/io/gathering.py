"""Files read, judged and merged with a project, and nothing written yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely

from gridmap.errors import Fault, InputError, SettingsError, Text
from gridmap.io.choices import TableChoice, choice_for, to_plain
from gridmap.io.completing import Taken
from gridmap.io.formats import NotALayerError
from gridmap.io.jobs import read_overlaps, read_result, read_sketches
from gridmap.io.judging import Judged, judge
from gridmap.io.limits import limits_for
from gridmap.io.merging import Merged, merge
from gridmap.io.preparing import Prepared
from gridmap.io.reader import Reader
from gridmap.io.report import ImportReport
from gridmap.io.sources import file_name, size_of
from gridmap.layers import CONTRACTS
from gridmap.layers.findings import echo
from gridmap.layers.values import folded

Progress = Callable[[Text, float], None]
Layers = Mapping[str, gpd.GeoDataFrame]

READING_SHARE = 0.8
"""How much of an import is reading."""

_OVERLAPS_S = 2
_MADE_UP_PREFIX = "000000"


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How files are to be read.

    Attributes
    ----------
    layer : str or None
        The layer that the files are, instead of what their names and columns tell.
    encoding, crs : str or None
        Encoding of texts, and the CRS of files that name none.
    estimate : bool
        Whether empty households are estimated; a layer without the column always is.
    skip_faulty : bool
        Whether the features without an error of a layer that has some with are taken.
    choices : tuple of TableChoice
        What is said about single tables; it comes before the rest.
    whole : frozenset of str
        Layers that the files hold whole: features that they lack no longer hold.
    sketch : bool
        Whether the tables are drawn.
    unshift : bool
        Whether coordinates that are said to be of a web map may be moved back.
    """

    layer: str | None = None
    encoding: str | None = None
    crs: str | None = None
    estimate: bool = False
    skip_faulty: bool = False
    choices: tuple[TableChoice, ...] = ()
    whole: frozenset[str] = frozenset()
    sketch: bool = False
    unshift: bool = False


@dataclass(frozen=True, slots=True)
class SeenTable:
    """One table of a file as it was found.

    Attributes
    ----------
    file : str
        Name of the file.
    prepared : Prepared
        The table.
    features : list of dict
        A drawing of it as GeoJSON features; empty where none was asked for.
    """

    file: str
    prepared: Prepared
    features: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Gathered:
    """What files hold, and what would become of a project by them.

    Attributes
    ----------
    tables : tuple of SeenTable
        Every table, those left out too, in the order of the files.
    judged : tuple of Judged
        Those that are not left out, in the same order.
    merged : Merged
        What would be written.
    faults : tuple of Fault
        What is wrong with files rather than with tables.
    """

    tables: tuple[SeenTable, ...]
    judged: tuple[Judged, ...]
    merged: Merged
    faults: tuple[Fault, ...]

    @property
    def report(self) -> ImportReport:
        """What is told of it."""
        return ImportReport(self.merged.tables, (*self.faults, *self.merged.faults))


def gather(
    files: Sequence[Path],
    before: Layers,
    options: ImportOptions,
    *,
    progress: Progress,
    reader: Reader | None = None,
) -> Gathered:
    """Return what files hold, judged beside the layers of a project.

    Parameters
    ----------
    files : sequence of Path
        Files, each of which is read in a limited child process.
    before : mapping of str to GeoDataFrame
        Layers of the project.
    options : ImportOptions
        How they are to be read.
    progress : callable
        Called with what is being done and the share that is done.
    reader : Reader, optional
        A reader that is running.

    Returns
    -------
    Gathered
        The tables, what is wrong with them, and the layers as they would be.
    """
    wanted = [path for path in files if not _is_left_out(path, options)]
    taken = _made_up(before.get("communities"))
    with ExitStack() as stack:
        running = reader or stack.enter_context(Reader())
        tables, faults = _read_all(wanted, options, taken, running, progress)
        present = [(one.file, one.prepared) for one in tables if not one.prepared.left_out]
        replaced = options.whole & {prepared.layer for _, prepared in present}
        kept = {name: frame for name, frame in before.items() if name not in replaced}
        progress(Text("核对图层", "Checking the layers"), READING_SHARE)
        judged = judge(present, kept, overlaps=lambda frame: _overlaps(frame, running))
    merged = merge(judged, kept, skip_faulty=options.skip_faulty)
    return Gathered(tuple(tables), tuple(judged), merged, tuple(faults))


def layer_name(stated: str | None) -> str | None:
    """Return the layer that somebody means by a word.

    Parameters
    ----------
    stated : str or None
        Its name in code, in Chinese or in English.

    Returns
    -------
    str or None
        Its name in code; None for None.

    Raises
    ------
    SettingsError
        If there is no such layer.
    """
    if stated is None:
        return None
    for contract in CONTRACTS.values():
        words = (contract.name, contract.title.zh, contract.title.en)
        if folded(stated) in {folded(word) for word in words}:
            return contract.name
    choices = "、".join(f"{name}({item.title.zh})" for name, item in CONTRACTS.items())
    raise SettingsError(
        Text(f"没有名为“{echo(stated)}”的图层。", f"There is no layer {echo(stated)!r}."),
        Text(f"可用：{choices}。", f"Use one of {', '.join(CONTRACTS)}."),
    )


def _is_left_out(path: Path, options: ImportOptions) -> bool:
    """Return whether the user leaves out a whole file: then it is not even read."""
    return choice_for(options.choices, file_name(path), "").leave_out


def _read_all(
    files: Sequence[Path], options: ImportOptions, taken: Taken, reader: Reader, say: Progress
) -> tuple[list[SeenTable], list[Fault]]:
    tables: list[SeenTable] = []
    faults: list[Fault] = []
    no_layers: list[Fault] = []
    for number, path in enumerate(files):
        tick = partial(_say_reading, say, path, number, len(files))
        tick(0.0)
        try:
            seen, found = _read_one(path, options, taken, reader, tick=tick)
        except NotALayerError as error:
            no_layers.append(_file_fault("file.not_layer", path, error))
        except InputError as error:
            faults.append(_file_fault("file.unreadable", path, error))
        else:
            tables += seen
            faults += [replace(fault, file=file_name(path)) for fault in found]
            taken = [*taken, *(row for one in seen for row in _new_codes(one.prepared))]
    others = [_skipped(fault) for fault in no_layers] if tables else no_layers
    return tables, [*others, *faults]


def _read_one(
    path: Path,
    options: ImportOptions,
    taken: Taken,
    reader: Reader,
    *,
    tick: Callable[[float], None],
) -> tuple[list[SeenTable], list[Fault]]:
    name = file_name(path)
    job = {
        "kind": "read",
        "path": str(path.absolute()),
        "file": name,
        "taken": list(taken),
        "layer": options.layer,
        "encoding": options.encoding,
        "crs": options.crs,
        "estimate": options.estimate,
        "choices": to_plain(options.choices, name),
        "sketch": options.sketch,
        "unshift": options.unshift,
    }
    limits = limits_for(size_of(path), path.name)
    with reader.run(job, limits=limits, tick=tick) as folder:
        prepared, faults = read_result(folder)
        sketches = read_sketches(folder)
    return [SeenTable(name, *one) for one in zip(prepared, sketches, strict=True)], faults


def _say_reading(say: Progress, path: Path, number: int, count: int, share: float) -> None:
    name = file_name(path)
    say(Text(f"读取 {name}", f"Reading {name}"), READING_SHARE * (number + share) / count)


def _file_fault(rule: str, path: Path, error: InputError) -> Fault:
    return Fault(rule, "error", "", error.what, error.remedy, file=file_name(path))


def _skipped(fault: Fault) -> Fault:
    """Return the notice of a file that is no layer, beside others that are."""
    what = Text(f"不是图层，已跳过：{fault.what.zh}", f"No layer, skipped: {fault.what.en}")
    return replace(fault, severity="notice", what=what)


def _made_up(communities: gpd.GeoDataFrame | None) -> Taken:
    """Return name, street and code of the communities whose codes were made up before."""
    if communities is None:
        return ()
    rows = communities[["name", "street", "community_code"]].fillna("").itertuples(index=False)
    return [
        (str(name), str(street), str(code))
        for name, street, code in rows
        if str(code).startswith(_MADE_UP_PREFIX)
    ]


def _new_codes(table: Prepared) -> Taken:
    return _made_up(table.frame) if table.layer == "communities" else ()


def _overlaps(communities: gpd.GeoDataFrame, reader: Reader) -> list[Fault]:
    """Return the overlaps, found in the child too: crossing combs would never end."""
    job = {"kind": "overlaps"}
    size = int(shapely.get_num_coordinates(communities.geometry.to_numpy()).sum()) * 16
    try:
        with reader.run(
            job,
            limits=limits_for(size, "", least_s=_OVERLAPS_S),
            tables={"communities": communities},
        ) as folder:
            return read_overlaps(folder)
    except InputError as error:
        what = Text(f"核对社区重叠未完成：{error.what.zh}", f"Overlaps: {error.what.en}")
        return [Fault("overlap.unchecked", "error", "communities", what, error.remedy)]
