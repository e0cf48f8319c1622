"""How many requests one may make: token buckets. Pure: time comes in with each question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_MOST_KEYS: Final = 20_000


@dataclass(frozen=True, slots=True)
class Rate:
    """So many a second, and so many at once."""

    per_s: float
    burst: int


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


class Buckets:
    """A bucket per key, full at first. Beyond `_MOST_KEYS`, those that were used longest ago are forgotten, and thereby full."""

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._buckets: dict[str, _Bucket] = {}

    def take(self, key: str, now: float) -> float:
        """Takes one. Returns 0, or how many seconds until there is one; then nothing was taken."""
        bucket = self._buckets.pop(key, None) or _Bucket(self._rate.burst, now)
        gained = max(0.0, now - bucket.at) * self._rate.per_s
        left, wait_s = min(float(self._rate.burst), bucket.left + gained), 0.0
        if left >= 1:
            left -= 1
        else:
            wait_s = (1 - left) / self._rate.per_s
        self._buckets[key] = _Bucket(left, now)
        while len(self._buckets) > _MOST_KEYS:
            del self._buckets[next(iter(self._buckets))]
        return wait_s
