"""How long one call may take, and what ends it then; time with an agent is counted apart."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

TOO_LONG: Final = "longest call duration reached"
"""The cause of a call that was ended for its length."""

HANG_UP_GRACE_S: Final = 5.0
"""Longest wait for a line that was told to hang up before the call is settled without it."""


@dataclass(frozen=True, slots=True)
class CallLimits:
    """Bounds of every call."""

    ring_timeout_s: float
    max_call_s: float
    """From answer to the end, whatever is going on; time with an agent is counted apart."""
    max_talk_s: float = 0.0
    """With agents."""

    @property
    def longest_s(self) -> float:
        """From the INVITE to a call that is given up without waiting for its line."""
        return self.ring_timeout_s + self.max_call_s + self.max_talk_s + 2 * HANG_UP_GRACE_S


class CallCap:
    """A timer from the answer to the longest that the call may last, which is more while an agent is in it."""

    def __init__(self, limits: CallLimits) -> None:
        self._limits = limits
        self._reached: Callable[[], object] | None = None
        self._last_s = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def answered(self, reached: Callable[[], object]) -> None:
        """The time begins; `reached` is called once when it is up."""
        self._reached = reached
        self._last_s = asyncio.get_running_loop().time() + self._limits.max_call_s + self._limits.max_talk_s
        self._allow(self._limits.max_call_s)

    def with_agent(self, begins: bool) -> None:
        """From now on the time is an agent's, or the bot's again, which has its own anew."""
        self._allow(self._limits.max_call_s + (self._limits.max_talk_s if begins else 0.0))

    def close(self) -> None:
        """The call is over."""
        self._reached = None
        if self._timer:
            self._timer.cancel()

    def _allow(self, seconds: float) -> None:
        if self._timer:
            self._timer.cancel()
        if self._reached:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_at(min(loop.time() + seconds, self._last_s), self._reached)
