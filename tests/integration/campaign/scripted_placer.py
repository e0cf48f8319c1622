"""A CallPlacer that follows a script instead of dialling."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from dataclasses import dataclass

from engine.call.messages import PlaceCall
from engine.campaign.placer import Placed
from engine.events import CallEnded, CallEvent, PhoneAnswered, PhoneRinging
from engine.outcome import Disposition


def ended(attempt_id: str, disposition: Disposition = Disposition.COMPLETED, cause: str = "normal") -> CallEnded:
    return CallEnded(attempt_id=attempt_id, at=50.0, disposition=disposition, cause=cause)


@dataclass(frozen=True)
class Plan:
    """What happens on one call."""

    events: tuple[Callable[[str], CallEvent], ...] = ()
    """Made for the attempt's id, told in order."""
    deaf: bool = False
    """Does not even react to being hung up."""


def talk(disposition: Disposition = Disposition.COMPLETED) -> Plan:
    """Rings, is answered, ends."""
    return Plan(
        (
            lambda attempt_id: PhoneRinging(attempt_id=attempt_id, at=10.0, sip_status=180),
            lambda attempt_id: PhoneAnswered(attempt_id=attempt_id, at=20.0),
            lambda attempt_id: ended(attempt_id, disposition),
        )
    )


PLACED = Placed("worker-1", "sip:gateway.example:5060")
ENDLESS = Plan()
DEAF = Plan(deaf=True)


class ScriptedPlacer:
    """Plays plans by number; numbers without one have a short talk. Keeps count of broken promises of the campaign."""

    def __init__(
        self,
        lines: int,
        plans: Mapping[str, Plan] | None = None,
        *,
        refusals: Iterable[bool] = (),
        choose: Callable[[int], int] = lambda _alternatives: 0,
        gone_after: int | None = None,
        on_place: Callable[[PlaceCall], None] = lambda _call: None,
        caller_id: str | None = None,
    ) -> None:
        self.placed: list[PlaceCall] = []
        self.hung_up: list[str] = []
        self.most_at_once = 0
        self.running: dict[str, deque[CallEvent]] = {}
        self._lines = lines
        self._plans = {} if plans is None else plans
        self._refusals = deque(refusals)
        self._choose = choose
        self._gone_after = gone_after
        self._on_place = on_place
        self._caller_id = caller_id
        self._numbers: dict[str, str] = {}
        self._deaf: set[str] = set()
        self._gone = False
        self._changed = asyncio.Event()

    def free_lines(self) -> int:
        return 0 if self._gone else self._lines - len(self.running)

    def held_until(self) -> float | None:
        return None if self.free_lines() <= 0 else 0.0

    def caller_id_for(self, number: str) -> str | None:
        return self._caller_id

    def place(self, call: PlaceCall) -> Placed | None:
        if self._gone or (self._refusals and self._refusals.popleft()):
            return None
        assert self.free_lines() > 0, "a call without a free line"
        assert call.number not in {self._numbers[attempt_id] for attempt_id in self.running}, "two calls to one number"
        self._on_place(call)
        plan = self._plans.get(call.number, talk())
        self.placed.append(call)
        self._numbers[call.attempt_id] = call.number
        self.running[call.attempt_id] = deque(make(call.attempt_id) for make in plan.events)
        if plan.deaf:
            self._deaf.add(call.attempt_id)
        self.most_at_once = max(self.most_at_once, len(self.running))
        self._changed.set()
        return PLACED

    def hang_up(self, attempt_id: str) -> None:
        self.hung_up.append(attempt_id)
        if attempt_id in self.running and attempt_id not in self._deaf:
            self.running[attempt_id] = deque([ended(attempt_id, Disposition.FAILED, "hung_up")])
            self._changed.set()

    def die(self) -> None:
        """All workers are gone for good."""
        self._gone = True
        self._changed.set()

    async def wait_for_free_line(self) -> None:
        while self.free_lines() <= 0:
            self._changed.clear()
            await self._changed.wait()

    async def events(self) -> AsyncIterator[CallEvent]:
        told = 0
        while not self._gone:
            ready = [attempt_id for attempt_id, events in self.running.items() if events]
            if told == self._gone_after:
                self._gone = True
            elif ready:
                attempt_id = ready[self._choose(len(ready))]
                event = self.running[attempt_id].popleft()
                told += 1
                yield self._over(event)
            else:
                self._changed.clear()
                await self._changed.wait()
        self._changed.set()
        for attempt_id in [attempt_id for attempt_id in self.running if attempt_id not in self._deaf]:
            yield self._over(ended(attempt_id, Disposition.FAILED, "worker_died"))

    def _over(self, event: CallEvent) -> CallEvent:
        if isinstance(event, CallEnded):
            del self.running[event.attempt_id]
            self._changed.set()
        return event
