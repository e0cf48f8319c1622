"""Numbers in an answer: digits, number words, fractions, `four out of five`, `两个半`, `百分之二十`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Final

from engine.dialog.slots import numerals_en, numerals_zh
from engine.dialog.slots.misheard_zh import respelled_number
from engine.dialog.slots.money import LARGEST, plain
from engine.dialog.slots.spec import Parsed

WITH_DIGITS: Final[Mapping[str, Callable[[str], str]]] = {"en": numerals_en.with_digits, "zh": numerals_zh.with_digits}

_RUN_TOGETHER = 0.6
"""`two fifty` as 250."""
_ORDINAL = 0.8
_SLIP = 0.5
_ONE_OF_SEVERAL = 0.5

_SCALE_IS: Final = re.compile(
    r"\b(?:out of|on a scale (?:of|from)) -?\d+(?:\.\d+)?(?: ?(?:to|-) ?\d+)?|满分(?:是)?\d+分?|从?\d+到\d+分?里"
)
_ENGLISH: Final = re.compile(
    r"(?P<sign>\b(?:minus|negative) |(?<![\w.])-)?"
    r"(?:(?P<apart>[1-9] [1-9]0)\b(?! \d)|(?P<number>\d[\d,]*(?:\.\d+)?|\.\d+)"
    r"(?P<tail> ?k\b|th\b|st\b|nd\b|rd\b| quarters?\b| thirds?\b| halves\b)?)"
    r"|\b(?P<word>a quarter|a half|half|a couple|both|none|nobody|no one)\b"
)
_CHINESE: Final = re.compile(
    r"(?P<sign>负|零下|-)?(?P<percent>百分之)?(?P<number>\d[\d,]*(?:[.点]\d+)?)(?P<tail>[个块点斤年]半|半)?|(?P<word>半|没有人|没人|都没有)"
)
_THIRD: Final = Decimal("0.3333")
_WORDS: Final[Mapping[str, Decimal]] = {
    "a quarter": Decimal("0.25"),
    "a half": Decimal("0.5"),
    "half": Decimal("0.5"),
    "a couple": Decimal(2),
    "both": Decimal(2),
    "半": Decimal("0.5"),
}
_SLIPS: Final = {
    "to": "2",
    "too": "2",
    "for": "4",
    "won": "1",
    "ate": "8",
    "tree": "3",
    "sex": "6",
    "free": "3",
    "fife": "5",
    "tan": "10",
}
"""What a recognizer writes for a lone number."""
_LEAD_IN: Final = re.compile(r"^(?:(?:well|um+|uh|okay|maybe|just|only|a|it's a|it was a|i'd say|i would say|let's say),? +)+")
"""What may come before it, in English, and says nothing of it."""


def read_number(text: str, language: str) -> list[Parsed]:
    """The numbers of an utterance, the likeliest first. `text` is tidy, the denied part taken away."""
    lowered = text.lower()
    if slip := _SLIPS.get(_LEAD_IN.sub("", lowered.strip(" .!?"), count=1)):
        return [Parsed(slip, _SLIP)]
    spelled = respelled_number(lowered) if language == "zh" else lowered
    digits = _SCALE_IS.sub(" ", WITH_DIGITS[language](spelled))
    read = _chinese(digits) if language == "zh" else _english(digits)
    found = [(value, confidence) for value, confidence in read if abs(value) <= LARGEST]
    if len({value for value, _ in found}) > 1:
        found = [(value, min(confidence, _ONE_OF_SEVERAL)) for value, confidence in found]
    return [Parsed(plain(value), confidence) for value, confidence in found]


def _english(text: str) -> Iterator[tuple[Decimal, float]]:
    for match in _ENGLISH.finditer(text):
        if match["word"]:
            yield _WORDS.get(match["word"], Decimal(0)), 1.0
        elif match["apart"]:
            yield _signed(match, Decimal(match["apart"].replace(" ", ""))), _RUN_TOGETHER
        else:
            number = Decimal(match["number"].replace(",", ""))
            tail = (match["tail"] or "").strip()
            factor = {"k": Decimal(1000), "quarter": Decimal(1) / 4, "third": _THIRD, "halve": Decimal(1) / 2}.get(
                tail.rstrip("s"), 1
            )
            yield _signed(match, number * factor), _ORDINAL if tail in ("th", "st", "nd", "rd") else 1.0


def _chinese(text: str) -> Iterator[tuple[Decimal, float]]:
    for match in _CHINESE.finditer(text):
        if match["word"]:
            yield _WORDS.get(match["word"], Decimal(0)), 1.0
            continue
        number = Decimal(match["number"].replace("点", ".").replace(",", ""))
        if match["tail"] == "半" and number == 1:  # 一半
            number = Decimal("0.5")
        elif match["tail"]:
            number += Decimal("0.5")
        yield _signed(match, number), 1.0


def _signed(match: re.Match[str], number: Decimal) -> Decimal:
    return -number if match["sign"] else number
