"""CallerIds: which number a person is shown. The same person always sees the same one, and none is used too often. Pure."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from engine.campaign.plan.schema import CallerId

DAY_S: Final = 86_400.0
"""A day is any 24 hours: what counts the calls of a number at the networks keeps no midnight of ours."""


class CallerIds:
    """A pool of numbers to show, each for so many calls a day."""

    def __init__(self, pool: Sequence[CallerId], shown: Mapping[str, Iterable[float]] | None = None) -> None:
        """Args:
        pool: the numbers. Empty: the trunk shows its own.
        shown: when the numbers were shown in the last day, Unix seconds in ascending order.
        """
        self._limits = {caller_id.number: caller_id.calls_per_day for caller_id in pool}
        self._shown = {number: deque((shown or {}).get(number, ()), limit or 0) for number, limit in self._limits.items()}
        """The latest calls, as many as one day may have."""

    def ready_at(self, now: float) -> float:
        """When one of the numbers may be shown; `now` if at once."""
        return max(now, min((self._free_at(number, now) for number in self._limits), default=now))

    def for_person(self, person: str, now: float) -> str | None:
        """The number that this person is shown; None if the trunk shows its own, or every number is spent.

        Rendezvous hashing (Thaler and Ravishankar, 1998): each person ranks all numbers in an order of their own and is shown the
        first that is not spent. A number added or taken out changes what is shown only to those whose first it is or was.
        """
        usable = [number for number in self._limits if self._free_at(number, now) <= now]
        return max(usable, key=lambda number: _rank(person, number), default=None)

    def shown(self, number: str, now: float) -> None:
        """Counts a call; a number of no pool is nobody's."""
        if number in self._shown:
            self._shown[number].append(now)

    def _free_at(self, number: str, now: float) -> float:
        limit, shown = self._limits[number], self._shown[number]
        return now if limit is None or len(shown) < limit else shown[0] + DAY_S


def _rank(person: str, number: str) -> bytes:
    return hashlib.blake2b(f"{person} {number}".encode(), digest_size=8).digest()
