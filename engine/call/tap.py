"""What is heard on a line, taken from the media clock's thread to the event loop."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final

PACKET_TICKS: Final = 2
"""Ticks of 20 ms that are handed on together."""


class Tap:
    """A sink of `Line.overhear`: takes both sides of each tick, and hands them on in the loop."""

    def __init__(self, deliver: Callable[[bytes, bytes], None]) -> None:
        """`deliver` gets as much of the far end as of what it heard, 8 kHz mono each."""
        self._deliver = deliver
        self._loop = asyncio.get_running_loop()
        self._ticks: deque[tuple[bytes, bytes]] = deque()

    def __call__(self, far_end: bytes, heard: bytes) -> None:
        """One tick."""
        self._ticks.append((far_end, heard))
        if len(self._ticks) == PACKET_TICKS:
            self._loop.call_soon_threadsafe(self._flush)

    def _flush(self) -> None:
        ticks = [self._ticks.popleft() for _ in range(len(self._ticks))]
        if ticks:
            self._deliver(b"".join(far_end for far_end, _ in ticks), b"".join(heard for _, heard in ticks))
