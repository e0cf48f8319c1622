"""How easily a recognizer takes one Mandarin syllable for another, by the parts that they share.

A syllable is an initial and a final ("zh" and "ong"). Recognizers of telephone speech seldom mistake both, and mostly for a sound
that is made in the same place or the same way. The weights are set by hand, not learned: learned ones would be those of one voice.
"""

from __future__ import annotations

import functools
from itertools import takewhile
from operator import eq
from typing import Final

_INITIALS: Final = ("zh", "ch", "sh", *"bpmfdtnlgkhjqxrzcsyw")
_NEARLY_SAME: Final = ({"zh", "z"}, {"ch", "c"}, {"sh", "s"}, {"n", "l"}, {"f", "h"})
"""Which some speakers do not tell apart."""
_MADE_ALIKE: Final = (
    *map(set, ("bpmf", "dtnl", "gkh", "bdg", "ptk", "mnl")),
    {"zh", "ch", "sh", *"jqxzcsr"},
    {"zh", "ch", *"zcjqt"},
    {"sh", *"sxhf"},
    {"y", "w", ""},
)
_MISHEARD: Final = -1.5
"""Logarithm of how likely any other syllable is beside the one that was said; its parts make it less so:"""
_INITIAL_NEARLY_SAME: Final = -1.0
_INITIAL_MADE_ALIKE: Final = -1.8
_INITIAL_OTHER: Final = -3.0
_FINAL_BUT_FOR_G: Final = -1.0
_FINAL_BUT_FOR_NASAL: Final = -1.5
_FINAL_BUT_FOR_A_LETTER: Final = -1.8
_FINAL_SAME_VOWEL: Final = -2.2
_FINAL_OTHER: Final = -3.5


def confusable(said: str, heard: str) -> float:
    """How likely the syllable `heard` is if `said` was said, beside `said` itself (0.0): a logarithm, not normalised."""
    if said == heard:
        return 0.0
    (said_initial, said_final), (heard_initial, heard_final) = _parts(said), _parts(heard)
    return _MISHEARD + _of_initials(said_initial, heard_initial) + _of_finals(said_final, heard_final)


@functools.lru_cache(maxsize=1024)
def _parts(syllable: str) -> tuple[str, str]:
    initial = next((initial for initial in _INITIALS if syllable.startswith(initial) and syllable != initial), "")
    return initial, syllable[len(initial) :]


@functools.lru_cache(maxsize=1024)
def _of_initials(said: str, heard: str) -> float:
    if said == heard:
        return 0.0
    both = {said, heard}
    if both in _NEARLY_SAME:
        return _INITIAL_NEARLY_SAME
    return _INITIAL_MADE_ALIKE if any(both <= alike for alike in _MADE_ALIKE) else _INITIAL_OTHER


@functools.lru_cache(maxsize=4096)
def _of_finals(said: str, heard: str) -> float:
    if said == heard:
        return 0.0
    if said.rstrip("g") == heard.rstrip("g"):
        return _FINAL_BUT_FOR_G
    if said.rstrip("ng") == heard.rstrip("ng"):
        return _FINAL_BUT_FOR_NASAL
    if _differ_by_a_letter(said, heard):
        return _FINAL_BUT_FOR_A_LETTER
    return _FINAL_SAME_VOWEL if _open_vowels(said) == _open_vowels(heard) else _FINAL_OTHER


def _differ_by_a_letter(said: str, heard: str) -> bool:
    return _shared_start(said, heard) + _shared_start(said[::-1], heard[::-1]) >= max(len(said), len(heard)) - 1


def _shared_start(one: str, other: str) -> int:
    return sum(takewhile(bool, map(eq, one, other)))


def _open_vowels(final: str) -> str:
    return "".join(letter for letter in final if letter in "aeo")
