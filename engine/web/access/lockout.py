"""Who guesses passwords has to wait, longer with each guess. Pure: time comes in with each question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_MOST_KEYS: Final = 20_000
"""Remembered at a time; beyond, those who failed longest ago are forgotten."""


@dataclass(frozen=True, slots=True)
class Backoff:
    """How long one has to wait after failures in a row."""

    free: int
    """Failures that cost nothing: people mistype."""
    first_s: float
    """Wait after the next; it doubles with each that follows."""
    longest_s: float
    forgotten_s: float
    """So long after the last one, failures are no longer held against anybody."""

    def wait_s(self, failures: int) -> float:
        """After this many failures in a row."""
        beyond = failures - self.free
        if beyond <= 0:
            return 0.0
        return float(min(self.longest_s, self.first_s * 2.0 ** min(beyond - 1, 60)))


ACCOUNT: Final = Backoff(free=4, first_s=2.0, longest_s=900.0, forgotten_s=86_400.0)
"""Guesses at one account from wherever."""
ADDRESS: Final = Backoff(free=20, first_s=2.0, longest_s=3600.0, forgotten_s=86_400.0)
"""Guesses from one address at whomever; several people may share it."""


@dataclass(slots=True)
class _Failures:
    count: int
    last_at: float


class Lockout:
    """Counts tries by key: an account's name or an address. A try counts as failed until it is forgiven, so that a hundred at the
    same time are not all the first one.
    """

    def __init__(self, backoff: Backoff) -> None:
        self._backoff = backoff
        self._failures: dict[str, _Failures] = {}

    def wait_s(self, key: str, now: float) -> float:
        """How long this one still has to wait; 0: may try."""
        found = self._failures.get(key)
        if found is None or now - found.last_at >= self._backoff.forgotten_s:
            return 0.0
        return max(0.0, found.last_at + self._backoff.wait_s(found.count) - now)

    def tried(self, key: str, now: float) -> None:
        """A try begins."""
        found = self._failures.pop(key, None)
        count = found.count if found and now - found.last_at < self._backoff.forgotten_s else 0
        self._failures[key] = _Failures(count + 1, now)  # at the end: the dictionary is in the order of the last tries
        while len(self._failures) > _MOST_KEYS:
            del self._failures[next(iter(self._failures))]

    def forgive(self, key: str) -> None:
        """It was right: what went wrong before is forgotten."""
        self._failures.pop(key, None)

    def take_back(self, key: str) -> None:
        """It was right, but only this try is forgotten: who knows one password may still guess at others."""
        found = self._failures.get(key)
        if found is not None:
            found.count -= 1
