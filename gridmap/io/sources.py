"""Which files a call of the import means."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gridmap.errors import Fault, Text
from gridmap.io.formats import FORMATS, SIDECARS, suffix_of
from gridmap.layers.findings import echo

_LISTED = 10
_LONGEST_NAME = 120


def expand(paths: Sequence[Path], *, project: Path) -> tuple[list[Path], list[Fault]]:
    """Return the files to read, once each.

    Parameters
    ----------
    paths : sequence of Path
        Files and folders.
    project : Path
        The project file, which is not read into itself.

    Returns
    -------
    files : list of Path
        Of a folder, its readable files in order of name. Parts of a Shapefile that is read
        itself are left out.
    faults : list of Fault
        Notices of what was skipped in folders.
    """
    files: list[Path] = []
    faults: list[Fault] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(path.iterdir())
            readable = [file for file in inside if file.is_file() and suffix_of(file) in FORMATS]
            files += readable
            faults += _skipped(path, [file for file in inside if file not in readable])
        else:
            files.append(path)
    main = {_stem(file) for file in files if file.name.lower().endswith(".shp")}
    wanted = [file for file in files if not (_is_part(file) and _stem(file) in main)]
    own = [file for file in wanted if file.resolve() == project.resolve()]
    faults += [_own(file) for file in own]
    return [file for file in dict.fromkeys(wanted) if file not in own], faults


def file_name(path: Path) -> str:
    """Return the name of a file in a form that can be printed.

    Parameters
    ----------
    path : Path
        A file, whose name may be no text at all.

    Returns
    -------
    str
        Its name.
    """
    return echo(path.name, longest=_LONGEST_NAME)


def size_of(path: Path) -> int:
    """Return the size of a file, of a Shapefile that of all its parts.

    Parameters
    ----------
    path : Path
        A file.

    Returns
    -------
    int
        Bytes; 0 where there is no such file.
    """
    parts = [path]
    if path.name.lower().endswith(".shp") and path.parent.is_dir():
        parts = [part for part in path.parent.iterdir() if _stem(part) == _stem(path)]
    return sum(part.stat().st_size for part in parts if part.is_file())


def _own(path: Path) -> Fault:
    return Fault(
        rule="file.own",
        severity="notice",
        layer="",
        what=Text("就是项目文件本身，已跳过。", "It is the project itself; skipped."),
        remedy=Text("无需处理。", "Nothing to do."),
        file=file_name(path),
    )


def _is_part(path: Path) -> bool:
    return path.name.lower().endswith(SIDECARS)


def _stem(path: Path) -> Path:
    name = path.name.lower()
    end = next((end for end in (*SIDECARS, ".shp") if name.endswith(end)), "")
    return path.with_name(name[: len(name) - len(end)] or name)


def _skipped(folder: Path, others: Sequence[Path]) -> list[Fault]:
    names = [file_name(other) for other in others if not _is_part(other)]
    if not names:
        return []
    listed = "、".join(names[:_LISTED]) + (" …" if len(names) > _LISTED else "")
    return [
        Fault(
            rule="file.skipped",
            severity="notice",
            layer="",
            what=Text(f"跳过 {len(names)} 项：{listed}。", f"Skipped {len(names)}: {listed}."),
            remedy=Text("如需导入，请直接给出文件名。", "Name them if they should be read."),
            file=file_name(folder),
        )
    ]
