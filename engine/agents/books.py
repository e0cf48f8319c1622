"""The books of a predictive campaign: what it answered and abandoned in the last 30 days, read again as the days pass."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final, Protocol

from engine.store.database import Database
from engine.store.errors import StoreError
from engine.store.floor import answers
from engine.store.floor.answers import AnswerBook
from engine.store.thread import StoreThread

log = logging.getLogger(__name__)

BUDGET_S: Final = 30 * 86400.0
"""The abandoned calls of so long count (US: 47 CFR 64.1200(a)(7), 30 days)."""
READ_EVERY_S: Final = 3600.0
"""Between two readings the pacer counts by itself; each reading forgets what has become older than that."""


class Budgeted(Protocol):
    """A pacer that goes by what was answered and abandoned."""

    answered: int
    abandoned: int


class Books:
    """One campaign's."""

    def __init__(self, campaign: str, database: Database, thread: StoreThread, unix_s: Callable[[], float]) -> None:
        """Args:
        campaign: its name.
        database: where its calls are.
        thread: reads there.
        unix_s: the clock.
        """
        self._campaign = campaign
        self._database = database
        self._thread = thread
        self._unix_s = unix_s

    @asynccontextmanager
    async def kept(self, pacer: Budgeted) -> AsyncIterator[None]:
        """The pacer knows the last 30 days, while the block runs."""
        self._enter(pacer, await self._read())
        reading = asyncio.create_task(self._keep(pacer), name="pacer-books")
        try:
            yield
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)

    async def _keep(self, pacer: Budgeted) -> None:
        while True:
            await asyncio.sleep(READ_EVERY_S)
            try:
                self._enter(pacer, await self._read())
            except StoreError:
                log.exception("the pacer's books cannot be read", extra={"action": "books_failed"})

    def _enter(self, pacer: Budgeted, book: AnswerBook) -> None:
        pacer.answered, pacer.abandoned = book.answered, book.abandoned

    async def _read(self) -> AnswerBook:
        since = self._unix_s() - BUDGET_S
        return await self._thread.run(self._database.read, lambda session: answers.since(session, self._campaign, since))
