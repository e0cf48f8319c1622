"""FreeLine: waits for a line on which the next call can be placed, and gives up on workers that offer none."""

from __future__ import annotations

import logging

from engine.campaign.clock import Clock
from engine.campaign.course import Course, Stage
from engine.campaign.placer import CallPlacer
from engine.campaign.waiting import happens

log = logging.getLogger(__name__)


class FreeLine:
    """Of a run, which it ends if no line comes.

    Args:
        placer: has the lines.
        course: of the run.
        clock: the campaign's.
        wait_s: workers that offer no line for this long are given up, unless the placer holds calls back itself.
    """

    def __init__(self, placer: CallPlacer, course: Course, clock: Clock, wait_s: float) -> None:
        self._placer = placer
        self._course = course
        self._clock = clock
        self._wait_s = wait_s

    async def comes(self, *, ahead_s: float = 0.0) -> bool:
        """Whether a worker has a free line, or will have it within `ahead_s`, before the run stops dialling."""
        if self._course.stage is not Stage.DIALLING:
            return False
        if self.within(ahead_s) or await self._offered():
            return True
        if self._course.stage is Stage.DIALLING:
            log.error("no worker offers a line", extra={"action": "no_line", "line_wait_s": self._wait_s})
            self._course.advance(Stage.WORKERS_GONE)
        return False

    def within(self, seconds: float) -> bool:
        """Whether there is a free line, or will be by time alone."""
        if self._placer.free_lines() > 0:
            return True
        free_at = self._placer.held_until()
        return free_at is not None and free_at < self._clock.now() + seconds

    async def _offered(self) -> bool:
        """Waits as long as workers may take to offer a line; while the placer holds calls back, they need not."""
        while True:
            wanted, stopped = self._placer.wait_for_free_line(), self._course.reached(Stage.DRAINING)
            if await happens(wanted, before=stopped, within_s=self._wait_s):
                return True
            if self._course.stage is not Stage.DIALLING or self._placer.held_until() is None:
                return False
