"""Jobs as answers: one, a list, a stream of what changes."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import anyio.to_thread

from gridmap.sheets.geojson import dumps
from gridmap_api.store.jobs import JobRecord

EVERY_S = 0.25
"""Seconds between two looks at a job."""

HEARTBEAT_S = 15.0
LONGEST_S = 1_800.0
"""A stream ends then, and the client comes back with the id of the last event."""

RETRY_MS = 500


def job_info(job: JobRecord) -> dict[str, Any]:
    """Return a job as it is shown.

    Parameters
    ----------
    job : JobRecord
        The job.

    Returns
    -------
    dict
        Of `gridmap_api.schemas.jobs.JobInfo`.
    """
    names = ("id", "kind", "state", "cancel", "share", "attempts", "time", "started", "ended")
    rels = {"self": "", "events": "/events"}
    if job.state == "done":
        rels |= {"result": "/result"}
    if job.state == "done" and job.kind == "export":
        rels |= {"file": "/file"}
    return {name: getattr(job, name) for name in names} | {
        "step": dict(job.step) or None,
        "communities": list(job.communities),
        "params": dict(job.params),
        "problem": job.problem,
        "links": [
            {"rel": rel, "href": f"/jobs/{job.id}{path}", "type": _type(rel)}
            for rel, path in rels.items()
        ],
    }


def _type(rel: str) -> str:
    known = {"events": "text/event-stream", "file": "application/octet-stream"}
    return known.get(rel, "application/json")


def event_of(job: JobRecord) -> tuple[str, bytes]:
    """Return a job as a server-sent event.

    Parameters
    ----------
    job : JobRecord
        The job.

    Returns
    -------
    id : str
        The same as long as nothing changes.
    content : bytes
        The event, named ``progress`` or, at the end, by the state.
    """
    data = dumps(job_info(job))
    number = hashlib.sha256(data).hexdigest()[:16]
    name = "progress" if job.active else job.state
    return number, f"event: {name}\nid: {number}\ndata: ".encode() + data + b"\n\n"


async def events_of(
    look: Callable[[], JobRecord],
    *,
    last: str | None,
    gone: Callable[[], Awaitable[bool]],
) -> AsyncIterator[bytes]:
    """Give what becomes of a job as server-sent events, whichever process works on it.

    Parameters
    ----------
    look : callable
        Returns the job as it is now.
    last : str or None
        Id of the event that the client had last: it is not sent again.
    gone : callable
        Whether the client has left.

    Yields
    ------
    bytes
        An event for each change, the last one when the job has ended; and a comment now and then
        so that nothing between takes the line for dead.
    """
    begun = told_s = time.monotonic()
    yield f"retry: {RETRY_MS}\n\n".encode()
    while time.monotonic() - begun < LONGEST_S and not await gone():
        job = await anyio.to_thread.run_sync(look)
        number, event = event_of(job)
        if number != last:
            last, told_s = number, time.monotonic()
            yield event
        if not job.active:
            return
        if time.monotonic() - told_s > HEARTBEAT_S:
            told_s = time.monotonic()
            yield b": still here\n\n"
        await asyncio.sleep(EVERY_S)
