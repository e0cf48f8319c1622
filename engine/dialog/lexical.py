"""Likeness of wording: catches short answers and a recognizer's slips, where vectors of meaning are weak."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import Final

import numpy as np
from numpy.typing import NDArray

_LEAST_RATIO: Final = 0.86
"""Share of equal letters above which two phrases are the same words, misheard."""
_LEAST_LETTERS: Final = 6
"""Shorter phrases differ by a letter and mean something else: `now`, `no`."""
_LEAST_CONTAINED_WORDS: Final = 3
_CONTAINED: Final = 0.9


class Wordings:
    """Folded phrases that others are compared with."""

    def __init__(self, phrases: Sequence[str]) -> None:
        self._phrases = tuple(phrases)
        self._columns = {letter: column for column, letter in enumerate(sorted(set("".join(phrases))))}
        self._letters = np.array([self._counts(phrase) for phrase in phrases], dtype=np.int16).reshape(len(phrases), -1)
        self._lengths = np.array([len(phrase) for phrase in phrases])
        telling = (index for index, phrase in enumerate(phrases) if len(phrase.split()) >= _LEAST_CONTAINED_WORDS)
        self._telling = [(index, f" {phrases[index]} ") for index in telling]

    def like(self, said: str) -> Mapping[int, float]:
        """Those that are nearly the same words as `said`, by number: how far, up to 1.0 for the same.

        Letters are compared by Ratcliff and Obershelp's gestalt ratio (difflib).
        """
        found = {index: ratio for index in self._candidates(said) if (ratio := _ratio(said, self._phrases[index])) >= _LEAST_RATIO}
        inside = f" {said} "
        found |= {index: max(_CONTAINED, found.get(index, 0.0)) for index, phrase in self._telling if phrase in inside}
        return found | {index: 1.0 for index, phrase in enumerate(self._phrases) if phrase == said}

    def _candidates(self, said: str) -> NDArray[np.intp]:
        """Phrases that have enough letters in common, in whatever order: an upper bound of the ratio, for all of them at once."""
        common = np.minimum(self._letters, np.array(self._counts(said), dtype=np.int16)).sum(axis=1)
        enough = 2 * common >= _LEAST_RATIO * (self._lengths + len(said))
        return np.flatnonzero(enough & (np.minimum(self._lengths, len(said)) >= _LEAST_LETTERS))

    def _counts(self, phrase: str) -> list[int]:
        counts = [0] * len(self._columns)
        for letter, count in Counter(phrase).items():
            if letter in self._columns:
                counts[self._columns[letter]] = count
        return counts


def _ratio(said: str, phrase: str) -> float:
    return SequenceMatcher(None, phrase, said, autojunk=False).ratio()
