"""What words over the bot are, once they are known: a listener's response, a stop-word, or something to answer. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum, auto
from itertools import groupby
from typing import Final

from engine.call.overlap.phrases import BACKCHANNELS

_MOST_WORDS: Final = 5
"""More words than this are a statement, whatever they are."""

_HUM: Final = re.compile(r"[uhm]+|a+h+a*|o+h+")
"""Recognizers spell hums in ever new ways: "uhu", "uhuhu", "mhmm", "aah"."""

_STOP_WORDS: Final[Mapping[str, re.Pattern[str]]] = {
    "en": re.compile(
        r"\b(?:stop|wait|no(?! (?:problem|worries|doubt))|nope|hold on|hang on|enough|excuse me|listen|don.?t|shut up|hold it)\b"
    ),
    "zh": re.compile(r"等一?[下等会]|停|打住|不需要|不要|不用|不想|别说|别讲|别打|够了"),
}
"""They take the floor, however short, and whatever else is said with them."""


class Words(Enum):
    """What the first words of somebody who still speaks are."""

    NONE = auto()
    RESPONSE = auto()
    """A listener's, so far."""
    STOP = auto()
    """A stop-word is among them."""
    ONE = auto()
    """One word to answer, or a sound that was read as one."""
    SEVERAL = auto()
    """The beginning of a sentence."""


def first_words(text: str, language: str) -> Words:
    """Sorts what was read of a sound that goes on."""
    words = _words(text)
    count = sum(map(len, words)) if language == "zh" else len(words)  # written without spaces
    if not count:
        return Words.NONE
    if stop_word(text, language):
        return Words.STOP
    if is_backchannel(text, language):
        return Words.RESPONSE
    return Words.ONE if count == 1 else Words.SEVERAL


def stop_word(text: str, language: str) -> str | None:
    """The first word that tells the bot to be silent; None if there is none."""
    pattern = _STOP_WORDS.get(language)
    match = pattern.search(text.lower()) if pattern else None
    return match.group(0) if match else None


def is_backchannel(text: str, language: str) -> bool:
    """True if the words only say "I am listening", one or several times; no words at all count too (noise, a cough)."""
    words = [word for word, _ in groupby(_words(text))]  # "yeah, yeah, yeah, yeah" says no more than "yeah"
    return len(words) <= _MOST_WORDS and _all_known(words, BACKCHANNELS.get(language, frozenset()))


def _all_known(words: list[str], known: frozenset[str]) -> bool:
    """True if the words are phrases of `known` or hums, one after the other; Chinese ones may be repeated within a word."""
    if not words:
        return True
    if _HUM.fullmatch(words[0]) and _all_known(words[1:], known):
        return True
    begins = (count for count in range(1, len(words) + 1) if " ".join(words[:count]) in known)
    return any(_all_known(words[count:], known) for count in begins) or (set(words[0]) <= known and _all_known(words[1:], known))


def _words(text: str) -> list[str]:
    return re.sub(r"[^\w\s]", " ", text.lower()).split()
