"""Rounds: work that is looked for again and again while something else goes on, and once more at its end."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable


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
        """Until `stop`. Errors of the work end it."""
        last_round = False
        while not last_round:
            last_round = self._stopping.is_set()
            await self._work()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._nap_s):
                    await self._stopping.wait()
