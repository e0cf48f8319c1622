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
from engine.dialog.scoring import Score, Scorer, make_example
from engine.dialog.script import OPT_OUT, Script
from engine.dialog.words import clauses, fold

Vectors = NDArray[np.float32]
Embed = Callable[[Sequence[str]], Awaitable[Vectors]]
"""Texts to L2-normalised rows, shape [len(texts), dimensions]."""

_LEAST_SCORE: Final = 0.40
"""Below it, an utterance is like no example."""
_LEAST_OPT_OUT: Final = 0.62
"""The same for opting out, which ends the call for good: its plain wordings are found as phrases, so likeness may be asked more of.
A script with few intents else takes any talk of telephones for an opt-out."""
_LEAST_MARGIN: Final = 0.02
"""A smaller lead over the next intent is no decision."""


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


class ExampleClassifier:
    """Chooses by a script's own examples."""

    def __init__(self, script: Script, embed: Embed) -> None:
        self._embed = embed
        self._language = language = builtin_language(script.language)
        pairs = [(intent, text) for intent, texts in script.intents.items() for text in texts]
        asides = [(None, text) for text in (language.aside_examples if language else ())]
        self._examples = tuple(make_example(intent, text) for intent, text in [*pairs, *asides])
        self._scorer: Scorer | None = None

    async def prepare(self) -> None:
        """Embeds the examples. Once, before the first `classify`."""
        self._scorer = Scorer(self._examples, await self._embed([example.folded for example in self._examples]))

    async def classify(self, text: str, among: Sequence[str]) -> IntentMatch:
        """The intent of `text` among the expected ones; opting out is always expected.

        Raises:
            RuntimeError: `prepare` was not awaited.
        """
        if self._scorer is None:
            raise RuntimeError("ExampleClassifier.prepare() comes before classify()")
        parts = _parts(text)
        if not parts:
            return IntentMatch(None, 0.0, "no words")
        if self._language and self._language.asks_to_opt_out(text):
            return IntentMatch(OPT_OUT, 1.0, "an opt-out phrase")
        expected = {*among, OPT_OUT}
        if same := self._same_words(parts[0], expected):
            return same
        return _decide(self._scorer.scores(parts, await self._embed(parts)), expected)

    def _same_words(self, folded: str, expected: set[str]) -> IntentMatch | None:
        for example in self._examples:
            if example.folded == folded and example.intent in expected:
                return IntentMatch(example.intent, 1.0, f"same words as '{example.text}'")
        return None


def _parts(text: str) -> list[str]:
    """The folded utterance, and its clauses if it has several."""
    whole = fold(text)
    return [whole, *(part for part in clauses(text) if part != whole)] if whole else []


def _decide(ranked: Sequence[Score], expected: set[str]) -> IntentMatch:
    """The best expected intent, unless it is too weak or another, expected or not, fits as well."""
    best = next((score for score in ranked if score.intent in expected), None)
    if best is None:
        return IntentMatch(None, 0.0, "like no expected example")
    confidence = min(max(best.value, 0.0), 1.0)
    if best.value < (_LEAST_OPT_OUT if best.intent == OPT_OUT else _LEAST_SCORE):
        return IntentMatch(None, confidence, f"nothing close; the best is {best.intent} '{best.example}' with {best.value:.2f}")
    rival = next((score for score in ranked if score is not best), None)
    if rival and rival.value > best.value - _LEAST_MARGIN:
        return IntentMatch(
            None, confidence, f"{best.intent} ({best.value:.2f}) or {rival.intent or 'an aside'} ({rival.value:.2f})"
        )
    return IntentMatch(best.intent, confidence, f"like '{best.example}' ({best.value:.2f})")
