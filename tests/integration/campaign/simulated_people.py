"""A CallPlacer whose calls end at once, as chance has it, on a clock that jumps from one moment with work to do to the next."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta

from engine.call.messages import PlaceCall
from engine.campaign.clock import JumpingClock
from engine.campaign.placer import Placed
from engine.campaign.progress import Unwatched
from engine.events import CallbackAsked, CallEnded, CallEvent
from engine.outcome import Disposition

MACHINE_S = 0.0
"""What the machine's clock always shows: time passes by jumps only."""


class SimulatedPeople(Unwatched):
    """Both who carries the calls and who watches: the clock stands while a call goes on."""

    def __init__(self, clock: JumpingClock, lines: int, chances: Mapping[Disposition, int], seed: int) -> None:
        self.clock = clock
        self.placed: list[tuple[float, str]] = []
        """When, and whom."""
        self._lines = lines
        self._outcomes, self._weights = list(chances), list(chances.values())
        self._random = random.Random(seed)
        self._running: set[str] = set()
        self._events: asyncio.Queue[CallEvent] = asyncio.Queue()
        self._freed = asyncio.Event()

    def free_lines(self) -> int:
        return self._lines - len(self._running)

    def held_until(self) -> float | None:
        return None

    def caller_id_for(self, number: str) -> str | None:
        return None

    def place(self, call: PlaceCall) -> Placed | None:
        assert self.free_lines() > 0
        self.clock.hold()
        self.placed.append((self.clock.now(), call.number))
        self._running.add(call.attempt_id)
        (outcome,) = self._random.choices(self._outcomes, self._weights)
        if outcome is Disposition.COMPLETED and self._random.random() < 0.3:
            self._events.put_nowait(self._wish(call.attempt_id))
        self._events.put_nowait(CallEnded(attempt_id=call.attempt_id, at=MACHINE_S, disposition=outcome, cause="chance"))
        return Placed("worker-1", "sip:chance")

    def hang_up(self, attempt_id: str) -> None:
        raise AssertionError("no call lasts")

    async def wait_for_free_line(self) -> None:
        while self.free_lines() <= 0:
            self._freed.clear()
            await self._freed.wait()

    async def events(self) -> AsyncIterator[CallEvent]:
        while True:
            event = await self._events.get()
            if isinstance(event, CallEnded):
                self._running.remove(event.attempt_id)
                self._freed.set()
            yield event

    def happened(self, event: CallEvent) -> None:
        if isinstance(event, CallEnded):
            self.clock.release()

    def _wish(self, attempt_id: str) -> CallbackAsked:
        when = datetime.fromtimestamp(self.clock.now(), UTC) + timedelta(hours=self._random.uniform(1, 60))
        due = self._random.choice([when.strftime("%Y-%m-%dT%H:%M"), when.strftime("%Y-%m-%d"), None])
        return CallbackAsked(attempt_id=attempt_id, at=MACHINE_S, when=due, said="another time")
