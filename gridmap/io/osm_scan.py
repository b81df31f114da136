"""Going through an OpenStreetMap file, one that is out of order too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import osmium
from osmium.filter import IdFilter, KeyFilter
from osmium.osm.types import OSMEntity

from gridmap.errors import Fault, InputError, Text
from gridmap.io.osm_objects import Pass, Scan

_AREA_KEYS = ("building", "natural", "waterway", "landuse", "amenity", "boundary")
_OTHER_KEYS = ("highway", "railway", "building:part")
_DISORDER = r"out of order|twice in input|[Ff]ound a \w+ after"
"""How the library says that objects are not sorted by type and id, or come twice."""
_SORTED = Fault(
    "osm.sorted",
    "notice",
    "",
    Text(
        "文件中的对象未按编号排列或有重复，已排序去重后读入。",
        "The objects were not in order or came twice; they were sorted, the newest of each kept.",
    ),
    Text("无需处理。", "Nothing to do."),
)


def scan(path: Path) -> Scan:
    """Return the areas and lines of a file, and what was lost.

    Parameters
    ----------
    path : Path
        A PBF or XML file, compressed or not.

    Returns
    -------
    Scan
        The elements and faults.

    Raises
    ------
    InputError
        If the file as a whole cannot be read.
    """
    try:
        return _scan(path)
    except (RuntimeError, OSError, UnicodeDecodeError) as error:
        if not re.search(_DISORDER, str(error)):
            raise _unreadable(path, error) from error
    with TemporaryDirectory() as folder:
        ordered = Path(folder, "ordered.osm.pbf")
        try:
            _sort(path, ordered)
            found = _scan(ordered)
        except (RuntimeError, OSError, UnicodeDecodeError) as error:
            raise _unreadable(path, error) from error
    return replace(found, faults=(_SORTED, *found.faults))


def _scan(path: Path) -> Scan:
    found = Pass()
    for thing in _things(path):
        found.read(thing)
    return found.result(_present_ways(path, found.members_of_lost()))


def _sort(path: Path, ordered: Path) -> None:
    merge = osmium.MergeInputReader()
    merge.add_file(str(path.absolute()))
    with osmium.SimpleWriter(str(ordered)) as writer:
        merge.apply(writer, simplify=True)


def _unreadable(path: Path, error: Exception) -> InputError:
    return InputError(
        Text(
            f"{path.name} 不是完整的 OpenStreetMap 文件（{error}）。",
            f"{path.name} is no whole OpenStreetMap file ({error}).",
        ),
        Text(
            "请重新下载 .osm、.osm.gz、.osm.bz2 或 .osm.pbf 文件。",
            "Download it again, as .osm, .osm.gz, .osm.bz2 or .osm.pbf.",
        ),
    )


def _things(path: Path) -> Iterator[OSMEntity]:
    nodes = KeyFilter("building", "entrance", "barrier")
    nodes.enable_for(osmium.osm.NODE)
    # An absolute path: the library would take "-" for standard input and fetch an address.
    processor = osmium.FileProcessor(str(path.absolute())).with_areas(KeyFilter(*_AREA_KEYS))
    return iter(
        processor.with_filter(
            KeyFilter(*_AREA_KEYS, *_OTHER_KEYS, "entrance", "barrier")
        ).with_filter(nodes)
    )


def _present_ways(path: Path, ids: set[int]) -> set[int]:
    if not ids:
        return set()
    ways = osmium.FileProcessor(str(path.absolute()), osmium.osm.WAY).with_filter(
        IdFilter(sorted(ids))
    )
    return {way.id for way in ways}
