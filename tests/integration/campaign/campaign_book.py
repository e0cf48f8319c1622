"""A campaign in a real database, opened as the engine opens it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from engine.campaign.grades import final_grade
from engine.campaign.ledger import Ledger
from engine.store.calls.recorder import Recorder
from engine.store.campaigns import NewLead, Opening, open_campaign
from engine.store.database import Database
from engine.store.scripts.pins import Pin
from engine.store.tables import Attempt, Lead
from engine.store.thread import StoreThread


@dataclass(frozen=True)
class Book:
    """A campaign's ledger and what stands in it."""

    ledger: Ledger
    database: Database
    recorder: Recorder
    campaign_id: int
    thread: StoreThread

    def leads(self) -> Sequence[Lead]:
        return self.database.read(lambda session: session.scalars(select(Lead).order_by(Lead.row_number)).all())

    def attempts(self) -> Sequence[Attempt]:
        return self.database.read(lambda session: session.scalars(select(Attempt).order_by(Attempt.number)).all())

    def written(self, attempt_id: str) -> bool:
        """Whether this attempt is durable and open, seen through another connection."""
        attempt = self.database.read(lambda session: session.get(Attempt, attempt_id))
        return attempt is not None and attempt.ended_at is None


def number(row: int) -> str:
    return f"+1555010{row:04}"


class StandingClock:
    """It is always the same moment."""

    def now(self) -> float:
        return 100.0

    def told(self, machine_s: float) -> float:
        return machine_s

    async def sleep_until(self, unix_s: float) -> None:
        await asyncio.Event().wait()


@asynccontextmanager
async def opened_book(path: Path, rows: int) -> AsyncIterator[Book]:
    """A campaign with leads on rows 2, 3, …, opened or resumed."""
    leads = [NewLead(row, number(row), {"name": f"Person {row}"}) for row in range(2, rows + 2)]
    plan = Opening("spring", Pin("offer", "hash", None), {"name": "Name"}, leads)
    async with StoreThread() as thread:
        with Database(f"sqlite:///{path}") as database:
            recorder = Recorder(database, final_grade)
            campaign = database.write(lambda session: open_campaign(session, plan, at=1.0))
            ledger = Ledger(database, recorder, thread, campaign.campaign_id, StandingClock())
            yield Book(ledger, database, recorder, campaign.campaign_id, thread)
