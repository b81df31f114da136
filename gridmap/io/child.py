"""The process that reads untrusted files: a server that forks one limited child a file.

Run as ``python -P -m gridmap.io.child``. The server imports the readers once, then takes one JSON
line a job on standard input, ``{"folder": ..., "limits": {...}}``, forks, holds the child to its
limits, and answers one JSON line when the child has ended: ``{"code": 0}``, ``{"signal": 9}`` or
``{"timeout": true}``. The child reads ``job.json`` in the folder and leaves its results there.
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
from pathlib import Path

from gridmap.io.jobs import run_job
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
        sys.stdout.write(json.dumps(_await(child, limits.clock_s)) + "\n")
        sys.stdout.flush()


def _work(folder: Path, limits: Limits) -> None:
    code = 1
    try:
        _redirect(folder / "stderr.txt")
        limits.apply()
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


def _await(child: int, clock_s: float) -> dict[str, int | bool]:
    deadline = time.monotonic() + clock_s
    while time.monotonic() < deadline:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            code = os.waitstatus_to_exitcode(status)
            return {"code": code} if code >= 0 else {"signal": -code}
        time.sleep(_TICK_S)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return {"timeout": True}


if __name__ == "__main__":
    main()
