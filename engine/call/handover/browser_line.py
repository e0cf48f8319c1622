"""The line to an agent's browser: its sound comes and goes in packets, and its clock is that of the person's line.

person's media clock ── tick ─▶ BrowserLine ── frames ─▶ person (`telephony.bridge`)      20 ms for 20 ms, as between two SIP lines
packets ─▶ PlayQueue ──┘└─ `overhear` ─▶ packets to the browser
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Final

from engine.call.handover.browser_calls import BrowserDeed
from engine.call.handover.keys import GIVE_BACK_KEY, JOIN_KEY
from telephony.audio import FRAME_MS
from telephony.causes import HangupCause
from telephony.fed import FedLine
from telephony.line import Line
from telephony.live_voice import in_time
from telephony.playqueue import PlayQueue

LOST_AFTER_MS: Final = 3000
"""A browser's microphone sends all the time, silence too: when nothing came for so long, it is not there any more."""
CODEC: Final = "L16/8000"


class BrowserLine(FedLine):
    """Fulfils `telephony.line.Line`, but for `frames`, which end with it and bring nothing: its sound is had by `pass_on`.

    It rings from the begin. Methods belong to the loop.
    """

    def __init__(self, call_id: str, person: Line, ring_s: float, released: Callable[[], None]) -> None:
        """Args:
        call_id: for the logs.
        person: the line whose far end it is joined with, and whose clock it goes by; it has to outlive this one.
        ring_s: who does not pick up within this is not there.
        released: told once, when this side has hung up.
        """
        super().__init__(call_id)
        self._clock = person
        self._released: Callable[[], None] | None = released
        self._loop = asyncio.get_running_loop()
        self._said = PlayQueue()
        self._ticks_without_voice = 0
        self._keeps_time = False
        """It was picked up, and goes by the person's clock."""
        given_up = partial(self.end, HangupCause.NO_ANSWER, by_us=True)
        self._ringing: asyncio.TimerHandle | None = self._loop.call_later(ring_s, given_up)

    def speak(self, pcm: bytes) -> None:
        """What the agent says, as it comes."""
        if self._ringing is not None:
            return
        self._ticks_without_voice = 0
        self._said.append(in_time(pcm, self._said.queued_ms))

    def did(self, deed: BrowserDeed) -> None:
        """What the agent did, or their browser."""
        match deed:
            case BrowserDeed.PICKED_UP:
                self._pick_up()
            case BrowserDeed.DECLINED:
                self.end(HangupCause.REJECTED)
            case BrowserDeed.KEY:
                self.press(JOIN_KEY)
            case BrowserDeed.GAVE_BACK:
                self.press(GIVE_BACK_KEY)
            case BrowserDeed.HUNG_UP:
                self.end(HangupCause.NORMAL)
            case BrowserDeed.GONE:
                self.end(HangupCause.CONNECTION_LOST)

    async def hang_up(self) -> None:
        """See `Line`."""
        self._stop_ringing()
        if self._keeps_time:  # another agent's line may be the one that does
            self._clock.keep_time(None)
            self._keeps_time = False
        await super().hang_up()
        released, self._released = self._released, None
        if released:
            released()

    def _pick_up(self) -> None:
        if self._ringing is None or self.hung_up:  # picked up already, or too late
            return
        self._stop_ringing()
        self.answer(CODEC)
        self._clock.keep_time(self._tick)
        self._keeps_time = True

    def _stop_ringing(self) -> None:
        if self._ringing is not None:
            self._ringing.cancel()
            self._ringing = None

    def _tick(self) -> None:
        """On the media clock's thread."""
        self._exchanged(self._said.pop_frame())
        self._ticks_without_voice += 1
        if self._ticks_without_voice * FRAME_MS == LOST_AFTER_MS:
            self._loop.call_soon_threadsafe(self.end, HangupCause.CONNECTION_LOST)
