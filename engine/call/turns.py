"""When does the person start to speak, pause, and finish? A pure turn detector that counts time in audio.

              speech ≥ min_speech_ms            silence ≥ speculate_ms             silence ≥ patience
    QUIET ────────────────────────▶ SPEAKING ──────────────────────▶ PAUSED ──────────────────────▶ QUIET
      ▲          SpeechStarted         ▲ │          SpeechPaused        │          TurnEnded
      │                                │ └─ longer than max_turn_ms ─┐  │
      │                                └──── speech ≥ resume_ms ─────┼──┘
      │                                        SpeechResumed         ▼ TurnEnded(cut)
      └──────────── silence ≥ speculate_ms, or deaf_ms passed ───── DEAF

Silence counts from the person's last sound: the voice activity detector notices it `release_ms` late, and that is added here and
nowhere else. The pattern follows the voice command segmenters of home voice assistants: one boolean in per frame, events out.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from engine.call.steady import FOREVER_MS, below


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
    """The person's last sound: the end of the last speech frame less the detector's release."""
    cut: bool
    """True if the turn was ended for its length and the person may still be speaking."""


TurnEvent = SpeechStarted | SpeechPaused | SpeechResumed | TurnEnded


class _State(Enum):
    QUIET = auto()
    SPEAKING = auto()
    PAUSED = auto()
    DEAF = auto()
    """A turn was cut, and its sound goes on: a television, or somebody who does not stop."""


@dataclass(frozen=True, slots=True)
class TurnLimits:
    """Thresholds of turn taking, in milliseconds of audio."""

    min_speech_ms: int
    speculate_ms: int
    patience_ms: int
    """Silence that ends a turn; the session may change it for the pause at hand, see `TurnDetector.be_patient`."""
    max_turn_ms: int
    release_ms: int = 0
    """How long after the last sound the voice activity detector still says speech."""
    resume_ms: int = 60
    """Speech in a pause that is shorter is a click or a breath, and the pause goes on."""
    wasted_ms: int = 80
    """Each pause of a turn that was not its end makes the next speculation wait so much longer: recognition costs a third of a
    second of a core each time..."""
    wasted_at_most: int = 3
    """...but no more than so often."""
    deaf_ms: int = 5000
    """After a cut, sound that goes on begins no new turn for so long: the bot has the floor."""


class TurnDetector:
    """Feeds on one voice-activity decision per frame and reports what the person does."""

    def __init__(self, limits: TurnLimits, *, frame_ms: int) -> None:
        self._limits = limits
        self._frame_ms = frame_ms
        self._state = _State.QUIET
        self._now_ms = 0
        self._run_ms = 0  # speech in a row while QUIET or PAUSED
        self._onset_ms = 0
        self._heard_until_ms = 0
        self._patience_ms = limits.patience_ms
        self._wasted = 0

    @property
    def speaking(self) -> bool:
        """True from the start of a turn to its end, pauses included."""
        return self._state in (_State.SPEAKING, _State.PAUSED)

    @property
    def silence_ms(self) -> int:
        """Time since the last sound of the current or last turn."""
        return self._now_ms - self._end_ms

    def be_patient(self, patience_ms: int) -> None:
        """Sets the silence that ends this turn; the next pause starts from the default again."""
        self._patience_ms = max(patience_ms, self._speculate_ms)

    def feed(self, is_speech: bool) -> tuple[TurnEvent, ...]:
        """Takes the decision for the next frame; returns what follows from it, usually nothing."""
        self._now_ms += self._frame_ms
        match self._state:
            case _State.QUIET:
                return self._quiet(is_speech)
            case _State.SPEAKING:
                return self._speech() if is_speech else self._silence()
            case _State.PAUSED:
                return self._paused(is_speech)
            case _State.DEAF:
                return self._deaf(is_speech)

    def steady_ms(self, is_speech: bool) -> int:
        """See `engine.call.steady`."""
        match self._state, is_speech:
            case _State.QUIET, True:
                return below(self._limits.min_speech_ms - self._run_ms)
            case _State.QUIET, False:
                return FOREVER_MS
            case _State.SPEAKING, True:
                return below(self._limits.max_turn_ms - (self._now_ms - self._onset_ms))
            case _State.SPEAKING, False:
                return below(self._speculate_ms - self.silence_ms)
            case _State.PAUSED, True:
                return below(self._limits.resume_ms - self._run_ms)
            case _State.PAUSED, False:
                return below(self._patience_ms - self.silence_ms)
            case _:
                return 0

    def pass_over(self, ms: int, is_speech: bool) -> None:
        """See `engine.call.steady`."""
        self._now_ms += ms
        if self._state is _State.SPEAKING:
            self._heard_until_ms = self._now_ms if is_speech else self._heard_until_ms
        else:
            self._run_ms = self._run_ms + ms if is_speech else 0

    @property
    def _end_ms(self) -> int:
        return max(self._onset_ms, self._heard_until_ms - self._limits.release_ms)

    @property
    def _speculate_ms(self) -> int:
        return self._limits.speculate_ms + self._limits.wasted_ms * min(self._wasted, self._limits.wasted_at_most)

    def _quiet(self, is_speech: bool) -> tuple[TurnEvent, ...]:
        self._run_ms = self._run_ms + self._frame_ms if is_speech else 0
        if self._run_ms < self._limits.min_speech_ms:
            return ()
        self._onset_ms = self._now_ms - self._run_ms
        self._heard_until_ms = self._now_ms
        self._run_ms = 0
        self._wasted = 0
        self._patience_ms = self._limits.patience_ms
        self._state = _State.SPEAKING
        return (SpeechStarted(self._onset_ms),)

    def _speech(self) -> tuple[TurnEvent, ...]:
        self._heard_until_ms = self._now_ms
        if self._now_ms - self._onset_ms < self._limits.max_turn_ms:
            return ()
        return (self._end(cut=True),)

    def _silence(self) -> tuple[TurnEvent, ...]:
        if self.silence_ms < self._speculate_ms:
            return ()
        self._state = _State.PAUSED
        self._run_ms = 0
        return (SpeechPaused(self._onset_ms, self._end_ms),)

    def _paused(self, is_speech: bool) -> tuple[TurnEvent, ...]:
        self._run_ms = self._run_ms + self._frame_ms if is_speech else 0
        if self._run_ms >= self._limits.resume_ms:
            self._state = _State.SPEAKING
            self._patience_ms = self._limits.patience_ms
            self._wasted += 1
            return (SpeechResumed(), *self._speech())
        if is_speech or self.silence_ms < self._patience_ms:
            return ()
        return (self._end(cut=False),)

    def _deaf(self, is_speech: bool) -> tuple[TurnEvent, ...]:
        if is_speech:
            self._heard_until_ms = self._now_ms
        elif self.silence_ms >= self._limits.speculate_ms:
            self._state = _State.QUIET
        self._run_ms += self._frame_ms
        if self._run_ms >= self._limits.deaf_ms:
            self._state = _State.QUIET
        if self._state is _State.QUIET:
            self._run_ms = 0
        return ()

    def _end(self, *, cut: bool) -> TurnEnded:
        end_ms = self._heard_until_ms if cut else self._end_ms
        self._state = _State.DEAF if cut else _State.QUIET
        self._run_ms = 0
        return TurnEnded(self._onset_ms, end_ms, cut)
