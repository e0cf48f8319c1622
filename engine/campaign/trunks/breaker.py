"""CircuitBreaker: leaves a trunk alone that refuses call after call, and tries it again with one call at a time. Pure.

    CLOSED ──burst of refusals, or 503 with Retry-After──▶ OPEN ──pause over──▶ PROBING ──carried──▶ CLOSED
                                                            ▲                      │
                                                            └──refused: twice the pause

After M. Nygard, "Release It!" (2nd ed. 2018), "Circuit Breaker". Retry-After of a 503 by RFC 3261, 21.5.4: no other request goes to
that server for so long.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from enum import Enum, auto


@dataclass(frozen=True, slots=True)
class BreakerLimits:
    """What counts as a burst, and how long the pauses are."""

    window: int = 20
    """Latest results that are looked at."""
    window_s: float = 60.0
    """Older ones are forgotten."""
    least: int = 5
    """Fewer results say nothing."""
    refused_share: float = 0.5
    """So many of them refused are a burst."""
    first_pause_s: float = 5.0
    longest_pause_s: float = 300.0
    longest_retry_after_s: float = 600.0
    """What a trunk asks for is believed up to this."""


DEFAULT_LIMITS = BreakerLimits()


class _State(Enum):
    CLOSED = auto()
    OPEN = auto()
    PROBING = auto()


@dataclass(frozen=True, slots=True)
class Permit:
    """One call's leave to go; its result is told with it, so that a late one is not taken for the probe's."""

    period: int


class CircuitBreaker:
    """One trunk's. Times are Unix seconds and never go back."""

    def __init__(self, limits: BreakerLimits = DEFAULT_LIMITS) -> None:
        self._limits = limits
        self._state = _State.CLOSED
        self._period = 0
        """Counts the changes of state."""
        self._results: deque[tuple[float, bool]] = deque(maxlen=limits.window)
        """When, and whether it was refused."""
        self._pause_s = limits.first_pause_s
        self._open_until = 0.0

    @property
    def closed(self) -> bool:
        """Calls go as usual."""
        return self._state is _State.CLOSED

    def ready_at(self, now: float) -> float | None:
        """When a call may go, `now` if at once; None while the probe's result is waited for."""
        if self._state is _State.PROBING:
            return None
        return max(now, self._open_until) if self._state is _State.OPEN else now

    def dialled(self) -> Permit:
        """Notes a call that goes now, which `ready_at` allowed; after a pause it is the probe."""
        if self._state is _State.OPEN:
            self._enter(_State.PROBING)
        return Permit(self._period)

    def carried(self, permit: Permit, now: float) -> None:
        """The trunk did its part: it rang, was answered, or the called side refused."""
        if permit.period != self._period:
            return
        if self._state is _State.PROBING:
            self._enter(_State.CLOSED)
        self._results.append((now, False))
        if len(self._fresh(now)) >= self._limits.least and not self._refusals(now):
            self._pause_s = self._limits.first_pause_s  # not at the first success: a trunk may come and go

    def refused(self, permit: Permit, now: float, retry_after_s: float | None = None) -> None:
        """The trunk did not carry the call."""
        if retry_after_s:
            self._open(now + min(retry_after_s, self._limits.longest_retry_after_s))
        elif permit.period == self._period:
            self._results.append((now, True))
            if self._state is _State.PROBING or self._is_burst(now):
                self._open(now + self._pause_s)
                self._pause_s = min(2 * self._pause_s, self._limits.longest_pause_s)

    def unknown(self, permit: Permit, now: float) -> None:
        """The call ended without a word about the trunk, by a fault of ours. Of a probe: the next call is one."""
        if self._state is _State.PROBING and permit.period == self._period:
            self._open(now)

    def _open(self, until: float) -> None:
        self._open_until = max(until, self._open_until)
        self._enter(_State.OPEN)

    def _enter(self, state: _State) -> None:
        self._state = state
        self._period += 1
        self._results.clear()

    def _fresh(self, now: float) -> list[bool]:
        return [refused for at, refused in self._results if now - at <= self._limits.window_s]

    def _refusals(self, now: float) -> int:
        return sum(self._fresh(now))

    def _is_burst(self, now: float) -> bool:
        results = len(self._fresh(now))
        return results >= self._limits.least and self._refusals(now) >= self._limits.refused_share * results
