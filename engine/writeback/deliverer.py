"""Deliverer: sends one receiver what is queued for it. A receiver that is down or slow holds up nobody else's."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable
from typing import Any, Final

import httpx2 as httpx
import msgspec

from engine.outgoing import NotTaken, Patience, retry_after_s
from engine.store import deliveries
from engine.store.database import Database
from engine.store.deliveries import DueDelivery
from engine.store.thread import StoreThread
from engine.writeback.mapping import UnknownField, filled, filled_url
from engine.writeback.receivers import Receiver
from engine.writeback.signing import signature_headers

log = logging.getLogger(__name__)

PATIENCE: Final = Patience((5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400))
"""As the Standard Webhooks specification recommends: about three days."""
_GONE: Final = 410
"""The receiver wants nothing more of this (Standard Webhooks)."""


class Deliverer:
    """What is queued when it stops is sent by the next one."""

    def __init__(
        self,
        database: Database,
        thread: StoreThread,
        receiver: Receiver,
        now: Callable[[], float],
        chance: Callable[[], float] = random.random,
    ) -> None:
        """Args:
        database: where the deliveries are.
        thread: the store's thread.
        receiver: who is told.
        now: Unix seconds.
        chance: 0 to 1, spreads tries.
        """
        self._database = database
        self._thread = thread
        self._receiver = receiver
        self._now = now
        self._chance = chance

    async def deliver_what_is_due(self) -> None:
        """Sends what is due, oldest first, until all of it is taken or the receiver does not take one.

        Raises:
            StoreError: the database failed.
        """
        while due := await self._next():
            if not await self._delivered(due):
                return

    async def _next(self) -> DueDelivery | None:
        name = self._receiver.name
        if not await self._thread.run(self._database.read, lambda session: deliveries.any_due(session, name, self._now())):
            return None
        return await self._thread.write(self._database, lambda session: deliveries.next_due(session, name, self._now()))

    async def _delivered(self, due: DueDelivery) -> bool:
        try:
            await self._send(due)
        except NotTaken as failure:
            await self._not_delivered(due, failure)
            return False
        await self._thread.write(self._database, lambda session: deliveries.delivered(session, due.id, self._now()))
        return True

    async def _not_delivered(self, due: DueDelivery, failure: NotTaken) -> None:
        again_at = PATIENCE.again_at(failure, due.tries + 1, self._now(), self._chance())
        about = {"action": "not_delivered", "receiver": self._receiver.name, "delivery": due.id, "problem": str(failure)}
        log.warning("write-back not delivered", extra=about | {"again": again_at is not None})
        await self._thread.write(self._database, lambda session: deliveries.not_delivered(session, due.id, str(failure), again_at))

    async def _send(self, due: DueDelivery) -> None:
        """One request. Only 2xx counts as taken: a redirect might lead what is about people to anybody."""
        receiver = self._receiver
        try:
            url, method, body = self._request(due)
        except UnknownField as error:
            raise NotTaken(f"the settings' request: {error}", final=True) from error
        headers = {"content-type": "application/json", "idempotency-key": due.id}
        if receiver.key:
            headers |= signature_headers(receiver.key, due.id, int(self._now()), body)
        if receiver.token:
            headers["authorization"] = f"Bearer {receiver.token}"
        try:
            async with (
                asyncio.timeout(receiver.timeout_s),
                httpx.AsyncClient(timeout=None, trust_env=False) as client,
                client.stream(method, url, content=body, headers=headers) as answer,
            ):
                status, wanted_s = answer.status_code, retry_after_s(answer.headers.get("retry-after", ""))
        except TimeoutError as error:
            raise NotTaken(f"no answer within {receiver.timeout_s:g} s") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise NotTaken(f"{type(error).__name__}: {error}") from error
        if not 200 <= status < 300:
            raise NotTaken(f"HTTP {status}", final=status == _GONE, retry_after_s=wanted_s)

    def _request(self, due: DueDelivery) -> tuple[str, str, bytes]:
        """Address, method and body."""
        payload: dict[str, Any] = msgspec.json.decode(due.body)
        url, form = filled_url(self._receiver.url, payload), self._receiver.form(payload["type"])
        if form is None:
            return url, "POST", due.body.encode()
        return url, form.method, msgspec.json.encode(filled(form.body, payload))
