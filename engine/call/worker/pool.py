"""Call workers as one set of lines: started, watched, restarted; what a dead one carried is settled as failed.

Every call that `place` took ends with exactly one `CallEnded`, the worker's or one made up here. Each worker's lines belong to one
trunk; `engine.campaign.trunks` chooses among them.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Final, Self

from engine.call.handover.browser_calls import AgentHears, BrowserReleased, FromBrowser, RingBrowser, ToBrowser
from engine.call.handover.desk import Desk
from engine.call.messages import AgentWanted, Configure, FromCalls, PlaceCall
from engine.call.orders import CallSound, Order, OrderRefused, StopListening, SupervisorVoice
from engine.call.worker.agent_questions import AgentQuestions
from engine.call.worker.process import WORKER, WorkerProcess
from engine.call.worker.starting import Starter
from engine.events import AgentLeft, CallEnded, CallEvent
from engine.outcome import Disposition

log = logging.getLogger(__name__)

WORKER_DIED: Final = "worker_died"
"""Cause of the calls that a dead worker left behind."""


class WorkerPool:
    """The lines of several worker processes."""

    def __init__(
        self,
        configurations: Sequence[Configure],
        *,
        start_timeout_s: float,
        unix_s: Callable[[], float],
        program: Sequence[str] = WORKER,
        desk: Desk | None = None,
    ) -> None:
        """Args:
        configurations: a worker each.
        start_timeout_s: for each to be ready.
        unix_s: the clock.
        program: what a worker is.
        desk: gives agents to calls; None: there are none.
        """
        self._agents = AgentQuestions(desk, unix_s)
        self._configurations = configurations
        self._starter = Starter(program, start_timeout_s)
        self._unix_s = unix_s
        self._workers: dict[str, WorkerProcess] = {}
        self._keepers: list[asyncio.Task[None]] = []
        self._events: asyncio.Queue[CallEvent | None] = asyncio.Queue()
        self._line_freed = asyncio.Event()
        self.hear: Callable[[CallSound], None] = lambda _sound: None
        """Gets the sound of calls to which somebody listens."""
        self.to_browser: Callable[[ToBrowser], None] = lambda _told: None
        """Gets what agents' browsers are to be told."""
        self.restarts = 0
        """Workers that died and came back."""

    async def __aenter__(self) -> Self:
        """Starts all workers.

        Raises:
            WorkerStartFailed: some cannot start, each for the reason given; the others are stopped again.
        """
        workers = await self._starter.start_all(self._configurations)
        for configuration, worker in zip(self._configurations, workers, strict=True):
            self._admit(worker)
            self._keepers.append(asyncio.create_task(self._keep(configuration, worker), name=f"keep-{worker.name}"))
        return self

    async def __aexit__(self, *_: object) -> None:
        for keeper in self._keepers:
            keeper.cancel()
        await asyncio.gather(*self._keepers, return_exceptions=True)
        await asyncio.gather(*(worker.stop() for worker in self._workers.values()))
        self._workers.clear()

    @property
    def workers(self) -> tuple[WorkerProcess, ...]:
        """The workers that are up."""
        return tuple(self._workers.values())

    def free_lines(self, trunk: str | None = None) -> int:
        """Lines of living workers that carry no call now: of this trunk, by its address, or all."""
        return sum(worker.lines.free_lines for worker in self._on(trunk))

    def place(self, call: PlaceCall, trunk: str | None = None) -> str | None:
        """Hands the call to the least busy worker, of this trunk or of all; its name, or None if no line is free."""
        worker = max(self._on(trunk), key=lambda worker: worker.lines.free_lines, default=None)
        if worker is None or worker.lines.free_lines <= 0:
            return None
        worker.place(call)
        return worker.name

    def hang_up(self, attempt_id: str) -> None:
        """Asks for the end of a call; one that is over or unknown is no error."""
        for worker in self._workers.values():
            if attempt_id in worker.lines.calls:
                worker.hang_up(attempt_id)

    async def order(self, order: Order) -> None:
        """Has a supervisor's order carried out.

        Raises:
            OrderRefused: it cannot be as things stand, or the call is over.
        """
        if (worker := self._carrying(order.attempt_id)) is None:
            raise OrderRefused("the call is over")
        await worker.order(order)

    def send(self, message: SupervisorVoice | StopListening | FromBrowser) -> None:
        """To the worker that carries the call; nowhere once it is over."""
        if worker := self._carrying(message.attempt_id):
            worker.tell(message)

    def tell(self, event: CallEvent) -> None:
        """An event of a call that goes on, from whoever else has to do with it."""
        self._tell(event)

    def _carrying(self, attempt_id: str) -> WorkerProcess | None:
        return next((worker for worker in self._workers.values() if attempt_id in worker.lines.calls), None)

    async def wait_for_free_line(self) -> None:
        """Returns once a line is free."""
        while self.free_lines() <= 0:
            await self.line_freed()

    async def line_freed(self) -> None:
        """Returns when a line becomes free the next time, be it because a call ends or because a worker comes."""
        self._line_freed.clear()
        await self._line_freed.wait()

    async def events(self) -> AsyncIterator[CallEvent]:
        """Events of all calls; ends when every worker is gone for good. One reader."""
        while (event := await self._events.get()) is not None:
            yield event

    def _on(self, trunk: str | None) -> list[WorkerProcess]:
        return [worker for worker in self._workers.values() if trunk in (None, worker.trunk)]

    async def _keep(self, configuration: Configure, worker: WorkerProcess | None) -> None:
        while worker is not None:
            async for event in worker.events():
                self._take(worker, event)
            await self._bury(worker)
            worker = await self._starter.restart(configuration)
            if worker:
                self.restarts += 1
                self._admit(worker)
        if all(keeper.done() or keeper is asyncio.current_task() for keeper in self._keepers):
            self._events.put_nowait(None)

    def _take(self, worker: WorkerProcess, message: FromCalls | CallSound) -> None:
        match message:
            case AgentWanted():
                self._agents.ask(worker, message)
            case CallSound():
                self.hear(message)
            case RingBrowser() | AgentHears() | BrowserReleased():
                self.to_browser(message)
            case _:
                self._tell(message)
                if isinstance(message, CallEnded | AgentLeft):
                    self._line_freed.set()

    def _admit(self, worker: WorkerProcess) -> None:
        self._workers[worker.name] = worker
        self._line_freed.set()

    async def _bury(self, worker: WorkerProcess) -> None:
        del self._workers[worker.name]
        log.error("worker died", extra={"action": "worker_died", "worker": worker.name, "calls": len(worker.lines.calls)})
        # The process is dead for certain before its leads may be settled: a stuck one might still be dialling.
        await worker.kill()
        await worker.say_goodbye()
        now = self._unix_s()
        for attempt_id in sorted(worker.lines.calls):
            if leg := worker.left_leg(attempt_id, now):
                self._tell(leg)
            self._tell(
                CallEnded(
                    attempt_id=attempt_id,
                    at=now,
                    disposition=Disposition.FAILED,
                    cause=WORKER_DIED,
                    recording=worker.left_recording(attempt_id),
                )
            )

    def _tell(self, event: CallEvent) -> None:
        self._agents.happened(event)
        self._events.put_nowait(event)
