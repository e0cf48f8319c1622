"""The campaign's clock: what time it is for the people who are called.

Everything that happens by people's time (who is due, calling hours, when somebody is called again) reads this clock and sleeps on
it. What happens by the machine's time (caps of calls, heartbeats, a look at the operator's wishes each second) uses asyncio's
timers. So a campaign of days can be run through in seconds: `JumpingClock` moves on when nobody has anything to do before then.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final, Protocol

_LONGEST_NAP_S: Final = 60.0
"""The machine's clock may be set: a sleeper looks at it again this often."""
_SECOND_THOUGHTS_S: Final = 0.25
"""Machine's time that those who were woken have, to act or to go to sleep again."""


class Clock(Protocol):
    """Time of day. One per engine."""

    def now(self) -> float:
        """Unix seconds."""
        ...

    def told(self, machine_s: float) -> float:
        """What this clock says of a moment that the machine's clock stamped: events of calls come with the machine's time."""
        ...

    async def sleep_until(self, unix_s: float) -> None:
        """Returns at that moment or soon after; at once if it is past."""
        ...


class SystemClock:
    """The machine's own, or one that is ahead of it."""

    def __init__(self, ahead_s: float = 0.0) -> None:
        """`ahead_s`: negative for one that is behind."""
        self._ahead_s = ahead_s

    def now(self) -> float:
        """See `Clock`."""
        return self.told(time.time())

    def told(self, machine_s: float) -> float:
        """See `Clock`."""
        return machine_s + self._ahead_s

    async def sleep_until(self, unix_s: float) -> None:
        """See `Clock`."""
        while (left_s := unix_s - self.now()) > 0:  # noqa: ASYNC110 - what is waited for is the time
            await asyncio.sleep(min(left_s, _LONGEST_NAP_S))


class JumpingClock:
    """A clock for tests and simulations: put to a chosen time, and put forward to the next sleeper's time when nothing goes on.

    Whoever simulates says what goes on (`hold`, `release`), as a rule calls. After that, or after a jump, it jumps once somebody
    goes to sleep anew, or nobody did for a moment: who was woken, or slept while something went on, may want to act first.
    """

    def __init__(self, start: float, machine: Callable[[], float] = time.time) -> None:
        """Args:
        start: what it shows now, Unix seconds.
        machine: what moves it between jumps; a constant makes it stand still between them.
        """
        self._machine = machine
        self._ahead_s = start - machine()
        self._sleepers: list[tuple[float, int, asyncio.Event]] = []
        self._order = itertools.count()
        self._going_on = 0
        self._jump: asyncio.Handle | None = None
        """About to happen."""

    def now(self) -> float:
        """See `Clock`."""
        return self.told(self._machine())

    def told(self, machine_s: float) -> float:
        """See `Clock`."""
        return machine_s + self._ahead_s

    def hold(self) -> None:
        """Something has begun during which the clock must not jump. One `release` for each."""
        self._going_on += 1
        self._stay()

    def release(self) -> None:
        """It is over."""
        if self._going_on == 0:
            raise RuntimeError("release without hold")
        self._going_on -= 1
        self._jump_in(_SECOND_THOUGHTS_S)

    async def sleep_until(self, unix_s: float) -> None:
        """See `Clock`."""
        sleeper = (unix_s, next(self._order), asyncio.Event())
        heapq.heappush(self._sleepers, sleeper)
        self._jump_in(0.0)
        try:
            while (left_s := unix_s - self.now()) > 0:
                with suppress(TimeoutError):  # the machine's time came first
                    await asyncio.wait_for(sleeper[2].wait(), left_s)
        finally:
            if sleeper in self._sleepers:
                self._sleepers.remove(sleeper)
                heapq.heapify(self._sleepers)
            if not self._sleepers:
                self._stay()

    def _stay(self) -> None:
        if self._jump is not None:
            self._jump.cancel()
            self._jump = None

    def _jump_in(self, machine_s: float) -> None:
        self._stay()
        if not self._going_on and self._sleepers:
            self._jump = asyncio.get_running_loop().call_later(machine_s, self._jump_to_next)

    def _jump_to_next(self) -> None:
        self._jump = None
        next_s = self._sleepers[0][0]
        self._ahead_s += max(0.0, next_s - self.now())
        while self._sleepers and self._sleepers[0][0] <= next_s:
            heapq.heappop(self._sleepers)[2].set()
        self._jump_in(_SECOND_THOUGHTS_S)
