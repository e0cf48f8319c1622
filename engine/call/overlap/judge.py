"""The person makes sound while the bot speaks: an interruption, a listener's response, or noise? Pure, in audio time.

                      might be a sentence ────▶ DOUBT: the bot lowers its voice
                      enough for a word or two ────▶ GLANCE: they are read, see `engine.call.overlap.floor`
                      surely a sentence, or longer than any response ────▶ INTERRUPTION: the bot has stopped
    QUIET ── speech ─▶ YOUNG
      ▲                  │ silence ≥ gap_ms
      └──────────────────┴── under min_speech_ms of speech: NOISE, else RESPONSE: its words decide the rest

A listener's "mm-hmm" or "okay" lasts 0.3 to 0.6 s, the shortest interruptions ("no", "stop") no longer, and in their first quarter
of a second words sound alike. So nobody can stop in time for all interruptions and for no response. The bot does what people
do: in doubt it speaks more softly, at once, and speaks up again as soon as the sound turns out to have been a response. It loses
no word by that. Only what hums along like a response leaves its voice as it is.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from engine.call.overlap.barge_in import Words
from engine.call.overlap.sound import LEAD_FRAMES, FrameSound, Numbers
from engine.call.steady import FOREVER_MS, below
from telephony.audio import SILENT_FRAME


class Verdict(StrEnum):
    DOUBT = "doubt"
    """It may become an interruption: the bot is softer until more is known."""
    GLANCE = "glance"
    """So much was said that its first words can be read."""
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


class SoundOpinion(Protocol):
    """Hears one sound, frame by frame."""

    def feed(self, row: Numbers, is_speech: bool) -> float | None:
        """How sure it is by now, 0 to 1, that this is the start of a sentence; None at ages that it cannot judge.

        Args:
            row: `FrameSound` of the next frame, the first one `LEAD_FRAMES` before the onset.
            is_speech: voice activity of the same frame.
        """
        ...

    @property
    def steady_frames(self) -> int:
        """So many more frames bring no opinion, see `engine.call.steady`."""
        ...

    def pass_over(self, frames: int) -> None:
        """See `engine.call.steady`."""
        ...


class Hearing(Protocol):
    """Turns the frames of one sound into rows of numbers."""

    def feed(self, frame: bytes) -> Numbers:
        """The row of the next frame."""
        ...


class SoundClassifier(Protocol):
    """Tells sentences from responses by their first instants."""

    def begin(self) -> SoundOpinion:
        """For a new sound."""
        ...


@dataclass(frozen=True, slots=True)
class OverlapLimits:
    """Thresholds of barge-in, in milliseconds of audio."""

    doubt: float
    """The classifier's output from which the bot softens its voice."""
    sure: float
    """The classifier's output from which it is silent until the words are known."""
    longest_response_ms: int
    """So much speech interrupts, whatever it sounds like."""
    min_speech_ms: int
    """Less speech is noise."""
    gap_ms: int
    """Silence that ends a sound: longer than the one within "uh-huh"."""


GLANCES_MS: Final = (280, 560)
"""Speech after which the first words are read. In 280 ms a recognizer finds "right", "okay", "stop" and "how much"."""
PATIENT_MS: Final = 600
"""So much more speech is let pass of what began with a listener's words: "right, right, I see"."""

LIKENESS_WITH: Final[Mapping[Words, float]] = {Words.STOP: 0.0, Words.SEVERAL: 0.35, Words.ONE: 0.7}
"""Likeness to a sentence from which a sound with such first words interrupts: recognizers find words in hums, too."""


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
        self._opinion = classifier.begin()
        self._onset_ms = onset_ms
        self._frame_ms = frame_ms
        self._speech_ms = 0
        self._silence_ms = 0
        self._patient = False
        self._glances = 0
        self._verdict: Verdict | None = None
        self._score: float | None = None
        for row in lead:
            self._opinion.feed(row, False)

    @property
    def onset_ms(self) -> int:
        """The start of its first frame."""
        return self._onset_ms

    @property
    def over(self) -> bool:
        return self._verdict in _OVER

    def feed(self, row: Numbers, is_speech: bool, *, may_stop: bool) -> tuple[Decision, ...]:
        """Takes the next frame; after `RESPONSE`, `NOISE` and `ENDED` the sound is over."""
        score = self._opinion.feed(row, is_speech)
        self._score = self._score if score is None else score
        if is_speech:
            self._speech_ms += self._frame_ms
            self._silence_ms = 0
            judged = self._judge(score) if may_stop and self._verdict is not Verdict.INTERRUPTION else None
        else:
            self._silence_ms += self._frame_ms
            judged = self._end() if self._silence_ms >= self._limits.gap_ms else None
        return tuple(decision for decision in (judged, self._glance()) if decision)

    def steady_ms(self, is_speech: bool, *, may_stop: bool) -> int:
        """See `engine.call.steady`; `may_stop` as for `feed`."""
        if not is_speech:
            return min(self._opinion.steady_frames * self._frame_ms, below(self._limits.gap_ms - self._silence_ms))
        glance_ms = FOREVER_MS if self._glances == len(GLANCES_MS) else below(GLANCES_MS[self._glances] - self._speech_ms)
        is_judged = may_stop and self._verdict is not Verdict.INTERRUPTION
        long_ms = below(self._longest_ms - self._speech_ms) if is_judged else FOREVER_MS
        return min(self._opinion.steady_frames * self._frame_ms, glance_ms, long_ms)

    def pass_over(self, frames: int, is_speech: bool) -> None:
        """See `engine.call.steady`."""
        self._opinion.pass_over(frames)
        if is_speech:
            self._speech_ms += frames * self._frame_ms
            self._silence_ms = 0
        else:
            self._silence_ms += frames * self._frame_ms

    def interrupts_with(self, words: Words) -> bool:
        """Its sound so far and its first words together make it an interruption."""
        needed = LIKENESS_WITH.get(words)
        return needed is not None and self._verdict not in (Verdict.INTERRUPTION, Verdict.ENDED) and (self._score or 0.0) >= needed

    def settle(self) -> None:
        """Its words interrupt: nothing is left to judge."""
        self._verdict = Verdict.INTERRUPTION

    def be_patient(self) -> None:
        """Its first words are a listener's: it may last longer, and its sound alone interrupts no more."""
        self._patient = True

    @property
    def is_patient(self) -> bool:
        return self._patient

    @property
    def _longest_ms(self) -> int:
        """Speech that interrupts, whatever it sounds like."""
        return self._limits.longest_response_ms + (PATIENT_MS if self._patient else 0)

    def _glance(self) -> Decision | None:
        if self._glances >= len(GLANCES_MS) or self._speech_ms < GLANCES_MS[self._glances]:
            return None
        self._glances += 1
        return Decision(Verdict.GLANCE, f"{self._speech_ms} ms of speech", self._onset_ms)

    def _judge(self, score: float | None) -> Decision | None:
        if self._speech_ms >= self._longest_ms:
            return self._decide(Verdict.INTERRUPTION, f"{self._speech_ms} ms of speech")
        if score is None:
            return None
        reason = f"like a sentence by {score:.2f} after {self._speech_ms} ms of speech"
        if score >= self._limits.sure and not self._patient:
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

    def __init__(
        self,
        limits: OverlapLimits,
        classifier: SoundClassifier,
        *,
        frame_ms: int,
        new_hearing: Callable[[], Hearing] = FrameSound,
    ) -> None:
        """`new_hearing` gives what the classifier hears of a sound."""
        self._limits = limits
        self._classifier = classifier
        self._frame_ms = frame_ms
        self._new_hearing = new_hearing
        self._before = deque([SILENT_FRAME] * (LEAD_FRAMES + 1), maxlen=LEAD_FRAMES + 1)
        self._hearing = new_hearing()
        self._sound: SoundCourse | None = None
        self._latest: SoundCourse | None = None

    def feed(self, frame: bytes, is_speech: bool, *, now_ms: int, over_bot: bool, may_stop: bool) -> tuple[Decision, ...]:
        """Takes the next frame; returns what is decided by it, usually nothing.

        Args:
            frame: 20 ms of audio.
            is_speech: the voice activity decision about it.
            now_ms: the conversation's clock at the end of the frame.
            over_bot: a sound that begins now is over the bot.
            may_stop: the bot may be interrupted now; if not, a sound that goes on is judged once it may.
        """
        if self._sound is None and is_speech and over_bot:
            self._sound = self._latest = self._begin(now_ms - self._frame_ms)
        self._before.append(frame)
        if self._sound is None:
            return ()
        decisions = self._sound.feed(self._hearing.feed(frame), is_speech, may_stop=may_stop)
        if any(decision.verdict in _OVER for decision in decisions):
            self._sound = None
        return decisions

    @property
    def is_quiet(self) -> bool:
        """No sound over the bot is going on."""
        return self._sound is None

    def steady_ms(self, is_speech: bool, *, may_stop: bool) -> int:
        """See `engine.call.steady`; `may_stop` as for `feed`."""
        return FOREVER_MS if self._sound is None else self._sound.steady_ms(is_speech, may_stop=may_stop)

    def pass_over(self, frames: Sequence[bytes], is_speech: bool) -> None:
        """See `engine.call.steady`."""
        self._before.extend(frames[-LEAD_FRAMES - 1 :])
        if self._sound:
            self._sound.pass_over(len(frames), is_speech)

    def sound_from(self, onset_ms: int) -> SoundCourse | None:
        """The last sound, over or not, if it is the one that began then."""
        return self._latest if self._latest and self._latest.onset_ms == onset_ms else None

    def _begin(self, onset_ms: int) -> SoundCourse:
        self._hearing = self._new_hearing()
        lead = [self._hearing.feed(frame) for frame in self._before][-LEAD_FRAMES:]
        return SoundCourse(self._limits, self._classifier, onset_ms, lead, frame_ms=self._frame_ms)
