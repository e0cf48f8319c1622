"""TrunkedLines: the lines of the workers, offered as the trunks bear them. The campaign's `CallPlacer` over the worker pool."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final, Protocol

import msgspec

from engine.call.messages import PlaceCall
from engine.call.worker.pool import WORKER_DIED
from engine.campaign.clock import Clock
from engine.campaign.placer import Placed
from engine.campaign.trunks.board import Carried, TrunkBoard, TrunkView
from engine.campaign.trunks.caller_ids import CallerIds
from engine.campaign.trunks.refusals import Answer, answer_of, pause_asked_for
from engine.campaign.waiting import first_of
from engine.events import CallEnded, CallEvent, EarlyMediaStarted, PhoneAnswered, PhoneRinging
from engine.masking import masked
from telephony.causes import HangupCause

log = logging.getLogger(__name__)

MOST_REFUSALS: Final = 2
"""For each trunk there is: a call may meet the same one again while the others have no line for it."""
FULL_TRUNK_TRIES: Final = 5
"""Of a call that a trunk has no channel for because a dead worker's calls are up there still; a minute lies between two."""
LEFT_UP_S: Final = 1800.0
"""So long may a dead worker's calls stay up at a trunk that does not take our word for their end: until session timers run out."""
PATIENCE_S: Final = 1.0
"""A call that one trunk refused waits so long for the rate of another before it goes to the same one again."""


class LinesByTrunk(Protocol):
    """Lines of workers, each of which belongs to one trunk. See `engine.call.worker.pool.WorkerPool`."""

    def free_lines(self, trunk: str | None = None) -> int:
        """Lines that carry no call now: of this trunk, or all."""
        ...

    def place(self, call: PlaceCall, trunk: str | None = None) -> str | None:
        """Hands the call to a worker of the trunk; its name, or None if no line is free."""
        ...

    def hang_up(self, attempt_id: str) -> None:
        """Asks for the end of a call."""
        ...

    def events(self) -> AsyncIterator[CallEvent]:
        """Events of all calls; ends when every worker is gone for good."""
        ...

    async def line_freed(self) -> None:
        """Returns when a line becomes free the next time."""
        ...


@dataclass(slots=True)
class _Call:
    number: str
    carried: Carried
    caller_id: str | None
    progressed: bool = False


class TrunkedLines:
    """See `CallPlacer`. Used from one event loop."""

    def __init__(self, lines: LinesByTrunk, board: TrunkBoard, caller_ids: CallerIds, clock: Clock) -> None:
        self._lines = lines
        self._board = board
        self._caller_ids = caller_ids
        self._clock = clock
        self._calls: dict[str, _Call] = {}
        """Running ones by attempt."""
        self._refused_by: dict[str, tuple[str, ...]] = {}
        """Trunks that refused the latest calls to a number, one after another."""
        self._left_up_until: dict[str, float] = {}
        """Trunks that may still carry the calls of a worker that died."""
        self._waits_until = 0.0
        """Then another trunk takes the call that is to be placed and was refused by those that would take it now."""
        self._changed = asyncio.Event()

    def views(self) -> tuple[TrunkView, ...]:
        """How each trunk does now."""
        return self._board.views()

    def free_lines(self) -> int:
        """See `CallPlacer`."""
        now = self._clock.now()
        held = now < self._waits_until or self._caller_ids.ready_at(now) != now
        return 0 if held else self._board.free_lines(now, self._free())

    def held_until(self) -> float | None:
        """See `CallPlacer`."""
        now = self._clock.now()
        if now < self._waits_until:
            return self._waits_until
        of_trunks, of_numbers = self._board.ready_at(now, self._free()), self._caller_ids.ready_at(now)
        return None if of_trunks is None or of_numbers is None else max(of_trunks, of_numbers)

    async def wait_for_free_line(self) -> None:
        """See `CallPlacer`."""
        while self.free_lines() <= 0:
            self._changed.clear()
            at = self.held_until()
            waits = [self._changed.wait(), self._lines.line_freed()]
            await first_of(*waits, *([] if at is None else [self._clock.sleep_until(at)]))

    def caller_id_for(self, number: str) -> str | None:
        """See `CallPlacer`."""
        return self._caller_ids.for_person(number, self._clock.now())

    def place(self, call: PlaceCall) -> Placed | None:
        """See `CallPlacer`."""
        now = self._clock.now()
        refused_by = self._refused_by.get(call.number, ())
        trunk = self._board.choose(now, self._free(), avoid=refused_by)
        if trunk in refused_by and self._another_takes_it_soon(refused_by, now):
            return None
        worker = self._lines.place(call, trunk) if trunk else None
        if trunk is None or worker is None:
            return None
        if call.caller_id:
            self._caller_ids.shown(call.caller_id, now)
        self._calls[call.attempt_id] = _Call(call.number, self._board.dialled(trunk, now), call.caller_id)
        return Placed(worker, trunk)

    def hang_up(self, attempt_id: str) -> None:
        """See `CallPlacer`."""
        self._lines.hang_up(attempt_id)

    async def events(self) -> AsyncIterator[CallEvent]:
        """See `CallPlacer`."""
        async for event in self._lines.events():
            yield self._seen(event)

    def _free(self) -> dict[str, int]:
        return {trunk: self._lines.free_lines(trunk) for trunk in self._board.trunks}

    def _another_takes_it_soon(self, refused_by: tuple[str, ...], now: float) -> bool:
        others = {trunk: 0 if trunk in refused_by else free for trunk, free in self._free().items()}
        at = self._board.ready_at(now, others)
        if at is None or at > now + PATIENCE_S:
            return False
        self._waits_until = at
        return True

    def _seen(self, event: CallEvent) -> CallEvent:
        """Learns from an event what it says about its trunk."""
        call = self._calls.get(event.attempt_id)
        if call is None:
            return event
        match event:
            case CallEnded():
                return self._ended(self._calls.pop(event.attempt_id), event)
            case PhoneRinging() | EarlyMediaStarted() | PhoneAnswered() if not call.progressed:
                call.progressed = True
                if self._board.progressed(call.carried, self._clock.now()):
                    log.info("trunk carries calls again", extra={"action": "trunk_recovered", "trunk": call.carried.trunk})
                    self._changed.set()
        return event

    def _ended(self, call: _Call, ended: CallEnded) -> CallEnded:
        trunk, now = call.carried.trunk, self._clock.now()
        if call.caller_id:
            self._caller_ids.ended(call.caller_id)
        if ended.cause == WORKER_DIED:
            self._left_up_until[trunk] = now + LEFT_UP_S
        full = not call.progressed and ended.cause == HangupCause.BUSY and now < self._left_up_until.get(trunk, 0.0)
        answer = Answer.REFUSED if full else answer_of(ended, progressed=call.progressed)
        self._board.ended(call.carried, answer, now, pause_asked_for(ended))
        self._changed.set()
        refused_by = (*self._refused_by.pop(call.number, ()), trunk)
        if answer is not Answer.REFUSED or (len(refused_by) >= FULL_TRUNK_TRIES if full else self._all_refused(refused_by)):
            return ended
        self._refused_by[call.number] = refused_by
        log.info(
            "refused by a trunk",
            extra={"action": "try_elsewhere", "trunk": trunk, "number": masked(call.number), "cause": ended.cause, "full": full},
        )
        return msgspec.structs.replace(ended, elsewhere=True)

    def _all_refused(self, refused_by: tuple[str, ...]) -> bool:
        trunks = self._board.trunks
        return set(trunks) <= set(refused_by) or len(refused_by) >= MOST_REFUSALS * len(trunks)
