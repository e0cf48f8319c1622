"""StoreThread: the store for asyncio. One thread runs every piece of work in the order it was given.

One thread, not `asyncio.to_thread`: events of a call must be written in their order, SQLite has a single writer anyway, and two
threads of our own would only wait for each other's lock.

Writes that wait one behind the other share a transaction: to begin it, to make it durable and to wake the thread takes as long for
one as for all. Each still happens wholly or not at all, whatever becomes of the others, and is durable before anybody is told.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Final, ParamSpec, Self, TypeVar

from sqlalchemy.orm import Session

from engine.store.database import Database
from engine.store.together import Outcome

P = ParamSpec("P")
T = TypeVar("T")

TOGETHER_MAX: Final = 8
"""Writes in one transaction: other programs wait for its lock, the first of them for the last, and what is urgent for all."""


@dataclass(frozen=True, slots=True)
class _Given:
    """A piece of work."""

    work: Callable[..., Any]
    database: Database | None
    """The work writes there, and may share a transaction; None: it is run as it is."""
    urgent: bool = False
    result: Future[Any] = field(default_factory=Future)


class StoreThread:
    """Owns the thread. Leaving the block waits for the work already given."""

    def __init__(self) -> None:
        self._given: deque[_Given] = deque()
        self._changed = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="store")

    async def __aenter__(self) -> Self:
        self._thread.start()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify()
        await asyncio.to_thread(self._thread.join)

    async def run(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs `work` in the thread. If the waiting task is cancelled, work that has begun still completes."""
        result: T = await self._give(_Given(lambda: work(*args, **kwargs), None))
        return result

    async def write(self, database: Database, work: Callable[[Session], T], *, urgent: bool = False) -> T:
        """As `Database.write`, in one transaction with the writes that wait before and behind it; durable when it returns.

        Args:
            database: where.
            work: as for `Database.write`.
            urgent: it comes before everything that waits, in no order with it and in no transaction with it.

        If the waiting task is cancelled, work that has begun still completes.
        """
        result: T = await self._give(_Given(work, database, urgent))
        return result

    async def _give(self, given: _Given) -> Any:
        with self._changed:
            if self._closed:
                raise RuntimeError("the store's thread has been closed")
            if given.urgent:
                self._given.appendleft(given)
            else:
                self._given.append(given)
            self._changed.notify()
        return await asyncio.wrap_future(given.result)

    def _work(self) -> None:
        while taken := self._take():
            begun = [given for given in taken if given.result.set_running_or_notify_cancel()]
            if begun:
                _do(begun)

    def _take(self) -> Sequence[_Given]:
        """What may be done in one go; waits for it. Nothing once the thread is closed and all is done."""
        with self._changed:
            self._changed.wait_for(lambda: self._given or self._closed)
            taken: list[_Given] = []
            while self._given and len(taken) < TOGETHER_MAX and (not taken or _together(taken[0], self._given[0])):
                taken.append(self._given.popleft())
            return taken


def _together(one: _Given, other: _Given) -> bool:
    return one.database is not None and one.database is other.database and one.urgent is other.urgent


def _do(begun: Sequence[_Given]) -> None:
    database = begun[0].database
    try:
        outcomes = [Outcome(begun[0].work())] if database is None else database.write_together([given.work for given in begun])
    except Exception as error:
        outcomes = [Outcome(error=error)] * len(begun)
    for given, outcome in zip(begun, outcomes, strict=True):
        if outcome.error is None:
            given.result.set_result(outcome.value)
        else:
            given.result.set_exception(outcome.error)
