"""What is said to people who wait."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

T = TypeVar("T")

SOON_S: Final = 0.3
"""What comes sooner needs no word before it: that would only flicker."""


async def awaited(work: Awaitable[T], say: Callable[[], None]) -> T:
    """What comes of work; `say` is called once if that does not come soon."""
    word = asyncio.get_running_loop().call_later(SOON_S, say)
    try:
        return await work
    finally:
        word.cancel()
