"""Tests that wait for timers without waiting: their time jumps to the next timer as soon as nothing else can happen."""

from __future__ import annotations

import functools
from collections.abc import Callable, Coroutine
from typing import Any, ParamSpec

from engine.rehearsal.virtual_loop import VirtualLoop

P = ParamSpec("P")


def in_virtual_time(test: Callable[P, Coroutine[Any, Any, None]]) -> Callable[P, None]:
    """Runs an asynchronous test on a loop of its own: however busy the machine, everything lasts as long as it says.

    Raises:
        RuntimeError: the test waits for something that will never happen.
    """

    @functools.wraps(test)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        loop = VirtualLoop()
        task = loop.create_task(test(*args, **kwargs))
        loop.run_ready()
        while not task.done():
            idle_s = loop.idle_s
            if idle_s is None:
                task.cancel()
                loop.run_ready()
                raise RuntimeError(f"{test.__name__} waits for something that does not happen")
            loop.advance(idle_s)
        task.result()

    return run
