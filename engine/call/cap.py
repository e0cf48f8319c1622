"""The longest that an answered call may last, which is more while an agent is in it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class CallCap:
    """A timer that may be set again, and never beyond a last moment."""

    def __init__(self, longest_s: float, reached: Callable[[], object]) -> None:
        """Args:
        longest_s: from now on, whatever is allowed later.
        reached: called once when the time is up.
        """
        self._loop = asyncio.get_running_loop()
        self._last_s = self._loop.time() + longest_s
        self._reached = reached
        self._timer: asyncio.TimerHandle | None = None

    def allow(self, seconds: float) -> None:
        """The call may last so much longer from now on."""
        self.lift()
        self._timer = self._loop.call_at(min(self._loop.time() + seconds, self._last_s), self._reached)

    def lift(self) -> None:
        """The call is over."""
        if self._timer:
            self._timer.cancel()
