"""Upkeep: what `callwright serve` looks after in the database beside everything else: segments are prepared, scores retrained,
and whatever else it is given.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Final

from engine.campaign import scoring
from engine.campaign.clock import Clock
from engine.campaign.scoring import Learned
from engine.environments import POSTGRESQL, forget_all_but
from engine.scoring.model import Target
from engine.segments.preparing import prepare
from engine.store.database import Database
from engine.store.errors import StoreError

log = logging.getLogger(__name__)

SEGMENTS_S: Final = 5.0
"""Between two looks at which segments are to be prepared."""
SCORES_S: Final = 3600.0
"""Between two looks at which models are to be trained again."""
_KINDEST: Final = 19
"""Calls come first."""

Learn = Callable[[str, float, Sequence[Target]], list[Learned]]


@dataclass(frozen=True, slots=True)
class Duty:
    """Something to be looked after."""

    look: Callable[[], object]
    """Done in a thread; what it writes is written wholly or not at all."""
    nap_s: float
    """Between two looks."""


@asynccontextmanager
async def kept_up(database: Database, clock: Clock, *others: Duty) -> AsyncIterator[None]:
    """Keeps it up while the block runs, and looks after the others."""
    segments = Duty(lambda: prepare(database), SEGMENTS_S)
    scores = Duty(lambda: retrained(database, clock.now()), SCORES_S)
    tasks = [asyncio.create_task(_again_and_again(duty), name="upkeep") for duty in (segments, scores, *others)]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()  # an index or a model that is being made is still finished
        await asyncio.gather(*tasks, return_exceptions=True)


async def _again_and_again(duty: Duty) -> None:
    while True:
        try:
            await asyncio.to_thread(duty.look)
        except StoreError as error:
            log.error("the database was not kept up", extra={"action": "upkeep_failed", "reason": str(error)})
        except Exception:  # nobody's calls depend on it, and it is tried again
            log.exception("the database was not kept up", extra={"action": "upkeep_failed"})
        await asyncio.sleep(duty.nap_s)


def learned_apart(url: str, at: float, targets: Sequence[Target]) -> list[Learned]:
    """Trains models in a process of its own that lets all others go first: calls need this one."""
    with ProcessPoolExecutor(1, get_context("spawn"), initializer=_last_and_least) as process:
        return process.submit(learned_from, url, at, targets).result()


def _last_and_least() -> None:
    os.nice(_KINDEST)
    forget_all_but(*POSTGRESQL)


def learned_from(url: str, at: float, targets: Sequence[Target]) -> list[Learned]:
    """Trains models from the calls in a database."""
    with Database(url) as database:
        return scoring.learn(database, at, targets)


def retrained(database: Database, at: float, learn: Learn = learned_apart) -> list[Learned]:
    """Trains anew what was trained before and is due at that time, Unix seconds. Whoever has no models has not asked for any."""
    due = database.read(lambda session: scoring.due(session, at, again=True))
    if not due:
        return []
    learned = learn(database.url, at, due)
    refused = sum(one.kept.refused for one in learned if one.kept)
    kept = sum(one.kept is not None for one in learned) - refused
    log.info("scores retrained", extra={"action": "scores_retrained", "in_use": kept, "refused": refused})
    return learned
