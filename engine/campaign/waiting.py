"""Waiting for whichever comes first."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any


async def happens(
    wanted: Coroutine[Any, Any, object], *, before: Coroutine[Any, Any, object], within_s: float | None = None
) -> bool:
    """Whether `wanted` is through before `before` is and before the time is up. Both are over when this returns."""
    tasks = [asyncio.ensure_future(wanted), asyncio.ensure_future(before)]
    try:
        done, _ = await asyncio.wait(tasks, timeout=within_s, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()
    return tasks[0] in done
