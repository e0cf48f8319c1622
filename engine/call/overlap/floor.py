"""Who has the floor: what the person's sounds and words over the bot's speech do to that speech.

By sound the bot lowers its voice, falls silent or speaks on (`OverlapJudge`). By words it falls silent (a stop-word, or anything to
answer) or goes on from where it was (a listener's response); the first words are read while they are still being spoken. Every
decision is an event with its reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from engine.call.overlap.barge_in import Words, first_words, is_backchannel, stop_word
from engine.call.overlap.decisions import Decision, Verdict
from engine.call.overlap.judge import OverlapJudge
from engine.call.peeking import Peeker
from engine.call.performer import Performer
from engine.call.report import Reporter
from engine.call.steady import FOREVER_MS, below
from engine.call.understanding import Understanding
from engine.events import OverlapJudged

EARLY_ANSWER_MS: Final = 300
"""Before the end of a question people know how it ends: answers begin up to this early (Stivers et al. 2009)."""

GLANCE_TAIL_MS: Final = 160
"""Silence after the words that are read while more are spoken: a recognizer wants some."""


class Floor:
    """Softens, stops and resumes the performer."""

    def __init__(
        self,
        performer: Performer,
        overlap: OverlapJudge,
        report: Reporter,
        language: str,
        glancer: Peeker,
        *,
        soften_db: int,
    ) -> None:
        """Args:
        glancer: has words read while they are spoken, for `glanced`.
        soften_db: how much quieter the bot speaks in doubt.
        """
        self._performer = performer
        self._delivery = performer.delivery
        self._overlap = overlap
        self._report = report
        self._language = language
        self._glancer = glancer
        self._soften_db = soften_db
        self.turn_over_bot = False
        """The present turn began while the bot spoke."""
        self._settled_ms: int | None = None  # onset of the overlap whose words are dealt with

    def turn_began(self, onset_ms: int, now_ms: int) -> None:
        """The person began a turn."""
        self.turn_over_bot = not self._answers_early(onset_ms, now_ms) and (self._delivery.speaking or self._delivery.stopped)

    def hear(self, frame: bytes, is_speech: bool, now_ms: int, *, turn_pending: bool) -> None:
        """Takes the next frame.

        Args:
            frame: 20 ms of the person's side.
            is_speech: the voice activity decision about it.
            now_ms: the conversation's clock.
            turn_pending: a turn is going on or being understood, so words will follow.
        """
        decisions = self._overlap.feed(
            frame,
            is_speech,
            now_ms=now_ms,
            over_bot=self._delivery.speaking and not self._answers_early(now_ms, now_ms),
            may_stop=self._may_stop,
        )
        for decision in decisions:
            self._follow(decision, now_ms)
        if not (decisions or is_speech or turn_pending) and (self._delivery.stopped or self._delivery.soft):
            # No turn came of it, so no words will: nothing else would end this.
            self._performer.resume(now_ms)

    def steady_ms(self, is_speech: bool, now_ms: int, *, turn_pending: bool) -> int:
        """See `engine.call.steady`."""
        if self._overlap.is_quiet and not (is_speech or self._delivery.stopped or self._delivery.soft):
            return FOREVER_MS
        begins = is_speech and self._overlap.is_quiet and self._delivery.speaking and not self._answers_early(now_ms, now_ms)
        resumes = not (is_speech or turn_pending) and (self._delivery.stopped or self._delivery.soft)
        if begins or resumes:
            return 0
        until_held_ms = FOREVER_MS if self._may_stop else below(self._performer.held_ms)
        return min(until_held_ms, self._overlap.steady_ms(is_speech, may_stop=self._may_stop))

    def pass_over(self, frames: Sequence[bytes], is_speech: bool) -> None:
        """See `engine.call.steady`."""
        self._overlap.pass_over(frames, is_speech)

    def glanced(self, text: str, onset_ms: int, now_ms: int) -> None:
        """The first words of a sound over the bot, which may go on."""
        sound = self._overlap.sound_from(onset_ms)
        if sound is None or self._settled_ms == onset_ms:
            return
        words = first_words(text, self._language)
        if words is Words.RESPONSE:
            sound.be_patient()
            if sound.over:
                self._performer.resume(now_ms)
        elif self._performer.interruptible and sound.interrupts_with(words):
            sound.settle()
            self._delivery.interrupt(now_ms)
            self._judged(Verdict.INTERRUPTION, f"first words {text!r}", onset_ms, now_ms)

    def first_words(self, heard: Understanding, now_ms: int) -> None:
        """Words of a turn that may go on: enough to stop for what asks for an answer, and to go on after a listener's response."""
        if not self.turn_over_bot:
            return
        self._glancer.close()  # this says more
        if is_backchannel(heard.text, self._language):
            if self._delivery.stopped or self._delivery.soft:
                self.keep(heard, now_ms)
        elif self._performer.interruptible:
            word = stop_word(heard.text, self._language)
            self._delivery.interrupt(now_ms)
            self._judged("interruption", f"stop-word {word!r}" if word else "words to answer", heard.onset_ms, now_ms)

    def is_response(self, heard: Understanding) -> bool:
        """A turn that asks for nothing. "Okay" over a question that has ended meanwhile answers it, if it can be an answer."""
        still_over_bot = self._delivery.speaking or self._delivery.stopped or heard.intent is None
        return self.turn_over_bot and still_over_bot and is_backchannel(heard.text, self._language)

    def keep(self, heard: Understanding, now_ms: int) -> None:
        """The bot keeps the floor after a response: it goes on from where it was."""
        if self._settled_ms != heard.onset_ms:
            verdict, reason = ("backchannel", "its words ask for nothing") if heard.text else ("noise", "no words")
            self._judged(verdict, reason, heard.onset_ms, now_ms)
        self._settled_ms = heard.onset_ms
        self._performer.resume(now_ms)

    def close(self) -> None:
        """The call is over: nothing more is read."""
        self._glancer.close()

    def key_pressed(self, now_ms: int) -> None:
        """A key is the clearest interruption there is."""
        if self._performer.interruptible:
            self._judged("interruption", "a key", now_ms, now_ms)

    @property
    def _may_stop(self) -> bool:
        return self._performer.interruptible or self._delivery.stopped

    def _follow(self, decision: Decision, now_ms: int) -> None:
        match decision.verdict:
            case Verdict.GLANCE if self._performer.interruptible:
                self._glancer.look(decision.onset_ms, now_ms + GLANCE_TAIL_MS)
                return
            case Verdict.DOUBT:
                self._delivery.soften(self._soften_db)
            case Verdict.INTERRUPTION:
                self._delivery.interrupt(now_ms)
            case Verdict.NOISE:
                self._performer.resume(now_ms)
            case _:
                sound = self._overlap.sound_from(decision.onset_ms)
                if sound and sound.is_patient:
                    self._performer.resume(now_ms)
                return  # its words are judged
        self._judged(decision.verdict, decision.reason, decision.onset_ms, now_ms)

    def _answers_early(self, onset_ms: int, now_ms: int) -> bool:
        """What begins while the last syllables of a question are spoken is its answer."""
        left_ms = self._performer.asking_ms
        return left_ms is not None and left_ms + now_ms - onset_ms <= EARLY_ANSWER_MS

    def _judged(self, verdict: str, reason: str, onset_ms: int, now_ms: int) -> None:
        stamp = self._report.stamp()
        self._report(OverlapJudged(**stamp, verdict=verdict, reason=reason, onset_ms=onset_ms, decided_ms=now_ms))
