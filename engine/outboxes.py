"""What calls leave to be handed over: text messages to their gateway, write-backs to their receivers."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

from engine.messaging.courier import Courier
from engine.messaging.gateway import Gateway
from engine.rounds import Rounds
from engine.settings import Settings
from engine.store.database import Database
from engine.store.thread import StoreThread
from engine.writeback.deliverer import Deliverer
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
    if gateway:
        work.append(Courier(database, thread, gateway, now, settings.web.public_url).send_what_is_due)
    rounds = [Rounds(what, nap_s=NAP_S) for what in work]
    tasks = [asyncio.create_task(each.run(), name="outbox") for each in rounds]
    try:
        yield
    finally:
        for each in rounds:
            each.stop()
        await asyncio.gather(*tasks)
