"""Import of foreign files into one project file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path

import geopandas as gpd
import shapely

from gridmap.errors import Fault, InputError, SettingsError, Text
from gridmap.io.completing import Taken
from gridmap.io.formats import NotALayerError
from gridmap.io.jobs import read_overlaps, read_result
from gridmap.io.judging import judge
from gridmap.io.limits import limits_for
from gridmap.io.merging import merge
from gridmap.io.preparing import Prepared
from gridmap.io.project import read_project, write_layers
from gridmap.io.reader import Reader
from gridmap.io.report import ImportReport
from gridmap.io.sources import expand, file_name, size_of
from gridmap.layers import CONTRACTS
from gridmap.layers.findings import echo
from gridmap.layers.values import folded

Progress = Callable[[Text, float], None]

_READING_SHARE, _CHECKING_SHARE = 0.8, 0.9
_OVERLAPS_S = 2
_MADE_UP_PREFIX = "000000"


@dataclass(frozen=True, slots=True)
class _Stated:
    layer: str | None
    encoding: str | None
    crs: str | None
    estimate: bool


@dataclass(frozen=True, slots=True)
class _Content:
    tables: tuple[tuple[str, Prepared], ...]
    faults: tuple[Fault, ...]


def import_files(
    paths: Sequence[Path],
    *,
    project: Path,
    layer: str | None = None,
    encoding: str | None = None,
    crs: str | None = None,
    estimate: bool = False,
    skip_faulty: bool = False,
    progress: Progress | None = None,
    reader: Reader | None = None,
) -> ImportReport:
    """Read files into a project file and return what was done.

    Each file is read in a limited child process. A layer with any error is not written, the
    others are; everything that is wrong is reported together. A feature replaces the one of the
    same key that is in the project already.

    Parameters
    ----------
    paths : sequence of Path
        Files; a folder stands for the files in it.
    project : Path
        The project file; made if it is not there.
    layer : str, optional
        The layer that the files are, instead of what their names and columns tell.
    encoding : str, optional
        Encoding of texts, instead of what the files state or what is detected.
    crs : str, optional
        CRS of files that name none, such as ``"EPSG:4548"``.
    estimate : bool
        Whether empty households are estimated; a layer without the column always is.
    skip_faulty : bool
        Whether to write the features without an error of a layer that has some with; those left
        out are listed.
    progress : callable, optional
        Called with what is being done and the share from 0 to 1 that is done.
    reader : Reader, optional
        A reader that is running, for many imports in a row.

    Returns
    -------
    ImportReport
        Counts, headers, encodings, and every fault.

    Raises
    ------
    InputError
        If ``project`` is a file that is no project, or cannot be written.
    SettingsError
        If there is no layer of that name.
    """
    say = progress or (lambda _what, _share: None)
    stated = _Stated(_layer_name(layer), encoding, crs, estimate)
    before = read_project(project) if project.exists() else {}
    files, skipped = expand(paths, project=project)
    with ExitStack() as stack:
        running = reader or stack.enter_context(Reader())
        content = _read_all(files, stated, _made_up(before.get("communities")), running, say)
        say(Text("核对图层", "Checking the layers"), _READING_SHARE)
        judged = judge(content.tables, before, overlaps=lambda frame: _overlaps(frame, running))
    merged = merge(judged, before, skip_faulty=skip_faulty)
    if merged.changed:
        say(Text("写入项目文件", "Writing the project"), _CHECKING_SHARE)
        write_layers(project, merged.changed)
    say(Text("完成", "Done"), 1.0)
    return ImportReport(merged.tables, (*skipped, *content.faults, *merged.faults))


def _layer_name(stated: str | None) -> str | None:
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


def _read_all(
    files: Sequence[Path], stated: _Stated, taken: Taken, reader: Reader, say: Progress
) -> _Content:
    tables: list[tuple[str, Prepared]] = []
    faults: list[Fault] = []
    no_layers: list[Fault] = []
    for number, path in enumerate(files):
        tick = partial(_say_reading, say, path, number, len(files))
        tick(0.0)
        try:
            prepared, found = _read_one(path, stated, taken, reader, tick=tick)
        except NotALayerError as error:
            no_layers.append(_file_fault("file.not_layer", path, error))
        except InputError as error:
            faults.append(_file_fault("file.unreadable", path, error))
        else:
            name = file_name(path)
            tables += [(name, table) for table in prepared]
            faults += [replace(fault, file=name) for fault in found]
            taken = [*taken, *(row for table in prepared for row in _new_codes(table))]
    others = [_skipped(fault) for fault in no_layers] if tables else no_layers
    return _Content(tuple(tables), (*others, *faults))


def _read_one(
    path: Path, stated: _Stated, taken: Taken, reader: Reader, *, tick: Callable[[float], None]
) -> tuple[list[Prepared], list[Fault]]:
    job = {"kind": "read", "path": str(path.absolute()), "taken": list(taken), **asdict(stated)}
    limits = limits_for(size_of(path), path.name)
    with reader.run(job, limits=limits, tick=tick) as folder:
        return read_result(folder)


def _say_reading(say: Progress, path: Path, number: int, count: int, share: float) -> None:
    name = file_name(path)
    say(Text(f"读取 {name}", f"Reading {name}"), _READING_SHARE * (number + share) / count)


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
