"""How long the far end speaks: utterances of whoever is in the foreground. Pure, in audio time.

A person says a short hello and waits; a machine talks on. A television behind the person talks on as well, but quieter: sound well
below the loudest of an utterance counts as its pause.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from engine.call.steady import FOREVER_MS, below

HELLO_MAX_MS: Final = 2500
"""Longest first utterance that is a person's without a look at its words (LiveKit Agents' rule; 96 % of hellos are shorter)."""

MACHINE_GREETING_MS: Final = 6500
"""Nobody greets an unknown caller for this long without a pause; a receptionist's whole formula takes up to six seconds."""

PAUSE_MS: Final = 300
"""Silence that ends an utterance: nobody says "hello" and thinks for half a second before the rest of it."""

MIN_SPEECH_MS: Final = 120
"""Shorter sounds are clicks and coughs."""

BACKGROUND_DB: Final = 14.0
"""Speech this far below the loudest 100 ms of an utterance is somebody else's; weak syllables are so, but never for `PAUSE_MS`."""

_SMOOTHED_FRAMES: Final = 5

PEEKS_MS: Final = (1600, 3200, 5000)
"""Length of an unfinished utterance at which its words are looked at: past most hellos, then about once a sentence."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """Speech without a pause of `PAUSE_MS`."""

    onset_ms: int
    end_ms: int

    @property
    def length_ms(self) -> int:
        return self.end_ms - self.onset_ms


class UtteranceTracker:
    """Takes one frame's speech decision and level at a time."""

    def __init__(self, *, frame_ms: int) -> None:
        self._frame_ms = frame_ms
        self._now_ms = 0
        self._levels = [-99.0] * _SMOOTHED_FRAMES
        self._loudest_dbfs = -99.0
        self._run_ms = 0
        self._onset_ms: int | None = None
        self._end_ms = 0
        self._peeked = 0
        self.spoken_ms = 0
        """Length of all utterances so far."""

    @property
    def now_ms(self) -> int:
        """Audio taken so far."""
        return self._now_ms

    @property
    def speaking(self) -> bool:
        """An utterance goes on."""
        return self._onset_ms is not None

    @property
    def current(self) -> Utterance | None:
        """The utterance going on, up to its last frame of speech."""
        return None if self._onset_ms is None else Utterance(self._onset_ms, self._end_ms)

    def feed(self, is_speech: bool, level_dbfs: float) -> Utterance | None:
        """Gives the utterance that has just ended."""
        self._now_ms += self._frame_ms
        self._levels = [*self._levels[1:], level_dbfs]
        loudness_dbfs = max(sum(self._levels) / _SMOOTHED_FRAMES, -99.0)
        if self._onset_ms is None:
            self._wait_for_speech(is_speech, loudness_dbfs)
            return None
        if is_speech:
            self._loudest_dbfs = max(self._loudest_dbfs, loudness_dbfs)
        if is_speech and max(level_dbfs, loudness_dbfs) > self._loudest_dbfs - BACKGROUND_DB:
            self._end_ms = self._now_ms
        elif self._now_ms - self._end_ms >= PAUSE_MS:
            return self._finish()
        return None

    def peek(self) -> Utterance | None:
        """The unfinished utterance, once at each length of `PEEKS_MS`."""
        if self._onset_ms is None or self._peeked == len(PEEKS_MS) or self._end_ms - self._onset_ms < PEEKS_MS[self._peeked]:
            return None
        self._peeked += 1
        return self.current

    def steady_ms(self, is_speech: bool, level_dbfs: float) -> int:
        """See `engine.call.steady`."""
        if self._onset_ms is None:
            return below(MIN_SPEECH_MS - self._run_ms) if is_speech else FOREVER_MS
        if not is_speech:
            return below(PAUSE_MS - (self._now_ms - self._end_ms))
        if level_dbfs <= self._loudest_dbfs - BACKGROUND_DB:
            return 0
        return FOREVER_MS if self._peeked == len(PEEKS_MS) else below(PEEKS_MS[self._peeked] - (self._end_ms - self._onset_ms))

    def pass_over(self, ms: int, is_speech: bool, level_dbfs: float) -> None:
        """See `engine.call.steady`."""
        self._now_ms += ms
        for _ in range(min(ms // self._frame_ms, _SMOOTHED_FRAMES)):
            self._levels = [*self._levels[1:], level_dbfs]
            if is_speech and self._onset_ms is not None:
                self._loudest_dbfs = max(self._loudest_dbfs, sum(self._levels) / _SMOOTHED_FRAMES)
        if self._onset_ms is None:
            self._run_ms = self._run_ms + ms if is_speech else 0
        elif is_speech:
            self._end_ms = self._now_ms

    def _wait_for_speech(self, is_speech: bool, loudness_dbfs: float) -> None:
        self._run_ms = self._run_ms + self._frame_ms if is_speech else 0
        if self._run_ms >= MIN_SPEECH_MS:
            self._onset_ms = self._now_ms - self._run_ms
            self._end_ms = self._now_ms
            self._loudest_dbfs = loudness_dbfs
            self._run_ms = 0
            self._peeked = 0

    def _finish(self) -> Utterance | None:
        ended, self._onset_ms = self.current, None
        if ended is not None:
            self.spoken_ms += ended.length_ms
        return ended
