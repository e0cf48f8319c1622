"""Which of a beam's texts are readings of what was said, and which are the same or none. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

import numpy as np

from engine.speech.api import Reading

_BROKEN: Final = "\N{REPLACEMENT CHARACTER}"
"""What a character becomes whose bytes are not all there: the beam ran out of room."""
_LEAST_CHARACTERS: Final = 2
"""A beam likes single characters for their few tokens, and a single syllable is like too much else."""
_NOT_A_WORD: Final = re.compile(r"[^\w]|_")


def told_apart(readings: Iterable[Reading]) -> tuple[Reading, ...]:
    """The readings that say something, likeliest first; of those that are the same words the likeliest, with the weight of all."""
    ranked = sorted(readings, key=lambda reading: reading.weight, reverse=True)
    groups: dict[str, list[Reading]] = {}
    for reading in ranked:
        letters = _said_once(_NOT_A_WORD.sub("", reading.text.casefold()))
        if len(letters) >= _LEAST_CHARACTERS and _BROKEN not in reading.text:
            groups.setdefault(letters, []).append(reading)
    merged = [Reading(group[0].text, float(np.logaddexp.reduce([one.weight for one in group]))) for group in groups.values()]
    return tuple(sorted(merged, key=lambda reading: reading.weight, reverse=True))


def _said_once(letters: str) -> str:
    """What is said over and over, the last time perhaps not to its end: a beam goes round in circles."""
    lengths = range(1, len(letters) // 2 + 1)
    return next((letters[:length] for length in lengths if letters == (letters[:length] * len(letters))[: len(letters)]), letters)
