"""CampaignRunner: works a campaign through, at most so many calls at a time, for as many days as it takes.

    due lead ─take_turn─▶ attempt written ─place─▶ worker ─CallEvents─▶ recorded ─CallEnded─▶ lead done, or due again later
        ▲        │ may not be called: later, or never    │ no end in time: hang up, then settled as failed     │
        └────────┴───────────────── sleeps until somebody is due, or a call ends ◀─────────────────────────────┘

Nobody is called twice: a lead leaves `pending` in the transaction that writes its attempt. Nothing is lost: whatever ends first
(the call, the run, the workers, this process) the attempt is ended once, by its CallEnded, by the runner, or at the next start.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Callable
from typing import Final

from engine.call.messages import PlaceCall
from engine.campaign.course import Course, Stage
from engine.campaign.event_listener import EventListener
from engine.campaign.free_line import FreeLine
from engine.campaign.ledger import Ledger
from engine.campaign.pace import Pace, Unpaced
from engine.campaign.placer import CallPlacer, Placed
from engine.campaign.progress import Progress, Unwatched
from engine.campaign.run import Ending, RunLimits, RunReport
from engine.campaign.under_way import CallsUnderWay
from engine.campaign.waiting import first_of, happens
from engine.campaign.wishes import Wishes
from engine.grouped import innermost
from engine.masking import masked
from engine.store.errors import StoreError
from engine.store.leads import Dialling

log = logging.getLogger(__name__)

TURN_AHEAD_S: Final = 0.1
"""So long before a trunk takes the next call its lead is looked for: trunks' rates are kept however long the database takes."""
PLACED_WITHIN_S: Final = 2.0
"""A lead that no trunk takes for longer goes back: by the time it is dialled another may be due before it, or its hours be over."""


class CampaignRunner:
    """One run of one campaign. Create it in the event loop, `run` it once."""

    def __init__(
        self,
        ledger: Ledger,
        placer: CallPlacer,
        limits: RunLimits,
        *,
        pace: Pace | None = None,
        progress: Progress | None = None,
        new_id: Callable[[], str] = lambda: str(uuid.uuid4()),
    ) -> None:
        self._ledger = ledger
        self._placer = placer
        self._limits = limits
        self._pace = pace or Unpaced()
        self._progress = progress or Unwatched()
        self._new_id = new_id
        self._course = Course()
        self._wishes = Wishes(ledger, self._course)
        self._line = FreeLine(placer, self._course, ledger.clock, limits.line_wait_s)
        self._under_way = CallsUnderWay(placer, self._course, limits)
        self._listener = EventListener(
            ledger, placer, self._course, self._under_way, self._pace, self._progress, limits.failures_in_a_row
        )
        self._slots = asyncio.Semaphore(limits.lines)

    def stop(self) -> None:
        """First request: no new calls, running ones may end within `drain_s`. Second: hang up now."""
        self._course.advance(Stage.HANGING_UP if self._course.stage >= Stage.DRAINING else Stage.DRAINING)

    async def run(self) -> RunReport:
        """Dials until every lead is done, the last day is over, it is told to stop or the workers are gone.

        Returns once every call is settled.

        Raises:
            StoreError: the database failed. Running calls are hung up; the next start settles them.
        """
        await self._ledger.open()
        try:
            await self._run()
        except BaseExceptionGroup as group:
            failure = _store_error(group)
            if failure is None:
                raise
            raise failure from failure.__cause__
        finally:
            self._under_way.hang_up_all()  # none are left but after an error
        # An open-ended campaign that is told to stop goes on at the next start, though nobody is left now.
        may_finish = self._course.stage is Stage.DIALLING or not self._ledger.open_ended
        left = await self._ledger.close(finished=may_finish)
        return RunReport(Ending.FINISHED if may_finish and not left else self._ending(), left)

    async def _run(self) -> None:
        await self._wishes.look()
        async with asyncio.TaskGroup() as helpers:
            listener = helpers.create_task(self._listener.listen(), name="campaign listener")
            drain = helpers.create_task(self._drain(), name="campaign drain")
            wishes = helpers.create_task(self._wishes.follow(), name="campaign wishes")
            life = helpers.create_task(self._ledger.live(), name="campaign life")
            async with asyncio.TaskGroup() as calls:
                await self._dial(calls)
            listener.cancel()
            drain.cancel()
            wishes.cancel()
            life.cancel()

    async def _dial(self, calls: asyncio.TaskGroup) -> None:
        await self._rest_until(self._limits.not_before)
        while self._in_time() and await self._slot() and await self._line.comes(ahead_s=TURN_AHEAD_S) and await self._allowed():
            self._listener.call_ended.clear()
            self._wishes.pushed.clear()
            turn = await self._ledger.take_turn(self._new_id(), self._placer.caller_id_for)
            for refused in turn.refused:
                self._progress.refused(refused)
            if turn.dialling is None:
                self._slots.release()
                if turn.next_due is None or self._too_late(turn.next_due):
                    return
                await self._rest_until(turn.next_due)
                continue
            placed = await self._place(turn.dialling)
            if placed is None:
                await self._ledger.withdraw(turn.dialling.attempt_id)
                self._slots.release()
                continue
            self._progress.dialling(turn.dialling, placed.worker)
            self._pace.dialled(turn.dialling)
            calls.create_task(self._carry(turn.dialling.attempt_id, placed), name=f"call {turn.dialling.attempt_id}")

    def _too_late(self, due: float) -> bool:
        """The last day will be over, and no call goes on that might make somebody due before."""
        return due >= self._limits.not_after and not self._under_way

    def _in_time(self) -> bool:
        return self._ledger.clock.now() < self._limits.not_after

    async def _rest_until(self, due: float) -> None:
        """Sleeps until then or the end of the last day, unless a call ends, a lead is pushed or the run stops dialling before."""
        until = min(due, self._limits.not_after)
        if until <= self._ledger.clock.now():
            return
        self._progress.resting(until)
        stops = (self._listener.call_ended.wait(), self._wishes.pushed.wait(), self._course.reached(Stage.DRAINING))
        await first_of(self._ledger.clock.sleep_until(until), *stops)
        self._progress.resting(None)

    async def _allowed(self) -> bool:
        """Whether one more call is wanted, by the agents and by the operator, before the run stops dialling."""
        if not await happens(self._pace.may_dial(), before=self._course.reached(Stage.DRAINING)):
            return False
        return await self._wishes.allow_dialling()

    async def _slot(self) -> bool:
        """Whether one of our own lines is free before the run stops dialling."""
        # Bounded by the caps of the calls that hold the slots.
        return await happens(self._slots.acquire(), before=self._course.reached(Stage.DRAINING))

    async def _place(self, lead: Dialling) -> Placed | None:
        """Hands the call to a worker; None if the run stops first, or no trunk takes it soon any more."""
        call = PlaceCall(
            attempt_id=lead.attempt_id,
            number=lead.number,
            caller_id=lead.caller_id,
            variables=lead.variables,
            variant=lead.treatment.variant,
            at=self._ledger.clock.now(),
        )
        while self._line.within(PLACED_WITHIN_S) and await self._line.comes():
            self._under_way.begin(lead.attempt_id)
            placed = self._placer.place(call)
            if placed is not None:
                place = {"action": "dialling", "attempt_id": lead.attempt_id, "worker": placed.worker, "trunk": placed.trunk}
                log.info("dialling", extra={**place, "number": masked(lead.number)})
                return placed
            self._under_way.forget(lead.attempt_id)
        return None

    async def _carry(self, attempt_id: str, placed: Placed) -> None:
        """One call from its placing to its recorded end."""
        await self._ledger.placed(attempt_id, placed.worker, placed.trunk)
        if not await self._under_way.ends(attempt_id):
            await self._listener.settle(attempt_id)
        self._under_way.forget(attempt_id)
        self._slots.release()

    async def _drain(self) -> None:
        """After a stop request, gives running calls their time."""
        await self._course.reached(Stage.DRAINING)
        if self._wishes.patient:
            return  # each call is bounded by its cap
        await asyncio.sleep(self._limits.drain_s)
        self._course.advance(Stage.HANGING_UP)

    def _ending(self) -> Ending:
        stage = self._course.stage
        if stage is Stage.DIALLING:
            return Ending.OVER
        if stage is Stage.WORKERS_GONE:
            return Ending.WORKERS_GONE
        return Ending.FAILING if self._listener.failing else Ending.STOPPED


def _store_error(group: BaseExceptionGroup[BaseException]) -> StoreError | None:
    """The store's error if nothing else went wrong."""
    failures, others = group.split(StoreError)
    if others is not None:
        return None
    leaf = innermost(failures) if failures else None
    return leaf if isinstance(leaf, StoreError) else None
