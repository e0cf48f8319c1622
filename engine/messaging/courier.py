"""Courier: hands queued messages to the gateway, one after another."""

from __future__ import annotations

import logging
from collections.abc import Callable

from engine.links.placing import with_link
from engine.masking import masked
from engine.messaging.gateway import Gateway, GatewayUnavailable, Message, MessageRefused
from engine.messaging.retrying import retry_after_s
from engine.store import outbox
from engine.store.database import Database
from engine.store.outbox import Due
from engine.store.thread import StoreThread

log = logging.getLogger(__name__)


class Courier:
    """Messages survive it: what is queued when it stops is sent by the next one."""

    def __init__(
        self, database: Database, thread: StoreThread, gateway: Gateway, now: Callable[[], float], public_url: str | None
    ) -> None:
        """Args:
        database: where the outbox is.
        thread: the store's thread.
        gateway: takes the messages.
        now: Unix seconds.
        public_url: where people reach our links, without a slash at its end; None: nowhere.
        """
        self._database = database
        self._thread = thread
        self._gateway = gateway
        self._now = now
        self._public_url = public_url

    async def send_what_is_due(self) -> None:
        """Tries every message whose time has come, once.

        Raises:
            StoreError: the database failed.
        """
        while due := await self._thread.write(self._database, lambda session: outbox.next_due(session, self._now())):
            await self._send(due)

    async def _send(self, due: Due) -> None:
        try:
            await self._gateway.send(Message(due.id, due.number, self._text(due)))
        except MessageRefused as refusal:
            await self._not_sent(due, str(refusal), None)
        except GatewayUnavailable as problem:
            wait_s = retry_after_s(due.tries + 1)
            await self._not_sent(due, str(problem), None if wait_s is None else self._now() + wait_s)
        else:
            await self._thread.write(self._database, lambda session: outbox.sent(session, due.id, self._now()))

    def _text(self, due: Due) -> str:
        if due.code is None:
            return due.text
        if self._public_url is None:
            raise GatewayUnavailable("its link leads nowhere: set web.public_url")
        return with_link(due.text, f"{self._public_url}/l/{due.code}")

    async def _not_sent(self, due: Due, problem: str, again_at: float | None) -> None:
        about = {"action": "sms_not_sent", "number": masked(due.number), "problem": problem, "again": again_at is not None}
        log.warning("text message not sent", extra=about)
        await self._thread.write(self._database, lambda session: outbox.not_sent(session, due.id, problem, again_at))
