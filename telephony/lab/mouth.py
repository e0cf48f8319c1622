"""What a simulated person sends: lines with the noise of the room, counted in audio time. Pure."""

from __future__ import annotations

from typing import Final

from telephony.audio import FRAME_MS, SILENT_FRAME, duration_ms
from telephony.lab.noise import Room

NOISE_AHEAD_MS: Final = 100
"""Noise is kept this far ahead of the media clock, so that a late tick leaves no hole in it."""


class Mouth:
    """Lines are handed over whole; the media clock plays them, so a busy machine cannot tear them."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._busy_ms = 0
        self.said_ms = 0

    @property
    def busy(self) -> bool:
        """A line is still being said."""
        return self._busy_ms > 0

    def say(self, line: bytes, *, queued_ms: int) -> bytes:
        """Audio to append to the play queue, which holds `queued_ms` already."""
        audio = self._room.over(line)
        self._busy_ms = max(queued_ms, self._busy_ms) + duration_ms(audio)
        self.said_ms += duration_ms(line)
        return audio

    def tick(self, *, queued_ms: int) -> bytes:
        """20 ms have passed; gives background noise to append, if any."""
        self._busy_ms = max(0, self._busy_ms - FRAME_MS)
        if self._room.silent or queued_ms >= NOISE_AHEAD_MS:
            return b""
        return self._room.over(SILENT_FRAME * ((NOISE_AHEAD_MS - queued_ms) // FRAME_MS))
