from __future__ import annotations

import asyncio
import logging
from itertools import chain, repeat
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from engine.call.messages import PlaceCall
from engine.campaign.placer import Placed
from engine.campaign.run import Ending, RunLimits, RunReport
from engine.campaign.runner import PLACED_WITHIN_S, TURN_AHEAD_S, CampaignRunner
from engine.events import CallEvent, OptedOut
from engine.outcome import Disposition
from engine.store.errors import StoreError
from engine.store.leads import Dialling, Refused
from engine.store.people import do_not_call
from engine.store.tables import Campaign, LeadState
from tests.integration.campaign.campaign_book import Book, number, opened_book
from tests.integration.campaign.scripted_placer import DEAF, ENDLESS, PLACED, Plan, ScriptedPlacer, ended, talk

pytestmark = pytest.mark.integration

LIMITS = RunLimits(lines=4, call_cap_s=30.0, hang_up_s=30.0, drain_s=30.0, line_wait_s=30.0)


def _runner(book: Book, placer: ScriptedPlacer, limits: RunLimits = LIMITS) -> CampaignRunner:
    return CampaignRunner(book.ledger, placer, limits)


def _outcomes(book: Book) -> list[str]:
    return [lead.disposition.value if lead.disposition else lead.state.value for lead in book.leads()]


async def _until(condition: asyncio.Event, task: asyncio.Task[RunReport]) -> None:
    """Waits for the condition, or for the run that can no longer bring it about."""
    wait = asyncio.create_task(condition.wait())
    await asyncio.wait({wait, task}, return_when=asyncio.FIRST_COMPLETED)
    wait.cancel()


class _Watcher:
    """Keeps what it is told, and flags the n-th call."""

    def __init__(self, calls: int = 0) -> None:
        self.told: list[Dialling | Refused | CallEvent] = []
        self.dialled = asyncio.Event()
        self._calls = calls

    def dialling(self, lead: Dialling, worker: str) -> None:
        self.told.append(lead)
        if sum(isinstance(item, Dialling) for item in self.told) == self._calls:
            self.dialled.set()

    def resting(self, until: float | None) -> None:
        pass

    def refused(self, lead: Refused) -> None:
        self.told.append(lead)

    def happened(self, event: CallEvent) -> None:
        self.told.append(event)


async def test_every_lead_is_called_once_in_order_and_ends_with_its_outcome(database_file: Path) -> None:
    async with opened_book(database_file, 6) as book:
        plans = {number(3): talk(Disposition.BUSY), number(5): talk(Disposition.VOICEMAIL)}
        placer = ScriptedPlacer(8, plans, caller_id="+15550199")

        report = await _runner(book, placer).run()

        assert report == RunReport(Ending.FINISHED, 0)
        assert [call.number for call in placer.placed] == [number(row) for row in range(2, 8)]
        assert placer.placed[0].caller_id == "+15550199"
        assert placer.placed[0].variables == {"name": "Person 2"}
        assert _outcomes(book) == ["completed", "busy", "completed", "voicemail", "completed", "completed"]
        assert {Placed(str(attempt.worker), str(attempt.trunk)) for attempt in book.attempts()} == {PLACED}
        assert {attempt.caller_id for attempt in book.attempts()} == {"+15550199"}
        assert book.database.read(lambda session: session.get_one(Campaign, book.campaign_id)).finished_at == 100.0


@pytest.mark.parametrize(("lines", "workers_lines"), [(1, 8), (3, 8), (8, 2)])
async def test_never_more_calls_than_lines(database_file: Path, lines: int, workers_lines: int) -> None:
    async with opened_book(database_file, 12) as book:
        placer = ScriptedPlacer(workers_lines)

        await _runner(book, placer, RunLimits(lines=lines)).run()

        assert placer.most_at_once <= min(lines, workers_lines)
        assert len(placer.placed) == 12


async def test_the_attempt_is_written_before_the_call_is_placed(database_file: Path) -> None:
    async with opened_book(database_file, 3) as book:
        written: list[bool] = []

        def look(call: PlaceCall) -> None:
            written.append(book.written(call.attempt_id))

        await _runner(book, ScriptedPlacer(2, on_place=look)).run()

        assert written == [True, True, True]


async def test_numbers_on_the_do_not_call_list_are_never_dialled(database_file: Path) -> None:
    async with opened_book(database_file, 3) as book:
        book.database.write(lambda session: do_not_call.add(session, number(3), "by letter", at=1.0))
        watcher = _Watcher()
        placer = ScriptedPlacer(2)

        await CampaignRunner(book.ledger, placer, LIMITS, progress=watcher).run()

        assert [call.number for call in placer.placed] == [number(2), number(4)]
        assert _outcomes(book) == ["completed", "do_not_call", "completed"]
        assert [item.number for item in watcher.told if isinstance(item, Refused)] == [number(3)]


async def test_an_opt_out_counts_for_leads_later_in_the_same_run(database_file: Path) -> None:
    """The list may be added to while the campaign runs: it is read at dial time."""

    def list_the_last(session: Session) -> None:
        do_not_call.add(session, number(4), "asked by phone", at=1.0)

    async with opened_book(database_file, 3) as book:
        placer = ScriptedPlacer(1, on_place=lambda _call: book.database.write(list_the_last))

        await _runner(book, placer, RunLimits(lines=1)).run()

        assert _outcomes(book) == ["completed", "completed", "do_not_call"]


async def test_an_opt_out_is_listed_before_the_call_ends(database_file: Path) -> None:
    listed: list[bool] = []

    class Watcher(_Watcher):
        def happened(self, event: CallEvent) -> None:
            if isinstance(event, OptedOut):
                listed.append(book.database.read(lambda session: do_not_call.listed(session, number(2))))
                listed.append(book.written(event.attempt_id))

    plan = Plan(
        (
            lambda attempt_id: OptedOut(attempt_id=attempt_id, at=30.0, reason="never again"),
            lambda attempt_id: ended(attempt_id, Disposition.OPTED_OUT),
        )
    )
    async with opened_book(database_file, 1) as book:
        await CampaignRunner(book.ledger, ScriptedPlacer(1, {number(2): plan}), LIMITS, progress=Watcher()).run()

        assert listed == [True, True]
        assert _outcomes(book) == ["opted_out"]


async def test_a_dead_workers_calls_fail_once_and_the_rest_goes_on(database_file: Path) -> None:
    died = Plan((lambda attempt_id: ended(attempt_id, Disposition.FAILED, "worker_died"),))
    async with opened_book(database_file, 5) as book:
        placer = ScriptedPlacer(2, {number(2): died, number(3): died}, refusals=[False, False, True, True])

        report = await _runner(book, placer).run()

        assert report == RunReport(Ending.FINISHED, 0)
        assert _outcomes(book) == ["failed", "failed", "completed", "completed", "completed"]
        assert len(book.attempts()) == 5


async def test_when_all_workers_are_gone_undialled_leads_stay_pending(database_file: Path) -> None:
    async with opened_book(database_file, 4) as book:
        placer = ScriptedPlacer(2, {number(2): ENDLESS, number(3): DEAF})
        watcher = _Watcher(calls=2)
        run = asyncio.create_task(CampaignRunner(book.ledger, placer, LIMITS, progress=watcher).run())
        await _until(watcher.dialled, run)

        placer.die()

        assert await run == RunReport(Ending.WORKERS_GONE, 2)
        assert _outcomes(book) == ["failed", "failed", "pending", "pending"]
        assert [attempt.cause for attempt in book.attempts()] == ["worker_died", "workers_gone"]


async def test_a_stop_dials_nobody_more_and_waits_for_running_calls(database_file: Path) -> None:
    async with opened_book(database_file, 5) as book:
        placer = ScriptedPlacer(2, {number(2): ENDLESS, number(3): ENDLESS})
        watcher = _Watcher(calls=2)
        runner = CampaignRunner(book.ledger, placer, LIMITS, progress=watcher)
        run = asyncio.create_task(runner.run())
        await _until(watcher.dialled, run)

        runner.stop()
        for attempt_id in list(placer.running):
            placer.running[attempt_id].append(ended(attempt_id))
        placer._changed.set()

        assert await run == RunReport(Ending.STOPPED, 3)
        assert _outcomes(book) == ["completed", "completed", "pending", "pending", "pending"]
        assert placer.hung_up == []


@pytest.mark.parametrize("how", ["second request", "drain time over"])
async def test_calls_that_go_on_after_a_stop_are_hung_up(database_file: Path, how: str) -> None:
    limits = RunLimits(lines=4, hang_up_s=3.0, drain_s=60.0 if how == "second request" else 0.01)
    async with opened_book(database_file, 3) as book:
        placer = ScriptedPlacer(2, {number(2): ENDLESS, number(3): DEAF})
        watcher = _Watcher(calls=2)
        runner = CampaignRunner(book.ledger, placer, limits, progress=watcher)
        run = asyncio.create_task(runner.run())
        await _until(watcher.dialled, run)

        runner.stop()
        if how == "second request":
            runner.stop()

        assert await run == RunReport(Ending.STOPPED, 1)
        assert [attempt.cause for attempt in book.attempts()] == ["hung_up", "no_end_reported"]
        assert sorted(placer.hung_up) == sorted(call.attempt_id for call in placer.placed)


async def test_a_call_without_an_end_is_hung_up_and_settled(database_file: Path) -> None:
    limits = RunLimits(lines=4, call_cap_s=0.05, hang_up_s=3.0)
    async with opened_book(database_file, 2) as book:
        placer = ScriptedPlacer(4, {number(2): DEAF, number(3): ENDLESS})

        report = await _runner(book, placer, limits).run()

        assert report == RunReport(Ending.FINISHED, 0)
        assert [attempt.cause for attempt in book.attempts()] == ["no_end_reported", "hung_up"]


async def test_workers_that_never_offer_a_line_are_given_up(database_file: Path) -> None:
    async with opened_book(database_file, 2) as book:
        report = await _runner(book, ScriptedPlacer(0), RunLimits(lines=1, line_wait_s=0.02)).run()

        assert report == RunReport(Ending.WORKERS_GONE, 2)
        assert book.attempts() == []


async def test_a_stop_while_no_line_takes_the_call_unwrites_the_attempt(database_file: Path) -> None:
    async with opened_book(database_file, 1) as book:
        refusing = ScriptedPlacer(1, refusals=[True] * 1000)
        runner = _runner(book, refusing)
        seen: list[LeadState] = []

        async def no_line_then_stop() -> None:
            seen.extend(lead.state for lead in book.leads())
            runner.stop()
            await asyncio.Event().wait()

        refusing.wait_for_free_line = no_line_then_stop  # type: ignore[method-assign]
        refusing.free_lines = iter([1, 1, 1, 0, 0, 0]).__next__  # type: ignore[method-assign]
        refusing.held_until = lambda: book.ledger.clock.now() + PLACED_WITHIN_S / 2  # type: ignore[method-assign]

        assert await runner.run() == RunReport(Ending.STOPPED, 1)
        assert seen == [LeadState.DIALLING]
        assert book.attempts() == []
        assert _outcomes(book) == ["pending"]


async def test_a_lead_is_looked_for_before_its_trunk_takes_a_call(database_file: Path) -> None:
    async with opened_book(database_file, 1) as book:
        placer = ScriptedPlacer(1)
        seen: list[LeadState] = []

        async def a_line_comes() -> None:
            seen.extend(lead.state for lead in book.leads())

        placer.wait_for_free_line = a_line_comes  # type: ignore[method-assign]
        placer.free_lines = chain([0, 0, 0], repeat(1)).__next__  # type: ignore[method-assign]
        placer.held_until = lambda: book.ledger.clock.now() + TURN_AHEAD_S / 2  # type: ignore[method-assign]

        assert await _runner(book, placer).run() == RunReport(Ending.FINISHED, 0)
        assert seen == [LeadState.DIALLING]
        assert _outcomes(book) == ["completed"]


async def test_a_lead_that_no_trunk_takes_any_more_goes_back(database_file: Path) -> None:
    async with opened_book(database_file, 1) as book:
        placer = ScriptedPlacer(1, refusals=[True])
        seen: list[LeadState] = []

        async def a_line_comes() -> None:
            seen.extend(lead.state for lead in book.leads())
            placer.free_lines = lambda: 1  # type: ignore[method-assign]

        placer.wait_for_free_line = a_line_comes  # type: ignore[method-assign]
        placer.free_lines = chain([1, 1, 1], repeat(0)).__next__  # type: ignore[method-assign]
        placer.held_until = lambda: book.ledger.clock.now() + 2 * PLACED_WITHIN_S  # type: ignore[method-assign]

        assert await _runner(book, placer).run() == RunReport(Ending.FINISHED, 0)
        assert seen == [LeadState.PENDING], "while it was waited for a line, the lead was free"
        assert len(book.attempts()) == 1
        assert _outcomes(book) == ["completed"]


async def test_a_failing_database_ends_the_run_and_hangs_up(database_file: Path) -> None:
    async with opened_book(database_file, 20) as book:
        placer = ScriptedPlacer(2, {number(2): ENDLESS})
        watcher = _Watcher(calls=2)

        def fail(session: Session, event: CallEvent) -> bool:
            raise StoreError("the disk is full")

        book.recorder.apply = fail  # type: ignore[method-assign]
        with pytest.raises(StoreError, match="the disk is full"):
            await CampaignRunner(book.ledger, placer, LIMITS, progress=watcher).run()

        assert set(placer.hung_up) >= set(placer.running)
        assert all(attempt.ended_at is None for attempt in book.attempts())
        assert "pending" in _outcomes(book)


async def test_cancelling_a_run_hangs_up(database_file: Path) -> None:
    async with opened_book(database_file, 1) as book:
        placer = ScriptedPlacer(1, {number(2): ENDLESS})
        watcher = _Watcher(calls=1)
        run = asyncio.create_task(CampaignRunner(book.ledger, placer, LIMITS, progress=watcher).run())
        await _until(watcher.dialled, run)

        run.cancel()
        with pytest.raises(asyncio.CancelledError):
            await run

        assert placer.hung_up == [placer.placed[0].attempt_id]


async def test_stray_events_are_logged_and_change_nothing(database_file: Path, caplog: pytest.LogCaptureFixture) -> None:
    stray = Plan(
        (
            lambda _attempt_id: OptedOut(attempt_id="ghost", at=1.0, reason="?"),
            lambda attempt_id: ended(attempt_id, Disposition.BUSY),
        )
    )
    async with opened_book(database_file, 1) as book:
        with caplog.at_level(logging.WARNING):
            report = await _runner(book, ScriptedPlacer(1, {number(2): stray})).run()

        assert report == RunReport(Ending.FINISHED, 0)
        assert _outcomes(book) == ["busy"]
        assert [record.message for record in caplog.records] == ["event of a call that was never placed"]


async def test_numbers_are_masked_in_logs(database_file: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with opened_book(database_file, 2) as book:
        with caplog.at_level(logging.DEBUG, logger="engine"):
            await _runner(book, ScriptedPlacer(1)).run()

    shown = "\n".join(str(record.__dict__) for record in caplog.records)
    assert "+1555•••0002" in shown
    assert number(2) not in shown


async def test_running_again_dials_only_what_is_left(database_file: Path) -> None:
    async with opened_book(database_file, 4) as book:
        first = ScriptedPlacer(1, gone_after=4)
        assert (await _runner(book, first, RunLimits(lines=1)).run()).ending is Ending.WORKERS_GONE
        done = [call.number for call in first.placed]

    async with opened_book(database_file, 5) as book:
        second = ScriptedPlacer(2)
        assert await _runner(book, second).run() == RunReport(Ending.FINISHED, 0)

    assert done == [number(2), number(3)]
    assert [call.number for call in second.placed] == [number(4), number(5), number(6)]


async def test_a_fault_of_ours_that_repeats_stops_the_run_before_the_list_is_burnt(database_file: Path) -> None:
    async with opened_book(database_file, 12) as book:
        broken = {number(row): talk(Disposition.FAILED) for row in range(4, 14)}
        placer = ScriptedPlacer(1, broken)

        report = await _runner(book, placer, RunLimits(lines=1, failures_in_a_row=3)).run()

        assert report == RunReport(Ending.FAILING, 7)
        assert [call.number for call in placer.placed] == [number(row) for row in range(2, 7)]


async def test_failures_with_a_good_call_between_them_do_not_stop_the_run(database_file: Path) -> None:
    async with opened_book(database_file, 6) as book:
        placer = ScriptedPlacer(1, {number(row): talk(Disposition.FAILED) for row in (2, 3, 5, 6)})

        report = await _runner(book, placer, RunLimits(lines=1, failures_in_a_row=3)).run()

        assert report == RunReport(Ending.FINISHED, 0)


async def test_a_person_listed_while_their_phone_rang_is_hung_up_at_answer(database_file: Path) -> None:
    """And it is no fault of ours: one such call after another does not stop the run."""
    async with opened_book(database_file, 3) as book:

        def list_them(call: PlaceCall) -> None:
            book.database.write(lambda session: do_not_call.add(session, call.number, "while it rang", at=100.0))

        placer = ScriptedPlacer(1, on_place=list_them)

        report = await _runner(book, placer, RunLimits(lines=1, failures_in_a_row=1)).run()

        assert report.ending is Ending.FINISHED
        assert _outcomes(book) == ["do_not_call"] * 3
        assert [attempt.cause for attempt in book.attempts()] == ["not_contactable_at_answer"] * 3
