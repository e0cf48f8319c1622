"""The queue's promises: urgency first, age second, no cancelled or late job is ever started, a slot is kept for people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.speech.api import Priority
from engine.speech.server.jobs import Job, JobQueue

pytestmark = pytest.mark.unit

LIVE, SPECULATIVE, BACKGROUND, GLANCE = Priority.LIVE, Priority.SPECULATIVE, Priority.BACKGROUND, Priority.GLANCE


def _job(job_id: int, priority: Priority = LIVE, deadline_s: float = 100.0) -> Job[str]:
    return Job(job_id, priority, 0.0, deadline_s, f"work {job_id}")


def _drain(queue: JobQueue[str], now_s: float = 0.0) -> list[int]:
    order = []
    while (job := queue.take(now_s).job) is not None:
        order.append(job.job_id)
        queue.done(job.job_id)
    return order


def test_live_before_speculative_before_background_and_old_before_new() -> None:
    queue: JobQueue[str] = JobQueue(slots=1)
    for job_id, priority in enumerate([BACKGROUND, SPECULATIVE, LIVE, BACKGROUND, LIVE, SPECULATIVE]):
        queue.put(_job(job_id, priority))
    assert _drain(queue) == [2, 4, 1, 5, 0, 3]


def test_no_more_jobs_run_than_there_are_slots() -> None:
    queue: JobQueue[str] = JobQueue(slots=2)
    for job_id in range(3):
        queue.put(_job(job_id))
    assert [queue.take(0.0).job is not None for _ in range(3)] == [True, True, False]
    queue.done(0)
    assert queue.take(0.0).job is not None


def test_background_leaves_one_slot_for_people() -> None:
    queue: JobQueue[str] = JobQueue(slots=2)
    queue.put(_job(1, BACKGROUND))
    queue.put(_job(2, BACKGROUND))
    assert [getattr(queue.take(0.0).job, "job_id", None) for _ in range(2)] == [1, None]
    queue.put(_job(3, LIVE))
    assert getattr(queue.take(0.0).job, "job_id", None) == 3


def test_a_single_slot_does_background_work_too() -> None:
    queue: JobQueue[str] = JobQueue(slots=1)
    queue.put(_job(1, BACKGROUND))
    assert _drain(queue) == [1]


def test_a_glance_starts_at_once_if_nothing_else_runs_and_leaves_a_slot_for_people() -> None:
    queue: JobQueue[str] = JobQueue(slots=2)
    queue.put(_job(1, GLANCE))
    assert getattr(queue.take(0.0).job, "job_id", None) == 1
    queue.put(_job(2, GLANCE))
    assert [job.job_id for job in queue.take(0.0).expired] == [2]
    queue.put(_job(3))
    assert getattr(queue.take(0.0).job, "job_id", None) == 3


@pytest.mark.parametrize(("slots", "running", "waiting"), [(2, 1, 0), (2, 2, 0), (2, 2, 1), (1, 1, 0), (1, 1, 2), (3, 2, 0)])
def test_a_glance_that_cannot_start_at_once_never_starts(slots: int, running: int, waiting: int) -> None:
    queue: JobQueue[str] = JobQueue(slots=slots)
    for job_id in range(running + waiting):
        queue.put(_job(job_id))
    while queue.take(0.0).job is not None:
        pass
    queue.put(_job(99, GLANCE))
    taken = queue.take(0.0)
    assert (taken.job, [job.job_id for job in taken.expired]) == (None, [99])
    for job_id in range(running + waiting):
        queue.done(job_id)
    assert _drain(queue) == list(range(running, running + waiting))


def test_of_several_glances_at_once_one_is_taken() -> None:
    queue: JobQueue[str] = JobQueue(slots=2)
    for job_id in (1, 2, 3):
        queue.put(_job(job_id, GLANCE))
    assert getattr(queue.take(0.0).job, "job_id", None) == 1
    assert [job.job_id for job in queue.take(0.0).expired] == [2, 3]


def test_a_cancelled_job_is_not_started() -> None:
    queue: JobQueue[str] = JobQueue(slots=1)
    queue.put(_job(1))
    queue.put(_job(2))
    cancelled = queue.cancel(1)
    assert cancelled is not None
    assert cancelled.work == "work 1"
    assert _drain(queue) == [2]
    assert queue.cancel(2) is None


def test_a_late_job_is_reported_and_not_started_even_while_all_slots_are_busy() -> None:
    queue: JobQueue[str] = JobQueue(slots=1)
    queue.put(_job(1))
    assert queue.take(0.0).job is not None
    queue.put(_job(2, deadline_s=5.0))
    taken = queue.take(5.0)
    assert (taken.job, [job.job_id for job in taken.expired]) == (None, [2])


@given(st.lists(st.tuples(st.sampled_from(Priority), st.floats(0, 10), st.booleans())), st.integers(1, 4), st.floats(0, 10))
def test_every_job_is_started_or_expired_or_cancelled_exactly_once(
    jobs: list[tuple[Priority, float, bool]], slots: int, now_s: float
) -> None:
    queue: JobQueue[str] = JobQueue(slots=slots)
    for job_id, (priority, deadline_s, _) in enumerate(jobs):
        queue.put(_job(job_id, priority, deadline_s))
    cancelled = {job_id for job_id, (_, _, drop) in enumerate(jobs) if drop and queue.cancel(job_id)}
    started, expired = [], []
    while True:
        taken = queue.take(now_s)
        expired += [job.job_id for job in taken.expired]
        if taken.job is None:
            break
        started.append(taken.job.job_id)
        queue.done(taken.job.job_id)
    assert sorted([*started, *expired, *cancelled]) == list(range(len(jobs)))
    assert all(jobs[job_id][1] > now_s for job_id in started)
    assert all(jobs[job_id][1] <= now_s for job_id in expired)
    assert [jobs[job_id][0] for job_id in started] == sorted(jobs[job_id][0] for job_id in started)
