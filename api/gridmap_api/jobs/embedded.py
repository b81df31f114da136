"""Workers inside the service, for a place that runs one process."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio.to_thread
from fastapi import FastAPI

from gridmap_api.jobs.kinds import KINDS
from gridmap_api.jobs.worker import Worker
from gridmap_api.settings import Settings


@asynccontextmanager
async def with_workers(app: FastAPI) -> AsyncIterator[None]:
    """Work off jobs as long as the service runs.

    Parameters
    ----------
    app : FastAPI
        The service; its settings say how many jobs at the same time, and 0 leaves them to
        ``gridmap worker``.

    Yields
    ------
    None
        While the service answers.
    """
    settings: Settings = app.state.settings
    if settings.database is None or settings.workers == 0:
        yield
        return
    worker = Worker(settings.database, KINDS, jobs=settings.workers)
    worker.start()
    try:
        yield
    finally:
        await anyio.to_thread.run_sync(worker.stop)
