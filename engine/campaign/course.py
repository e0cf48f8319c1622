"""Course: how far a run has gone from dialling to its end. It only ever moves forward."""

from __future__ import annotations

import asyncio
from enum import IntEnum


class Stage(IntEnum):
    """Stages in which a run takes less and less upon itself."""

    DIALLING = 0
    DRAINING = 1
    """Stop requested: no new calls, running ones may end by themselves."""
    HANGING_UP = 2
    """Running calls are asked to end."""
    WORKERS_GONE = 3
    """Nobody is left to carry or end a call."""


class Course:
    """The stage of a run, to be advanced and waited for."""

    def __init__(self) -> None:
        self._reached = {stage: asyncio.Event() for stage in Stage}
        self.advance(Stage.DIALLING)

    @property
    def stage(self) -> Stage:
        return max(stage for stage, event in self._reached.items() if event.is_set())

    def advance(self, to: Stage) -> None:
        """Moves forward; a stage already behind is no error."""
        for stage in Stage:
            if stage <= to:
                self._reached[stage].set()

    async def reached(self, stage: Stage) -> None:
        """Waits until the run is at this stage or past it."""
        await self._reached[stage].wait()
