"""What calls leave to be handed over: text messages to their gateway, write-backs to their receivers."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext
from typing import Final

from sqlalchemy.orm import Session

from engine.campaign.contact.quiet import message_hours
from engine.gateway_news import DeliveryReport, GatewayNews
from engine.inbound.gateway_news import write_down
from engine.inbound.unsubscribing import FromWhat
from engine.launch.rounds import Rounds
from engine.messaging.courier import Courier
from engine.messaging.gateway import Gateway, Heard
from engine.settings import Settings
from engine.store.database import Database
from engine.store.thread import StoreThread
from engine.writeback.deliverer import Deliverer
from engine.writeback.opt_outs import opt_outs_of
from engine.writeback.receivers import receivers

NAP_S: Final = 1.0
"""What a call promised or taught just now waits no longer for being noticed."""


@asynccontextmanager
async def delivering(
    gateway: Gateway | None, settings: Settings, database: Database, thread: StoreThread, now: Callable[[], float]
) -> AsyncIterator[None]:
    """Everything is handed over while the block runs, and what is due at its end before this ends.

    Raises:
        SettingsError: a receiver's secret is missing.
        StoreError: the database failed.
    """
    work = [
        Deliverer(database, thread, receiver, now).deliver_what_is_due for receiver in receivers(settings.writeback, os.environ)
    ]
    async with sending(gateway, settings, database, thread, now) if gateway else nullcontext() as courier:
        if courier:
            work.append(courier.send_what_is_due)
        rounds = [Rounds(what, nap_s=NAP_S) for what in work]
        tasks = [asyncio.create_task(each.run(), name="outbox") for each in rounds]
        try:
            yield
        finally:
            for each in rounds:
                each.stop()
            await asyncio.gather(*tasks)


@asynccontextmanager
async def sending(
    gateway: Gateway, settings: Settings, database: Database, thread: StoreThread, now: Callable[[], float]
) -> AsyncIterator[Courier]:
    """What hands text messages to the gateway, which is connected while the block runs."""
    opens = message_hours(settings.campaign.policy, settings.campaign.policies)
    async with gateway.connected(_keeper(settings, database, thread, now)):
        yield Courier(database, thread, gateway, now, public_url=settings.web.public_url, opens=opens)


def _keeper(settings: Settings, database: Database, thread: StoreThread, now: Callable[[], float]) -> Heard:
    """Keeps what a gateway tells over its connection."""
    opt_out, opt_outs = FromWhat(settings.sms.opt_out), opt_outs_of(settings.writeback, now)

    async def keep(news: GatewayNews) -> None:
        def written_down(session: Session) -> bool:
            return write_down(session, news, opt_out, settings.default_region, now(), opt_outs)

        if not await thread.write(database, written_down) and isinstance(news, DeliveryReport):
            # It overtook what the sender of its message writes, by which it is known; by now that waits before this.
            await thread.write(database, written_down)

    return keep
