"""Ledger: one campaign's book, kept for asyncio. Each entry is durable when its coroutine returns."""

from __future__ import annotations

import time
from collections.abc import Callable

from engine.events import CallEvent
from engine.store import attempts, leads
from engine.store.campaigns import finish_if_done
from engine.store.database import Database
from engine.store.leads import Dialling, Refused
from engine.store.recorder import Recorder
from engine.store.thread import StoreThread


class Ledger:
    """Writes through the store's one thread. Every method raises StoreError if the database cannot be written."""

    def __init__(
        self,
        database: Database,
        recorder: Recorder,
        thread: StoreThread,
        campaign_id: int,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._database = database
        self._recorder = recorder
        self._thread = thread
        self._campaign_id = campaign_id
        self.now = clock
        """Unix seconds."""

    async def take_next(self, attempt_id: str, caller_id_for: Callable[[str], str | None]) -> Dialling | Refused | None:
        """Decides about the next lead and writes its attempt; None if there is no lead to take.

        Args:
            attempt_id: of the attempt to be written.
            caller_id_for: the number that is shown to somebody; called in the store's thread.
        """
        return await self._thread.run(
            self._database.write,
            lambda session: leads.dial_next(
                session, self._campaign_id, attempt_id=attempt_id, caller_id_for=caller_id_for, at=self.now()
            ),
        )

    async def placed(self, attempt_id: str, worker: str, trunk: str) -> None:
        """Notes which worker carries the call, and over which trunk."""
        await self._thread.run(self._database.write, lambda session: attempts.placed(session, attempt_id, worker, trunk))

    async def withdraw(self, attempt_id: str) -> None:
        """Unwrites an attempt that no worker took."""
        await self._thread.run(self._database.write, lambda session: leads.withdraw(session, attempt_id))

    async def record(self, event: CallEvent) -> bool:
        """Applies an event; False if its call had ended before."""
        return await self._thread.run(self._recorder.apply, event)

    async def close(self) -> int:
        """Notes the campaign's end if all its leads are done. Returns how many are not."""
        return await self._thread.run(self._database.write, lambda session: finish_if_done(session, self._campaign_id, self.now()))
