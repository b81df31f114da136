"""The process that reads untrusted files: a server that forks one limited child a file.

Run as ``python -P -m gridmap.io.child``. The server imports the readers once, then takes one JSON
line a job on standard input, ``{"folder": ..., "limits": {...}}``, forks, holds the child to its
limits, and answers one JSON line when the child has ended: ``{"code": 0}``, ``{"signal": 9}`` or
``{"timeout": true}``; on the way it passes on how far the child says it is, ``{"share": 0.5}``.
The child reads ``job.json`` in the folder and leaves its results there.
Nothing is pickled. The environment that keeps GDAL from fetching, following and interpreting is
set by `gridmap.io.reader` before this process starts.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Iterator
from pathlib import Path

from gridmap.io.jobs import SHARE_FILE, run_job, share_done
from gridmap.io.limits import Limits

_TICK_S = 0.005


def main() -> None:
    """Serve jobs until standard input ends."""
    for line in sys.stdin:
        job = json.loads(line)
        limits = Limits(**job["limits"])
        child = os.fork()
        if child == 0:
            _work(Path(job["folder"]), limits)
        for word in _follow(child, Path(job["folder"]) / SHARE_FILE, limits.clock_s):
            sys.stdout.write(json.dumps(word) + "\n")
            sys.stdout.flush()


def _work(folder: Path, limits: Limits) -> None:
    code = 1
    try:
        _redirect(folder / "stderr.txt")
        limits.apply()
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        run_job(folder)
        code = 0
    finally:
        if code:
            traceback.print_exc()
        sys.stderr.flush()
        os._exit(code)


def _redirect(log: Path) -> None:
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    os.dup2(os.open(log, os.O_WRONLY | os.O_CREAT), 2)


def _follow(child: int, share_file: Path, clock_s: float) -> Iterator[dict[str, float | bool]]:
    """Yield each share of the work that the child says is done, and last how it ended."""
    deadline = time.monotonic() + clock_s
    said = 0.0
    while time.monotonic() < deadline:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            code = os.waitstatus_to_exitcode(status)
            yield {"code": code} if code >= 0 else {"signal": -code}
            return
        share = share_done(share_file)
        if share > said:
            said = share
            yield {"share": share}
        time.sleep(_TICK_S)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    yield {"timeout": True}


if __name__ == "__main__":
    main()
