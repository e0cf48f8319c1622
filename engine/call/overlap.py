"""The person makes sound while the bot speaks: an interruption, a listener's response, or noise? Pure, in audio time.

                      might be a sentence ────▶ DOUBT: the bot holds its breath
                      surely one, or longer than any response ────▶ INTERRUPTION: the bot has stopped
    QUIET ── speech ─▶ YOUNG
      ▲                  │ silence ≥ gap_ms
      └──────────────────┴── under min_speech_ms of speech: NOISE, else RESPONSE: its words decide the rest

A listener's "mm-hmm" or "okay" lasts 0.3 to 0.6 s, the shortest interruptions ("no", "stop") no longer, and in their first quarter
of a second words sound alike. So nobody can stop in time for all interruptions and for no response. The bot does what people
do: it falls silent in doubt, at once, and goes on from the same word as soon as the sound turns out to have been a response.
Only what hums along like a response keeps it talking.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from engine.call.overlap_sound import LEAD_FRAMES, FrameSound, Numbers
from telephony.audio import SILENT_FRAME


class Verdict(StrEnum):
    DOUBT = "doubt"
    """It may become an interruption: the bot falls silent until more is known."""
    INTERRUPTION = "interruption"
    """The person takes the floor: the bot is silent until the words are known."""
    RESPONSE = "response"
    """Short, and over: a listener's response, unless its words say otherwise."""
    NOISE = "noise"
    """Too short for a word."""
    ENDED = "ended"
    """An interruption is over."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a sound over the bot is, and why we think so."""

    verdict: Verdict
    reason: str
    onset_ms: int


class SoundClassifier(Protocol):
    """Tells sentences from responses by their first instants."""

    def interrupts(self, rows: Sequence[Numbers], speech: Sequence[bool]) -> float | None:
        """How sure it is, 0 to 1, that this is the start of a sentence; None at ages that it has not learned.

        Args:
            rows: `FrameSound` of each frame since `LEAD_FRAMES` before the onset.
            speech: voice activity of the same frames.
        """
        ...


@dataclass(frozen=True, slots=True)
class OverlapLimits:
    """Thresholds of barge-in, in milliseconds of audio."""

    doubt: float
    """The classifier's output from which the bot falls silent."""
    sure: float
    """The classifier's output from which it stays silent until the words are known."""
    longest_response_ms: int
    """So much speech interrupts, whatever it sounds like."""
    min_speech_ms: int
    """Less speech is noise."""
    gap_ms: int
    """Silence that ends a sound: longer than the one within "uh-huh"."""


class SoundCourse:
    """One sound over the bot, from its onset to its end."""

    def __init__(
        self,
        limits: OverlapLimits,
        classifier: SoundClassifier,
        onset_ms: int,
        lead: list[Numbers],
        *,
        frame_ms: int,
    ) -> None:
        """`lead`: the rows of the frames just before the onset."""
        self._limits = limits
        self._classifier = classifier
        self._onset_ms = onset_ms
        self._frame_ms = frame_ms
        self._rows = lead
        self._speech = [False] * len(lead)
        self._speech_ms = 0
        self._silence_ms = 0
        self._verdict: Verdict | None = None
        self._score: float | None = None

    def feed(self, row: Numbers, is_speech: bool, *, may_stop: bool) -> Decision | None:
        """Takes the next frame; after anything but `DOUBT` and `INTERRUPTION` the sound is over."""
        self._rows.append(row)
        self._speech.append(is_speech)
        if is_speech:
            self._speech_ms += self._frame_ms
            self._silence_ms = 0
            return self._judge() if may_stop and self._verdict is not Verdict.INTERRUPTION else None
        self._silence_ms += self._frame_ms
        return self._end() if self._silence_ms >= self._limits.gap_ms else None

    def _judge(self) -> Decision | None:
        if self._speech_ms >= self._limits.longest_response_ms:
            return self._decide(Verdict.INTERRUPTION, f"{self._speech_ms} ms of speech")
        score = self._classifier.interrupts(self._rows, self._speech)
        if score is None:
            return None
        self._score = score
        reason = f"like a sentence by {score:.2f} after {self._speech_ms} ms of speech"
        if score >= self._limits.sure:
            return self._decide(Verdict.INTERRUPTION, reason)
        if score >= self._limits.doubt and self._verdict is None:
            return self._decide(Verdict.DOUBT, reason)
        return None

    def _end(self) -> Decision:
        if self._verdict is Verdict.INTERRUPTION:
            return self._decide(Verdict.ENDED, f"over after {self._speech_ms} ms of speech")
        if self._speech_ms < self._limits.min_speech_ms:
            return self._decide(Verdict.NOISE, f"{self._speech_ms} ms of sound")
        score = "" if self._score is None else f", like a sentence by {self._score:.2f}"
        return self._decide(Verdict.RESPONSE, f"over after {self._speech_ms} ms of speech{score}")

    def _decide(self, verdict: Verdict, reason: str) -> Decision:
        self._verdict = verdict
        return Decision(verdict, reason, self._onset_ms)


_OVER: Final = (Verdict.ENDED, Verdict.NOISE, Verdict.RESPONSE)


class OverlapJudge:
    """Follows the person's side of a call and decides about each sound that begins while the bot speaks."""

    def __init__(self, limits: OverlapLimits, classifier: SoundClassifier, *, frame_ms: int) -> None:
        self._limits = limits
        self._classifier = classifier
        self._frame_ms = frame_ms
        self._before = deque([SILENT_FRAME] * (LEAD_FRAMES + 1), maxlen=LEAD_FRAMES + 1)
        self._hearing = FrameSound()
        self._sound: SoundCourse | None = None

    def feed(self, frame: bytes, is_speech: bool, *, now_ms: int, over_bot: bool, may_stop: bool) -> Decision | None:
        """Takes the next frame; returns a decision when one is due.

        Args:
            frame: 20 ms of audio.
            is_speech: the voice activity decision about it.
            now_ms: the conversation's clock at the end of the frame.
            over_bot: a sound that begins now is over the bot.
            may_stop: the bot may be interrupted now; if not, a sound that goes on is judged once it may.
        """
        if self._sound is None and is_speech and over_bot:
            self._sound = self._begin(now_ms - self._frame_ms)
        self._before.append(frame)
        if self._sound is None:
            return None
        decision = self._sound.feed(self._hearing.feed(frame), is_speech, may_stop=may_stop)
        if decision and decision.verdict in _OVER:
            self._sound = None
        return decision

    def reset(self) -> None:
        """The sound at hand is dealt with, or over nothing any more."""
        self._sound = None

    def _begin(self, onset_ms: int) -> SoundCourse:
        self._hearing = FrameSound()
        lead = [self._hearing.feed(frame) for frame in self._before][-LEAD_FRAMES:]
        return SoundCourse(self._limits, self._classifier, onset_ms, lead, frame_ms=self._frame_ms)
