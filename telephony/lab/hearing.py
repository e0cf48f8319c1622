"""What a simulated person hears: whether the bot speaks, for how long, how long it has been quiet. Pure; time is audio received."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from math import log10, sqrt
from typing import Final

from telephony.audio import FRAME_MS

SILENCE_DBFS: Final = -100.0
ONSET_DBFS: Final = -42.0
"""A frame above this may be speech. Telephone speech sits near -25, A-law idle noise at -72."""
SUSTAIN_DBFS: Final = -50.0
"""Once speaking, frames above this keep it up: soft ends of words."""
ONSET_MS: Final = 60
"""This much loud sound in a row makes speech; a click does not."""
RELEASE_MS: Final = 300
"""Pauses up to this long lie inside speech: stops between words and sentences."""


def level_dbfs(frame: bytes) -> float:
    """Root mean square of a frame (s16le) below full scale; `SILENCE_DBFS` for digital silence."""
    samples = array("h", frame)
    power = sum(sample * sample for sample in samples) / max(1, len(samples))
    return max(SILENCE_DBFS, 20 * log10(sqrt(power) / 32768)) if power else SILENCE_DBFS


@dataclass(frozen=True, slots=True)
class Heard:
    """What the ear knows after a frame."""

    speaking: bool
    """The bot is speaking now, short pauses included."""
    speaking_ms: int
    """Since the bot began to speak; 0 while it does not."""
    quiet_ms: int
    """Since the last audible frame, or since the call began."""
    total_ms: int
    """Audible speech of the bot in this call."""


class Ear:
    """Energy with hysteresis, one frame at a time."""

    def __init__(self) -> None:
        self._loud_ms = 0
        self._heard = Heard(speaking=False, speaking_ms=0, quiet_ms=0, total_ms=0)

    @property
    def heard(self) -> Heard:
        return self._heard

    def feed(self, frame: bytes) -> Heard:
        """Takes the next 20 ms."""
        level = level_dbfs(frame)
        self._heard = self._while_speaking(level) if self._heard.speaking else self._while_quiet(level)
        return self._heard

    def _while_quiet(self, level: float) -> Heard:
        self._loud_ms = self._loud_ms + FRAME_MS if level > ONSET_DBFS else 0
        before = self._heard
        if self._loud_ms < ONSET_MS:
            return Heard(speaking=False, speaking_ms=0, quiet_ms=before.quiet_ms + FRAME_MS, total_ms=before.total_ms)
        return Heard(speaking=True, speaking_ms=self._loud_ms, quiet_ms=0, total_ms=before.total_ms + self._loud_ms)

    def _while_speaking(self, level: float) -> Heard:
        before = self._heard
        if level > SUSTAIN_DBFS:
            return Heard(speaking=True, speaking_ms=before.speaking_ms + FRAME_MS, quiet_ms=0, total_ms=before.total_ms + FRAME_MS)
        quiet_ms = before.quiet_ms + FRAME_MS
        if quiet_ms <= RELEASE_MS:
            return Heard(speaking=True, speaking_ms=before.speaking_ms + FRAME_MS, quiet_ms=quiet_ms, total_ms=before.total_ms)
        self._loud_ms = 0
        return Heard(speaking=False, speaking_ms=0, quiet_ms=quiet_ms, total_ms=before.total_ms)
