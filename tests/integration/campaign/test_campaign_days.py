"""A campaign over days, in seconds: whatever comes of the calls, everybody is called when they are due and not too often."""

from __future__ import annotations

import asyncio
import itertools
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.campaign.clock import JumpingClock
from engine.campaign.grades import final_grade
from engine.campaign.ledger import Ledger, Terms
from engine.campaign.plan.schema import CampaignPlan
from engine.campaign.retrying.decide import again
from engine.campaign.run import Ending, RunLimits, RunReport
from engine.campaign.runner import CampaignRunner
from engine.contact import Allowed, ContactRule, Decision, NotBefore
from engine.events import CallEnded
from engine.outcome import Disposition
from engine.store.calls.recorder import Recorder
from engine.store.campaigns import NewLead, Opening, open_campaign
from engine.store.database import Database
from engine.store.leads import Candidate
from engine.store.overview import wish
from engine.store.retries import Again, EndedCall
from engine.store.scripts.pins import Pin
from engine.store.tables import Attempt, CampaignState, Lead, LeadState
from engine.store.thread import StoreThread
from tests.integration.campaign.simulated_people import MACHINE_S, SimulatedPeople
from tests.integration.recording import Recording

pytestmark = [pytest.mark.integration, pytest.mark.timeout(120)]

MONDAY_8: Final = datetime(2026, 11, 23, 8, tzinfo=UTC)
PLAN: Final = CampaignPlan.model_validate(
    {"name": "spring", "lines": 8, "attempts": 4, "callbacks": 2, "hours": {"begin": "09:00", "end": "20:00"}}
)
CHANCES: Final = {
    Disposition.COMPLETED: 20,
    Disposition.NO_ANSWER: 25,
    Disposition.BUSY: 15,
    Disposition.VOICEMAIL: 15,
    Disposition.REJECTED: 5,
    Disposition.UNREACHABLE: 5,
    Disposition.FAILED: 5,
    Disposition.NOT_IN_SERVICE: 5,
    Disposition.PERSON_HUNG_UP: 5,
}


def _from_nine_to_eight(_session: Session, candidates: Sequence[Candidate], at: float) -> Sequence[Decision]:
    now = datetime.fromtimestamp(at, UTC)
    if 9 <= now.hour < 20:
        return [Allowed("test", ())] * len(candidates)
    opens = now.replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=now.hour >= 20)
    return [NotBefore(opens.timestamp(), ContactRule.HOURS, "it is night")] * len(candidates)


class Days:
    """A campaign, the people it calls, and what the retry rule promised them."""

    def __init__(self, path: Path, leads: int, seed: int, **plan: Any) -> None:
        self.plan = PLAN.model_copy(update=plan)
        self.clock = JumpingClock(MONDAY_8.timestamp(), machine=lambda: MACHINE_S)
        self.people = SimulatedPeople(self.clock, self.plan.lines, CHANCES, seed)
        self.promised: defaultdict[str, list[Again | None]] = defaultdict(list)
        self.database = Database(f"sqlite:///{path}")
        listed = [NewLead(row, f"+4420794{row:05}", {}) for row in range(2, leads + 2)]
        opening = Opening("spring", Pin("offer", "hash", None), {}, listed, self.plan.model_dump(mode="json"))
        self.campaign_id = self.database.write(lambda session: open_campaign(session, opening, at=0.0)).campaign_id

    def _again(self, call: EndedCall) -> Again | None:
        decided = again(call)
        self.promised[call.number].append(decided)
        return decided

    async def run(self, **limits: float) -> RunReport:
        async with StoreThread() as thread:
            recorder = Recorder(self.database, final_grade, self._again)
            ledger = Ledger(self.database, recorder, thread, self.campaign_id, self.clock, terms=Terms(check=_from_nine_to_eight))
            bounds = RunLimits(self.plan.lines, failures_in_a_row=0, **limits)
            return await CampaignRunner(ledger, self.people, bounds, progress=self.people).run()

    def leads(self) -> list[Lead]:
        return self.database.read(lambda session: list(session.scalars(select(Lead).order_by(Lead.row_number))))

    def attempts(self) -> dict[str, list[Attempt]]:
        found: defaultdict[str, list[Attempt]] = defaultdict(list)
        for attempt in self.database.read(lambda session: list(session.scalars(select(Attempt).order_by(Attempt.created_at)))):
            found[attempt.number].append(attempt)
        return found


@pytest.mark.parametrize("seed", [1, 2])
async def test_everybody_is_called_when_they_are_due_and_not_too_often(database_file: Path, seed: int) -> None:
    days = Days(database_file, 100, seed)

    assert await days.run() == RunReport(Ending.FINISHED, 0)

    leads, attempts = days.leads(), days.attempts()
    assert len(attempts) == 100
    assert sum(map(len, attempts.values())) == len(days.people.placed)
    assert all(lead.state is LeadState.DONE and lead.disposition and lead.reason is None for lead in leads)
    assert max(lead.attempts for lead in leads) == days.plan.attempts
    assert max(lead.callbacks for lead in leads) == days.plan.callbacks
    for lead in leads:
        calls = attempts[f"+4420794{lead.row_number:05}"]
        assert len(calls) == lead.attempts + lead.callbacks
        assert calls[-1].disposition is lead.disposition
    for number, calls in attempts.items():
        promised = days.promised[number]
        assert all(9 <= datetime.fromtimestamp(call.created_at, UTC).hour < 20 for call in calls)
        assert promised[-1] is None
        for (call, following), promise in zip(itertools.pairwise(calls), promised, strict=False):
            assert call.ended_at is not None
            assert promise is not None
            assert following.created_at >= promise.due_at > call.ended_at
    assert days.clock.now() > (MONDAY_8 + timedelta(days=2)).timestamp()


async def test_a_callback_comes_before_those_who_did_not_ask(database_file: Path) -> None:
    days = Days(database_file, 40, 7, lines=1)

    await days.run()

    asked = [(again.due_at, number) for number, given in days.promised.items() for again in given if again and again.priority]
    assert asked
    for due_at, number in asked:
        called = [at for at, who in days.people.placed if who == number and at >= due_at]
        opens = max(due_at, _next_opening(due_at))
        others_before = [
            who for at, who in days.people.placed if opens <= at < called[0] and not any(who == other for _, other in asked)
        ]
        assert others_before == []


def _next_opening(at: float) -> float:
    now = datetime.fromtimestamp(at, UTC)
    if 9 <= now.hour < 20:
        return at
    return (now.replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=now.hour >= 20)).timestamp()


async def test_nobody_is_called_before_the_first_day_or_after_the_last(database_file: Path) -> None:
    days = Days(database_file, 30, 3)
    first, last = (MONDAY_8 + timedelta(days=1)).timestamp(), (MONDAY_8 + timedelta(days=1, hours=6)).timestamp()

    report = await days.run(not_before=first, not_after=last)

    assert report.ending is Ending.OVER
    assert report.left == sum(lead.state is LeadState.PENDING for lead in days.leads()) > 0
    assert first <= min(at for at, _ in days.people.placed)
    assert max(at for at, _ in days.people.placed) < last


async def test_a_campaign_that_is_interrupted_goes_on_where_it_was(database_file: Path) -> None:
    days = Days(database_file, 24, 4)
    day_s = timedelta(days=1).total_seconds()
    reports = [await days.run(not_after=MONDAY_8.timestamp() + n * day_s) for n in range(1, 15)]

    assert {report.ending for report in reports} == {Ending.OVER, Ending.FINISHED}
    assert [report.left for report in reports] == sorted((report.left for report in reports), reverse=True)
    assert all(lead.state is LeadState.DONE for lead in days.leads())
    assert max(lead.attempts for lead in days.leads()) <= days.plan.attempts


async def test_a_paused_campaign_waits_and_a_drained_one_ends(database_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    days = Days(database_file, 20, 5)
    look_up, said = Ledger.state, asyncio.Semaphore(0)

    async def slow_to_say(ledger: Ledger) -> CampaignState:
        await asyncio.sleep(0.05)
        state = await look_up(ledger)
        said.release()
        return state

    monkeypatch.setattr(Ledger, "state", slow_to_say)
    days.database.write(lambda session: wish(session, "spring", CampaignState.PAUSED))
    run = asyncio.create_task(days.run())
    for _ in range(2):  # by the second time, whoever dialled after the first has
        await asyncio.wait_for(said.acquire(), 30.0)
    assert (run.done(), days.people.placed) == (False, [])

    days.database.write(lambda session: wish(session, "spring", CampaignState.DRAINING))

    assert await asyncio.wait_for(run, 30.0) == RunReport(Ending.STOPPED, 20)


async def test_an_end_that_was_made_up_at_the_next_start_counts_as_an_attempt(database_file: Path) -> None:
    days = Days(database_file, 1, 6)
    recorder = Recorder(days.database, final_grade, days._again)
    async with StoreThread() as thread:
        ledger = Ledger(days.database, recorder, thread, days.campaign_id, days.clock)
        await ledger.take_turn("a1", lambda _: None)
    recorder.settle_open_attempts("engine_died", days.clock.now())

    (lead,) = days.leads()
    assert (lead.state, lead.attempts, lead.reason) == (LeadState.PENDING, 1, "failed")
    assert lead.due_at == MONDAY_8.timestamp() + 3600  # half an hour later is still before the hours
    late = CallEnded(attempt_id="a1", at=1.0, disposition=Disposition.COMPLETED, cause="late")
    assert not Recording(days.database, recorder).apply(late)
