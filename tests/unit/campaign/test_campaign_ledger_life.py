"""An engine on a shared database that gets no answer gives up before the others take it for dead."""

from __future__ import annotations

import threading
from types import SimpleNamespace
from typing import cast

import pytest

from engine.campaign.ledger import Ledger
from engine.store.calls.recorder import Recorder
from engine.store.database import Database
from engine.store.engines import Lease
from engine.store.errors import StoreAway
from engine.store.patience import DEFAULT_PATIENCE
from engine.store.thread import StoreThread
from engine.store.together import Outcome

pytestmark = pytest.mark.unit

LEASE = Lease("ann", "a.example", 1)


async def test_a_sign_of_life_that_takes_too_long_is_an_error() -> None:
    lease, answers = Lease("ann", "a.example", 1, dead_after_s=0.1), threading.Event()
    shared = cast("Database", SimpleNamespace(shared=True, write_together=lambda _works: [Outcome(answers.wait(20.0))]))
    async with StoreThread() as thread:
        ledger = Ledger(shared, cast("Recorder", None), thread, 1, lease=lease)
        with pytest.raises(StoreAway, match=r"the database did not answer within 0\.06 seconds"):
            await ledger.live()
        answers.set()


def test_the_store_waits_for_its_server_no_longer_than_the_engine_may() -> None:
    assert DEFAULT_PATIENCE.away_s < LEASE.patience_s < LEASE.dead_after_s - LEASE.beat_s
