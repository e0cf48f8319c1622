"""Wishes: what is wanted of a campaign while it runs, looked up each second: the operator's state, and leads that were pushed."""

from __future__ import annotations

import asyncio
import logging
from typing import Final, Protocol

from engine.campaign.course import Course, Stage
from engine.campaign.waiting import happens
from engine.store.tables import CampaignState

log = logging.getLogger(__name__)

LOOK_S: Final = 1.0
"""Of the machine's time between two looks."""


class StateBook(Protocol):
    """Where a campaign's state is written down."""

    async def state(self) -> CampaignState:
        """As it is now."""
        ...

    async def pushed_at(self) -> float | None:
        """When another system last gave the campaign a lead, Unix seconds; None: never."""
        ...


class Wishes:
    """Follows the state: pauses, drains and stops the run."""

    def __init__(self, book: StateBook, course: Course, look_s: float = LOOK_S) -> None:
        self._book = book
        self._course = course
        self._look_s = look_s
        self._state = CampaignState.RUNNING
        self._going_on = asyncio.Event()
        self._going_on.set()
        self._pushed_at: float | None = None
        self.pushed = asyncio.Event()
        """Leads have come since it was last cleared."""

    @property
    def paused(self) -> bool:
        return not self._going_on.is_set()

    @property
    def patient(self) -> bool:
        """The run is drained: calls that go on have all the time they need."""
        return self._state is CampaignState.DRAINING

    async def look(self) -> None:
        """Takes what is wished now. Nobody may be dialled before the first look: the campaign may be paused."""
        self.take(await self._book.state())
        self._mind(await self._book.pushed_at())

    async def follow(self) -> None:
        """Looks again and again until it is cancelled."""
        while True:
            await asyncio.sleep(self._look_s)
            await self.look()

    def _mind(self, pushed_at: float | None) -> None:
        if pushed_at != self._pushed_at:
            self._pushed_at = pushed_at
            self.pushed.set()

    def take(self, state: CampaignState) -> None:
        """Does what is wished."""
        if state is not self._state:
            log.info("campaign is %s", state.value, extra={"action": "campaign_state", "state": state.value})
        self._state = state
        match state:
            case CampaignState.RUNNING:
                self._going_on.set()
            case CampaignState.PAUSED:
                self._going_on.clear()
            case CampaignState.DRAINING:
                self._course.advance(Stage.DRAINING)
            case CampaignState.STOPPED:
                self._course.advance(Stage.HANGING_UP)

    async def allow_dialling(self) -> bool:
        """Waits while the campaign is paused; False if the run stops dialling."""
        if self._course.stage is not Stage.DIALLING:
            return False
        return not self.paused or await happens(self._going_on.wait(), before=self._course.reached(Stage.DRAINING))
