"""CallRate: at most so many calls per second, evenly spaced. A token bucket that holds one token. Pure."""

from __future__ import annotations

import math


class CallRate:
    """The calls of one trunk.

    Lateness is made up for if it is less than one interval, so that a loop that always wakes a little late still dials at the
    full rate; idleness is not: after a pause there is no burst. Any second thus sees at most one call more than the rate.
    """

    def __init__(self, calls_per_second: float) -> None:
        if calls_per_second <= 0:
            raise ValueError("a trunk needs more than 0 calls per second")
        self._interval_s = 1 / calls_per_second
        self._due_s = -math.inf

    def ready_at(self, now: float) -> float:
        """When the next call may go; `now` if it may go at once."""
        return max(now, self._due_s)

    def dialled(self, now: float) -> None:
        """Notes a call that goes now."""
        late_s = now - self._due_s
        self._due_s = (self._due_s if late_s < self._interval_s else now) + self._interval_s
