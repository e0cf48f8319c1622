"""InOrder: what happens in different calls is handled side by side, what happens in one call one thing after another."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Generic, Protocol, Self, TypeVar


class OfACall(Protocol):
    """Something that happened in a call."""

    @property
    def attempt_id(self) -> str:
        """Of which call."""
        ...


E = TypeVar("E", bound=OfACall)


class InOrder(Generic[E]):
    """Hands events on as they come. Leaving the block waits until all are handled; an error of the handler leaves it at once."""

    def __init__(self, handle: Callable[[E], Awaitable[None]]) -> None:
        self._handle = handle
        self._waiting: dict[str, deque[E]] = {}
        """Of the calls of which an event is being handled: those that came meanwhile."""
        self._tasks = asyncio.TaskGroup()

    async def __aenter__(self) -> Self:
        await self._tasks.__aenter__()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self._tasks.__aexit__(kind, error, trace)

    def give(self, event: E) -> None:
        """Handles it behind everything that was given of the same call."""
        if waiting := self._waiting.get(event.attempt_id):
            waiting.append(event)
            return
        self._waiting[event.attempt_id] = deque([event])
        self._tasks.create_task(self._work(event.attempt_id), name=f"events of {event.attempt_id}")

    async def _work(self, attempt_id: str) -> None:
        waiting = self._waiting[attempt_id]
        while waiting:
            await self._handle(waiting[0])
            waiting.popleft()
        del self._waiting[attempt_id]
