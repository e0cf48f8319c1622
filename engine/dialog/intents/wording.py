"""Examples found by their words: the same ones, those that sound the same, and those that a recognizer got slightly wrong."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from engine.dialog.intents.answers import further_answers
from engine.dialog.intents.sounds import syllables
from engine.dialog.intents.trained import Example, Examples
from engine.dialog.lexical import Wordings
from engine.dialog.words import fold, is_negated

_MANDARIN: Final = 0.8
"""What nearly the same syllables are worth beside nearly the same English words. There are some four hundred, so that many a phrase
shares most of its letters with one of another meaning: a sure head is to outweigh it."""


class Wording:
    """The words of a script's examples."""

    def __init__(self, examples: Examples) -> None:
        self._examples = [example for example in examples.all if example.intent is not None]
        self._examples += _further(self._examples, examples.language)
        sounds = [" ".join(syllables(example.folded)) for example in self._examples]
        self._by_words = _grouped([example.folded for example in self._examples], self._examples)
        self._by_sound = _grouped(sounds, self._examples)
        self._wordings = Wordings(sounds)
        self._negated = [is_negated(example.folded) for example in self._examples]
        self._worth = _MANDARIN if examples.language == "zh" else 1.0

    def same(self, folded: str, expected: Collection[str]) -> Example | None:
        """The expected example of the same words; failing that, one that sounds the same."""
        found = (*self._by_words.get(folded, ()), *self._by_sound.get(" ".join(syllables(folded)), ()))
        return next((example for example in found if example.intent in expected), None)

    def alike(self, folded: str) -> Mapping[str, tuple[str, float]]:
        """For each intent with an example that is nearly the same words: that example, and how much that counts (1: the same).

        A denial is never like an affirmation, however few letters make the difference.
        """
        negated = is_negated(folded)
        best: dict[str, tuple[str, float]] = {}
        for index, likeness in self._wordings.like(" ".join(syllables(folded))).items():
            example = self._examples[index]
            value = likeness if likeness == 1.0 else self._worth * likeness
            if self._negated[index] is negated and example.intent and value > best.get(example.intent, ("", 0.0))[1]:
                best[example.intent] = (example.text, value)
        return best


def _grouped(keys: Sequence[str], examples: Sequence[Example]) -> Mapping[str, Sequence[Example]]:
    """By key, in the order of the examples."""
    groups: dict[str, list[Example]] = {}
    for key, example in zip(keys, examples, strict=True):
        groups.setdefault(key, []).append(example)
    return groups


def _further(examples: Sequence[Example], language: str) -> list[Example]:
    """Plain answers that are not examples; an example counts for its own intent, whatever it sounds like."""
    intents: dict[str, list[str]] = {}
    for example in examples:
        intents.setdefault(example.intent or "", []).append(example.text)
    known = {example.folded for example in examples}
    found = (Example(intent, text, fold(text)) for intent, text in further_answers(intents, language))
    return [example for example in found if example.folded not in known]
