"""Likeness of wording: catches short answers and a recognizer's slips, where vectors of meaning are weak."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Final

_LEAST_RATIO: Final = 0.86
"""Share of equal letters above which two phrases are the same words, misheard."""
_LEAST_LETTERS: Final = 6
"""Shorter phrases differ by a letter and mean something else: `now`, `no`."""
_LEAST_CONTAINED_WORDS: Final = 3
_CONTAINED: Final = 0.9


def likenesses(said: str, examples: Sequence[str]) -> list[float]:
    """How far folded phrases are the same words as `said`: 1.0 the same, 0.0 not worth considering.

    Letters are compared by Ratcliff and Obershelp's gestalt ratio (difflib).
    """
    matcher = SequenceMatcher(None, "", said, autojunk=False)  # remembers its second text: the examples take turns as the first
    return [_likeness(said, example, matcher) for example in examples]


def _likeness(said: str, example: str, matcher: SequenceMatcher[str]) -> float:
    if said == example:
        return 1.0
    if len(example.split()) >= _LEAST_CONTAINED_WORDS and f" {example} " in f" {said} ":
        return _CONTAINED
    shorter, longer = sorted((len(said), len(example)))
    if shorter < _LEAST_LETTERS or 2 * shorter < _LEAST_RATIO * (shorter + longer):
        return 0.0
    matcher.set_seq1(example)
    if matcher.quick_ratio() < _LEAST_RATIO:
        return 0.0
    ratio = matcher.ratio()
    return ratio if ratio >= _LEAST_RATIO else 0.0
