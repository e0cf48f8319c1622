"""Time in a rehearsed call: all go on together, frame by frame, or over frames in which nothing happens."""

from __future__ import annotations

import math
from typing import Final

from engine.call.conversation import Conversation
from engine.rehearsal.cues import NEVER
from engine.rehearsal.line import StageLine
from engine.rehearsal.phone import Phone
from engine.rehearsal.virtual_loop import VirtualLoop
from telephony.audio import FRAME_MS

_FRAME_S: Final = FRAME_MS / 1000
_ROUNDING: Final = 1e-6
"""Of sums of seconds, in frames."""


class Clockwork:
    """Of one call."""

    def __init__(self, loop: VirtualLoop, line: StageLine, phone: Phone, *, frame_by_frame: bool) -> None:
        """Args:
        loop: what runs the call.
        line: carries the sound.
        phone: the person's.
        frame_by_frame: also frames in which nothing happens; what comes of it is the same.
        """
        self._loop = loop
        self._line = line
        self._phone = phone
        self._frame_by_frame = frame_by_frame
        self.conversation: Conversation | None = None
        """Once there is one."""

    def tick(self) -> None:
        """20 ms, and before them whatever time in which nothing happens; only such time if the person ends it."""
        steady, until_person = self._steady_frames(), self._frames_until_person()
        if (frames := min(steady, until_person)) > 0:
            self._pass_over(frames)
            if until_person <= steady:
                self._loop.run_ready()
                return
        self._loop.advance(_FRAME_S)
        sounded = self._line.exchange(self._phone.next_frame())
        self._loop.run_ready()
        self._phone.hear(sounding=sounded, frames=1)
        self._loop.run_ready()

    def _steady_frames(self) -> int:
        """Frames in which conversation, line and loop have nothing to do, if the person goes on as in the next one."""
        if self._frame_by_frame or self.conversation is None:
            return 0
        idle_s = self._loop.idle_s
        before_timer = NEVER if idle_s is None else math.ceil(idle_s / _FRAME_S - _ROUNDING) - 1
        if before_timer <= 0:
            return 0
        return min(self.conversation.steady_ms(self._phone.speaking) // FRAME_MS, before_timer)

    def _frames_until_person(self) -> int:
        """Frames after which the person may do something else, or hear something else."""
        if self._line.sounding != self._phone.bot.sounding:
            return 1
        return min(self._phone.steady_frames, self._line.sounding_frames if self._line.sounding else NEVER)

    def _pass_over(self, count: int) -> None:
        sounding, is_speech = self._line.sounding, self._phone.speaking
        frames = self._phone.next_frames(count)
        self._loop.advance(count * _FRAME_S)
        self._line.pass_over(count)
        if self.conversation:
            self.conversation.pass_over(frames, is_speech)
        self._phone.hear(sounding=sounding, frames=count)
