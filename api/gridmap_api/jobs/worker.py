"""A worker: takes jobs one after another, and keeps them alive while they are done elsewhere.

Each of its threads has one executor of its own, by default a process: what crashes there takes no
worker down, and what is cancelled there can be ended. Another executor, such as a Dask cluster,
goes through the same seam; there a cancelled job ends when it next says how far it is.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import CancelledError, Executor, Future, wait
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from threading import Event, Thread
from types import TracebackType

from sqlalchemy.exc import SQLAlchemyError

from gridmap.errors import Text
from gridmap.partition.executors import processes
from gridmap_api.jobs.running import Doing, run_job
from gridmap_api.store.engine import Store, open_store
from gridmap_api.store.job_claims import Claim, LostLeaseError, problem_of
from gridmap_api.store.job_files import remove_old_files
from gridmap_api.store.job_queue import (
    cancel_asked,
    claim_job,
    end_cancelled,
    fail_job,
    give_back,
    heartbeat,
)
from gridmap_api.store.photos import remove_old_photos
from gridmap_api.store.visits import remove_old_ticks

LOG = logging.getLogger(__name__)

LEASE_S = 15.0
"""Seconds after which a job is taken from a worker that is not heard of."""

POLL_S = 0.2
"""Seconds between two looks for work, and for what became of it."""

GRACE_S = 1.0
"""Seconds in which a cancelled job may end by itself."""

TROUBLE_S = 1.0
"""Seconds to wait when the store does not answer."""

SWEEP_S = 3_600.0
"""Seconds between two removals of old files."""

Crew = Callable[[], AbstractContextManager[Executor]]
"""Opens an executor; left by an error, it leaves nothing running that can be ended."""


@contextmanager
def own_process() -> Iterator[Executor]:
    """Give one process, which is killed where an error leaves it.

    Yields
    ------
    Executor
        The process.
    """
    with processes(1) as executor:
        number = executor.submit(os.getpid).result()
        try:
            yield executor
        except BaseException:
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
            raise


class _Stop(Exception):  # noqa: N818 - thrown into an executor to end it
    """Ends an executor in the midst of its work."""


class Worker:
    """Threads that work off the jobs of a store until they are told to stop.

    Parameters
    ----------
    address : str
        The store.
    kinds : Mapping of str to callable
        What each kind of work consists of.
    jobs : int
        Jobs at the same time.
    lease_s : float
        Seconds after which a job is taken from a worker that is not heard of.
    crew : callable
        Opens an executor for one job after another.
    """

    def __init__(
        self,
        address: str,
        kinds: Mapping[str, Doing],
        *,
        jobs: int = 1,
        lease_s: float = LEASE_S,
        crew: Crew = own_process,
    ) -> None:
        self._stopping = Event()
        name = f"{socket.gethostname()}:{os.getpid()}"
        self._threads = [
            Thread(
                target=_Slot(
                    address, kinds, f"{name}:{n}", lease_s=lease_s, crew=crew, stop=self._stopping
                ).run,
                name=f"gridmap worker {n}",
                daemon=True,
            )
            for n in range(jobs)
        ]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Give back what is being done, so that other workers have it at once, and end."""
        self._stopping.set()
        for thread in self._threads:
            thread.join()

    def __enter__(self) -> Worker:
        """Begin."""
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End."""
        self.stop()


class _Slot:
    """One thread of a worker, with its executor."""

    def __init__(
        self,
        address: str,
        kinds: Mapping[str, Doing],
        name: str,
        *,
        lease_s: float,
        crew: Crew,
        stop: Event,
    ) -> None:
        self._address, self._kinds, self._name = address, kinds, name
        self._lease_s, self._crew, self._stopping = lease_s, crew, stop
        self._open: tuple[AbstractContextManager[Executor], Executor] | None = None
        self._swept_s = -SWEEP_S

    def run(self) -> None:
        """Work until told to stop; trouble with the store or a job ends no thread."""
        with closing(open_store(self._address)) as store:
            while not self._stopping.is_set():
                try:
                    if not self._work(store):
                        self._stopping.wait(POLL_S)
                except LostLeaseError:
                    LOG.warning("%s: a job was taken over", self._name)
                except Exception:  # whatever it is, the next job is not to wait for a restart
                    LOG.exception("%s: the store does not answer", self._name)
                    self._stopping.wait(TROUBLE_S)
            self._close(None)

    def _work(self, store: Store) -> bool:
        """Do one job, if there is one."""
        claim = claim_job(store, self._name, lease_s=self._lease_s)
        if claim is None:
            self._sweep(store)
            return False
        if claim.kind not in self._kinds:
            with store.write() as connection:
                fail_job(connection, claim, _unknown_kind())
            return True
        try:
            self._watch(store, claim, self._begin(claim, self._kinds[claim.kind]))
        except LostLeaseError:
            self._close(_Stop())
            raise
        return True

    def _begin(self, claim: Claim, doing: Doing) -> Future[None]:
        try:
            if self._open is None:
                manager = self._crew()
                self._open = manager, manager.__enter__()
            return self._open[1].submit(run_job, self._address, claim, doing)
        except Exception as error:  # noqa: BLE001 - a broken pool or a lost cluster, each its own
            broken: Future[None] = Future()
            broken.set_exception(error)
            return broken

    def _watch(self, store: Store, claim: Claim, future: Future[None]) -> None:
        beat_s, asked_s = time.monotonic(), None
        while not wait([future], timeout=POLL_S).done:
            if self._stopping.is_set():
                self._close(_Stop())
                give_back(store, claim, crashed=False)
                return
            try:
                if time.monotonic() - beat_s > self._lease_s / 3:
                    beat_s = time.monotonic()
                    heartbeat(store, claim, lease_s=self._lease_s)
                if asked_s is None and cancel_asked(store, claim):
                    asked_s = time.monotonic()
            except SQLAlchemyError:
                LOG.exception("%s: no heartbeat of job %s", self._name, claim.id)
            if asked_s is not None and time.monotonic() - asked_s > GRACE_S:
                self._close(_Stop())
                with store.write() as connection:
                    end_cancelled(connection, claim)
                return
        self._after(store, claim, future)

    def _after(self, store: Store, claim: Claim, future: Future[None]) -> None:
        error = CancelledError() if future.cancelled() else future.exception()
        if error is None:
            return
        LOG.error("%s: the process of job %s ended", self._name, claim.id, exc_info=error)
        self._close(None)
        give_back(store, claim, crashed=not self._stopping.is_set())

    def _close(self, error: _Stop | None) -> None:
        """End the executor: kindly, or with all that it is doing."""
        if self._open is None:
            return
        manager, _ = self._open
        self._open = None
        if error is None:
            manager.__exit__(None, None, None)
        else:
            manager.__exit__(type(error), error, None)

    def _sweep(self, store: Store) -> None:
        if time.monotonic() - self._swept_s > SWEEP_S:
            self._swept_s = time.monotonic()
            remove_old_files(store)
            remove_old_ticks(store)
            remove_old_photos(store)


def _unknown_kind() -> dict[str, object]:
    return problem_of(
        Text("这个版本的程序不认识此类任务。", "This version of the program has no such job."),
        Text("请升级 gridmap 的任务进程。", "Upgrade the workers of gridmap."),
    )
