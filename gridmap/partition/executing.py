"""Running one piece of work after another on any executor, so that none takes the others down.

Items travel in chunks, so that the toll of a task is small beside its work. What an item raises,
and that it took too long, comes back as a `Failure` in its place. What is lost with a worker that
died is run again, one item at a time, so that the reason stays with the item that has it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, Executor, Future, as_completed
from contextlib import AbstractContextManager
from dataclasses import dataclass
from threading import Thread
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from gridmap.errors import GridmapError, Text

Item = TypeVar("Item")
Result = TypeVar("Result")

Pool = Callable[[], AbstractContextManager[Executor]]
"""Opens an executor, and closes it with all that it started."""

CHUNK = 100
"""Units that travel together at least: about half a second of work, for a toll of 10 ms."""


@dataclass(frozen=True, slots=True)
class Failure:
    """What stands in the place of a result.

    Attributes
    ----------
    reason : Text
        Why there is none: half a sentence.
    """

    reason: Text


@dataclass(frozen=True, slots=True)
class Run(Generic[Item, Result]):
    """A function on one item, within a time.

    Attributes
    ----------
    work : callable
        What is done; a function of a module, so that it can travel.
    limit_s : float or None
        Seconds after which an item is given up; None for no limit.
    """

    work: Callable[[Item], Result]
    limit_s: float | None = None

    def chunk(self, items: Sequence[Item]) -> list[Result | Failure]:
        """Return the result of each item, or why there is none.

        Parameters
        ----------
        items : sequence
            The items.

        Returns
        -------
        list
            In their order.
        """
        return [self.one(item) for item in items]

    def one(self, item: Item) -> Result | Failure:
        """Return the result of an item, or why there is none.

        No thread can be stopped from outside: one that is given up runs on until its process ends.

        Parameters
        ----------
        item : object
            The item.

        Returns
        -------
        object or Failure
            What the work returns.
        """
        if self.limit_s is None:
            return self._caught(item)
        found: list[Result | Failure] = []
        thread = Thread(target=lambda: found.append(self._caught(item)), daemon=True)
        thread.start()
        thread.join(self.limit_s)
        late = Text(f"超过限时 {self.limit_s:g} 秒", f"it took more than {self.limit_s:g} s")
        return found[0] if found else Failure(late)

    def _caught(self, item: Item) -> Result | Failure:
        try:
            return self.work(item)
        except GridmapError as error:
            return Failure(error.what)
        except Exception as error:  # noqa: BLE001 - one item must not take the others down
            return Failure(_unexpected(error))


def _unexpected(error: BaseException) -> Text:
    said = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return Text(f"程序出错（{said}）", f"the program failed ({said})")


def run_all(
    run: Run[Item, Result],
    items: Sequence[Item],
    *,
    sizes: ArrayLike,
    executor: Executor,
    renew: Pool,
    told: Callable[[int], None] = lambda _done: None,
    taken: Callable[[int, Result | Failure], None] = lambda _row, _result: None,
) -> list[Result | Failure]:
    """Return the result of every item, in their order, whichever is done first.

    Parameters
    ----------
    run : Run
        What is done with each.
    items : sequence
        What travels: small, and it can be pickled.
    sizes : array_like of int, shape (n,)
        How much work each item is, in units: the largest are begun first.
    executor : Executor
        Where it is done.
    renew : callable
        Opens an executor for an item that was lost with a worker, and maybe with its pool.
    told : callable
        Called with the number of items that are done, each time it grows.
    taken : callable
        Called, in this thread, with the row of an item and its result as soon as it is here.

    Returns
    -------
    list
        A result or a `Failure` for each item.
    """
    found: dict[int, Result | Failure] = {}
    lost: list[int] = []
    futures = {
        _submit(executor, run.chunk, [items[row] for row in rows]): rows for rows in chunks(sizes)
    }
    try:
        for future in as_completed(futures):
            if _error(future) is not None:
                lost += futures[future]
                continue
            for row, result in zip(futures[future], future.result(), strict=True):
                found[row] = result
                taken(row, result)
            told(len(found))
    finally:
        for future in futures:
            future.cancel()
    for row in sorted(lost):
        alone: Result | Failure = _run_alone(run, items[row], renew)
        found[row] = alone
        taken(row, alone)
        told(len(found))
    return [found[row] for row in range(len(items))]


def chunks(sizes: ArrayLike) -> Iterator[list[int]]:
    """Return rows in the order in which they are begun, small ones together.

    Parameters
    ----------
    sizes : array_like of int, shape (n,)
        How much work each row is, in units.

    Yields
    ------
    list of int
        Rows of one chunk.

    Examples
    --------
    >>> list(chunks([40, 500, 150, 80]))
    [[1], [2], [3, 0]]
    """
    amounts = np.asarray(sizes)
    rows: list[int] = []
    for row in np.argsort(-amounts, kind="stable").tolist():
        rows.append(row)
        if amounts[rows].sum() >= CHUNK:
            yield rows
            rows = []
    if rows:
        yield rows


def _error(future: Future[Any]) -> BaseException | None:
    return CancelledError() if future.cancelled() else future.exception()


def _submit(executor: Executor, work: Callable[..., Any], *given: object) -> Future[Any]:
    try:
        return executor.submit(work, *given)
    except Exception as error:  # noqa: BLE001 - a broken pool or a lost cluster, each in its words
        broken: Future[Any] = Future()
        broken.set_exception(error)
        return broken


def _run_alone(run: Run[Item, Result], item: Item, renew: Pool) -> Result | Failure:
    with renew() as executor:
        future = _submit(executor, run.one, item)
        error = _error(future)
        if error is None:
            result: Result | Failure = future.result()
            return result
    said = type(error).__name__
    return Failure(Text(f"计算进程中断（{said}）", f"its worker process ended ({said})"))
