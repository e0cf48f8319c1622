"""Courier: hands queued messages to the gateway, one after another."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable
from typing import Final, Protocol

from engine.links.placing import with_link
from engine.masking import masked
from engine.messaging.gateway import Message
from engine.outgoing import NotTaken, Patience
from engine.store import outbox
from engine.store.database import Database
from engine.store.outbox import Due
from engine.store.queued import HELD_S
from engine.store.thread import StoreThread

log = logging.getLogger(__name__)

PATIENCE: Final = Patience((5, 30, 120, 600, 1800, 7200))
"""About three hours: what was promised later than that is no news any more."""
EXPECTED_S: Final = 900.0
"""For so long after it was promised, a message disturbs nobody."""
TRY_S: Final = HELD_S - 20.0
"""For one try: what takes longer might be tried by another engine meanwhile, and be sent twice."""
Opens = Callable[[str, str | None, float], float]
"""From a number, the person's time zone if known, and a moment, to the first from then on at which they may be sent a message."""


def at_any_hour(_number: str, _time_zone: str | None, at: float) -> float:
    """Nobody sleeps."""
    return at


class Taker(Protocol):
    """The part of a `Gateway` that takes messages."""

    async def send(self, message: Message) -> str | None:
        """See `Gateway`."""
        ...


class Courier:
    """Messages survive it: what is queued when it stops is sent by the next one."""

    def __init__(
        self,
        database: Database,
        thread: StoreThread,
        gateway: Taker,
        now: Callable[[], float],
        *,
        public_url: str | None = None,
        opens: Opens = at_any_hour,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """Args:
        database: where the outbox is.
        thread: the store's thread.
        gateway: takes the messages.
        now: Unix seconds.
        public_url: where people reach our links, without a slash at its end; None: nowhere.
        opens: when somebody may be sent a message that is late.
        chance: 0 to 1, spreads tries.
        """
        self._database = database
        self._thread = thread
        self._gateway = gateway
        self._now = now
        self._public_url = public_url
        self._opens = opens
        self._chance = chance

    async def send_what_is_due(self) -> None:
        """Tries every message whose time has come, once.

        Raises:
            StoreError: the database failed.
        """
        while due := await self._next():
            await self._send_or_wait(due)

    async def _next(self) -> Due | None:
        if not await self._thread.run(self._database.read, lambda session: outbox.any_due(session, self._now())):
            return None
        return await self._thread.write(self._database, lambda session: outbox.next_due(session, self._now()))

    async def _send_or_wait(self, due: Due) -> None:
        """What somebody was promised a moment ago they expect now; what is late waits for the morning."""
        now = self._now()
        opening = self._opens(due.number, due.time_zone, now) if now - due.asked_at > EXPECTED_S else now
        if opening > now:
            await self._thread.write(self._database, lambda session: outbox.put_off(session, due.id, opening))
        else:
            await self._send(due)

    async def _send(self, due: Due) -> None:
        try:
            async with asyncio.timeout(TRY_S):
                reference = await self._gateway.send(Message(due.id, due.number, self._text(due)))
        except TimeoutError:
            await self._not_sent(due, NotTaken(f"not taken within {TRY_S:g} s"))
        except NotTaken as failure:
            await self._not_sent(due, failure)
        else:
            await self._thread.write(self._database, lambda session: outbox.sent(session, due.id, self._now(), reference))

    def _text(self, due: Due) -> str:
        if due.code is None:
            return due.text
        if self._public_url is None:
            raise NotTaken("its link leads nowhere: set web.public_url")
        return with_link(due.text, f"{self._public_url}/l/{due.code}")

    async def _not_sent(self, due: Due, failure: NotTaken) -> None:
        problem, again_at = str(failure), PATIENCE.again_at(failure, due.tries + 1, self._now(), self._chance())
        about = {"action": "sms_not_sent", "number": masked(due.number), "problem": problem, "again": again_at is not None}
        log.warning("text message not sent", extra=about)
        await self._thread.write(self._database, lambda session: outbox.not_sent(session, due.id, problem, again_at))
