"""Rounds: work that is looked for again and again while something else goes on, and once more at its end."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)


class Rounds:
    """Repeats a piece of work. What is wanted before `stop` is still done."""

    def __init__(self, work: Callable[[], Awaitable[None]], *, nap_s: float) -> None:
        """Args:
        work: does what there is to do now.
        nap_s: between two rounds.
        """
        self._work = work
        self._nap_s = nap_s
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """`run` returns after one more round."""
        self._stopping.set()

    async def run(self) -> None:
        """Until `stop`. What a round fails at is told and tried in the next one; an error of the last round is raised."""
        while not self._stopping.is_set():
            try:
                await self._work()
            except Exception:  # a database that was away for a minute must not end the rounds of weeks
                log.exception("a round failed", extra={"action": "round_failed"})
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._nap_s):
                    await self._stopping.wait()
        await self._work()
