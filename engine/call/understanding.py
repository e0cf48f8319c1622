"""From a turn's audio to its meaning: recognition and intent, started on speculation and dropped when the person goes on."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from engine.call.hearing import HeardAudio
from engine.call.second_hearing import HeardAgain, Question, SecondHearing
from engine.dialog.asides import is_aside
from engine.dialog.intents import IntentClassifier, IntentMatch
from engine.dialog.moves import Expectation, Heard
from engine.speech.api import Priority, SpeechUnavailable, Transcriber, Transcript

log = logging.getLogger(__name__)

TAIL_MS: Final = 360
"""Sound and silence after the person's last sound that the recognizer gets; with less than 300, Whisper drops last words. What was
not received yet is as quiet as the line's pauses, see `HeardAudio.clip`."""


class Lost(StrEnum):
    """Why there are no words of a person who spoke."""

    CLEAR_SPEECH = "clear_speech"
    """It was speech beyond doubt, and nothing was read of it."""
    RECOGNITION = "recognition"
    """The recognizer, or what finds the meaning, failed or took too long."""


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a turn said and meant."""

    onset_ms: int
    end_ms: int
    """The person's last sound, see `engine.call.turns.TurnEnded`."""
    text: str
    intent: str | None
    confidence: float
    asr_ms: int
    cut: bool = False
    """The turn was ended for its length."""
    lost: Lost | None = None
    """Set only without a text: the person spoke all the same. None without a text: it was noise."""
    failure: str = ""
    """How recognition failed."""


@dataclass(frozen=True, slots=True)
class _Turn:
    """What is to be understood."""

    onset_ms: int
    end_ms: int
    expectation: Expectation
    clear: bool
    over_bot: bool


@dataclass(frozen=True, slots=True)
class _End:
    """How a turn ended."""

    cut: bool
    clear: bool


class Understander:
    """At most one turn is being understood at a time; starting another drops the one before."""

    def __init__(
        self,
        heard: HeardAudio,
        transcriber: Transcriber,
        classifier: IntentClassifier,
        language: str,
        question: Question,
        tasks: asyncio.TaskGroup,
        guess: Callable[[Understanding, Expectation], None],
        deliver: Callable[[Understanding], None],
        now_s: Callable[[], float],
        second_hearing: SecondHearing | None = None,
    ) -> None:
        """Args:
        question: the one that is open.
        guess: told what a turn means that may not be over.
        deliver: told what a confirmed turn means; always after `guess`.
        now_s: a monotonic clock, for the duration of recognition.
        second_hearing: asked about turns that are not understood.
        """
        self._heard = heard
        self._transcriber = transcriber
        self._classifier = classifier
        self._language = language
        self._question = question
        self._tasks = tasks
        self._guess = guess
        self._deliver = deliver
        self._now_s = now_s
        self._second_hearing = second_hearing
        self._running: asyncio.Task[None] | None = None
        self._confirmed: asyncio.Future[_End] | None = None

    @property
    def busy(self) -> bool:
        """True while a turn is being understood, confirmed or not."""
        return self._running is not None

    def speculate(
        self, onset_ms: int, end_ms: int, expectation: Expectation, *, clear: bool = False, over_bot: bool = False
    ) -> None:
        """Begins with a turn that may not be over; `confirm` makes its result count.

        Args:
            onset_ms: the person's first sound.
            end_ms: their last so far.
            expectation: of the question.
            clear: it was speech beyond doubt so far, and is worth a second hearing if nothing is read of it.
            over_bot: it began over the bot, and may be a hum: not every recognizer spells those as what they are.
        """
        self.drop()
        self._confirmed = asyncio.get_running_loop().create_future()
        turn = _Turn(onset_ms, end_ms, expectation, clear, over_bot)
        self._running = self._tasks.create_task(self._understand(turn, self._confirmed), name="understand")

    def confirm(self, *, cut: bool = False, clear: bool = False) -> None:
        """The turn is over: deliver its meaning as soon as it is known.

        Args:
            cut: it was ended for its length.
            clear: it was speech beyond doubt, so that there ought to be words.
        """
        if self._confirmed and not self._confirmed.done():
            self._confirmed.set_result(_End(cut, clear))

    def drop(self) -> None:
        """Forgets the turn: the person went on speaking."""
        if self._running:
            self._running.cancel()
            self._running = None

    async def _understand(self, turn: _Turn, confirmed: asyncio.Future[_End]) -> None:
        started_s = self._now_s()
        try:
            understood = await self._read(turn, started_s)
        except SpeechUnavailable as error:
            asr_ms = self._ms_since(started_s)
            understood = Understanding(turn.onset_ms, turn.end_ms, "", None, 0.0, asr_ms, lost=Lost.RECOGNITION, failure=str(error))
        else:
            self._guess(understood, turn.expectation)
        end = await confirmed
        self._running = None
        self._deliver(_ended(understood, end))

    async def _read(self, turn: _Turn, started_s: float) -> Understanding:
        onset_ms, end_ms, expectation = turn.onset_ms, turn.end_ms, turn.expectation
        pcm = self._heard.clip(onset_ms, max(self._heard.now_ms, end_ms + TAIL_MS))
        transcript = await self._transcriber.transcribe(
            pcm, language=self._language, hint=expectation.asr_hint, another=turn.over_bot, priority=Priority.LIVE
        )
        asr_ms = self._ms_since(started_s)
        text = transcript.text
        match = await self._classifier.classify(text, expectation.intents)
        understood = Understanding(onset_ms, end_ms, text, match.intent, match.confidence, asr_ms)
        if self._second_hearing is None or is_aside(text, self._language) or not (text or turn.clear or expectation.spelled):
            return understood
        doubted = match.intent is not None and await self._second_hearing.doubts(
            text, match.intent, expectation, end_ms - onset_ms, logprob=transcript.avg_logprob
        )
        if again := await self._hear_again(self._second_hearing, pcm, turn, transcript, match, doubted):
            return Understanding(onset_ms, end_ms, again.text, again.intent, again.confidence, self._ms_since(started_s))
        return replace(understood, intent=None) if doubted else understood

    async def _hear_again(
        self, hearing: SecondHearing, pcm: bytes, turn: _Turn, first: Transcript, match: IntentMatch, doubted: bool
    ) -> HeardAgain | None:
        """What the sound stands for after all; None if it is what it was taken for, or cannot be told, or not in time."""
        speech_ms, expectation = turn.end_ms - turn.onset_ms, turn.expectation
        try:
            if match.intent is not None and not doubted:
                return await hearing.hear_otherwise(pcm, expectation, speech_ms, match, logprob=first.avg_logprob)
            heard = Heard(first.text, match.intent, match.confidence)
            if again := await hearing.hear_digits(pcm, expectation, speech_ms, self._question, heard):
                return again
            if not (first.text or turn.clear):
                return None
            if expectation.value_hint:
                return await hearing.hear_value(pcm, expectation, speech_ms, self._question, heard, logprob=first.avg_logprob)
            return await hearing.hear(
                pcm, expectation, speech_ms, logprob=first.avg_logprob, unread=not first.text, doubted=doubted
            )
        except SpeechUnavailable as error:
            log.warning("a turn was not heard again", extra={"action": "second_hearing_failed", "error": str(error)})
            return None

    def _ms_since(self, started_s: float) -> int:
        return round((self._now_s() - started_s) * 1000)


def _ended(understood: Understanding, end: _End) -> Understanding:
    """Nobody is asked to repeat a sound without end, or one that may have been none of theirs."""
    unread = end.clear and not (end.cut or understood.text or understood.lost)
    return replace(understood, cut=end.cut, lost=Lost.CLEAR_SPEECH if unread else understood.lost)
