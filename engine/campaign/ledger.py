"""Ledger: one campaign's book, kept for asyncio. Each entry is durable when its coroutine returns."""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy.orm import Session

from engine.campaign.clock import Clock, SystemClock
from engine.contact import Decision
from engine.events import CallEvent
from engine.segments.filling import BATCH, Refill
from engine.store import contact, engines, leads
from engine.store.calls import attempts
from engine.store.calls.recorder import Recorder
from engine.store.campaigns import finish_if_done, left_of, pushed_at, state_of
from engine.store.database import Database
from engine.store.engines import Lease
from engine.store.errors import StoreAway, TakenForDead
from engine.store.floor import previews
from engine.store.leads import Caller, ContactCheck, TakeTurn, Treat, Turn, as_planned, not_listed
from engine.store.tables import CampaignState
from engine.store.thread import StoreThread

log = logging.getLogger(__name__)

LOOK_AGAIN_S: Final = 60.0
"""A campaign that stays open looks for leads this often, beside the moments when it is told of some."""


@dataclass(frozen=True, slots=True)
class Terms:
    """On which terms a campaign's leads get their turn."""

    check: ContactCheck = not_listed
    """Says whether a lead may be called when its turn comes."""
    check_at_answer: ContactCheck | None = None
    """Says whether one who has picked up may still be talked with; None: as `check`."""
    treat: Treat = as_planned
    """Says with what a lead is called that may be."""
    take_turn: TakeTurn = leads.take_turn
    """Finds who is dialled next."""
    refill: Refill | None = None
    """How the campaign's list grows meanwhile; None: it does not."""
    stays_open: bool = False
    """Leads are pushed to it: it is looked again when there are none."""


class Ledger:
    """Writes through the store's one thread. Every method raises StoreError if the database cannot be written."""

    def __init__(
        self,
        database: Database,
        recorder: Recorder,
        thread: StoreThread,
        campaign_id: int,
        clock: Clock | None = None,
        *,
        terms: Terms = Terms(),
        lease: Lease | None = None,
    ) -> None:
        """Args:
        database: the store.
        recorder: writes the events of calls.
        thread: of the store.
        campaign_id: whose book this is.
        clock: the time of day; None: the machine's.
        terms: of the campaign.
        lease: of this engine, for the attempts that it makes; without one the database is not shared.
        """
        self._database = database
        self._recorder = recorder
        self._thread = thread
        self._campaign_id = campaign_id
        self._terms = terms
        self._lease = lease
        self.clock = clock or SystemClock()
        self._refill_at = self.clock.now() + terms.refill.every_s if terms.refill else math.inf

    async def take_turn(self, attempt_id: str, caller_id_for: Callable[[str], str | None]) -> Turn:
        """Decides about the leads whose turn it is, and writes the attempt of the first that may be called.

        Args:
            attempt_id: of the attempt to be written.
            caller_id_for: the number that is shown to somebody; called in the store's thread.
        """
        await self._grow()
        # Before the events that wait, of which there are many when calls end in a burst: dialling would falter.
        turn = await self._thread.write(self._database, lambda session: self._take(session, attempt_id, caller_id_for), urgent=True)
        if turn.dialling or not self.open_ended:
            return turn
        look_at = self.clock.now() + LOOK_AGAIN_S if self._terms.stays_open else math.inf
        return replace(turn, next_due=min(turn.next_due or math.inf, self._refill_at, look_at))

    async def _grow(self) -> None:
        """Adds whom the campaign shall call too by now, if it is time to look.

        It looks beside the store's thread, and adds few at a time: what happens in calls is written meanwhile.
        """
        if (refill := self._terms.refill) is None or (at := self.clock.now()) < self._refill_at:
            return
        self._refill_at = at + refill.every_s
        newcomers = await asyncio.to_thread(self._database.read, lambda session: refill.newcomers(session, at))
        added = 0
        for first in range(0, len(newcomers), BATCH):
            added += await self._thread.write(self._database, refill.adding(newcomers[first : first + BATCH]))
        if added:
            log.info("leads added", extra={"action": "refilled", "leads": added})

    def _take(self, session: Session, attempt_id: str, caller_id_for: Callable[[str], str | None]) -> Turn:
        if self._sharing:
            engines.beat(session, self._sharing.engine_id)
        engine = self._lease.engine_id if self._lease else None
        caller = Caller(attempt_id, self.clock.now(), caller_id_for, self._terms.check, engine, self._terms.treat)
        return self._terms.take_turn(session, self._campaign_id, caller)

    async def live(self) -> None:
        """On a database that engines share: shows that this one lives and settles the calls of those that died, until cancelled.

        Raises:
            TakenForDead: the others did so with this one's.
            StoreAway: they soon will, for the database does not answer.
        """
        if (lease := self._sharing) is None:
            return
        try:
            while True:
                await self._beat(lease)
                orphans = await self._thread.run(self._recorder.settle_orphans, lease.dead_after_s, self.clock.now())
                if orphans:
                    log.warning("calls of a dead engine settled", extra={"action": "orphans_settled", "calls": orphans})
                await asyncio.sleep(lease.beat_s)
        except TakenForDead:
            log.exception("taken for dead", extra={"action": "taken_for_dead", "engine": lease.engine_id})
            raise

    async def _beat(self, lease: Lease) -> None:
        try:
            async with asyncio.timeout(lease.patience_s):
                await self._thread.write(self._database, lambda session: engines.beat(session, lease.engine_id))
        except TimeoutError as error:
            raise StoreAway(f"the database did not answer within {lease.patience_s:g} seconds") from error

    async def open(self) -> None:
        """This engine is going to make calls."""
        if lease := self._sharing:
            await self._thread.write(self._database, lambda session: engines.register(session, lease))

    @property
    def _sharing(self) -> Lease | None:
        return self._lease if self._database.shared else None

    async def state(self) -> CampaignState:
        """What the operator wants of the campaign."""
        return await self._thread.run(self._database.read, lambda session: state_of(session, self._campaign_id))

    async def pushed_at(self) -> float | None:
        """When another system last gave the campaign a lead."""
        return await self._thread.run(self._database.read, lambda session: pushed_at(session, self._campaign_id))

    async def placed(self, attempt_id: str, worker: str, trunk: str) -> None:
        """Notes which worker carries the call, and over which trunk."""
        await self._thread.write(self._database, lambda session: attempts.placed(session, attempt_id, worker, trunk))

    async def decide_at_answer(self, attempt_id: str) -> Decision:
        """Whether the person who has just answered may still be talked with."""
        at, check = self.clock.now(), self._terms.check_at_answer or self._terms.check
        return await self._thread.write(self._database, lambda session: contact.decide_at_answer(session, check, attempt_id, at))

    async def withdraw(self, attempt_id: str) -> None:
        """Unwrites an attempt that no worker took."""

        def unwrite(session: Session) -> None:
            leads.withdraw(session, attempt_id)
            previews.unwrite(session, self._campaign_id, attempt_id, self.clock.now())

        await self._thread.write(self._database, unwrite)

    async def record(self, event: CallEvent) -> bool:
        """Applies an event; False if its call had ended before."""
        return await self._thread.write(self._database, lambda session: self._recorder.apply(session, event))

    @property
    def open_ended(self) -> bool:
        """Leads may come to the campaign after all that it has are done."""
        return self._terms.refill is not None or self._terms.stays_open

    async def close(self, *, finished: bool) -> int:
        """This engine makes no calls any more; returns how many leads are not done.

        Args:
            finished: if none is left, that is the campaign's end, which is noted.
        """
        if lease := self._sharing:
            await self._thread.write(self._database, lambda session: engines.leave(session, lease.engine_id))
        at = self.clock.now()
        if finished:
            return await self._thread.write(self._database, lambda session: finish_if_done(session, self._campaign_id, at))
        return await self._thread.run(self._database.read, lambda session: left_of(session, self._campaign_id))
