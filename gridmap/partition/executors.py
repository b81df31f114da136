"""Executors of `concurrent.futures`: threads or processes here, or a Dask cluster.

Each is a context that, when it is left by an error or Ctrl-C, leaves nothing running that can be
stopped.
"""

from __future__ import annotations

import importlib
import multiprocessing
import os
import signal
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import Connection
from threading import Thread

from gridmap.errors import SettingsError, Text

PATIENCE_S = 10
"""Seconds in which a Dask scheduler must answer."""


@contextmanager
def threads(workers: int | None = None) -> Iterator[Executor]:
    """Give threads of this process: the compiled search runs in them side by side.

    Parameters
    ----------
    workers : int, optional
        How many; by default one for each processor.

    Yields
    ------
    Executor
        The threads. An error leaves those behind that are in the midst of their work.
    """
    executor = ThreadPoolExecutor(workers or os.cpu_count())
    try:
        yield executor
    except BaseException:
        executor.shutdown(wait=False, cancel_futures=True)
        raise
    executor.shutdown()


@contextmanager
def processes(workers: int) -> Iterator[Executor]:
    """Give a pool of processes that end with this one, whatever ends it.

    Parameters
    ----------
    workers : int
        How many. A script that asks for processes keeps its work under
        ``if __name__ == "__main__"``, as for all of `multiprocessing`.

    Yields
    ------
    Executor
        The pool. An error ends its processes in the midst of their work.
    """
    spawned = multiprocessing.get_context("spawn")
    far, near = spawned.Pipe(duplex=False)
    executor = ProcessPoolExecutor(
        workers, mp_context=spawned, initializer=_end_with_parent, initargs=(far,)
    )
    try:
        _start(executor, workers)
        yield executor
    except BaseException:
        near.close()
        raise
    finally:
        executor.shutdown(cancel_futures=True)
        near.close()
        far.close()


def _start(executor: Executor, workers: int) -> None:
    """Start every process deaf to Ctrl-C, which reaches all processes of a terminal at once."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        for _ in range(workers):
            executor.submit(os.getpid)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _end_with_parent(far: Connection) -> None:
    """End this process as soon as the parent has closed, or lost, its end of the pipe."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_wait_for_end, args=(far,), daemon=True).start()


def _wait_for_end(far: Connection) -> None:
    try:
        far.recv()
    except EOFError:
        os._exit(1)


@contextmanager
def dask(address: str) -> Iterator[Executor]:
    """Give the workers of a Dask cluster.

    Parameters
    ----------
    address : str
        Of its scheduler, such as ``"tcp://10.0.0.5:8786"``.

    Yields
    ------
    Executor
        The cluster. An error takes back what has not been begun.

    Raises
    ------
    SettingsError
        If the package ``distributed`` is not installed, or no scheduler answers.
    """
    try:
        distributed = importlib.import_module("distributed")
    except ImportError as error:
        raise SettingsError(
            Text("未安装 Dask。", "Dask is not installed."),
            Text('请先运行 pip install "gridmap[dask]"。', 'Run pip install "gridmap[dask]".'),
        ) from error
    try:
        client = distributed.Client(address, timeout=PATIENCE_S, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise SettingsError(
            Text(f"连接不上 Dask 调度器 {address}。", f"No Dask scheduler answers at {address}."),
            Text("请检查地址，写作 tcp://主机:8786。", "Check the address: tcp://HOST:8786, say."),
        ) from error
    with client:
        yield client.get_executor(pure=False)
