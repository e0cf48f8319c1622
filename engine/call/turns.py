"""When does the person start to speak, pause, and finish? A pure turn detector that counts time in audio.

              speech ≥ min_speech_ms            silence ≥ speculate_ms             silence ≥ patience_ms
    QUIET ────────────────────────▶ SPEAKING ──────────────────────▶ PAUSED ──────────────────────▶ QUIET
                 SpeechStarted         ▲          SpeechPaused          │          TurnEnded
                                       └──────────── speech ────────────┘
                                                 SpeechResumed

The pattern follows the voice command segmenters of home voice assistants: one boolean in per frame, events out, no clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    """Enough speech in a row to be sure that it is no click."""

    onset_ms: int
    """Start of its first frame."""


@dataclass(frozen=True, slots=True)
class SpeechPaused:
    """A pause that may be the end of the turn: time to transcribe on speculation."""

    onset_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class SpeechResumed:
    """The pause was not the end."""


@dataclass(frozen=True, slots=True)
class TurnEnded:
    """The person is done."""

    onset_ms: int
    end_ms: int
    """End of the last speech frame."""
    cut: bool
    """True if the turn was ended for its length and the person may still be speaking."""


TurnEvent = SpeechStarted | SpeechPaused | SpeechResumed | TurnEnded


class _State(Enum):
    QUIET = auto()
    SPEAKING = auto()
    PAUSED = auto()


@dataclass(frozen=True, slots=True)
class TurnLimits:
    """Thresholds of turn taking, in milliseconds of audio."""

    min_speech_ms: int
    speculate_ms: int
    patience_ms: int
    """Silence that ends a turn; the session may change it for the pause at hand, see `TurnDetector.be_patient`."""
    max_turn_ms: int


class TurnDetector:
    """Feeds on one voice-activity decision per frame and reports what the person does."""

    def __init__(self, limits: TurnLimits, *, frame_ms: int) -> None:
        self._limits = limits
        self._frame_ms = frame_ms
        self._state = _State.QUIET
        self._now_ms = 0
        self._run_ms = 0  # speech in a row while QUIET
        self._onset_ms = 0
        self._end_ms = 0
        self._patience_ms = limits.patience_ms

    @property
    def speaking(self) -> bool:
        """True from the start of a turn to its end, pauses included."""
        return self._state is not _State.QUIET

    @property
    def silence_ms(self) -> int:
        """Silence since the last speech frame of the current or last turn."""
        return self._now_ms - self._end_ms

    def be_patient(self, patience_ms: int) -> None:
        """Sets the silence that ends this turn; the next pause starts from the default again."""
        self._patience_ms = max(patience_ms, self._limits.speculate_ms)

    def feed(self, is_speech: bool) -> tuple[TurnEvent, ...]:
        """Takes the decision for the next frame; returns what follows from it, usually nothing."""
        self._now_ms += self._frame_ms
        if self._state is _State.QUIET:
            return self._quiet(is_speech)
        if is_speech:
            return self._speech()
        return self._silence()

    def _quiet(self, is_speech: bool) -> tuple[TurnEvent, ...]:
        self._run_ms = self._run_ms + self._frame_ms if is_speech else 0
        if self._run_ms < self._limits.min_speech_ms:
            return ()
        self._onset_ms = self._now_ms - self._run_ms
        self._end_ms = self._now_ms
        self._run_ms = 0
        self._patience_ms = self._limits.patience_ms
        self._state = _State.SPEAKING
        return (SpeechStarted(self._onset_ms),)

    def _speech(self) -> tuple[TurnEvent, ...]:
        resumed: tuple[TurnEvent, ...] = ()
        if self._state is _State.PAUSED:
            self._state = _State.SPEAKING
            self._patience_ms = self._limits.patience_ms
            resumed = (SpeechResumed(),)
        self._end_ms = self._now_ms
        if self._now_ms - self._onset_ms < self._limits.max_turn_ms:
            return resumed
        return (*resumed, self._end(cut=True))

    def _silence(self) -> tuple[TurnEvent, ...]:
        if self._state is _State.SPEAKING:
            if self.silence_ms < self._limits.speculate_ms:
                return ()
            self._state = _State.PAUSED
            return (SpeechPaused(self._onset_ms, self._end_ms),)
        if self.silence_ms < self._patience_ms:
            return ()
        return (self._end(cut=False),)

    def _end(self, *, cut: bool) -> TurnEnded:
        self._state = _State.QUIET
        return TurnEnded(self._onset_ms, self._end_ms, cut)
