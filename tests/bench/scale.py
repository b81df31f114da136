"""Many communities on a pool of processes and on a Dask cluster, the same plan from both.

An invented place of a million households is planned by two processes of a pool, and by two
workers of a Dask cluster on this machine. Seconds are of the whole plan, from the project file;
"units" of them go by until grids are cut, "cutting" while they are. Overhead is what the time of
both workers while grids are cut has beyond the work of all communities: sending, waiting and the
last one's lone end.

Run as ``python tests/bench/scale.py [HOUSEHOLDS [COMMUNITIES]]``; needs distributed.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench import BIN, CHECKOUT, print_table, run

from gridmap.errors import Text
from gridmap.io.project import read_project
from gridmap.partition.executors import dask, processes
from gridmap.pipeline import make_plan

HOUSEHOLDS, COMMUNITIES = 1_000_000, 190
WORKERS = 2


def timed(work: Callable[..., Any], *given: object) -> tuple[float, Any]:
    """Return how long a piece of work took where it was done, and its result."""
    started = time.perf_counter()
    result = work(*given)
    return time.perf_counter() - started, result


class Timed(Executor):
    """Another executor, whose work is added up.

    Parameters
    ----------
    inner : Executor
        Where the work is done.
    """

    def __init__(self, inner: Executor) -> None:
        self.inner = inner
        self.restart()

    def restart(self) -> None:
        """Count from here."""
        self.tasks, self.work_s = 0, 0.0
        self.began_s = self.ended_s = 0.0

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Return the future result of a piece of work."""
        outer: Future[Any] = Future()

        def settle(inner: Future[Any]) -> None:
            if (error := inner.exception()) is not None:
                outer.set_exception(error)
                return
            seconds, result = inner.result()
            self.work_s += seconds
            self.ended_s = time.perf_counter()
            outer.set_result(result)

        self.tasks += 1
        self.began_s = self.began_s or time.perf_counter()
        self.inner.submit(timed, fn, *args, **kwargs).add_done_callback(settle)
        return outer


@contextmanager
def cluster() -> Iterator[Executor]:
    """Give two processes of a Dask cluster on this machine."""
    from distributed import LocalCluster

    with (
        LocalCluster(
            n_workers=WORKERS, threads_per_worker=1, processes=True, dashboard_address=None
        ) as made,
        dask(made.scheduler_address) as executor,
    ):
        yield executor


def plan(project: Path, where: str) -> dict[str, Any]:
    """Return the figures of a plan that is made on one of the executors."""
    stages: dict[str, float] = {}

    def told(step: Text, _done: float) -> None:
        stage = step.en.split(" (")[0]
        if stage not in stages:
            stages[stage] = time.perf_counter()
            if stage == "Cutting grids":
                executor.restart()

    with processes(WORKERS) if where == "pool" else cluster() as inner:
        executor = Timed(inner)
        # The workers have read their programs before the clock starts.
        for future in [inner.submit(time.sleep, 0.5) for _ in range(WORKERS)]:
            future.result()
        started = time.perf_counter()
        made = make_plan(read_project(project), executor=executor, progress=told)
        ended = time.perf_counter()
    own, children = (
        resource.getrusage(who).ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    cutting_s = executor.ended_s - executor.began_s
    return {
        "where": where,
        "plan_id": made.plan_id,
        "seconds": ended - started,
        "units_s": stages["Cutting grids"] - started,
        "cutting_s": cutting_s,
        "work_s": executor.work_s,
        "overhead": WORKERS * cutting_s / executor.work_s - 1,
        "tasks": executor.tasks,
        "own_mb": own,
        "worker_mb": children,
        "figures": dict(made.figures),
    }


def main(households: int, communities: int) -> None:
    """Print the table."""
    with TemporaryDirectory() as folder:
        project = Path(folder) / "project.gpkg"
        size = ["--households", str(households), "--communities", str(communities)]
        commands = [
            [BIN / "gridmap", "sample", folder, *size],
            [BIN / "gridmap", "import", f"{folder}/sample.gpkg", "--project", project, "--json"],
        ]
        for command in commands:
            ended = run(command, cwd=CHECKOUT)
            if ended.code not in {0, 1} or not (project.exists() or command is commands[0]):
                sys.exit(ended.out)
            print(f"gridmap {command[1]}: {ended.seconds:.1f} s, {ended.peak_mb:.0f} MB")
        found = []
        for where in ("pool", "dask"):
            ended = run([sys.executable, __file__, "--one", where, project], cwd=CHECKOUT)
            if ended.code:
                sys.exit(ended.out)
            found.append(json.loads(ended.out.splitlines()[0]))
    figures = found[0]["figures"]
    print(
        f"{figures['households']} households, {figures['communities']} communities, "
        f"{figures['units']} units, {figures['grids']} grids, "
        f"{figures['in_band_share']:.1%} in the band"
    )
    print_table(
        [
            *(f"{WORKERS} workers", "seconds", "units", "cutting", "work", "overhead", "tasks"),
            *("MB", "MB a worker"),
        ],
        [
            [
                one["where"],
                *(f"{one[key]:.1f}" for key in ("seconds", "units_s", "cutting_s", "work_s")),
                f"{one['overhead']:.1%}",
                one["tasks"],
                *(f"{one[key]:.0f}" for key in ("own_mb", "worker_mb")),
            ]
            for one in found
        ],
    )
    same = found[0]["plan_id"] == found[1]["plan_id"]
    print("the same plan" if same else "TWO PLANS", found[0]["plan_id"])
    sys.exit(0 if same else 1)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(plan(Path(sys.argv[3]), sys.argv[2])), flush=True)
    else:
        sizes = [int(word) for word in sys.argv[1:]]
        main(*(sizes + [HOUSEHOLDS, COMMUNITIES][len(sizes) :]))
