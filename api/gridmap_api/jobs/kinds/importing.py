"""Importing a file that was sent: every fault reported, and nothing written if one is an error."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import geopandas as gpd
from sqlalchemy import Connection

from gridmap.errors import Text
from gridmap.io.imports import import_files
from gridmap.io.project import read_project, write_layers
from gridmap.io.report import ImportReport
from gridmap_api.errors import ConflictError, ServiceError
from gridmap_api.jobs.desk import Desk, Ending
from gridmap_api.jobs.orders import require_everywhere
from gridmap_api.store.job_inputs import actor_of, read_layers
from gridmap_api.store.jobs import Work
from gridmap_api.store.layer_reads import current_versions
from gridmap_api.store.layer_writes import import_layer
from gridmap_api.store.principals import Principal


class RefusedFileError(ServiceError):
    """A file has faults that keep it out; carries all of them."""


def order_import(
    principal: Principal, *, file: str, sha256: str, options: Mapping[str, Any]
) -> Work:
    """Return the work of importing a file.

    Parameters
    ----------
    principal : Principal
        Who asks; it takes one who works everywhere.
    file : str
        The name by which the file is kept.
    sha256 : str
        Digest of its content, so that the same file sent twice is imported once.
    options : Mapping
        ``layer``, ``encoding``, ``crs``, ``estimate`` and ``skip_faulty`` of `import_files`.

    Returns
    -------
    Work
        To which the file is yet to be added.
    """
    require_everywhere(principal)
    return Work("import", {"file": file, "sha256": sha256, **options})


def import_now(desk: Desk) -> Ending:
    """Read a file in a limited process of its own, beside the layers that are there.

    Parameters
    ----------
    desk : Desk
        The job, with the file that was sent.

    Returns
    -------
    callable
        Its result is the new version of each layer, and the report.

    Raises
    ------
    RefusedFileError
        If anything in the file is an error.
    """
    project = desk.folder / "project.gpkg"
    with desk.store.read() as connection:
        versions = current_versions(connection)
        before = read_layers(connection, versions)
    if before:
        write_layers(project, before)
    report = _read(desk, project)
    layers = {table.layer for table in report.tables}
    frames = {name: layer for name, layer in read_project(project).items() if name in layers}

    def _write_all(connection: Connection) -> dict[str, Any]:
        _require_unchanged(versions, current_versions(connection), frames)
        return _write(connection, desk, frames, report)

    return _write_all


def _read(desk: Desk, project: Path) -> ImportReport:
    params = desk.params
    file = desk.folder / "sent" / str(params["file"])
    file.parent.mkdir()
    _spool(file, desk.upload())
    report = import_files(
        [file],
        project=project,
        layer=params["layer"],
        encoding=params["encoding"],
        crs=params["crs"],
        estimate=params["estimate"],
        skip_faulty=params["skip_faulty"],
        progress=desk.progress,
    )
    if not (report.ok or params["skip_faulty"]) or not project.exists():
        raise RefusedFileError(
            Text("文件有错误，未写入任何内容。", "The file has faults; nothing was written."),
            Text("请按清单逐条修正后重新导入。", "Mend what the list names and import again."),
            faults=[asdict(fault) for fault in report.faults],
        )
    return report


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
            source=str(desk.params["file"]),
            faults=[fault for fault in report.faults if fault.layer == name],
        )
        for name, frame in frames.items()
    }
    return {"layers": versions, "report": report.to_dict()}
