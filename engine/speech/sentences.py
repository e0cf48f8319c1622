"""Text cut where a voice may pause, so that the first audio is there before the rest is made."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_SENTENCE: Final = re.compile(r".+?(?:[.!?…]+[\"')\]]*(?=\s|$)|[。！？]+|$)", re.DOTALL)
_FIRST_CLAUSE: Final = re.compile(r"^(.{12,}?(?:[,;:](?=\s)|[，；：]))\s*(.{12,})$", re.DOTALL)
_LONG_CHARACTERS: Final = 45
"""A sentence that takes Piper about 250 ms on one CPU thread."""
_LONG_CHARACTERS_CJK: Final = 15
SENTENCE_PAUSE_MS: Final = 260
CLAUSE_PAUSE_MS: Final = 130


@dataclass(frozen=True, slots=True)
class Piece:
    """Text that is synthesized at once."""

    text: str
    pause_ms: int
    """Silence after it, 0 for the last."""


def pieces(text: str) -> list[Piece]:
    """The sentences of `text`; the first is cut at a comma if it is long."""
    sentences = [match.strip() for match in _SENTENCE.findall(text) if match.strip()]
    if not sentences:
        return []
    cut = [Piece(sentence, SENTENCE_PAUSE_MS) for sentence in sentences]
    if _is_long(sentences[0]) and (clauses := _FIRST_CLAUSE.match(sentences[0])):
        cut[:1] = [Piece(clauses[1], CLAUSE_PAUSE_MS), Piece(clauses[2], SENTENCE_PAUSE_MS)]
    return [*cut[:-1], Piece(cut[-1].text, 0)]


def _is_long(sentence: str) -> bool:
    return len(sentence) > (_LONG_CHARACTERS if sentence.isascii() else _LONG_CHARACTERS_CJK)
