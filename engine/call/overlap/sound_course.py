"""One sound over the bot, from its onset to its end: what is decided about it when. Pure, in audio time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from engine.call.overlap.barge_in import Words
from engine.call.overlap.decisions import OVER, Decision, Verdict
from engine.call.overlap.opinions import SoundClassifier
from engine.call.overlap.sound import Numbers
from engine.call.steady import FOREVER_MS, below

GLANCES_MS: Final = (280, 560)
"""Speech after which the first words are read. In 280 ms a recognizer finds "right", "okay", "stop" and "how much"."""
PATIENT_MS: Final = 600
"""So much more speech is let pass of what began with a listener's words: "right, right, I see"."""

LIKENESS_WITH: Final[Mapping[Words, float]] = {Words.STOP: 0.0, Words.SEVERAL: 0.35, Words.ONE: 0.7}
"""Likeness to a sentence from which a sound with such first words interrupts: recognizers find words in hums, too."""


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
        return self._verdict in OVER

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
        if self._score is None:
            return self._decide(Verdict.RESPONSE, f"over after {self._speech_ms} ms of speech")
        return self._decide(Verdict.RESPONSE, f"over after {self._speech_ms} ms of speech, like a sentence by {self._score:.2f}")

    def _decide(self, verdict: Verdict, reason: str) -> Decision:
        self._verdict = verdict
        return Decision(verdict, reason, self._onset_ms)
