"""CampaignRunner: works a campaign's list through, at most so many calls at a time.

    pending lead ─take_next─▶ attempt written ─place─▶ worker ─CallEvents─▶ recorded ─CallEnded─▶ lead done
                     │ do-not-call: done, never dialled         │ no end in time: hang up, then settled as failed

Nobody is called twice: a lead leaves `pending` in the transaction that writes its attempt. Nothing is lost: whatever ends first
(the call, the run, the workers, this process) the attempt is ended once, by its CallEnded, by the runner, or at the next start.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from engine.call.messages import PlaceCall
from engine.campaign.course import Course, Stage
from engine.campaign.fuse import Fuse
from engine.campaign.ledger import Ledger
from engine.campaign.placer import CallPlacer, Placed
from engine.campaign.progress import Progress, Unwatched
from engine.campaign.waiting import happens
from engine.events import CallEnded, CallEvent
from engine.masking import masked
from engine.outcome import Disposition
from engine.store.errors import StoreError, UnknownAttempt
from engine.store.leads import Dialling, Refused

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RunLimits:
    """Bounds of a run."""

    lines: int
    """Most calls at a time."""
    call_cap_s: float = 900.0
    """A call without an end after this long is hung up: above ring timeout plus the session's own cap."""
    hang_up_s: float = 10.0
    """A call that was hung up and reports no end within this is settled as failed."""
    drain_s: float = 120.0
    """After a stop request, running calls may go on for this long."""
    line_wait_s: float = 1200.0
    """Workers that offer no line for this long are given up: above the cap of a call."""
    failures_in_a_row: int = 10
    """So many calls that end by our own fault, one after another, stop the run; 0: never."""


class Ending(StrEnum):
    """Why a run is over."""

    FINISHED = "finished"
    """Every lead that could be taken was."""
    STOPPED = "stopped"
    WORKERS_GONE = "workers_gone"
    FAILING = "failing"
    """One call after another ended by our own fault."""


@dataclass(frozen=True, slots=True)
class RunReport:
    """How a run ended."""

    ending: Ending
    left: int
    """Leads without a final disposition: dialled when the campaign is run again."""


class CampaignRunner:
    """One run of one campaign. Create it in the event loop, `run` it once."""

    def __init__(
        self,
        ledger: Ledger,
        placer: CallPlacer,
        limits: RunLimits,
        *,
        progress: Progress | None = None,
        new_id: Callable[[], str] = lambda: str(uuid.uuid4()),
    ) -> None:
        self._ledger = ledger
        self._placer = placer
        self._limits = limits
        self._progress = progress or Unwatched()
        self._new_id = new_id
        self._course = Course()
        self._fuse = Fuse(limits.failures_in_a_row)
        self._slots = asyncio.Semaphore(limits.lines)
        self._ends: dict[str, asyncio.Event] = {}
        """Of the calls that were placed and are not over."""

    def stop(self) -> None:
        """First request: no new calls, running ones may end within `drain_s`. Second: hang up now."""
        self._course.advance(Stage.HANGING_UP if self._course.stage >= Stage.DRAINING else Stage.DRAINING)

    async def run(self) -> RunReport:
        """Dials until no lead is left, a stop is requested or the workers are gone, and returns once every call is settled.

        Raises:
            StoreError: the database failed. Running calls are hung up; the next start settles them.
        """
        try:
            await self._run()
        except BaseExceptionGroup as group:
            failure = _store_error(group)
            if failure is None:
                raise
            raise failure from failure.__cause__
        finally:
            for attempt_id in self._ends:  # none are left but after an error
                self._placer.hang_up(attempt_id)
        left = await self._ledger.close()
        return RunReport(self._ending(left), left)

    async def _run(self) -> None:
        async with asyncio.TaskGroup() as helpers:
            listener = helpers.create_task(self._listen(), name="campaign listener")
            drain = helpers.create_task(self._drain(), name="campaign drain")
            async with asyncio.TaskGroup() as calls:
                await self._dial(calls)
            listener.cancel()
            drain.cancel()

    async def _dial(self, calls: asyncio.TaskGroup) -> None:
        while await self._slot() and await self._line():
            taken = await self._ledger.take_next(self._new_id(), self._placer.caller_id_for)
            if taken is None:
                return
            if isinstance(taken, Refused):
                self._progress.refused(taken)
                self._slots.release()
                continue
            placed = await self._place(taken)
            if placed is None:
                await self._ledger.withdraw(taken.attempt_id)
                return
            self._progress.dialling(taken, placed.worker)
            calls.create_task(self._carry(taken.attempt_id, placed), name=f"call {taken.attempt_id}")

    async def _slot(self) -> bool:
        """Whether one of our own lines is free before the run stops dialling."""
        # Bounded by the caps of the calls that hold the slots.
        return await happens(self._slots.acquire(), before=self._course.reached(Stage.DRAINING))

    async def _line(self) -> bool:
        """Whether a worker has a free line before the run stops dialling."""
        if self._course.stage is not Stage.DIALLING:
            return False
        if self._placer.free_lines() > 0 or await self._line_comes():
            return True
        if self._course.stage is Stage.DIALLING:
            log.error("no worker offers a line", extra={"action": "no_line", "line_wait_s": self._limits.line_wait_s})
            self._course.advance(Stage.WORKERS_GONE)
        return False

    async def _line_comes(self) -> bool:
        """Waits as long as workers may take to offer a line; while the placer holds calls back, they need not."""
        while True:
            wanted, stopped = self._placer.wait_for_free_line(), self._course.reached(Stage.DRAINING)
            if await happens(wanted, before=stopped, within_s=self._limits.line_wait_s):
                return True
            if self._course.stage is not Stage.DIALLING or self._placer.held_until() is None:
                return False

    async def _place(self, lead: Dialling) -> Placed | None:
        """Hands the call to a worker; None if the run stops first."""
        call = PlaceCall(attempt_id=lead.attempt_id, number=lead.number, caller_id=lead.caller_id, variables=lead.variables)
        while await self._line():
            self._ends[lead.attempt_id] = asyncio.Event()
            placed = self._placer.place(call)
            if placed is not None:
                place = {"action": "dialling", "attempt_id": lead.attempt_id, "worker": placed.worker, "trunk": placed.trunk}
                log.info("dialling", extra={**place, "number": masked(lead.number)})
                return placed
            del self._ends[lead.attempt_id]
        return None

    async def _carry(self, attempt_id: str, placed: Placed) -> None:
        """One call from its placing to its recorded end."""
        await self._ledger.placed(attempt_id, placed.worker, placed.trunk)
        ended = self._ends[attempt_id]
        if not await self._ends_before(ended, Stage.HANGING_UP, self._limits.call_cap_s):
            self._placer.hang_up(attempt_id)
            if not await self._ends_before(ended, Stage.WORKERS_GONE, self._limits.hang_up_s):
                await self._settle(attempt_id)
        del self._ends[attempt_id]
        self._slots.release()

    async def _ends_before(self, ended: asyncio.Event, stage: Stage, within_s: float) -> bool:
        return await happens(ended.wait(), before=self._course.reached(stage), within_s=within_s) or ended.is_set()

    async def _settle(self, attempt_id: str) -> None:
        """Ends a call that reports no end."""
        cause = "workers_gone" if self._course.stage is Stage.WORKERS_GONE else "no_end_reported"
        await self._hear(CallEnded(attempt_id=attempt_id, at=self._ledger.now(), disposition=Disposition.FAILED, cause=cause))

    async def _listen(self) -> None:
        async for event in self._placer.events():
            await self._hear(event)
        self._course.advance(Stage.WORKERS_GONE)

    async def _hear(self, event: CallEvent) -> None:
        """Records an event, then tells who watches and who waits."""
        about = {"action": "event", "attempt_id": event.attempt_id, "event": type(event).__name__}
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
        if isinstance(event, CallEnded):
            self._mind_failures(event)
            if event.attempt_id in self._ends:
                self._ends[event.attempt_id].set()

    def _mind_failures(self, event: CallEnded) -> None:
        """A run that is stopped anyway, or hangs up, makes failures of its own: they say nothing."""
        if self._course.stage is not Stage.DIALLING or event.elsewhere:
            return
        self._fuse.ended(event.disposition)
        if self._fuse.blown:
            log.error(
                "one call after another fails",
                extra={"action": "fuse", "in_a_row": self._limits.failures_in_a_row, "cause": event.cause},
            )
            self._course.advance(Stage.DRAINING)

    async def _drain(self) -> None:
        """After a stop request, gives running calls their time."""
        await self._course.reached(Stage.DRAINING)
        await asyncio.sleep(self._limits.drain_s)
        self._course.advance(Stage.HANGING_UP)

    def _ending(self, left: int) -> Ending:
        stage = self._course.stage
        if left == 0 or stage is Stage.DIALLING:
            return Ending.FINISHED
        if stage is Stage.WORKERS_GONE:
            return Ending.WORKERS_GONE
        return Ending.FAILING if self._fuse.blown else Ending.STOPPED


def _store_error(group: BaseExceptionGroup[BaseException]) -> StoreError | None:
    """The store's error if nothing else went wrong."""
    failures, others = group.split(StoreError)
    if others is not None:
        return None
    leaf: BaseException | None = failures
    while isinstance(leaf, BaseExceptionGroup):
        leaf = leaf.exceptions[0]
    return leaf if isinstance(leaf, StoreError) else None
