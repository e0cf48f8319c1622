"""CallerIds: which number a person is shown. The same person always sees the same one, and none is used too often. Pure."""

from __future__ import annotations

import hashlib
import math
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from engine.campaign.plan.schema import CallerId
from engine.campaign.trunks.rate import CallRate

DAY_S: Final = 86_400.0
"""A day is any 24 hours: what counts the calls of a number at the networks keeps no midnight of ours."""
SOON_S: Final = 0.5
"""Somebody may be decided about so long before a number may be shown: they get one that will be free by then."""


class _Number:
    """One of the pool."""

    def __init__(self, limits: CallerId, shown: Iterable[float]) -> None:
        self._limits = limits
        self._shown = deque(shown, limits.calls_per_day or 0)
        """The latest calls, as many as one day may have."""
        self._rate = CallRate(limits.calls_per_second or math.inf)
        self._running = 0

    def ready_at(self, now: float) -> float:
        """When it may be shown: `now` if at once, `inf` if not before a call ends."""
        if self._limits.concurrency is not None and self._running >= self._limits.concurrency:
            return math.inf
        spent = self._limits.calls_per_day is not None and len(self._shown) == self._limits.calls_per_day
        return max(self._rate.ready_at(now), self._shown[0] + DAY_S if spent else now)

    def shown(self, now: float) -> None:
        self._shown.append(now)
        self._rate.dialled(now)
        self._running += 1

    def ended(self) -> None:
        self._running -= 1


class CallerIds:
    """A pool of numbers to show, each for so many calls a day, a second and at a time."""

    def __init__(self, pool: Sequence[CallerId], shown: Mapping[str, Iterable[float]] | None = None) -> None:
        """Args:
        pool: the numbers. Empty: the trunk shows its own.
        shown: when the numbers were shown in the last day, Unix seconds in ascending order.
        """
        self._numbers = {limits.number: _Number(limits, (shown or {}).get(limits.number, ())) for limits in pool}

    def ready_at(self, now: float) -> float | None:
        """When one of the numbers may be shown: `now` if at once; None if not before a call ends."""
        at = min((number.ready_at(now) for number in self._numbers.values()), default=now)
        return at if at < math.inf else None

    def for_person(self, person: str, now: float) -> str | None:
        """The number that this person is shown; None if the trunk shows its own, or none may be shown soon.

        Rendezvous hashing (Thaler and Ravishankar, 1998): each person ranks all numbers in an order of their own and is shown the
        first that may be. A number added or taken out changes what is shown only to those whose first it is or was.
        """
        ready_at = self.ready_at(now)
        if ready_at is None or ready_at > now + SOON_S:
            return None
        usable = [name for name, number in self._numbers.items() if number.ready_at(now) <= ready_at]
        return max(usable, key=lambda name: _rank(person, name), default=None)

    def shown(self, number: str, now: float) -> None:
        """Counts a call that begins; a number of no pool is nobody's."""
        if known := self._numbers.get(number):
            known.shown(now)

    def ended(self, number: str) -> None:
        """Counts the end of a call that was counted when it began."""
        if known := self._numbers.get(number):
            known.ended()


def _rank(person: str, number: str) -> bytes:
    return hashlib.blake2b(f"{person} {number}".encode(), digest_size=8).digest()
