"""What a person may have said who was not understood: a recognizer reads the sound once more; in English it is another one.

It tells what else it may have read, and how likely each reading is. What one of them spoils another has: together they may mean
something clearly that the likeliest alone does not. If they do not, each is put right where it sounds like what people say to this
script; and if the line is noisy, the sound without its noise is read. In Mandarin another recognizer reads the sound as phrases of
the script: before that, if they plainly mean something, else after it. Told of digits alone, it is what reads numbers there: others
write 一 and 七, 四 and 十 as whatever sounds like them.

A turn that was understood is heard again, too, if its text would mean something else when it is put right; and if neither
recognizer nor classifier was sure, it is read as phrases, which may say otherwise.

An answer to a question with a slot is read as one of the slot's values.
"""

from __future__ import annotations

import logging
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from engine.dialog.intents import SPELLED, IntentClassifier, IntentMatch, Restore, noisy_channel, phrases_of
from engine.dialog.moves import Doubt, Expectation, Heard
from engine.dialog.script import OPT_OUT, Script
from engine.dialog.slots.fullness import Fullness
from engine.speech.api import Priority, Reading, Rereader
from engine.speech.denoising import Denoise, denoiser, noise_distance_db

log = logging.getLogger(__name__)

_MOST_MS_PER_CHARACTER: Final = {"en": 200, "zh": 300}
"""How slowly a language is said, one character to the next; in others, where nobody has measured it, nothing is heard again."""
_SPARE_MS: Final = 350
"""For a drawn-out last one."""
_DENOISED: Final = frozenset({"zh"})
"""In English the other recognizer hears through noise what can be heard."""
_ONE_RECOGNIZER: Final = frozenset({"zh"})
"""The same one reads twice, so it can be told of which text it is surer."""
_LONGEST_MS: Final = 10_000
"""Speech that is listened to again; more would not fit the recognizer's first window."""
_LEAST_CHANCE: Final = 0.4
_LEAST_CHANCE_UNREAD: Final = 0.8
_LEAST_CHANCE_DENOISED: Final = 0.5
_LEAST_CHANCE_PHRASES: Final = 0.6
_CLEAR_CHANCE_PHRASES: Final = 0.8
_LEAST_LEAD: Final = 0.2
"""Of the likeliest intent over all readings: as much as one text's has to have; beyond doubt if the recognizer took the sound for
no speech; in between if its noise was taken out, or it was read as phrases, which need no other readings from 0.8 on. And its lead
over the next. docs/intents.md tells on what they were chosen."""
_NOISY_BELOW_DB: Final = 25.0
"""Between voice and noise: a quieter line is not worth encoding the sound once more."""
_SURE_LOGPROB: Final = -0.35
"""Mean per token of the first text, above which it is what was said, noise or not."""
_DOUBTED_LOGPROB: Final = -0.15
"""Below it a text may be misheard although it was understood."""
_LEAST_CONFIDENCE_DIGITS: Final = 0.85
"""Of a reading as digits, the mean of its words'."""
_SURE_CHANCE: Final = 0.75
"""Of the first text's intent: from there on it is not compared with phrases."""


@dataclass(frozen=True, slots=True)
class HeardAgain:
    """What a turn said and meant after all."""

    text: str
    """The reading that speaks most for the intent."""
    intent: str | None
    """None: it gives the question's slot a value, and means nothing else."""
    confidence: float


class Question(Protocol):
    """What the bot has asked, and what it would make of answers."""

    def doubt(self, given: Heard) -> Doubt | None:
        """See `engine.call.course.Course.doubt`."""
        ...

    def sure_value(self, text: str) -> str | None:
        """See `engine.call.course.Course.sure_value`."""
        ...

    def fullness(self, text: str) -> Fullness:
        """See `engine.call.course.Course.fullness`."""
        ...


def clear_meaning(readings: Sequence[Reading], meanings: Sequence[Mapping[str, float]], least_chance: float) -> HeardAgain | None:
    """What several readings of one sound mean together, if that is clear.

    Args:
        readings: of the sound.
        meanings: how likely each of them has each intent.
        least_chance: that an intent has to have.
    """
    shares = _shares(readings)
    chances: defaultdict[str, float] = defaultdict(float)
    for share, meaning in zip(shares, meanings, strict=True):
        for intent, chance in meaning.items():
            chances[intent] += share * chance
    ranked = sorted(chances, key=lambda intent: chances[intent], reverse=True)
    if not ranked:
        return None
    best, lead = ranked[0], chances[ranked[0]] - sum(chances[rival] for rival in ranked[1:2])
    if chances[best] < least_chance or lead < _LEAST_LEAD:
        return None
    parts = [share * meaning.get(best, 0.0) for share, meaning in zip(shares, meanings, strict=True)]
    return HeardAgain(readings[parts.index(max(parts))].text, best, chances[best])


def _shares(readings: Sequence[Reading]) -> list[float]:
    """How likely each reading is, if it was one of them."""
    likeliest = max((reading.weight for reading in readings), default=0.0)
    likely = [math.exp(reading.weight - likeliest) for reading in readings]
    return [each / sum(likely) for each in likely]


def fills(text: str, speech_ms: int, language: str) -> bool:
    """A text that is not too short for the time: what was read of a part of the sound means little ("帮我" of "帮我转人工")."""
    characters = sum(character.isalnum() for character in text)
    return characters * _MOST_MS_PER_CHARACTER[language] + _SPARE_MS >= speech_ms


async def second_hearing_of(script: Script, rereader: Rereader, classifier: IntentClassifier) -> SecondHearing:
    """Of a script, with what is installed. Raises SpeechUnavailable if that cannot be told."""
    phrases = phrases_of(script)
    if phrases and not await rereader.reads_phrases(script.language):
        phrases = ()
    return SecondHearing(rereader, classifier, script.language, denoiser(), noisy_channel(script), phrases)


class SecondHearing:
    """Listens again to the turns of one script that were not understood."""

    def __init__(
        self,
        rereader: Rereader,
        classifier: IntentClassifier,
        language: str,
        denoise: Denoise | None,
        restore: Restore | None = None,
        phrases: Sequence[str] = (),
    ) -> None:
        """Args:
        rereader: who listens again.
        classifier: the script's.
        language: the script's, ISO 639-1.
        denoise: for noisy lines, in languages that need it; None: it is not installed.
        restore: the script's, for readings that are misheard; None: its language has none.
        phrases: what people say to the script; none: nothing is read as phrases.
        """
        if denoise is None and language in _DENOISED:
            missing = "more will be misunderstood on noisy lines: noise suppression is missing: run `pip install 'callwright[zh]'`"
            log.warning(missing, extra={"action": "denoising_missing"})
        self._rereader = rereader
        self._classifier = classifier
        self._language = language
        self._denoise = denoise if language in _DENOISED else None
        self._restore = restore
        self._phrases = phrases

    async def doubts(self, text: str, intent: str, expectation: Expectation, speech_ms: int, *, logprob: float) -> bool:
        """Whether a turn that was understood may be misheard, and is to be heard again: put right, its text has another meaning.

        Args:
            text: of the turn.
            intent: what it was taken for; a wish for no more calls is never doubted.
            expectation: of the question.
            speech_ms: from the person's first sound to the last.
            logprob: the recognizer's, of the text.
        """
        if intent == OPT_OUT or logprob >= _DOUBTED_LOGPROB or not self._restore or not self._may_tell(expectation, speech_ms):
            return False
        other = (await self._classifier.classify(self._restore(text), expectation.intents)).intent
        return other not in (None, intent)

    async def hear(
        self,
        pcm: bytes,
        expectation: Expectation,
        speech_ms: int,
        *,
        logprob: float,
        unread: bool = False,
        doubted: bool = False,
    ) -> HeardAgain | None:
        """What was said, or None: it cannot be told, or words that are no intent may be understood here.

        Args:
            pcm: the turn as it was transcribed.
            expectation: of the question.
            speech_ms: from the person's first sound to the last.
            logprob: the recognizer's, of the text that was not understood.
            unread: the turn was clear speech, and nothing was read of it.
            doubted: it was understood, and may be misheard: see `doubts`.

        Raises:
            SpeechUnavailable: see `Rereader`.
        """
        if not self._may_tell(expectation, speech_ms):
            return None
        least_chance = _LEAST_CHANCE_UNREAD if unread else _LEAST_CHANCE
        phrased = await self._read_phrases(pcm, expectation, speech_ms) if self._phrases else None
        if phrased and phrased.confidence >= _CLEAR_CHANCE_PHRASES:
            return phrased
        meant = await self._read(pcm, expectation, speech_ms, least_chance, doubted)
        if meant is None and phrased and not unread:
            meant = phrased
        unsure = unread or logprob < _SURE_LOGPROB
        if meant is None and unsure and self._denoise and noise_distance_db(pcm) < _NOISY_BELOW_DB:
            least_chance = max(least_chance, _LEAST_CHANCE_DENOISED)
            meant = await self._read(self._denoise(pcm), expectation, speech_ms, least_chance, doubted)
        return meant

    async def hear_otherwise(
        self, pcm: bytes, expectation: Expectation, speech_ms: int, first: IntentMatch, *, logprob: float
    ) -> HeardAgain | None:
        """What a turn said that was understood, and not doubted, if as phrases it plainly means something else.

        Args:
            pcm: the turn as it was transcribed.
            expectation: of the question.
            speech_ms: from the person's first sound to the last.
            first: of the text; a wish for no more calls stands, and so does what is likely enough.
            logprob: the recognizer's, of the text.

        Raises:
            SpeechUnavailable: see `Rereader`.
        """
        sure = logprob >= _DOUBTED_LOGPROB or first.confidence >= _SURE_CHANCE or first.intent == OPT_OUT
        if sure or not self._phrases or not self._may_tell(expectation, speech_ms):
            return None
        again = await self._read_phrases(pcm, expectation, speech_ms)
        return again if again and again.intent != first.intent else None

    async def hear_value(
        self, pcm: bytes, expectation: Expectation, speech_ms: int, question: Question, first: Heard, *, logprob: float
    ) -> HeardAgain | None:
        """What was said to a question with a slot, if that plainly gives a value, and no other than what was heard first.

        Args:
            pcm: the turn as it was transcribed.
            expectation: of the question.
            speech_ms: from the person's first sound to the last.
            question: nothing is read if it has no doubt about `first`.
            first: what was heard; without a text, the turn was clear speech, and nothing was read of it.
            logprob: the recognizer's, of that text.

        Raises:
            SpeechUnavailable: see `Rereader`.
        """
        if not expectation.value_hint or not self._in_reach(speech_ms):
            return None
        doubt = question.doubt(first)
        if doubt is None:
            return None
        again = await self._rereader.transcribe(pcm, language=self._language, hint=expectation.value_hint, another=True)
        value = question.sure_value(again.text)
        if value is None or doubt.value not in (None, value) or not fills(again.text, speech_ms, self._language):
            return None
        if self._language in _ONE_RECOGNIZER and again.avg_logprob < logprob:
            return None
        match = await self._classifier.classify(again.text, expectation.intents)
        return HeardAgain(again.text, match.intent, match.confidence)

    async def hear_digits(
        self, pcm: bytes, expectation: Expectation, speech_ms: int, question: Question, first: Heard
    ) -> HeardAgain | None:
        """The digits that were said to a question for them, where they are read better alone; None: they are what was heard first.

        Args:
            pcm: the turn as it was transcribed.
            expectation: of the question.
            speech_ms: from the person's first sound to the last.
            question: digits that are no value are taken, too, if nothing was heard that is, and there are some missing.
            first: what was heard; empty, if nothing was.

        Raises:
            SpeechUnavailable: see `Rereader`.
        """
        if not (expectation.spelled and self._phrases and self._in_reach(speech_ms)):
            return None
        reading = await self._rereader.read_phrases(pcm, language=self._language, phrases=SPELLED[self._language])
        if reading.confidence < _LEAST_CONFIDENCE_DIGITS or question.fullness(reading.text) is Fullness.NOTHING:
            return None
        value, before = question.sure_value(reading.text), question.sure_value(first.text)
        known_better = value == before if value is not None else before is not None
        return None if known_better else HeardAgain(reading.text, None, reading.confidence)

    def _may_tell(self, expectation: Expectation, speech_ms: int) -> bool:
        return expectation.only_intents and self._in_reach(speech_ms)

    def _in_reach(self, speech_ms: int) -> bool:
        return self._language in _MOST_MS_PER_CHARACTER and speech_ms <= _LONGEST_MS

    async def _read(
        self, pcm: bytes, expectation: Expectation, speech_ms: int, least_chance: float, doubted: bool
    ) -> HeardAgain | None:
        found = await self._rereader.read_again(pcm, language=self._language, priority=Priority.LIVE)
        readings = [reading for reading in found if fills(reading.text, speech_ms, self._language)]
        matches = [await self._classifier.classify(reading.text, expectation.intents) for reading in readings]
        # Of a doubted turn the readings alone would say once more what is doubted.
        meant = None if doubted else clear_meaning(readings, [match.chances for match in matches], least_chance)
        if meant is None and self._restore:
            said = [self._restore(reading.text) for reading in readings]
            supposed = [await self._classifier.classify(text, expectation.intents) for text in said]
            either = [_halfway(match.chances, other.chances) for match, other in zip(matches, supposed, strict=True)]
            meant = clear_meaning(readings, either, least_chance)
        return meant

    async def _read_phrases(self, pcm: bytes, expectation: Expectation, speech_ms: int) -> HeardAgain | None:
        reading = await self._rereader.read_phrases(pcm, language=self._language, phrases=self._phrases)
        if not fills(reading.text, speech_ms, self._language):
            return None
        match = await self._classifier.classify(reading.text, expectation.intents)
        # It finds phrases in everything, but is not sure of its words where there are none.
        chance = match.confidence * reading.confidence
        return HeardAgain(reading.text, match.intent, chance) if match.intent and chance >= _LEAST_CHANCE_PHRASES else None


def _halfway(heard: Mapping[str, float], restored: Mapping[str, float]) -> Mapping[str, float]:
    """A restored reading is as likely to be spoiled as mended: alone it would find intents in what has none."""
    return {intent: (heard.get(intent, 0.0) + restored.get(intent, 0.0)) / 2 for intent in {**heard, **restored}}
