"""A lane: one queue of jobs and the threads that run them. Transcription, synthesis and encoding each have their own."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

from engine.speech.api import Priority, SpeechUnavailable
from engine.speech.server.jobs import Job, JobQueue
from engine.speech.server.messages import Failed, Failure, FromServer

log = logging.getLogger(__name__)

_MS: Final = 1000.0


@dataclass(frozen=True, slots=True)
class Spent:
    """Where a job's time went."""

    queue_ms: float
    run_ms: float


Answer = Callable[[FromServer], None]
Finish = Callable[[Spent], FromServer]
"""Makes a job's last message once its times are known."""


@dataclass(frozen=True, slots=True)
class Task:
    """What a lane runs."""

    job_id: int
    """The client's number."""
    run: Callable[[Answer, Callable[[], bool]], Finish]
    """Does the work in a thread. It may send messages on the way (first argument), and stops early if it was cancelled (second)."""
    answer: Answer
    """Sends to whoever asked; called on the event loop."""
    ended: Callable[[], object]
    """Called once on the event loop when the task is over in whatever way."""


class Lane:
    """Runs tasks in `threads` threads, most urgent first. Belongs to one event loop; use as an async context manager."""

    def __init__(self, name: str, threads: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._name = name
        self._queue: JobQueue[Task] = JobQueue(slots=threads)
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._cancelled: dict[int, threading.Event] = {}
        self._running: set[asyncio.Task[None]] = set()
        self._clock = clock
        self._submitted = 0

    async def __aenter__(self) -> Lane:
        return self

    async def __aexit__(self, *_: object) -> None:
        """Tells the running tasks to stop and waits for them; those that wait are forgotten."""
        self._queue = JobQueue(slots=0)
        for event in self._cancelled.values():
            event.set()
        await asyncio.gather(*self._running)
        self._executor.shutdown()

    def submit(self, task: Task, priority: Priority, timeout_ms: int) -> int:
        """Queues a task; the number it gives is for `cancel`."""
        self._submitted += 1
        now_s = self._clock()
        self._queue.put(Job(self._submitted, priority, now_s, now_s + timeout_ms / _MS, task))
        asyncio.get_running_loop().call_soon(self._start_waiting)
        return self._submitted

    def cancel(self, number: int) -> None:
        """A waiting task is not started; a running one is told, and what it still sends is dropped."""
        if (job := self._queue.cancel(number)) is not None:
            job.work.ended()
        elif number in self._cancelled:
            self._cancelled[number].set()

    def _start_waiting(self) -> None:
        while True:
            taken = self._queue.take(self._clock())
            for job in taken.expired:
                self._expire(job)
            if taken.job is None:
                return
            cancelled = self._cancelled[taken.job.job_id] = threading.Event()
            running = asyncio.create_task(self._run(taken.job, cancelled), name=f"{self._name}-{taken.job.job_id}")
            self._running.add(running)
            running.add_done_callback(self._running.discard)

    def _expire(self, job: Job[Task]) -> None:
        waited_ms = (self._clock() - job.queued_at_s) * _MS
        reason = f"not started within {waited_ms:.0f} ms: the speech server's {self._name} queue is overloaded"
        job.work.answer(Failed(job_id=job.work.job_id, failure=Failure.EXPIRED, reason=reason))
        job.work.ended()

    async def _run(self, job: Job[Task], cancelled: threading.Event) -> None:
        loop = asyncio.get_running_loop()
        started_s = self._clock()

        def answer(message: FromServer) -> None:
            if not cancelled.is_set():
                job.work.answer(message)

        def emit(message: FromServer) -> None:
            loop.call_soon_threadsafe(answer, message)

        try:
            finish = await loop.run_in_executor(self._executor, job.work.run, emit, cancelled.is_set)
            answer(finish(Spent((started_s - job.queued_at_s) * _MS, (self._clock() - started_s) * _MS)))
        except SpeechUnavailable as error:
            answer(Failed(job_id=job.work.job_id, failure=Failure.UNAVAILABLE, reason=str(error)))
        except Exception as error:
            # One job must not take the server with it: native libraries raise whatever they like.
            log.exception("a speech job failed", extra={"action": "speech_job_failed", "lane": self._name})
            answer(Failed(job_id=job.work.job_id, failure=Failure.BROKEN, reason=f"{type(error).__name__} in the speech server"))
        finally:
            self._queue.done(job.job_id)
            del self._cancelled[job.job_id]
            job.work.ended()
            self._start_waiting()
