"""Utterances as plain words: what is left when case, punctuation, contractions and fillers of speech are gone."""

from __future__ import annotations

import re
from typing import Final

_APOSTROPHES: Final = re.compile(r"[’‘`´]")
_NOT_A_WORD: Final = re.compile(r"[^\w\s]|_")
_CJK: Final = re.compile(r"([\u3400-\u9fff])")


def normalise(text: str) -> str:
    """Lower-case words with single spaces; apostrophes are dropped (`don't` → `dont`), each Chinese character is a word."""
    lowered = _APOSTROPHES.sub("'", text.lower()).replace("'", "")
    return " ".join(_CJK.sub(r" \1 ", _NOT_A_WORD.sub(" ", lowered)).split())
