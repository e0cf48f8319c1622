"""Upkeep: what `callwright serve` looks after in the database beside everything else, in a thread of its own."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from engine.segments.preparing import prepare
from engine.store.database import Database

log = logging.getLogger(__name__)

LOOK_S: Final = 5.0
"""Between two looks at what there is to do."""


@asynccontextmanager
async def kept_up(database: Database, look_s: float = LOOK_S) -> AsyncIterator[None]:
    """Prepares saved segments, and forgets what no segment needs any more, while the block runs."""
    task = asyncio.create_task(_keep_up(database, look_s), name="upkeep")
    try:
        yield
    finally:
        task.cancel()  # an index that is being made is still finished
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _keep_up(database: Database, look_s: float) -> None:
    while True:
        try:
            await asyncio.to_thread(prepare, database)
        except Exception:  # nobody's calls depend on it, and it is tried again
            log.exception("segments not prepared", extra={"action": "segments_unprepared"})
        await asyncio.sleep(look_s)
