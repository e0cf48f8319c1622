"""EventListener: records what a run's calls tell, in order, and passes it on to who watches and who waits."""

from __future__ import annotations

import asyncio
import logging

import msgspec

from engine.campaign.answer_check import BROKEN_OFF, AnswerCheck
from engine.campaign.course import Course, Stage
from engine.campaign.fuse import Fuse
from engine.campaign.in_order import InOrder
from engine.campaign.ledger import Ledger
from engine.campaign.pace import Pace
from engine.campaign.placer import CallPlacer
from engine.campaign.progress import Progress
from engine.campaign.under_way import CallsUnderWay
from engine.events import CallEnded, CallEvent
from engine.outcome import Disposition
from engine.store.errors import UnknownAttempt

log = logging.getLogger(__name__)


class EventListener:
    """Of one run. Where one call after another fails it stops the dialling."""

    def __init__(
        self,
        ledger: Ledger,
        placer: CallPlacer,
        course: Course,
        under_way: CallsUnderWay,
        pace: Pace,
        progress: Progress,
        failures_in_a_row: int,
    ) -> None:
        """Args:
        ledger: where events are recorded.
        placer: whose events they are.
        course: stopped for failures; told when no more events can come.
        under_way: told of ends.
        pace: told of everything.
        progress: told of everything.
        failures_in_a_row: after so many the dialling stops.
        """
        self._ledger = ledger
        self._placer = placer
        self._course = course
        self._under_way = under_way
        self._pace = pace
        self._progress = progress
        self._at_answer = AnswerCheck(ledger, placer.hang_up)
        self._failures_in_a_row = failures_in_a_row
        self._fuse = Fuse(failures_in_a_row)
        self.call_ended = asyncio.Event()
        """Set whenever a call ends; for whoever waits to clear."""

    @property
    def failing(self) -> bool:
        """One call after another failed."""
        return self._fuse.blown

    async def listen(self) -> None:
        """Hears all events; returns once no more can come."""
        async with InOrder(self._hear) as hearing:
            async for event in self._placer.events():
                hearing.give(msgspec.structs.replace(event, at=self._ledger.clock.told(event.at)))
        self._course.advance(Stage.WORKERS_GONE)

    async def settle(self, attempt_id: str) -> None:
        """Ends a call that reports no end."""
        cause = "workers_gone" if self._course.stage is Stage.WORKERS_GONE else "no_end_reported"
        await self._hear(CallEnded(attempt_id=attempt_id, at=self._ledger.clock.now(), disposition=Disposition.FAILED, cause=cause))

    async def _hear(self, event: CallEvent) -> None:
        """Records an event, then tells who watches and who waits."""
        about = {"action": "event", "attempt_id": event.attempt_id, "event": type(event).__name__}
        event = self._at_answer.explained(event)
        try:
            applied = await self._ledger.record(event)
        except UnknownAttempt:
            # A worker's confusion about one call is no reason to end the calls of the others.
            log.exception("event of a call that was never placed", extra=about)
            return
        if not applied:
            log.warning("event after the end of its call", extra=about)
            return
        self._progress.happened(event)
        self._pace.happened(event)
        await self._at_answer.recorded(event)
        if isinstance(event, CallEnded):
            self._mind_failures(event)
            self.call_ended.set()
            self._under_way.ended(event.attempt_id)

    def _mind_failures(self, event: CallEnded) -> None:
        """A run that is stopped anyway, or hangs up for good reason, makes failures of its own: they say nothing."""
        if self._course.stage is not Stage.DIALLING or event.elsewhere or event.cause == BROKEN_OFF:
            return
        self._fuse.ended(event.disposition)
        if self._fuse.blown:
            log.error(
                "one call after another fails",
                extra={"action": "fuse", "in_a_row": self._failures_in_a_row, "cause": event.cause},
            )
            self._course.advance(Stage.DRAINING)
