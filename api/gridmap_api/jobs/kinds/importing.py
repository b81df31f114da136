"""Importing files that were sent: every fault reported, and nothing written if one is an error."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
from sqlalchemy import Connection

from gridmap.errors import Text
from gridmap.io.choices import from_plain
from gridmap.io.gathering import Gathered, ImportOptions, gather
from gridmap.io.project import read_project, write_layers
from gridmap.io.report import ImportReport
from gridmap.io.sources import expand
from gridmap_api.errors import ConflictError, ServiceError
from gridmap_api.jobs.desk import Desk, Ending
from gridmap_api.store.job_files import SENT, UPLOAD, drop_sent, file_pieces, has_file
from gridmap_api.store.job_inputs import actor_of, read_layers
from gridmap_api.store.layer_reads import current_versions
from gridmap_api.store.layer_writes import import_layer


class RefusedFileError(ServiceError):
    """A file has faults that keep it out; carries all of them."""


@dataclass(frozen=True, slots=True)
class Read:
    """Files beside the layers of the store.

    Attributes
    ----------
    versions : Mapping of str to int
        The version that each layer was at.
    found : Gathered
        What the files hold.
    frames : Mapping of str to GeoDataFrame
        The layers that would change, whole, as they would be.
    """

    versions: Mapping[str, int]
    found: Gathered
    frames: Mapping[str, gpd.GeoDataFrame]


def import_now(desk: Desk) -> Ending:
    """Read files in a limited process of its own, beside the layers that are there.

    Parameters
    ----------
    desk : Desk
        The job, with the files that were sent.

    Returns
    -------
    callable
        Its result is the new version of each layer, and the report.

    Raises
    ------
    RefusedFileError
        If anything in the files is an error.
    """
    read = read_sent(desk, sketch=False)
    report = read.found.report
    if not read.frames or not (report.ok or desk.params["skip_faulty"]):
        raise RefusedFileError(
            Text("文件有错误，未写入任何内容。", "The file has faults; nothing was written."),
            Text("请按清单逐条修正后重新导入。", "Mend what the list names and import again."),
            faults=[asdict(fault) for fault in report.faults],
        )

    def _write_all(connection: Connection) -> dict[str, Any]:
        _require_unchanged(read.versions, current_versions(connection), read.frames)
        if "upload_id" in desk.params:
            drop_sent(connection, str(desk.params["upload_id"]))
        return _write(connection, desk, read.frames, report)

    return _write_all


def read_sent(desk: Desk, *, sketch: bool) -> Read:
    """Return the files of a job beside the layers of the store; nothing is written there.

    Parameters
    ----------
    desk : Desk
        The job.
    sketch : bool
        Whether the tables are drawn.

    Returns
    -------
    Read
        The files and the layers.

    Raises
    ------
    ConflictError
        If the files are no longer kept.
    """
    files, _ = expand(_fetched(desk), project=desk.folder / "project.gpkg")
    with desk.store.read() as connection:
        versions = current_versions(connection)
        before = read_layers(connection, versions)
    found = gather(files, before, _options(desk, sketch=sketch), progress=desk.progress)
    return Read(versions, found, _stored(desk.folder / "project.gpkg", found))


def _options(desk: Desk, *, sketch: bool) -> ImportOptions:
    given = desk.params
    return ImportOptions(
        *(given["layer"], given["encoding"], given["crs"]),
        estimate=given["estimate"],
        skip_faulty=given["skip_faulty"],
        choices=from_plain(given["tables"]),
        whole=frozenset(given["whole"]),
        sketch=sketch,
        unshift=bool(given.get("unshift", False)),
    )


def _stored(project: Path, found: Gathered) -> dict[str, gpd.GeoDataFrame]:
    """Return the layers that change, with the types that a project file gives them."""
    if not found.merged.changed:
        return {}
    write_layers(project, found.merged.changed)
    return read_project(project)


def _fetched(desk: Desk) -> list[Path]:
    """Return the files of a job, brought from the store."""
    folder = desk.folder / "sent"
    folder.mkdir()
    owner = str(desk.params.get("upload_id", desk.claim.id))
    is_kept = "upload_id" in desk.params or desk.claim.kind == "preview"
    start = SENT if is_kept else UPLOAD
    files = [folder / str(name) for name in desk.params["files"]]
    for number, file in enumerate(files):
        _require_kept(desk, owner, f"{start}:{number}")
        _spool(file, file_pieces(desk.store, owner, f"{start}:{number}"))
    return files


def _require_kept(desk: Desk, owner: str, which: str) -> None:
    with desk.store.read() as connection:
        if has_file(connection, owner, which):
            return
    raise ConflictError(
        Text("上传的文件已过期。", "The files that were sent are no longer kept."),
        Text("请重新选择文件。", "Choose the files again."),
    )


def _spool(file: Path, pieces: Iterable[bytes]) -> None:
    with file.open("wb") as stream:
        for piece in pieces:
            stream.write(piece)


def _require_unchanged(
    before: Mapping[str, int], now: Mapping[str, int], frames: Mapping[str, gpd.GeoDataFrame]
) -> None:
    """Refuse to write over what somebody else changed while the file was read."""
    changed = [name for name in frames if before.get(name) != now.get(name)]
    if changed:
        raise ConflictError(
            Text(
                "导入期间图层被他人修改，未写入任何内容。",
                "Somebody changed the layers during the import; nothing was written.",
            ),
            Text("请重新导入。", "Import the file again."),
            layers=changed,
        )


def _write(
    connection: Connection,
    desk: Desk,
    frames: Mapping[str, gpd.GeoDataFrame],
    report: ImportReport,
) -> dict[str, Any]:
    actor = actor_of(connection, desk.claim.account)
    versions = {
        name: import_layer(
            connection,
            name,
            frame,
            actor=actor,
            source=_source(report, name),
            faults=[fault for fault in report.faults if fault.layer == name],
        )
        for name, frame in frames.items()
    }
    return {"layers": versions, "report": report.to_dict()}


def _source(report: ImportReport, layer: str) -> str:
    """Return the names of the files that a layer came from."""
    files = [table.file for table in report.tables if table.layer == layer]
    return "、".join(dict.fromkeys(files))
