"""SmppGateway: a `Gateway` over a connection that is kept, and made anew when it breaks."""

from __future__ import annotations

import asyncio
import logging
import zlib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from typing import Final

from engine.messaging.gateway import Heard, Message
from engine.messaging.smpp.session import Centre, Lost, Refused, Session, bound
from engine.outgoing import NotTaken
from telephony.smpp.text import TooLong, parts_of

log = logging.getLogger(__name__)

_PASSING: Final = frozenset({0x04, 0x08, 0x14, 0x45, 0x58, 0x64, 0xFE, 0xFF})
"""Statuses that may be others in a while: not bound, system error, queue full, submit failed, throttled, and their like."""
_THROTTLED: Final = frozenset({0x14, 0x58})
_THROTTLE_WAITS_S: Final = (0.5, 1.0, 2.0)
_LONGEST_WAIT_S: Final = 60.0


class SmppGateway:
    """Takes messages while `connected`; before and after, it is unavailable."""

    def __init__(self, centre: Centre) -> None:
        self._centre = centre
        self._session: Session | None = None
        self._bound = asyncio.Event()

    @asynccontextmanager
    async def connected(self, heard: Heard) -> AsyncIterator[None]:
        """Keeps the connection while the block runs; `heard` keeps what the centre tells."""
        task = asyncio.create_task(self._keep(heard), name="smpp")
        try:
            yield
        finally:
            if self._session is not None:
                with suppress(Lost):
                    await self._session.unbind()
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def send(self, message: Message) -> str | None:
        """One or several parts; the last one's id is returned, as its receipt comes last. See `Gateway`."""
        try:
            async with asyncio.timeout(self._centre.timeout_s):
                await self._bound.wait()
        except TimeoutError:
            raise NotTaken(f"not connected to {self._centre.host}:{self._centre.port}") from None
        session = self._session
        if session is None:
            raise NotTaken("the connection has just ended")
        try:
            # The same at every try: a phone that has some parts already recognizes the others.
            parts = parts_of(message.text, zlib.crc32(message.id.encode()) & 0xFF)
        except TooLong as error:
            raise NotTaken(str(error), final=True) from error
        reference = None
        for body in parts.bodies:
            reference = await _submitted(session, message.number, body, parts.coding, headed=parts.headed)
        return reference

    async def _keep(self, heard: Heard) -> None:
        waits = _waits()
        while True:
            try:
                session, writer = await bound(self._centre, heard)
            except (Lost, Refused) as problem:
                wait_s = next(waits)
                log.warning("no SMPP connection: %s", problem, extra={"action": "smpp_not_bound", "again_in_s": wait_s})
                await asyncio.sleep(wait_s)
                continue
            waits = _waits()
            self._session = session
            self._bound.set()
            try:
                await session.live()
            except Lost as problem:
                log.warning("SMPP connection ended: %s", problem, extra={"action": "smpp_lost"})
            finally:
                self._bound.clear()
                self._session = None
                writer.close()
                with suppress(OSError):
                    await writer.wait_closed()
            await asyncio.sleep(next(waits))


async def _submitted(session: Session, number: str, body: bytes, coding: int, *, headed: bool) -> str:
    """One part; a centre that has too much to do just now is waited for."""
    for wait_s in (*_THROTTLE_WAITS_S, None):
        try:
            return await session.submit(number, body, coding, headed=headed)
        except Lost as lost:
            raise NotTaken(str(lost)) from lost
        except Refused as refused:
            if refused.status not in _PASSING:
                raise NotTaken(str(refused), final=True) from refused
            if wait_s is None or refused.status not in _THROTTLED:
                raise NotTaken(str(refused)) from refused
            await asyncio.sleep(wait_s)
    raise AssertionError("unreachable: the last try returns or raises")


def _waits() -> Iterator[float]:
    """Back-off between connections: 0.5, 1, 2 … 60, 60 …"""
    wait_s = 0.5
    while True:
        yield wait_s
        wait_s = min(2 * wait_s, _LONGEST_WAIT_S)
