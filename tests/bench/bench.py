"""What the benchmarks share: a child process with its time and peak memory, and a table."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

CHECKOUT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
"""Where the commands of this interpreter lie."""


@dataclass(frozen=True, slots=True)
class Run:
    """A process that has ended.

    Attributes
    ----------
    code : int
        Its exit code; negative for the signal that ended it.
    seconds : float
        Wall-clock time.
    peak_mb : float
        Greatest resident memory of it or of any of its children, in 10^6 bytes.
    out : str
        What it printed, errors last.
    """

    code: int
    seconds: float
    peak_mb: float
    out: str


def run(command: Sequence[str | Path], *, cwd: Path) -> Run:
    """Return how a command ran to its end.

    Parameters
    ----------
    command : sequence of str or Path
        Program and arguments.
    cwd : Path
        Where it runs.

    Returns
    -------
    Run
        Its exit code, time and peak memory.
    """
    with TemporaryFile() as out, TemporaryFile() as err:
        started = time.perf_counter()
        child = subprocess.Popen(
            [str(part) for part in command],
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
        )
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - started
        child.returncode = os.waitstatus_to_exitcode(status)
        texts = []
        for file in (out, err):
            file.seek(0)
            texts.append(file.read().decode(errors="replace"))
    # Linux counts ru_maxrss in KiB, macOS in bytes.
    unit = 1 if sys.platform == "darwin" else 1024
    return Run(child.returncode, seconds, usage.ru_maxrss * unit / 1e6, "".join(texts))


def print_table(headers: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print rows under headers, the first column to the left and the others to the right.

    Parameters
    ----------
    headers : sequence of str
        One a column.
    rows : sequence of sequence
        As many values each as there are headers.
    """
    table = [list(headers), *([str(value) for value in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for cells in table:
        first, *others = (
            cell.ljust(width) if place == 0 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
        )
        print("  ".join([first, *others]), flush=True)
