"""Many pieces of work on any executor: same results, and none takes the others down."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext, suppress
from functools import partial
from pathlib import Path

import errands
import pytest

from gridmap.errors import SettingsError
from gridmap.partition.executing import Failure, Run, chunks, run_all
from gridmap.partition.executors import dask, processes, threads

POOLS = {"threads": partial(threads, 2), "processes": partial(processes, 2)}
SIZES = [100] * 8


def all_of(run, items, *, pool, sizes=None, **options):
    with pool() as executor:
        return run_all(
            run, items, sizes=sizes or SIZES[: len(items)], executor=executor, renew=pool, **options
        )


@pytest.mark.parametrize("pool", POOLS.values(), ids=POOLS)
def test_results_come_in_the_order_of_the_items(pool):
    done = []
    sizes = [10, 900, 30, 500, 20, 100, 70, 1]
    found = all_of(Run(errands.square), range(8), sizes=sizes, pool=pool, told=done.append)
    assert found == [0, 1, 4, 9, 16, 25, 36, 49]
    assert done == sorted(done)
    assert done[-1] == 8


@pytest.mark.parametrize("pool", POOLS.values(), ids=POOLS)
def test_an_item_that_raises_is_told_in_its_place(pool):
    found = all_of(Run(errands.square_but_three), range(6), sizes=[1] * 6, pool=pool)
    assert [found[n] for n in (0, 1, 2, 5)] == [0, 1, 4, 25]
    assert "ValueError: three" in found[3].reason.zh
    assert found[4].reason.en == "Four will not do."


def test_an_item_that_takes_too_long_is_given_up():
    run = Run(errands.square_and_wait_at_three, limit_s=0.2)
    found = all_of(run, range(5), sizes=[1] * 5, pool=POOLS["threads"])
    assert "0.2" in found[3].reason.zh
    assert [found[n] for n in (0, 1, 2, 4)] == [0, 1, 4, 16]


def test_a_worker_that_dies_takes_only_its_item_with_it():
    found = all_of(Run(errands.square_and_die_at_three), range(5), pool=POOLS["processes"])
    assert isinstance(found[3], Failure)
    assert "BrokenProcessPool" in found[3].reason.en
    assert [found[n] for n in (0, 1, 2, 4)] == [0, 1, 4, 16]


def test_an_executor_that_is_broken_fails_every_item_and_raises_nothing():
    with processes(1) as executor:
        executor.submit(errands.square_and_die_at_three, 3).exception()
        found = all_of(Run(errands.square), range(3), pool=lambda: nullcontext(executor))
    assert all(isinstance(one, Failure) for one in found)


def test_large_items_are_begun_first_and_small_ones_travel_together():
    assert list(chunks([10, 900, 150, 60, 40])) == [[1], [2], [3, 4], [0]]
    assert list(chunks([])) == []


def test_an_error_on_the_way_ends_the_processes():
    seen = set()

    def refuse(_done):
        raise RuntimeError("cancelled")

    def pool():
        with processes(2) as executor:
            seen.update(executor.submit(os.getpid).result() for _ in range(4))
            yield executor

    with pytest.raises(RuntimeError, match="cancelled"):
        all_of(Run(errands.square), range(8), pool=contextmanager(pool), told=refuse)
    assert seen
    assert not any(_alive(process) for process in seen)


def _alive(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_threads_after_an_error_begin_no_further_item():
    begun = []

    def stop(_done):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        all_of(
            Run(begun.append), range(100), sizes=[500] * 100, pool=partial(threads, 1), told=stop
        )
    assert len(begun) < 100


# A shell ignores Ctrl-C for what it runs in the background: here it is heard all the same.
HEARS_CTRL_C = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
PARENT = """
import errands, sys
from gridmap.partition.executors import processes
if __name__ == "__main__":
    with processes(2) as executor:
        futures = [executor.submit(errands.process_and_number, n) for n in range(20)]
        print(*{future.result()[0] for future in futures}, flush=True)
        executor.submit(errands.square_and_wait_at_three, 3).result()
"""


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGKILL])
def test_no_process_outlives_its_parent(tmp_path, ending):
    script = tmp_path / "parent.py"
    script.write_text(HEARS_CTRL_C + PARENT)
    folder = str(Path(errands.__file__).parent)
    with subprocess.Popen(
        [sys.executable, script],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": folder},
        start_new_session=True,
        text=True,
    ) as parent:
        workers = [int(word) for word in parent.stdout.readline().split()]
        assert workers
        # As a terminal does on Ctrl-C, to the whole group; SIGKILL to the parent alone.
        (os.killpg if ending == signal.SIGINT else os.kill)(parent.pid, ending)
        # Workers hold standard error: that it ends says that all of them have.
        try:
            told = parent.communicate(timeout=30)[1]
        finally:
            with suppress(ProcessLookupError):
                os.killpg(parent.pid, signal.SIGKILL)
    assert told.count("Traceback") == (1 if ending == signal.SIGINT else 0)


@pytest.fixture(scope="module")
def cluster():
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as made:
        yield made.scheduler_address


def test_a_dask_cluster_gives_the_same_results(cluster):
    with dask(cluster) as executor:
        found = all_of(
            Run(errands.square_but_three),
            range(8),
            sizes=SIZES,
            pool=lambda: nullcontext(executor),
        )
    assert [found[n] for n in (0, 1, 2, 5, 6, 7)] == [0, 1, 4, 25, 36, 49]
    assert "three" in found[3].reason.en


def test_a_dask_scheduler_that_does_not_answer_is_named():
    with pytest.raises(SettingsError, match="wrong://nowhere"), dask("wrong://nowhere"):
        pass


def test_threads_of_another_make_may_be_given():
    with ThreadPoolExecutor(1) as executor:
        found = all_of(Run(errands.square), range(3), pool=lambda: nullcontext(executor))
    assert found == [0, 1, 4]
