"""Which job runs next: by priority, then by age, dropping what was cancelled or came too late. Pure; the caller tells the time."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

from engine.speech.api import Priority

Work = TypeVar("Work")


@dataclass(frozen=True, slots=True)
class Job(Generic[Work]):
    """A piece of work with its place in the queue. Times are seconds of one monotonic clock."""

    job_id: int
    priority: Priority
    queued_at_s: float
    deadline_s: float
    """Not started from here on: whoever asked has given up."""
    work: Work


@dataclass(frozen=True, slots=True)
class Taken(Generic[Work]):
    """What a look into the queue gave."""

    job: Job[Work] | None
    """To be started now; None if nothing waits that may run."""
    expired: tuple[Job[Work], ...]
    """Found past their deadline; their owners are to be told."""


@dataclass
class JobQueue(Generic[Work]):
    """Waiting jobs of one kind, for `slots` that run them.

    Of two or more slots, one is kept free of BACKGROUND work and of glances, so that a person never waits for the preparation of
    a list, nor for a look at somebody else's words. A glance that cannot start at once has expired.
    """

    slots: int
    _heap: list[tuple[Priority, int, int]] = field(default_factory=list)
    """Priority, order of arrival, job id; of cancelled jobs too."""
    _waiting: dict[int, Job[Work]] = field(default_factory=dict)
    _running: dict[int, Priority] = field(default_factory=dict)
    _arrivals: int = 0

    def put(self, job: Job[Work]) -> None:
        self._arrivals += 1
        self._waiting[job.job_id] = job
        heapq.heappush(self._heap, (job.priority, self._arrivals, job.job_id))

    def cancel(self, job_id: int) -> Job[Work] | None:
        """Takes a waiting job out and gives it. None if it is not waiting: it runs, has ended, or never was."""
        return self._waiting.pop(job_id, None)

    def take(self, now_s: float) -> Taken[Work]:
        """The next job to start, if a slot is free for it; it counts as running until `done`."""
        expired: list[Job[Work]] = []
        while self._heap:
            priority, _, job_id = self._heap[0]
            job = self._waiting.get(job_id)
            if job is None:
                heapq.heappop(self._heap)
            elif job.deadline_s <= now_s:
                heapq.heappop(self._heap)
                expired.append(self._waiting.pop(job_id))
            elif self._may_run(priority):
                heapq.heappop(self._heap)
                self._running[job_id] = priority
                return Taken(self._waiting.pop(job_id), tuple(expired))
            else:
                break
        return Taken(None, (*expired, *self._missed_glances()))

    def done(self, job_id: int) -> None:
        """Frees the slot of a running job."""
        self._running.pop(job_id, None)

    def _missed_glances(self) -> list[Job[Work]]:
        missed = [job_id for job_id, job in self._waiting.items() if job.priority is Priority.GLANCE]
        return [self._waiting.pop(job_id) for job_id in missed]

    def _may_run(self, priority: Priority) -> bool:
        if len(self._running) >= self.slots:
            return False
        if priority not in _YIELDING or self.slots == 1:
            return True
        if priority is Priority.GLANCE:
            return len(self._running) < self.slots - 1
        return sum(running in _YIELDING for running in self._running.values()) < self.slots - 1


_YIELDING: Final = (Priority.BACKGROUND, Priority.GLANCE)
"""They leave a slot to people who wait for a reply."""
