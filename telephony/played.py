"""What a far end that is played by hand does on a line: events and frames, kept for the line's reader."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator

from telephony.line import HungUp, LineEvent


class PlayedFarEnd:
    """The `events` and `frames` of a `telephony.line.Line` without a telephone; one reader each."""

    def __init__(self) -> None:
        self.hung_up: HungUp | None = None
        """How the line ended; None while it is up."""
        self.reader_idle = asyncio.Event()
        """Set while the reader of `frames` waits for the next one, and when the line has ended."""
        self._events: asyncio.Queue[LineEvent] = asyncio.Queue()
        self._frames: deque[bytes] = deque()
        self._frame_wanted: asyncio.Future[None] | None = None

    def tell(self, event: LineEvent) -> None:
        """Something happened. `HungUp` ends the line; what comes after it is dropped."""
        if self.hung_up is not None:
            return
        self._events.put_nowait(event)
        if isinstance(event, HungUp):
            self.hung_up = event
            self._wake_reader()
            self.reader_idle.set()

    def send(self, frame: bytes) -> None:
        """The far end's next frame."""
        self._frames.append(frame)
        self.reader_idle.clear()
        self._wake_reader()

    async def events(self) -> AsyncIterator[LineEvent]:
        """See `telephony.line.Line`."""
        while True:
            event = await self._events.get()
            yield event
            if isinstance(event, HungUp):
                return

    async def frames(self) -> AsyncIterator[bytes]:
        """See `telephony.line.Line`."""
        while True:
            while self._frames:
                yield self._frames.popleft()
            if self.hung_up is not None:
                return
            self._frame_wanted = asyncio.get_running_loop().create_future()
            self.reader_idle.set()
            await self._frame_wanted

    def _wake_reader(self) -> None:
        if self._frame_wanted is not None and not self._frame_wanted.done():
            self._frame_wanted.set_result(None)
