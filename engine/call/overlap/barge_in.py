"""What words over the bot are, once they are known: a listener's response, a stop-word, or something to answer. Pure."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from enum import Enum, auto
from itertools import groupby
from typing import Final

from engine.call.overlap.phrases import BACKCHANNELS
from engine.dialog.intents.sounds import syllables
from engine.dialog.words import normalise

_MOST_WORDS: Final = 5
_MOST_SYLLABLES: Final = 8
"""More words than this, or Chinese syllables, are a statement, whatever they are."""

_HUM: Final = re.compile(r"[uhm]+|a+h+a*|o+h+")
_CHINESE_HUM: Final = re.compile(rf"{_HUM.pattern}|a|an|e|ei|en|n|neng|o")
"""Recognizers spell hums in ever new ways: "uhu", "uhuhu", "mhmm", "aah"; 嗯 is written 恩, 安, 能."""

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
    count = len(_words(text, language))
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
    said = _responses(_words(text, language), language)
    if said is None:
        return False
    once = [word for phrase, _ in groupby(said) for word in phrase]  # "yeah, yeah, yeah, yeah" says no more than "yeah"
    return len(once) <= (_MOST_SYLLABLES if language == "zh" else _MOST_WORDS)


def _responses(words: Sequence[str], language: str) -> list[Sequence[str]] | None:
    """The words as known phrases or hums, one after the other; None if they are not."""
    known, hum = _known(language), _CHINESE_HUM if language == "zh" else _HUM
    longest = max(map(len, known), default=1)
    from_here: list[list[Sequence[str]] | None] = [None] * len(words) + [[]]
    for start in reversed(range(len(words))):
        for end in range(min(start + longest, len(words)), start, -1):
            phrase, rest = words[start:end], from_here[end]
            if rest is not None and (tuple(phrase) in known or (len(phrase) == 1 and hum.fullmatch(phrase[0]))):
                from_here[start] = [phrase, *rest]
                break
    return from_here[0]


@functools.cache
def _known(language: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(_words(phrase, language)) for phrase in BACKCHANNELS.get(language, ()))


def _words(text: str, language: str) -> Sequence[str]:
    """Of Chinese its toneless syllables: a recognizer that mishears writes other characters of the same sound."""
    if language == "zh":
        return syllables(normalise(text))
    return re.sub(r"[^\w\s]", " ", text.lower()).split()
