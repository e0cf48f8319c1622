"""What words over the bot are, once they are known: a listener's response, a stop-word, or something to answer. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from engine.call.phrases import BACKCHANNELS

_MAX_REPEATS: Final = 3
"""More words than this are a statement, whatever they are."""

_STOP_WORDS: Final[Mapping[str, re.Pattern[str]]] = {
    "en": re.compile(
        r"\b(?:stop|wait|no(?! (?:problem|worries|doubt))|nope|hold on|hang on|enough|excuse me|listen|don.?t|shut up|hold it)\b"
    ),
    "zh": re.compile(r"等一?[下等会]|停|打住|不需要|不要|不用|不想|别说|别讲|别打|够了"),
}
"""They take the floor, however short, and whatever else is said with them."""


def stop_word(text: str, language: str) -> str | None:
    """The first word that tells the bot to be silent; None if there is none."""
    pattern = _STOP_WORDS.get(language)
    match = pattern.search(text.lower()) if pattern else None
    return match.group(0) if match else None


def is_backchannel(text: str, language: str) -> bool:
    """True if the words only say "I am listening"; no words at all count too (noise, a cough)."""
    words = re.sub(r"[^\w\s]", " ", text.lower()).split()
    known = BACKCHANNELS.get(language, frozenset())
    if " ".join(words) in known:
        return True
    return len(words) <= _MAX_REPEATS and all(word in known or set(word) <= known for word in words)
