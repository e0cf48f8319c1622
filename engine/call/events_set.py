"""Waiting for whichever of several things happens first."""

from __future__ import annotations

import asyncio


async def first_set(*events: asyncio.Event, within_s: float | None = None) -> asyncio.Event | None:
    """The event that is set first, the earlier named one of several that are; None if none is within the time."""
    waits = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(waits, timeout=within_s, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
        await asyncio.gather(*waits, return_exceptions=True)
    return next((event for event in events if event.is_set()), None)
