"""Values read character by character: codes, spellings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from engine.dialog.spoken.errors import UnspeakableValue

DIGITS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": dict(zip("0123456789", ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"], strict=True)),
    "zh": dict(zip("0123456789", "零一二三四五六七八九", strict=True)),
}
_SIGNS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {"-": "dash", ".": "dot", "/": "slash", "_": "underscore", "@": "at", "+": "plus", "#": "hash", "*": "star", "&": "and"},
    "zh": {"-": "杠", ".": "点", "/": "斜杠", "_": "下划线", "@": "艾特", "+": "加", "#": "井号", "*": "星号", "&": "和"},
}
_SEPARATORS: Final = " -.()/"


def digits(value: str, language: str) -> str:
    """`4711` as `four, seven, one, one`: commas make a voice read them apart. Separators written between digits are passed over."""
    plain = value.translate({ord(separator): None for separator in _SEPARATORS})
    if not plain or any(character not in DIGITS[language] for character in plain):
        raise UnspeakableValue(value, "digits", "digits only, e.g. 4711")
    return _apart([DIGITS[language][character] for character in plain], language)


def spelled(value: str, language: str) -> str:
    """`A-7` as `A, dash, seven`; letters stay letters, which a voice reads by their names."""
    names = {**DIGITS[language], **_SIGNS[language]}
    spoken = [names.get(character, character.upper()) for character in value if not character.isspace()]
    if not spoken or any(len(word) == 1 and not word.isalnum() for word in spoken):
        raise UnspeakableValue(value, "spelled", f"letters, digits and {' '.join(_SIGNS[language])}")
    return _apart(spoken, language)


def _apart(words: list[str], language: str) -> str:
    return ("，" if language == "zh" else ", ").join(words)
