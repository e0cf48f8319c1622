"""Lanes run jobs in threads: times are measured, errors become answers, the cancelled say nothing more."""

import asyncio
import threading
from collections.abc import Callable

import pytest

from engine.speech.api import Priority, SpeechUnavailable
from engine.speech.server.lane import Answer, Finish, Lane, Spent, Task
from engine.speech.server.messages import Audio, Failed, Failure, FromServer, Synthesized

pytestmark = pytest.mark.unit

Run = Callable[[Answer, Callable[[], bool]], Finish]


class Asker:
    """Somebody who submits tasks and keeps what comes back."""

    def __init__(self, lane: Lane) -> None:
        self._lane = lane
        self.answers: list[FromServer] = []
        self.ended: asyncio.Queue[int] = asyncio.Queue()

    def ask(self, job_id: int, run: Run, priority: Priority = Priority.LIVE, timeout_ms: int = 10_000) -> int:
        task = Task(job_id, run, self.answers.append, lambda: self.ended.put_nowait(job_id))
        return self._lane.submit(task, priority, timeout_ms)

    async def wait_for(self, count: int) -> list[int]:
        async with asyncio.timeout(5):
            return [await self.ended.get() for _ in range(count)]


def _finish(job_id: int) -> Finish:
    return lambda spent: Synthesized(job_id=job_id, queue_ms=spent.queue_ms, run_ms=spent.run_ms)


def _quick(job_id: int) -> Run:
    return lambda _emit, _cancelled: _finish(job_id)


async def test_messages_come_in_order_and_the_last_carries_the_times() -> None:
    def run(emit: Answer, _cancelled: Callable[[], bool]) -> Finish:
        emit(Audio(job_id=1, pcm=b"a"))
        emit(Audio(job_id=1, pcm=b"b"))
        return _finish(1)

    async with Lane("synthesis", 1) as lane:
        asker = Asker(lane)
        asker.ask(1, run)
        await asker.wait_for(1)
    assert [message.pcm for message in asker.answers if isinstance(message, Audio)] == [b"a", b"b"]
    last = asker.answers[-1]
    assert isinstance(last, Synthesized)
    assert last.run_ms >= 0


async def test_waiting_jobs_run_by_priority() -> None:
    gate = threading.Event()

    def blocking(_emit: Answer, _cancelled: Callable[[], bool]) -> Finish:
        gate.wait(5)
        return _finish(1)

    async with Lane("transcription", 1) as lane:
        asker = Asker(lane)
        asker.ask(1, blocking)
        await asyncio.sleep(0)
        asker.ask(2, _quick(2), Priority.BACKGROUND)
        asker.ask(3, _quick(3), Priority.LIVE)
        asker.ask(4, _quick(4), Priority.SPECULATIVE)
        gate.set()
        assert await asker.wait_for(4) == [1, 3, 4, 2]


async def test_a_cancelled_running_job_is_told_and_its_result_dropped() -> None:
    started, noticed = threading.Event(), threading.Event()

    def run(emit: Answer, cancelled: Callable[[], bool]) -> Finish:
        started.set()
        while not cancelled():
            threading.Event().wait(0.001)
        noticed.set()
        emit(Audio(job_id=1, pcm=b"late"))
        return _finish(1)

    async with Lane("synthesis", 1) as lane:
        asker = Asker(lane)
        number = asker.ask(1, run)
        assert await asyncio.to_thread(started.wait, 5)
        lane.cancel(number)
        await asker.wait_for(1)
    assert noticed.is_set()
    assert asker.answers == []


async def test_a_cancelled_waiting_job_ends_without_a_word() -> None:
    gate = threading.Event()

    def blocking(_emit: Answer, _cancelled: Callable[[], bool]) -> Finish:
        gate.wait(5)
        return _finish(1)

    async with Lane("synthesis", 1) as lane:
        asker = Asker(lane)
        asker.ask(1, blocking)
        waiting = asker.ask(2, _quick(2))
        await asyncio.sleep(0)
        lane.cancel(waiting)
        assert await asker.wait_for(1) == [2]
        gate.set()
        await asker.wait_for(1)
    assert [message.job_id for message in asker.answers] == [1]


async def test_a_job_past_its_deadline_fails_as_expired() -> None:
    now_s = [0.0]
    async with Lane("encoding", 1, clock=lambda: now_s[0]) as lane:
        asker = Asker(lane)
        asker.ask(1, _quick(1), timeout_ms=100)
        now_s[0] = 0.2
        await asker.wait_for(1)
    failed = asker.answers[0]
    assert isinstance(failed, Failed)
    assert (failed.failure, failed.reason) == (
        Failure.EXPIRED,
        "not started within 200 ms: the speech server's encoding queue is overloaded",
    )


@pytest.mark.parametrize(
    ("error", "failure", "reason"),
    [
        (SpeechUnavailable("no such voice"), Failure.UNAVAILABLE, "no such voice"),
        (ZeroDivisionError("secret text"), Failure.BROKEN, "ZeroDivisionError in the speech server"),
    ],
)
async def test_errors_become_answers_and_the_lane_goes_on(error: Exception, failure: Failure, reason: str) -> None:
    def run(_emit: Answer, _cancelled: Callable[[], bool]) -> Finish:
        raise error

    async with Lane("synthesis", 1) as lane:
        asker = Asker(lane)
        asker.ask(1, run)
        asker.ask(2, _quick(2))
        await asker.wait_for(2)
    failed = asker.answers[0]
    assert isinstance(failed, Failed)
    assert (failed.failure, failed.reason) == (failure, reason)
    assert isinstance(asker.answers[1], Synthesized)


async def test_leaving_a_lane_stops_what_runs() -> None:
    stopped = threading.Event()

    def run(_emit: Answer, cancelled: Callable[[], bool]) -> Finish:
        while not cancelled():
            threading.Event().wait(0.001)
        stopped.set()
        return _finish(1)

    async with Lane("synthesis", 1) as lane:
        asker = Asker(lane)
        asker.ask(1, run)
        await asyncio.sleep(0)
    assert stopped.is_set()


def test_spent_is_queue_and_run() -> None:
    assert Spent(1.0, 2.0) != Spent(2.0, 1.0)
