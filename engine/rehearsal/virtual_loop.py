"""An asyncio event loop whose time moves only when it is told to: minutes of call in milliseconds, and always the same ones.

It runs tasks, futures, timers and what is built on them (timeouts, task groups, locks). It has no sockets, pipes or threads.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections import deque
from collections.abc import Callable, Coroutine
from contextvars import Context
from typing import TYPE_CHECKING, Any, Final, TypeVar, TypeVarTuple, Unpack

if TYPE_CHECKING:
    from asyncio import BaseEventLoop as _Loop
else:
    # What is missing here refuses when it is called; only type stubs call it abstract.
    from asyncio import AbstractEventLoop as _Loop

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

_US: Final = 1_000_000
"""Time is counted in whole microseconds, so that many short steps come to the same time as one long one."""


class VirtualLoop(_Loop):
    """The owner calls `run_ready` and `advance`; nothing runs by itself."""

    def __init__(self) -> None:
        self._now_us = 0
        self._ready: deque[asyncio.Handle] = deque()
        self._timers: list[tuple[int, int, asyncio.TimerHandle]] = []
        self._order = itertools.count()
        self._failure: BaseException | None = None

    # What the owner does.

    def run_ready(self) -> None:
        """Runs what can run at the present time, until everything waits for something.

        Raises:
            BaseException: whatever nobody else caught, such as the exception of a task that was never awaited.
        """
        if not self._ready:
            return
        outer = asyncio._get_running_loop()
        asyncio._set_running_loop(self)
        try:
            while self._ready:
                handle = self._ready.popleft()
                if not handle.cancelled():
                    handle._run()
        finally:
            asyncio._set_running_loop(outer)
        if self._failure is not None:
            failure, self._failure = self._failure, None
            raise failure

    def advance(self, seconds: float) -> None:
        """Moves the time on; timers that come due run at their own times, in order."""
        target_us = self._now_us + round(seconds * _US)
        while self._timers and self._timers[0][0] <= target_us:
            when_us, _, timer = heapq.heappop(self._timers)
            if not timer.cancelled():
                self._now_us = max(self._now_us, when_us)
                self._ready.append(timer)
                self.run_ready()
        self._now_us = target_us

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Runs a coroutine that needs no time.

        Raises:
            RuntimeError: it waits for a timer, or for something that cannot happen here.
        """
        task = self.create_task(coroutine)
        self.run_ready()
        if not task.done():
            task.cancel()
            self.run_ready()
            raise RuntimeError("the coroutine waits for something that does not happen by itself")
        return task.result()

    @property
    def idle_s(self) -> float | None:
        """How long nothing would happen; None if nothing ever would."""
        while self._timers and self._timers[0][2].cancelled():
            heapq.heappop(self._timers)
        if self._ready:
            return 0.0
        return max(0, self._timers[0][0] - self._now_us) / _US if self._timers else None

    # What asyncio asks of a loop.

    def time(self) -> float:
        return self._now_us / _US

    def call_soon(self, callback: Callable[[Unpack[Ts]], object], *args: *Ts, context: Context | None = None) -> asyncio.Handle:
        handle = asyncio.Handle(callback, args, self, context)
        self._ready.append(handle)
        return handle

    def call_soon_threadsafe(
        self, callback: Callable[[Unpack[Ts]], object], *args: *Ts, context: Context | None = None
    ) -> asyncio.Handle:
        """As `call_soon`: there is only the owner's thread."""
        return self.call_soon(callback, *args, context=context)

    def call_later(
        self, delay: float, callback: Callable[[Unpack[Ts]], object], *args: *Ts, context: Context | None = None
    ) -> asyncio.TimerHandle:
        return self.call_at(self.time() + delay, callback, *args, context=context)

    def call_at(
        self, when: float, callback: Callable[[Unpack[Ts]], object], *args: *Ts, context: Context | None = None
    ) -> asyncio.TimerHandle:
        timer = asyncio.TimerHandle(when, callback, args, self, context)
        heapq.heappush(self._timers, (round(when * _US), next(self._order), timer))
        return timer

    def create_future(self) -> asyncio.Future[Any]:
        return asyncio.Future(loop=self)

    def create_task(  # type: ignore[override]  # coroutines only, as `asyncio.create_task`
        self, coro: Coroutine[Any, Any, T], *, name: str | None = None, context: Context | None = None
    ) -> asyncio.Task[T]:
        return asyncio.Task(coro, loop=self, name=name, context=context)

    def get_debug(self) -> bool:
        return False

    def is_running(self) -> bool:
        return asyncio._get_running_loop() is self

    def is_closed(self) -> bool:
        return False

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        """Keeps the first failure for the owner."""
        failure = context.get("exception") or RuntimeError(str(context.get("message")))
        self._failure = self._failure or failure

    def _timer_handle_cancelled(self, handle: asyncio.TimerHandle) -> None:
        """Cancelled timers are dropped when their time comes."""
