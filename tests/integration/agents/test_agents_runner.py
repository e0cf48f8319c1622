"""A campaign's runner at the pace of its agents."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path

import pytest

from engine.agents.crew import Crew, at_work
from engine.campaign.plan.schema import Abandonment, CampaignPlan, Mode, Team
from engine.campaign.progress import Unwatched
from engine.campaign.run import Ending, RunLimits, RunReport
from engine.campaign.runner import CampaignRunner
from engine.events import AgentJoined, AgentLeft, AgentRinging, AnswererKnown, CallEvent
from engine.outcome import Disposition, HandoverOutcome
from engine.store.floor import agents
from engine.store.tables import AgentState
from tests.integration.campaign.campaign_book import number, opened_book
from tests.integration.campaign.scripted_placer import Plan, ScriptedPlacer, ended
from tests.migrated import migrated

pytestmark = pytest.mark.integration

LIMITS = RunLimits(lines=8, call_cap_s=30.0, hang_up_s=30.0, drain_s=30.0, line_wait_s=30.0)
PLAN = CampaignPlan(
    name="spring",
    mode=Mode.PREDICTIVE,
    team=Team(agents=("ann", "bob"), wrap_up_s=0),
    abandonment=Abandonment(message="This was Northern Bank."),
)
WITH_AN_AGENT = Plan(
    (
        lambda attempt_id: AnswererKnown(attempt_id=attempt_id, at=1.0, answerer="human", reason=""),
        lambda attempt_id: AgentRinging(attempt_id=attempt_id, at=2.0, agent="ann", summary=""),
        lambda attempt_id: AgentJoined(attempt_id=attempt_id, at=3.0, agent="ann"),
        lambda attempt_id: AgentLeft(attempt_id=attempt_id, at=4.0, agent="ann", outcome=HandoverOutcome.JOINED),
        lambda attempt_id: ended(attempt_id, Disposition.TRANSFERRED),
    )
)


class ToldDesk(Unwatched):
    """Tells the desk what the pool of workers would."""

    def __init__(self, crew: Crew) -> None:
        self._crew = crew

    def happened(self, event: CallEvent) -> None:
        self._crew.desk.happened(event)


async def test_no_more_calls_are_dialled_than_agents_wait_before_there_is_a_budget(tmp_path: Path) -> None:
    path = tmp_path / "calls.db"
    migrated(f"sqlite:///{path}")
    async with opened_book(path, 6) as book:
        for name in ("ann", "bob"):
            book.database.write(partial(agents.add, name=name, sip_uri="sip:a@b", at=1.0))
        # Every call is scripted to be ann's: with bob there, too, two calls would be hers at a time.
        book.database.write(lambda session: agents.wish(session, "ann", AgentState.READY, 2.0))
        async with at_work(PLAN, book.database, book.thread, lambda: 1000.0, engine="ours") as crew:
            assert crew is not None
            placer = ScriptedPlacer(8, {number(row): WITH_AN_AGENT for row in range(2, 8)})
            runner = CampaignRunner(book.ledger, placer, LIMITS, pace=crew.pace, progress=ToldDesk(crew))
            async with asyncio.timeout(20):
                assert await runner.run() == RunReport(Ending.FINISHED, 0)
        assert len(placer.placed) == 6
        assert placer.most_at_once == 1
        assert {attempt.disposition for attempt in book.attempts()} == {Disposition.TRANSFERRED}


async def test_without_an_agent_nobody_is_called(tmp_path: Path) -> None:
    path = tmp_path / "calls.db"
    migrated(f"sqlite:///{path}")
    async with opened_book(path, 2) as book:
        for name in ("ann", "bob"):
            book.database.write(partial(agents.add, name=name, sip_uri="sip:a@b", at=1.0))
        async with at_work(PLAN, book.database, book.thread, lambda: 1000.0, engine="ours") as crew:
            assert crew is not None
            placer = ScriptedPlacer(8)
            runner = CampaignRunner(book.ledger, placer, LIMITS, pace=crew.pace, progress=ToldDesk(crew))
            running = asyncio.create_task(runner.run())
            await crew.desk.changed(5.0)
            assert placer.placed == []
            book.database.write(lambda session: agents.wish(session, "ann", AgentState.READY, 2.0))
            async with asyncio.timeout(20):
                assert await running == RunReport(Ending.FINISHED, 0)
