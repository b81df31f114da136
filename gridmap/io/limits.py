"""How much time, memory and disk the reading of one file may take.

An untrusted file may be made to never end. The limits grow with the size of the file, so that
large honest files pass: a GeoPackage of 100 MB may take about a minute of processor time.
"""

from __future__ import annotations

import os
import resource
from dataclasses import dataclass

_MIB = 2**20
_PACKED_SUFFIXES = (".gz", ".bz2", ".pbf", ".zip", ".kmz", ".xlsx", ".parquet", ".geoparquet")
_PACKED_FACTOR = 20
"""How much a packed file is taken to hold; OpenStreetMap extracts and tables hold about this."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one child process may use.

    Attributes
    ----------
    processor_s : int
        Seconds of processor time.
    clock_s : float
        Seconds on the clock.
    memory_bytes : int
        Private writable memory.
    file_bytes : int
        Size of one file that it writes.
    """

    processor_s: int
    clock_s: float
    memory_bytes: int
    file_bytes: int

    def apply(self) -> None:
        """Hold the calling process to the limits; it cannot raise them again."""
        for kind, value in (
            (resource.RLIMIT_CPU, self.processor_s),
            (resource.RLIMIT_DATA, self.memory_bytes),
            (resource.RLIMIT_FSIZE, self.file_bytes),
            (resource.RLIMIT_CORE, 0),
        ):
            _, ceiling = resource.getrlimit(kind)
            least = value if ceiling == resource.RLIM_INFINITY else min(value, ceiling)
            # At the hard limit of time the kernel kills as if memory had run out; at the soft
            # one it says why.
            grace = 1 if kind == resource.RLIMIT_CPU and ceiling == resource.RLIM_INFINITY else 0
            resource.setrlimit(kind, (least, least + grace))


def limits_for(size_bytes: int, name: str, *, least_s: int = 4) -> Limits:
    """Return the limits for a file of that size and name.

    Parameters
    ----------
    size_bytes : int
        Size on disk; of a Shapefile, all its parts.
    name : str
        File name; packed formats are taken to hold 20 times their size.
    least_s : int
        Seconds of processor time for the smallest file.

    Returns
    -------
    Limits
        At least ``least_s`` of processor time, half as much again on the clock, and 1 GiB; half
        a second and a second more for each MiB.

    Examples
    --------
    >>> limits_for(1000, "a.geojson").processor_s
    4
    >>> limits_for(100 * 2**20, "a.gpkg").processor_s
    54
    """
    packed = name.lower().endswith(_PACKED_SUFFIXES)
    weight = size_bytes * (_PACKED_FACTOR if packed else 1)
    mebibytes = weight / _MIB
    return Limits(
        processor_s=least_s + int(mebibytes / 2),
        clock_s=1.5 * least_s + mebibytes,
        memory_bytes=min(1024 * _MIB + 16 * weight, _three_quarters_of_memory()),
        file_bytes=256 * _MIB + 8 * weight,
    )


def _three_quarters_of_memory() -> int:
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") * 3 // 4
