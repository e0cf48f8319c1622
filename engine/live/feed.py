"""The feed: what happens in the calls of all campaigns, for whoever watches at the moment.

A watcher that is slow loses the oldest of what waits for it, and is told how much; calls never wait for a watcher.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import msgspec

from engine.events import CallEvent

WAITING_MAX: Final = 1000
"""Of what a watcher has not taken yet."""


class CallDialled(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A worker was told to place a call."""

    attempt_id: str
    at: float
    """Unix seconds."""
    number: str
    """E.164; masked for who may not see it, see `engine.web.live`."""
    worker: str


class RunChanged(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A campaign's run is in another state."""

    at: float
    state: str
    """Of `engine.live.runs.RunState`."""
    detail: str
    """What is being prepared, or why it failed; may be empty."""


class Missed(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """So many happenings were dropped: the watcher was too slow."""

    count: int


Happening = CallDialled | RunChanged | CallEvent


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """One happening of one campaign."""

    campaign_id: int
    campaign: str
    event: Happening


Wanted = Callable[[Told], bool]


def everything(_told: Told) -> bool:
    """No filter."""
    return True


class Subscription:
    """What waits for one watcher."""

    def __init__(self, wanted: Wanted, most: int) -> None:
        self._wanted = wanted
        self._waiting: deque[Told] = deque(maxlen=most)
        self._missed = 0
        self._came = asyncio.Event()

    def put(self, told: Told) -> None:
        """Takes a happening; the oldest makes room."""
        if not self._wanted(told):
            return
        if len(self._waiting) == self._waiting.maxlen:
            self._missed += 1
        self._waiting.append(told)
        self._came.set()

    async def next(self) -> Told | Missed:
        """What is next; first of all that something was missed."""
        while not self._waiting:
            self._came.clear()
            await self._came.wait()
        if self._missed:
            count, self._missed = self._missed, 0
            return Missed(count=count)
        return self._waiting.popleft()


class Feed:
    """Belongs to one event loop."""

    def __init__(self) -> None:
        self._subscriptions: list[Subscription] = []

    def tell(self, told: Told) -> None:
        """Gives everybody who watches a happening. Never waits."""
        for subscription in self._subscriptions:
            subscription.put(told)

    @contextmanager
    def subscribed(self, wanted: Wanted = everything, most: int = WAITING_MAX) -> Iterator[Subscription]:
        """What happens from now on, while the block runs."""
        subscription = Subscription(wanted, most)
        self._subscriptions.append(subscription)
        try:
            yield subscription
        finally:
            self._subscriptions.remove(subscription)
