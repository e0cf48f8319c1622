"""CallsUnderWay: the calls of a run that were placed and are not over, each of which ends once."""

from __future__ import annotations

import asyncio

from engine.campaign.course import Course, Stage
from engine.campaign.placer import CallPlacer
from engine.campaign.run import RunLimits
from engine.campaign.waiting import happens


class CallsUnderWay:
    """Bounds each call: one that takes too long, or longer than the run, is hung up."""

    def __init__(self, placer: CallPlacer, course: Course, limits: RunLimits) -> None:
        self._placer = placer
        self._course = course
        self._limits = limits
        self._ends: dict[str, asyncio.Event] = {}

    def __bool__(self) -> bool:
        return bool(self._ends)

    def begin(self, attempt_id: str) -> None:
        """The call is about to be placed: from then on its end may be told."""
        self._ends[attempt_id] = asyncio.Event()

    def ended(self, attempt_id: str) -> None:
        """The end of a call was told."""
        if attempt_id in self._ends:
            self._ends[attempt_id].set()

    def forget(self, attempt_id: str) -> None:
        """The call is over, or was not placed after all."""
        del self._ends[attempt_id]

    async def ends(self, attempt_id: str) -> bool:
        """Waits for a call's end, in the end by hanging it up; False if even then none is told."""
        ended = self._ends[attempt_id]
        if await self._ends_before(ended, Stage.HANGING_UP, self._limits.call_cap_s):
            return True
        self._placer.hang_up(attempt_id)
        return await self._ends_before(ended, Stage.WORKERS_GONE, self._limits.hang_up_s)

    def hang_up_all(self) -> None:
        """Nobody waits for their ends any more."""
        for attempt_id in self._ends:
            self._placer.hang_up(attempt_id)

    async def _ends_before(self, ended: asyncio.Event, stage: Stage, within_s: float) -> bool:
        return await happens(ended.wait(), before=self._course.reached(stage), within_s=within_s) or ended.is_set()
