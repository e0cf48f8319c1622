"""What a person's words mean, among what the script expects of them.

    text ─▶ opt-out phrases ─▶ same words as an example ─▶ nearest examples by vectors ─▶ IntentMatch
              always on          short answers, slips         everything else

An utterance is looked at as a whole and clause by clause, so that "yeah, but how much is it" is a question about the price.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from engine.dialog.languages import builtin_language
from engine.dialog.lexical import likeness
from engine.dialog.script import OPT_OUT, Script
from engine.dialog.words import clauses, fold, is_negated

Vectors = NDArray[np.float32]
Embed = Callable[[Sequence[str]], Awaitable[Vectors]]
"""Texts to L2-normalised rows, shape [len(texts), dimensions]."""

_LEAST_SCORE: Final = 0.56
"""Below it, an utterance is like no example. Tuned with MiniLM-L6-v2."""
_LEAST_MARGIN: Final = 0.03
"""A smaller lead over the next intent is no decision."""
_POLARITY_PENALTY: Final = 0.25
"""Vectors put `interested` next to `not interested`."""
_PART_DISCOUNT: Final = 0.9
"""A clause says less than the utterance..."""
_SHORT_PART_DISCOUNT: Final = 0.75
"""...and a single word of it, such as the `yes` before a question, still less."""
_NOTHING_SAID: Final = "no words"


@dataclass(frozen=True, slots=True)
class IntentMatch:
    """The classifier's choice."""

    intent: str | None
    """None if no expected intent fits well enough."""
    confidence: float
    """Of the best intent, 0 to 1, chosen or not."""
    reason: str
    """For the log and the script's designer; holds examples of the script, never the person's words."""


class IntentClassifier(Protocol):
    """Finds out which of some intents an utterance has."""

    async def classify(self, text: str, among: Sequence[str]) -> IntentMatch:
        """The intent of `text`: one of `among`, or `opt_out`, or none."""
        ...


@dataclass(frozen=True, slots=True)
class _Example:
    intent: str | None
    """None: says nothing that any script expects."""
    text: str
    folded: str
    negated: bool


@dataclass(frozen=True, slots=True)
class _Score:
    value: float
    example: str


class ExampleClassifier:
    """Chooses by a script's own examples."""

    def __init__(self, script: Script, embed: Embed) -> None:
        self._embed = embed
        language = builtin_language(script.language)
        self._opt_out_pattern = language.opt_out_pattern if language else None
        asides = [(None, text) for text in (language.aside_examples if language else ())]
        pairs = [(intent, text) for intent, texts in script.intents.items() for text in texts]
        self._examples = tuple(_example(intent, text) for intent, text in [*pairs, *asides])
        self._vectors: Vectors | None = None

    async def prepare(self) -> None:
        """Embeds the examples. Once, before the first `classify`."""
        self._vectors = await self._embed([example.folded for example in self._examples])

    async def classify(self, text: str, among: Sequence[str]) -> IntentMatch:
        """The intent of `text` among the expected ones; opting out is always expected.

        Raises:
            RuntimeError: `prepare` was not awaited.
        """
        if self._vectors is None:
            raise RuntimeError("ExampleClassifier.prepare() comes before classify()")
        parts = _parts(text)
        if not parts:
            return IntentMatch(None, 0.0, _NOTHING_SAID)
        if self._opt_out_pattern and self._opt_out_pattern.search(text.lower().replace("’", "'")):
            return IntentMatch(OPT_OUT, 1.0, "an opt-out phrase")
        expected = {*among, OPT_OUT}
        if same := self._same_words(parts[0], expected):
            return same
        near = await self._embed(parts) @ self._vectors.T
        return _decide(self._scores(parts, near), expected)

    def _same_words(self, folded: str, expected: set[str]) -> IntentMatch | None:
        for example in self._examples:
            if example.folded == folded and example.intent in expected:
                return IntentMatch(example.intent, 1.0, f"same words as '{example.text}'")
        return None

    def _scores(self, parts: Sequence[str], near: Vectors) -> dict[str | None, _Score]:
        scores: dict[str | None, _Score] = {}
        for row, part in enumerate(parts):
            discount = _discount(row, part)
            negated = is_negated(part)
            for column, example in enumerate(self._examples):
                alike = max(float(near[row, column]), likeness(part, example.folded))
                value = discount * alike - (_POLARITY_PENALTY if negated is not example.negated else 0.0)
                if value > scores.get(example.intent, _Score(0.0, "")).value:
                    scores[example.intent] = _Score(value, example.text)
        return scores


def _example(intent: str | None, text: str) -> _Example:
    folded = fold(text)
    return _Example(intent, text, folded, is_negated(folded))


def _parts(text: str) -> list[str]:
    """The folded utterance, and its clauses if it has several."""
    whole = fold(text)
    parts = [part for part in clauses(text) if part != whole]
    return [whole, *parts] if whole else []


def _discount(row: int, part: str) -> float:
    if row == 0:
        return 1.0
    return _PART_DISCOUNT if len(part.split()) > 1 else _SHORT_PART_DISCOUNT


def _decide(scores: dict[str | None, _Score], expected: set[str]) -> IntentMatch:
    ranked = sorted(scores.items(), key=lambda item: item[1].value, reverse=True)
    best = next(((intent, score) for intent, score in ranked if intent in expected), None)
    if best is None:
        return IntentMatch(None, 0.0, "like no expected example")
    intent, score = best
    confidence = min(score.value, 1.0)
    if score.value < _LEAST_SCORE:
        return IntentMatch(None, confidence, f"closest is {intent} '{score.example}' with only {score.value:.2f}")
    for other, rival in ranked:
        if other != intent and rival.value > score.value - _LEAST_MARGIN:
            name = other or "an aside"
            return IntentMatch(None, confidence, f"between {intent} {score.value:.2f} and {name} {rival.value:.2f}")
    return IntentMatch(intent, confidence, f"like '{score.example}' ({score.value:.2f})")
