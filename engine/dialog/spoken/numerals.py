"""Numbers in words."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from engine.dialog.slots.money import LARGEST, decimal
from engine.dialog.spoken.characters import DIGITS
from engine.dialog.spoken.errors import UnspeakableValue

_ONES: Final = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS: Final = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_THOUSANDS: Final = ((10**9, "billion"), (10**6, "million"), (10**3, "thousand"))
_ORDINALS: Final = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
_HAN_PLACES: Final = ((1000, "千"), (100, "百"), (10, "十"))
_HAN_SCALES: Final = ((10**8, "亿"), (10**4, "万"))


def number(value: str, language: str) -> str:
    """`1250.5` as `one thousand two hundred and fifty point five`, `一千二百五十点五`."""
    try:
        exact = decimal(value)
    except ValueError:
        raise UnspeakableValue(value, "number", "a number, e.g. 12.5") from None
    return decimal_words(exact, language, value, "number")


def decimal_words(exact: Decimal, language: str, value: str, filter_name: str) -> str:
    """The same of a number; `value` and `filter_name` are for the error.

    Raises:
        UnspeakableValue: its whole part is above `LARGEST`.
    """
    if abs(exact) > LARGEST:
        raise UnspeakableValue(value, filter_name, f"at most {LARGEST}")
    whole, _, places = f"{abs(exact):f}".partition(".")
    places = places.rstrip("0")
    words = cardinal(int(whole), language)
    if places:
        point, gap = ("点", "") if language == "zh" else (" point ", " ")
        words += point + gap.join(DIGITS[language][digit] for digit in places)
    minus = ("负" if language == "zh" else "minus ") if exact < 0 and (places or int(whole)) else ""
    return minus + words


def ordinal(value: str, language: str) -> str:
    """`21` as `twenty-first`, `第二十一`."""
    if not (value.isascii() and value.isdecimal()) or not 1 <= int(value) <= LARGEST:
        raise UnspeakableValue(value, "ordinal", "a whole number from 1 on, e.g. 3")
    return f"第{cardinal(int(value), 'zh')}" if language == "zh" else english_ordinal(int(value))


def english_ordinal(count: int) -> str:
    """`third`, `twenty-first`."""
    words = cardinal(count, "en")
    cut = max(words.rfind(" "), words.rfind("-")) + 1
    last = words[cut:]
    if last in _ORDINALS:
        return words[:cut] + _ORDINALS[last]
    return words[:-1] + "ieth" if last.endswith("y") else words + "th"


def cardinal(count: int, language: str) -> str:
    """A whole number from 0 to `LARGEST` in words."""
    return _han(count) if language == "zh" else _english(count)


def measured(count: int, language: str) -> str:
    """The same before a measure word: two of something is 两 in Mandarin, the number two 二."""
    return "两" if language == "zh" and count == 2 else cardinal(count, language)


def _english(count: int) -> str:
    if count < 20:
        return _ONES[count]
    if count < 100:
        tens, ones = divmod(count, 10)
        return f"{_TENS[tens]}-{_ONES[ones]}" if ones else _TENS[tens]
    if count < 1000:
        hundreds, rest = divmod(count, 100)
        return f"{_ONES[hundreds]} hundred" + (f" and {_english(rest)}" if rest else "")
    scale, name = next((scale, name) for scale, name in _THOUSANDS if count >= scale)
    many, rest = divmod(count, scale)
    joint = " and " if 0 < rest < 100 else " "
    return f"{_english(many)} {name}" + (f"{joint}{_english(rest)}" if rest else "")


def _han(count: int, leads: bool = True) -> str:
    """`leads`: nothing stands before it, so that ten is 十 and not 一十."""
    for scale, name in _HAN_SCALES:
        if count >= scale:
            many, rest = divmod(count, scale)
            gap = "零" if 0 < rest < scale // 10 else ""
            return f"{measured(many, 'zh')}{name}{gap}{_han(rest, leads=False) if rest else ''}"
    return _han_below_ten_thousand(count, leads)


def _han_below_ten_thousand(count: int, leads: bool) -> str:
    if count < 10:
        return DIGITS["zh"][str(count)]
    words, rest, gap = "", count, False
    for place, name in _HAN_PLACES:
        digit, rest = divmod(rest, place)
        if digit:
            spoken = "两" if digit == 2 and place > 10 else DIGITS["zh"][str(digit)]
            words += ("零" if gap and words else "") + ("" if place == 10 and digit == 1 and leads and not words else spoken) + name
            gap = False
        else:
            gap = True
    if rest:
        words += ("零" if gap and words else "") + DIGITS["zh"][str(rest)]
    return words
