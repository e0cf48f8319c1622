"""Rules of wording: a pattern and the days or times of day that it names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from engine.dialog.slots.days import Day
from engine.dialog.slots.hours import Delay, SameTime, TimeOfDay

Piece: TypeAlias = Day | TimeOfDay | SameTime | Delay
Rule: TypeAlias = tuple[re.Pattern[str], Callable[[re.Match[str]], Iterable[Piece]]]
"""A match for which the function gives nothing is none."""

_BLANK = "¦"


def rule(pattern: str, pieces_of: Callable[[re.Match[str]], Iterable[Piece]]) -> Rule:
    """A wording whose meaning is in its words."""
    return re.compile(pattern), pieces_of


def said(pattern: str, *pieces: Piece) -> Rule:
    """A wording that always means the same."""
    return re.compile(pattern), lambda _: pieces


def scan(text: str, rules: Sequence[Rule]) -> tuple[list[Piece], str]:
    """Everything that the rules find, in the order of the text, and the text with what was found blanked out.

    Each rule sees only what those before it left, so the longer wording comes first.
    """
    found: list[tuple[int, int, Piece]] = []
    for pattern, pieces_of in rules:
        for match in pattern.finditer(text):
            pieces = [(match.start(), place, piece) for place, piece in enumerate(pieces_of(match))]
            if pieces:
                found += pieces
                text = text[: match.start()] + _BLANK * (match.end() - match.start()) + text[match.end() :]
    return [piece for _, _, piece in sorted(found, key=lambda item: item[:2])], text
