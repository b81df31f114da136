"""What a kind of work is given: its parameters, the store, a place for what it has finished."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Connection

from gridmap.errors import Text
from gridmap_api.store.engine import Store
from gridmap_api.store.job_claims import Claim, keep_part, kept_parts
from gridmap_api.store.job_queue import cancel_asked, report_progress

TOLD_EVERY_S = 0.5
"""Progress is written no more often: each time is a transaction."""

Ending = Callable[[Connection], Any]
"""Writes what a job has found and returns its result, in the transaction that ends the job."""


class CancelledJob(Exception):  # noqa: N818 - no error: somebody asked for it
    """Somebody cancelled the job."""


class Desk:
    """Where one job is worked on.

    Parameters
    ----------
    store : Store
        The store.
    claim : Claim
        The job.
    """

    def __init__(self, store: Store, claim: Claim) -> None:
        self.store = store
        self.claim = claim
        self._told_s = -TOLD_EVERY_S
        self._folder: TemporaryDirectory[str] | None = None

    @property
    def params(self) -> Mapping[str, Any]:
        """How the work is to be done."""
        return self.claim.params

    @property
    def folder(self) -> Path:
        """A folder for files of this job, until its end."""
        if self._folder is None:
            self._folder = TemporaryDirectory(prefix="gridmap-job-")
        return Path(self._folder.name)

    def close(self) -> None:
        """Remove the folder."""
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def progress(self, step: Text, share: float) -> None:
        """Say what is being done and how far it is; this is where a cancelled job ends by itself.

        Parameters
        ----------
        step : Text
            What is being done.
        share : float
            Fraction that is done.

        Raises
        ------
        CancelledJob
            If somebody cancelled the job.
        LostLeaseError
            If another worker has it.
        """
        now_s = time.monotonic()
        if now_s - self._told_s < TOLD_EVERY_S:
            return
        self._told_s = now_s
        if cancel_asked(self.store, self.claim):
            raise CancelledJob
        report_progress(self.store, self.claim, share=share, step=step)

    def keep(self, name: str, content: bytes) -> None:
        """Keep something that is finished, so that it need not be done again after a crash.

        Parameters
        ----------
        name : str
            What it is, such as the code of a community.
        content : bytes
            The part.

        Raises
        ------
        LostLeaseError
            If another worker has the job.
        """
        keep_part(self.store, self.claim, name, content)

    def kept(self) -> dict[str, bytes]:
        """Return what was finished, by this worker or one before it.

        Returns
        -------
        dict of str to bytes
            Parts by name.
        """
        return kept_parts(self.store, self.claim)
