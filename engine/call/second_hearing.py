"""What a person may have answered whose few words were not understood: the sound is asked again, for the expected answers alone.

A recognizer that writes freely makes nothing of "没空" on a noisy line, or something else. Which of the answers that the question
expects the sound is likeliest to be, the same model can still tell. An answer counts only if it stands clear: likely by itself,
ahead of every other intent and of what answers nothing, and not far behind what the recognizer writes by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from engine.dialog.moves import Expectation
from engine.speech.api import Priority, Weigher, Weights

_LEAST_MS_PER_CHARACTER: Final = 130
_MOST_MS_PER_CHARACTER: Final = 300
_SPARE_MS: Final = 350
"""How fast and how slowly short answers are said, one character to the next; the spare is for a drawn-out last one."""
_LEAST: Final = -14.0
_LEAST_LEAD: Final = 3.0
_MOST_BEHIND_FREE: Final = 4.0
"""Natural logarithms of probabilities: of the best answer, its lead over the best of another intent, and how far it may be behind
what the recognizer writes freely. docs/intents.md tells on what they were chosen."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A short phrase that would be understood."""

    intent: str | None
    """None: it answers nothing."""
    text: str


def sayable(answers: Mapping[str | None, Sequence[str]], intents: Sequence[str], speech_ms: int) -> tuple[Answer, ...]:
    """The answers of the expected intents, and what answers nothing, that can be said in this time."""
    return tuple(
        Answer(intent, text)
        for intent in (*intents, None)
        for text in answers.get(intent, ())
        if len(text) * _LEAST_MS_PER_CHARACTER <= speech_ms <= len(text) * _MOST_MS_PER_CHARACTER + _SPARE_MS
    )


def clear_answer(answers: Sequence[Answer], weights: Weights) -> Answer | None:
    """The answer that was given, if one stands clear.

    Args:
        answers: what was weighed, at least one.
        weights: in the same order.
    """
    weighed = sorted(zip(weights.phrases, answers, strict=True), key=lambda one: one[0], reverse=True)
    weight, best = weighed[0]
    rival = next((other for other, answer in weighed if answer.intent != best.intent), -float("inf"))
    clear = weight >= _LEAST and weight >= rival + _LEAST_LEAD and weight >= weights.free - _MOST_BEHIND_FREE
    return best if clear and best.intent is not None else None


class SecondHearing:
    """Listens again for the short answers of one script."""

    def __init__(self, weigher: Weigher, answers: Mapping[str | None, Sequence[str]], language: str) -> None:
        """`answers`: see `engine.dialog.intents.short_answers`."""
        self._weigher = weigher
        self._answers = answers
        self._language = language

    async def answer(self, pcm: bytes, expectation: Expectation, speech_ms: int) -> Answer | None:
        """What was said, or None: it was something else or too long, or words that are no intent may be understood here.

        Args:
            pcm: the turn as it was transcribed.
            expectation: of the question.
            speech_ms: from the person's first sound to the last.

        Raises:
            SpeechUnavailable: see `Weigher.weigh`.
        """
        possible = sayable(self._answers, expectation.intents, speech_ms) if expectation.only_intents else ()
        if not any(answer.intent for answer in possible):
            return None
        phrases = [answer.text for answer in possible]
        weights = await self._weigher.weigh(pcm, phrases, language=self._language, priority=Priority.LIVE)
        return clear_answer(possible, weights)
