"""A supervisor's reach: orders to calls that go on, their sound, and their voice, whichever campaign and worker carries them."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

from engine.call.orders import (
    CallSound,
    EndCall,
    ForceNode,
    HandBack,
    ListenIn,
    Order,
    OrderRefused,
    StopListening,
    SupervisorVoice,
    TakeOver,
    Whisper,
)
from engine.call.worker.pool import WorkerPool
from engine.campaign.clock import Clock
from engine.events import CallEnded, MarkedForReview
from engine.live.feed import Told
from engine.live.runs import LiveRun

SOUND_WAITING_MAX: Final = 25
"""Packets of 40 ms: who takes a second behind loses the oldest."""


class Ear:
    """The sound of one call for one listener."""

    def __init__(self) -> None:
        self._packets: asyncio.Queue[bytes | None] = asyncio.Queue(SOUND_WAITING_MAX)

    def put(self, packet: bytes | None) -> None:
        """Takes a packet, or the end; the oldest makes room."""
        if self._packets.full():
            self._packets.get_nowait()
        self._packets.put_nowait(packet)

    async def packets(self) -> AsyncIterator[bytes]:
        """8 kHz stereo s16le, left the person, until the call is over."""
        while (packet := await self._packets.get()) is not None:
            yield packet


class Supervisor:
    """For all supervisors; each order names who gives it."""

    def __init__(self, run_of: Callable[[str], LiveRun | None], clock: Clock) -> None:
        """Args:
        run_of: the run that has a call, by its attempt; None once it is over.
        clock: the time of day.
        """
        self._run_of = run_of
        self._clock = clock
        self._ids = itertools.count(1)
        self._ears: dict[str, set[Ear]] = {}

    async def whisper(self, attempt_id: str, by: str, text: str) -> None:
        """Has the bot say this next. Raises `OrderRefused`, as all of these."""
        await self._give(Whisper(attempt_id=attempt_id, order_id=next(self._ids), by=by, text=text))

    async def force(self, attempt_id: str, by: str, node: str) -> None:
        """Has the dialog go on at a node."""
        await self._give(ForceNode(attempt_id=attempt_id, order_id=next(self._ids), by=by, node=node))

    async def take_over(self, attempt_id: str, by: str) -> None:
        """Silences the bot; a disclosure is heard out before. `TakenOver` tells when."""
        await self._give(TakeOver(attempt_id=attempt_id, order_id=next(self._ids), by=by))

    async def hand_back(self, attempt_id: str, by: str, node: str | None = None) -> None:
        """Has the bot talk again, at a node or with its open question."""
        await self._give(HandBack(attempt_id=attempt_id, order_id=next(self._ids), by=by, node=node))

    async def hang_up(self, attempt_id: str, by: str) -> None:
        """Ends the call."""
        await self._give(EndCall(attempt_id=attempt_id, order_id=next(self._ids), by=by))

    def mark(self, attempt_id: str, by: str, note: str) -> None:
        """Marks a call that goes on for review."""
        marked = MarkedForReview(attempt_id=attempt_id, at=self._clock.now(), by=by, note=note)
        self._pool(attempt_id).tell(marked)

    def speak(self, attempt_id: str, pcm: bytes) -> None:
        """The voice of who took the call over; see `SupervisorVoice`. Of a call that is over nothing is heard."""
        if (run := self._run_of(attempt_id)) and run.ready:
            run.ready.pool.send(SupervisorVoice(attempt_id=attempt_id, pcm=pcm))

    @asynccontextmanager
    async def listening(self, attempt_id: str, by: str) -> AsyncIterator[Ear]:
        """The sound of a call while the block runs.

        Raises:
            OrderRefused: the call is over, or has not begun.
        """
        ear = Ear()
        ears = self._ears.setdefault(attempt_id, set())
        ears.add(ear)
        try:
            await self._give(ListenIn(attempt_id=attempt_id, order_id=next(self._ids), by=by))
            yield ear
        finally:
            ears.discard(ear)
            if not ears:
                self._ears.pop(attempt_id, None)
                if (run := self._run_of(attempt_id)) and run.ready:
                    run.ready.pool.send(StopListening(attempt_id=attempt_id))

    def heard(self, sound: CallSound) -> None:
        """Sound of a call, for its listeners."""
        for ear in self._ears.get(sound.attempt_id, ()):
            ear.put(sound.pcm)

    def happened(self, told: Told) -> None:
        """What the feed tells: listeners to a call that is over have heard it out."""
        if isinstance(told.event, CallEnded):
            for ear in self._ears.get(told.event.attempt_id, ()):
                ear.put(None)

    async def _give(self, order: Order) -> None:
        await self._pool(order.attempt_id).order(order)

    def _pool(self, attempt_id: str) -> WorkerPool:
        run = self._run_of(attempt_id)
        if run is None or run.ready is None:
            raise OrderRefused("the call is over")
        return run.ready.pool
