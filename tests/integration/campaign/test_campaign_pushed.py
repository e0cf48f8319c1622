"""A lead that is pushed to a campaign which is waiting for something else."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import update

from engine.call.messages import PlaceCall
from engine.campaign.ledger import Ledger, Terms
from engine.campaign.progress import Unwatched
from engine.campaign.run import Ending, RunLimits, RunReport
from engine.campaign.runner import CampaignRunner
from engine.inbound.leads import PushedLead, find_campaign, push
from engine.inbound.people import Attributes
from engine.store.tables import Campaign, Lead, LeadState
from engine.store.thread import StoreThread
from tests.integration.campaign.campaign_book import Book, StandingClock, number, opened_book
from tests.integration.campaign.scripted_placer import ScriptedPlacer
from tests.integration.opt_outs import UNTOLD

pytestmark = pytest.mark.integration


def give(book: Book, to: str) -> str:
    lead = PushedLead(to, {"name": "Eve"}, Attributes(name="Eve"))
    answer = book.database.write(lambda session: push(session, find_campaign(session, "spring"), lead, "a form", 100.0, UNTOLD))
    return str(answer["lead"])


def put_off_all(book: Book) -> None:
    book.database.write(lambda session: session.execute(update(Lead).values(due_at=1_000_000.0)))


class Rest(Unwatched):
    """Notes when the run has nobody to call for now."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()

    def resting(self, until: float | None) -> None:
        self.begun.set()


async def test_it_is_called_while_the_others_rest(database_file: Path) -> None:
    async with opened_book(database_file, 3) as book:
        put_off_all(book)
        called = asyncio.Event()

        def look(_call: PlaceCall) -> None:
            called.set()

        placer = ScriptedPlacer(2, on_place=look)
        rest = Rest()
        runner = CampaignRunner(book.ledger, placer, RunLimits(lines=2), progress=rest)
        running = asyncio.create_task(runner.run())
        async with asyncio.timeout(30):
            await rest.begun.wait()  # until the lists' leads are due
            assert give(book, number(99)) == "added"
            await called.wait()
        runner.stop()
        report = await running

        assert [(call.number, call.variables) for call in placer.placed] == [(number(99), {"name": "Eve"})]
        assert (report.ending, report.left) == (Ending.STOPPED, 3)


async def test_it_is_called_before_the_lists_leads_and_only_once(database_file: Path) -> None:
    async with opened_book(database_file, 3) as book:
        assert [give(book, number(99)), give(book, number(99)), give(book, number(2))] == ["added", "known", "known"]
        placer = ScriptedPlacer(1)

        await CampaignRunner(book.ledger, placer, RunLimits(lines=1)).run()

        assert [call.number for call in placer.placed] == [number(row) for row in (99, 2, 3, 4)]
        assert {lead.state for lead in book.leads()} == {LeadState.DONE}


async def test_a_campaign_that_stays_open_waits_for_leads_and_is_stopped_but_not_finished(database_file: Path) -> None:
    async with opened_book(database_file, 1) as book, StoreThread() as thread:
        ledger = Ledger(book.database, book.recorder, thread, book.campaign_id, StandingClock(), terms=Terms(stays_open=True))
        calls: asyncio.Queue[str] = asyncio.Queue()
        placer = ScriptedPlacer(1, on_place=lambda call: calls.put_nowait(call.number))
        rest = Rest()
        runner = CampaignRunner(ledger, placer, RunLimits(lines=1), progress=rest)
        running = asyncio.create_task(runner.run())

        async with asyncio.timeout(30):
            assert await calls.get() == number(2)
            give(book, number(99))
            rest.begun.clear()
            assert await calls.get() == number(99)
            await rest.begun.wait()  # for more, after a minute
        runner.stop()

        assert await running == RunReport(Ending.STOPPED, 0)
        campaign_id = book.campaign_id
        assert book.database.read(lambda session: session.get_one(Campaign, campaign_id).finished_at) is None
