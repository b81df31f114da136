"""Maps of flood depths, read and mended in a limited child process, as candidate hazards.

The child reads the file, turns it into metres, mends its polygons and reads the depths; what it
leaves are valid polygons by class of depth and a report of what was mended. A file that would take
too long is stopped there, and refused.
"""

from __future__ import annotations

import json
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd

from gridmap.errors import InputError, Text, UnknownCrsError
from gridmap.hazards.mending import Mended
from gridmap.io.limits import limits_for
from gridmap.io.reader import Reader
from gridmap.io.sources import file_name, size_of

JOB = "flood"
"""Name of the job of the child."""

LEAST_S = 30
"""Seconds of processor time for the smallest file: more than any mending within bounds takes."""


@dataclass(frozen=True, slots=True)
class FloodMap:
    """A map of flood depths.

    Attributes
    ----------
    classes : GeoDataFrame
        Valid polygons in metres, with ``least_m`` and ``most_m``.
    mended : Mended
        What was mended.
    depth_column : str
        The column that told the depths; empty where they were stated.
    file : str
        Name of the file.
    """

    classes: gpd.GeoDataFrame
    mended: Mended
    depth_column: str
    file: str


def read_flood(
    path: Path,
    *,
    depth: str | None = None,
    crs: str | None = None,
    encoding: str | None = None,
    reader: Reader | None = None,
) -> FloodMap:
    """Return a map of flood depths, its polygons mended.

    Parameters
    ----------
    path : Path
        Polygons in any format that the import reads.
    depth : str, optional
        The column of depths, or one depth for all polygons, such as ``"0.3"``; by default the
        column is found.
    crs : str, optional
        CRS of a file that names none.
    encoding : str, optional
        Encoding of texts, where the file does not state it.
    reader : Reader, optional
        A reader that is running.

    Returns
    -------
    FloodMap
        The polygons, and what was mended.

    Raises
    ------
    InputError
        If it cannot be read, holds no polygons or no depths, or cannot be mended within bounds.
    """
    job = {"kind": JOB, "path": str(path), "depth": depth, "crs": crs, "encoding": encoding}
    limits = limits_for(size_of(path), path.name, least_s=LEAST_S)
    with ExitStack() as stack:
        running = reader or stack.enter_context(Reader())
        folder = stack.enter_context(running.run(job, limits=limits))
        result = json.loads((folder / "result.json").read_text(encoding="utf-8"))
        if "error" in result:
            kind = UnknownCrsError if result["error"] == "UnknownCrsError" else InputError
            raise kind(Text(**result["what"]), Text(**result["remedy"]))
        classes = gpd.read_feather(folder / "classes.arrow")
    told = result["mended"]
    places = tuple((lon, lat) for lon, lat in told.pop("places"))
    mended = Mended(**told, places=places)
    return FloodMap(classes, mended, result["depth_column"], file_name(path))
