"""How often somebody may ask: token buckets in the memory of one process.

A bucket holds ``burst`` tokens and gains ``per_s`` of them each second; a request takes one.
Several processes of the service each have their own: together they let through as many times more.
"""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from gridmap.errors import Text
from gridmap_api.errors import TooManyError

Cost = Literal["read", "write", "heavy", "stream", "upload", "login"]
MOST_BUCKETS = 20_000


@dataclass(frozen=True, slots=True)
class Rate:
    """How often.

    Attributes
    ----------
    burst : int
        Requests at once.
    per_s : float
        Requests a second in the long run.
    """

    burst: int
    per_s: float


RATES: Mapping[Cost, Rate] = MappingProxyType(
    {
        "read": Rate(1_000, 200.0),
        "write": Rate(120, 10.0),
        "heavy": Rate(30, 0.5),
        "stream": Rate(60, 1.0),
        "upload": Rate(20, 0.2),
        "login": Rate(30, 0.5),
    }
)
"""Of one account, or of one address where nobody has logged in, by what is asked for."""

OF_A_NAME = Rate(100, 0.2)
"""Tries to log in by one name, from anywhere."""
OF_A_NAME_FROM_AN_ADDRESS = Rate(5, 1 / 30)
"""Tries to log in by one name from one address."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the service takes on.

    Attributes
    ----------
    rates : Mapping of str to Rate
        By the cost of a request.
    in_work : int
        Requests that are worked on at once.
    waiting : int
        Requests that wait for that; more are told to come again.
    streams : int
        Streams of events that are open at once.
    body_bytes, upload_bytes : int
        Size of what is sent: of any request, and of one that carries a file.
    body_s : float
        Seconds that a request may take to send its body.
    """

    rates: Mapping[Cost, Rate] = field(default_factory=lambda: RATES)
    in_work: int = 64
    waiting: int = 512
    streams: int = 500
    body_bytes: int = 8_000_000
    upload_bytes: int = 64_000_000
    body_s: float = 60.0


class Buckets:
    """Token buckets of many, for many threads.

    Parameters
    ----------
    clock : callable
        Seconds that only ever grow.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._held: OrderedDict[tuple[str, ...], tuple[float, float]] = OrderedDict()

    def take(self, rate: Rate, *who: str) -> float:
        """Take a token.

        Parameters
        ----------
        rate : Rate
            Size and gain of the bucket.
        *who : str
            Whose bucket it is.

        Returns
        -------
        float
            0 if there was one; else the seconds until there will be, and nothing was taken.
        """
        with self._lock:
            now = self._clock()
            tokens, since = self._held.pop(who, (float(rate.burst), now))
            tokens = min(rate.burst, tokens + (now - since) * rate.per_s)
            wait_s = 0.0 if tokens >= 1 else (1 - tokens) / rate.per_s
            self._held[who] = (tokens - 1 if tokens >= 1 else tokens, now)
            if len(self._held) > MOST_BUCKETS:
                self._held.popitem(last=False)
            return wait_s

    def require(self, rate: Rate, *who: str) -> None:
        """Take a token, or refuse.

        Parameters
        ----------
        rate : Rate
            Size and gain of the bucket.
        *who : str
            Whose bucket it is.

        Raises
        ------
        TooManyError
            If there was none.
        """
        wait_s = self.take(rate, *who)
        if wait_s > 0:
            raise too_many(wait_s)

    def forgive(self, *who: str) -> None:
        """Fill a bucket.

        Parameters
        ----------
        *who : str
            Whose bucket it is.
        """
        with self._lock:
            self._held.pop(who, None)


def too_many(wait_s: float) -> TooManyError:
    """Return the refusal of somebody who asks too often.

    Parameters
    ----------
    wait_s : float
        Seconds until it is worth while to come again.

    Returns
    -------
    TooManyError
        To be raised.
    """
    retry_after_s = math.ceil(wait_s)
    return TooManyError(
        Text("请求过于频繁。", "There are too many requests."),
        Text(f"请在 {retry_after_s} 秒后重试。", f"Come again in {retry_after_s} s."),
        retry_after_s=retry_after_s,
    )
