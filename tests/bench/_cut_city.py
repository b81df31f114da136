"""The child process of the benchmark of the partition: one method, one city, one line of JSON.

Run as ``python tests/bench/_cut_city.py CITY.npz METHOD SECONDS``. An alarm ends it when the method
takes longer, also inside compiled code. What is compiled or loaded at the first call is not timed:
the method cuts a small city first.
"""

from __future__ import annotations

import json
import signal
import sys
import time
import warnings
from dataclasses import asdict
from pathlib import Path

from _cities import city, judge, load
from _methods import METHODS, gridmap

MARK = "figures: "
"""What the line of figures begins with; libraries print lines of their own."""


def main(path: Path, name: str, limit_s: int) -> None:
    """Cut, and print what the plan is worth and what it took."""
    warnings.simplefilter("ignore")
    there, method = load(path), METHODS[name]
    if name.startswith("gridmap"):
        gridmap(city(200, "even", "poisson"), time_s=1.0 if "20 s" in name else None)
    signal.alarm(limit_s)
    wall, cpu = time.perf_counter(), time.process_time()
    labels = method.cut(there)
    seconds, cpu_s = time.perf_counter() - wall, time.process_time() - cpu
    signal.alarm(0)
    figures = asdict(judge(there, labels)) | {"seconds": seconds, "cpu_s": cpu_s}
    print(f"\n{MARK}{json.dumps(figures)}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
