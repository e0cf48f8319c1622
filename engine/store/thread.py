"""StoreThread: the store for asyncio. One thread runs every piece of work in the order it was given.

One thread, not `asyncio.to_thread`: events of a call must be written in their order, SQLite has a single writer anyway, and two
threads of our own would only wait for each other's lock.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class StoreThread:
    """Owns the thread. Leaving the block waits for the work already given."""

    def __init__(self) -> None:
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await asyncio.to_thread(self._executor.shutdown)

    async def run(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs `work` in the thread. If the waiting task is cancelled, work that has begun still completes."""
        return await asyncio.get_running_loop().run_in_executor(self._executor, lambda: work(*args, **kwargs))
