"""Import of foreign files into one project file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gridmap.errors import Text
from gridmap.io.choices import TableChoice
from gridmap.io.gathering import ImportOptions, Progress, gather, layer_name
from gridmap.io.project import read_project, write_layers
from gridmap.io.reader import Reader
from gridmap.io.report import ImportReport
from gridmap.io.sources import expand

_CHECKING_SHARE = 0.9


def import_files(
    paths: Sequence[Path],
    *,
    project: Path,
    layer: str | None = None,
    encoding: str | None = None,
    crs: str | None = None,
    estimate: bool = False,
    skip_faulty: bool = False,
    choices: Sequence[TableChoice] = (),
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
    choices : sequence of TableChoice
        What is said about single tables: their layer, columns, encoding, CRS.
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
    options = ImportOptions(
        *(layer_name(layer), encoding, crs, estimate, skip_faulty), choices=tuple(choices)
    )
    before = read_project(project) if project.exists() else {}
    files, skipped = expand(paths, project=project)
    found = gather(files, before, options, progress=say, reader=reader)
    if found.merged.changed:
        say(Text("写入项目文件", "Writing the project"), _CHECKING_SHARE)
        write_layers(project, found.merged.changed)
    say(Text("完成", "Done"), 1.0)
    return ImportReport(found.report.tables, (*skipped, *found.report.faults))
