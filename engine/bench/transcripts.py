"""What the engine understood against what was said: word errors and intents. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from engine.bench.observations import Observation
from engine.bench.recordings import Span
from engine.dialog.intents.sounds import syllables
from engine.dialog.words import normalise
from engine.events import PersonSpoke

OFFSETS_MS: Final = range(-1000, 3001, 20)
"""How far the engine's clock may be from the phone's: both start with their audio, moments apart."""
_DIGITS: Final = dict(enumerate(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]))
_CHINESE_DIGITS: Final = str.maketrans("0123456789幺", "零一二三四五六七八九一")
_CONTRACTIONS: Final = (
    ("won't", "will not"),
    ("can't", "cannot"),
    ("n't", " not"),
    ("'m", " am"),
    ("'re", " are"),
    ("'ll", " will"),
    ("'s", " is"),
)


@dataclass(frozen=True, slots=True)
class Understood:
    """What the engine made of one turn."""

    observation: Observation
    heard: str
    """All it recognized meanwhile."""
    intent: str | None
    """The last one it understood."""
    words: int
    errors: int
    """Words wrong, missing or invented."""


def normalized(text: str, language: str) -> list[str]:
    """Words as they are compared: lower case, digits spelled one by one, contractions written out, no punctuation.

    Of Mandarin its toneless syllables: which of the characters that sound alike a recognizer writes is no error of its hearing.

    Args:
        text: what was said or heard.
        language: ISO 639-1: `en` or `zh`.
    """
    if language == "zh":
        return list(syllables(normalise(text.translate(_CHINESE_DIGITS))))
    plain = text.lower().replace("’", "'")
    for short, long in _CONTRACTIONS:
        plain = plain.replace(short, long)
    spelled = re.sub(r"\d", lambda digit: f" {_DIGITS[int(digit[0])]} ", plain)
    return re.sub(r"[^a-z]+", " ", spelled).split()


def word_errors(truth: Sequence[str], heard: Sequence[str]) -> int:
    """Levenshtein distance in words: substitutions, deletions and insertions."""
    row = list(range(len(heard) + 1))
    for index, expected in enumerate(truth, start=1):
        diagonal, row[0] = row[0], index
        for column, found in enumerate(heard, start=1):
            diagonal, row[column] = row[column], min(row[column] + 1, row[column - 1] + 1, diagonal + (expected != found))
    return row[-1]


def compare(observations: Sequence[Observation], turns: Sequence[PersonSpoke], language: str) -> list[Understood]:
    """Pairs the turns that the engine heard with what was said in this language (ISO 639-1), by time."""
    said = [Span(seen.onset_ms, seen.end_ms) for seen in observations]
    heard = [Span(turn.started_ms, turn.ended_ms) for turn in turns]
    offset_ms = _offset_ms(said, heard)
    found = []
    for seen, span in zip(observations, said, strict=True):
        own = [turn for turn, at in zip(turns, heard, strict=True) if at.shifted(-offset_ms).overlap_ms(span)]
        text = " ".join(turn.text for turn in own)
        truth = normalized(seen.exchange.text, language)
        intent = own[-1].intent if own else None
        found.append(Understood(seen, text, intent, len(truth), word_errors(truth, normalized(text, language))))
    return found


def _offset_ms(said: Sequence[Span], heard: Sequence[Span]) -> int:
    """The shift of the engine's clock at which its turns fit best on what was said; the smallest of equals."""

    def fit(offset_ms: int) -> tuple[int, int]:
        return sum(turn.shifted(-offset_ms).overlap_ms(span) for turn in heard for span in said), -abs(offset_ms)

    return max(OFFSETS_MS, key=fit)
