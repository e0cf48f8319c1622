"""Whatever happens in whatever order: one final disposition per lead, one open attempt per number, nobody dialled twice."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain, repeat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.call.messages import PlaceCall
from engine.campaign.run import Ending, RunLimits, RunReport
from engine.campaign.runner import CampaignRunner
from engine.events import BotSpoke, CallEnded, CallEvent, Graded, OptedOut, PhoneAnswered, PhoneRinging, TagAdded
from engine.outcome import Disposition, Grade
from engine.store.tables import LeadState
from tests.integration.campaign.campaign_book import Book, number, opened_book
from tests.integration.campaign.scripted_placer import Plan, ScriptedPlacer, ended

pytestmark = pytest.mark.integration

Make = Callable[[str], CallEvent]


def _spoke(attempt_id: str) -> BotSpoke:
    return BotSpoke(
        attempt_id=attempt_id,
        at=30.0,
        node="greeting",
        text="Hello.",
        started_ms=0,
        played_ms=500,
        interrupted=False,
        reply_gap_ms=None,
    )


MIDDLE: list[Make] = [
    lambda attempt_id: PhoneRinging(attempt_id=attempt_id, at=10.0, sip_status=180),
    lambda attempt_id: PhoneAnswered(attempt_id=attempt_id, at=20.0),
    lambda attempt_id: TagAdded(attempt_id=attempt_id, at=31.0, tag="tag"),
    lambda attempt_id: Graded(attempt_id=attempt_id, at=32.0, grade=Grade.B),
    lambda attempt_id: OptedOut(attempt_id=attempt_id, at=33.0, reason="no more"),
    _spoke,
]

_ends = st.sampled_from([word for word in Disposition if word is not Disposition.DO_NOT_CALL])


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """A call: a few events in any order, then an end, or none, or a deaf worker."""
    middle = draw(st.lists(st.sampled_from(MIDDLE), max_size=4))
    disposition = draw(_ends)
    fate = draw(st.sampled_from(["ends", "ends", "ends", "endless", "deaf"]))
    last: list[Make] = [lambda attempt_id: ended(attempt_id, disposition)] if fate == "ends" else []
    return Plan((*middle, *last), deaf=fate == "deaf")


@dataclass(frozen=True)
class World:
    """One way in which things may go."""

    plans: list[Plan]
    lines: int
    workers_lines: int
    refusals: list[bool]
    order: list[int]
    gone_after: int | None
    stop_after_calls: int | None


worlds = st.builds(
    World,
    plans=st.lists(plans(), min_size=1, max_size=6),
    lines=st.integers(1, 4),
    workers_lines=st.integers(1, 4),
    refusals=st.lists(st.booleans(), max_size=5),
    order=st.lists(st.integers(0, 3), max_size=20),
    gone_after=st.none() | st.integers(0, 12),
    stop_after_calls=st.none() | st.integers(1, 4),
)


def _placer(world: World, runner: list[CampaignRunner]) -> ScriptedPlacer:
    order = chain(world.order, repeat(0))

    def stop_at(_call: PlaceCall) -> None:
        if len(placer.placed) + 1 == world.stop_after_calls:
            runner[0].stop()

    placer = ScriptedPlacer(
        world.workers_lines,
        {number(row): plan for row, plan in enumerate(world.plans, 2)},
        refusals=world.refusals,
        choose=lambda alternatives: next(order) % alternatives,
        gone_after=world.gone_after,
        on_place=stop_at,
    )
    return placer


async def _run(book: Book, world: World) -> tuple[ScriptedPlacer, RunReport]:
    runners: list[CampaignRunner] = []
    placer = _placer(world, runners)
    limits = RunLimits(lines=world.lines, call_cap_s=0.02, hang_up_s=0.02, drain_s=0.01, line_wait_s=0.05)
    runners.append(CampaignRunner(book.ledger, placer, limits))
    return placer, await runners[0].run()


def _check(book: Book, placer: ScriptedPlacer, report: RunReport) -> None:
    leads, attempts = book.leads(), book.attempts()
    dialled = Counter(call.number for call in placer.placed)
    assert max(dialled.values(), default=0) <= 1
    assert {attempt.id for attempt in attempts} == {call.attempt_id for call in placer.placed}
    assert all(attempt.ended_at is not None and attempt.disposition is not None for attempt in attempts)
    by_lead = {attempt.lead_id: attempt for attempt in attempts}
    for lead in leads:
        if lead.id in by_lead:
            assert (lead.state, lead.disposition) == (LeadState.DONE, by_lead[lead.id].disposition)
        else:
            assert (lead.state, lead.disposition) == (LeadState.PENDING, None)
    left = sum(lead.state is not LeadState.DONE for lead in leads)
    assert report.left == left
    assert (report.ending is Ending.FINISHED) == (left == 0)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(world=worlds)
def test_one_outcome_per_lead_whatever_happens(migrated: Path, world: World) -> None:
    async def story(path: Path) -> None:
        async with opened_book(path, len(world.plans)) as book:
            placer, report = await _run(book, world)
            _check(book, placer, report)

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(story(Path(shutil.copy(migrated, folder))))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=st.lists(st.sampled_from([*MIDDLE, *(lambda attempt_id, end=end: ended(attempt_id, end) for end in Disposition)])))
def test_the_first_end_of_an_attempt_is_its_end(migrated: Path, events: list[Make]) -> None:
    """Even if a confused worker tells events in any order, several ends among them."""

    async def story(path: Path) -> None:
        async with opened_book(path, 1) as book:
            await book.ledger.take_turn("a1", lambda _: None)
            told = [make("a1") for make in events]
            for event in told:
                await book.ledger.record(event)
            book.recorder.settle_open_attempts("engine_died", 60.0)
            first = next((event.disposition for event in told if isinstance(event, CallEnded)), Disposition.FAILED)
            assert [attempt.disposition for attempt in book.attempts()] == [first]
            assert [lead.disposition for lead in book.leads()] == [first]

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(story(Path(shutil.copy(migrated, folder))))
