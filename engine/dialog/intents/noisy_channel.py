"""What was probably said, of a Mandarin text that was misheard: "奔砍要花多少钱" is "办卡要花多少钱" where cards are sold.

A noisy channel (Shannon, 1948; for spelling, Kernighan, Church and Gale, 1990): of all texts of as many characters, the one that
a person is likeliest to say to this script, times how likely it is to be heard as this. The script's examples tell the former, by
pairs of characters (Witten and Bell, 1991), confusable syllables the latter; Viterbi's algorithm finds it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from engine.dialog.intents.confusable import confusable
from engine.dialog.intents.sounds import syllable
from engine.dialog.intents.trained import examples_of
from engine.dialog.script import Script
from engine.dialog.words import fold, unspaced

Row = NDArray[np.floating[Any]]
Columns = NDArray[np.intp]
Restore = Callable[[str], str]
"""A text that may be misheard → what was probably said: the same, or another of as many characters."""

_START: Final = "^"
_END: Final = "$"
_TRUST: Final = 1.0
"""In the character that was heard, beside others of its sound: a logarithm, as all weights here."""
_LEAST_CONFUSABLE: Final = -6.5
_MOST_CANDIDATES: Final = 40
"""For each character that was heard."""
_COMMONNESS: Final = 0.5
"""Of a character, beside its nearness in sound, in choosing candidates."""
_UNKNOWN_COUNT: Final = 0.01
_UNKNOWN_CHARACTERS: Final = 20_000
"""Characters that no example has are so many, and each as if so many times in them."""


def noisy_channel(script: Script) -> Restore | None:
    """Restores what is said to a script; None for languages other than Chinese."""
    if script.language != "zh":
        return None
    return NoisyChannel([example.folded for example in examples_of(script).all]).restored


@dataclass(frozen=True, slots=True)
class _Candidates:
    """What may have been said where one character was heard."""

    columns: Columns
    weights: Row


class NoisyChannel:
    """Of the texts of one script. About a millisecond for an utterance."""

    def __init__(self, folded: Sequence[str]) -> None:
        """`folded`: what people say, folded, at least one."""
        texts = [[_START, *text.split(), _END] for text in folded]
        self._characters = sorted({character for text in texts for character in text})
        self._column = {character: column for column, character in enumerate(self._characters)}
        self._unknown = len(self._characters)
        self._follow = np.zeros((self._unknown + 1, self._unknown + 1), dtype=np.uint16)
        pairs = [(self._column[first], self._column[second]) for text in texts for first, second in pairwise(text)]
        np.add.at(self._follow, tuple(np.array(pairs).T), 1)
        counts = self._follow.sum(axis=0) + _UNKNOWN_COUNT
        self._shares = counts / (self._follow.sum() + _UNKNOWN_COUNT * _UNKNOWN_CHARACTERS)
        self._kinds = np.maximum(np.count_nonzero(self._follow, axis=1), 1)
        self._totals = np.log(self._follow.sum(axis=1) + self._kinds)
        self._by_sound: defaultdict[str, list[int]] = defaultdict(list)
        for character, column in self._column.items():
            if sound := syllable(character):
                self._by_sound[sound].append(column)
        self._near: dict[str, _Candidates] = {}

    def restored(self, text: str) -> str:
        """What was probably said where `text` was heard, without its punctuation."""
        heard = fold(text).split()
        steps = [self._candidates(character) for character in heard]
        before, score = np.array([self._column[_START]]), np.zeros(1)
        origins = []
        for step in steps:
            paths = score[:, None] + self._following(before, step.columns)
            origins.append(paths.argmax(axis=0))
            score, before = paths.max(axis=0) + step.weights, step.columns
        best = int((score + self._following(before, np.array([self._column[_END]]))[:, 0]).argmax())
        said = []
        for character, step, origin in zip(reversed(heard), reversed(steps), reversed(origins), strict=True):
            column = step.columns[best]
            said.append(character if column == self._unknown else self._characters[column])
            best = int(origin[best])
        return unspaced(" ".join(reversed(said)))

    def _following(self, before: Columns, columns: Columns) -> Row:
        """How likely each character is after each of those before it: [before, columns]."""
        backing_off = np.outer(self._kinds[before], self._shares[columns])
        following: Row = np.log(self._follow[np.ix_(before, columns)] + backing_off) - self._totals[before][:, None]
        return following

    def _candidates(self, character: str) -> _Candidates:
        """Itself, which is trusted, and others that sound like it."""
        own = self._column.get(character, self._unknown)
        if not (sound := syllable(character)):
            return _Candidates(np.array([own]), np.array([_TRUST]))
        if sound not in self._near:
            self._near[sound] = self._nearest(sound)
        near = self._near[sound]
        others = near.columns != own
        return _Candidates(np.append(near.columns[others], own), np.append(near.weights[others], _TRUST))

    def _nearest(self, heard: str) -> _Candidates:
        near = {said: weight for said in self._by_sound if (weight := confusable(said, heard)) >= _LEAST_CONFUSABLE}
        found = [(column, weight) for said, weight in near.items() for column in self._by_sound[said]]
        columns = np.array([column for column, _ in found], dtype=np.intp)
        weights = np.array([weight for _, weight in found])
        kept = np.argsort(-weights - _COMMONNESS * np.log(self._shares[columns]), kind="stable")[:_MOST_CANDIDATES]
        return _Candidates(columns[kept], weights[kept])
