"""Waiting for whichever comes first."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any


async def happens(
    wanted: Coroutine[Any, Any, object], *, before: Coroutine[Any, Any, object], within_s: float | None = None
) -> bool:
    """Whether `wanted` is through before `before` is and before the time is up. Both are over when this returns."""
    return 0 in await _first(wanted, before, within_s=within_s)


async def first_of(*awaited: Coroutine[Any, Any, object]) -> None:
    """Returns once one of them is through. All are over when this returns."""
    await _first(*awaited)


async def _first(*awaited: Coroutine[Any, Any, object], within_s: float | None = None) -> set[int]:
    """Which of them were through first, by place; none if the time was up before."""
    tasks = [asyncio.ensure_future(one) for one in awaited]
    try:
        done, _ = await asyncio.wait(tasks, timeout=within_s, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()
    return {tasks.index(task) for task in done}
