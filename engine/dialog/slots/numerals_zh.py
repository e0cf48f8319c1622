"""Chinese numerals as digits: `二十五` → `25`, `一百二` → `120`, `二零二六` → `2026`, `3万` → `30000`.

Only whole numbers: `三点五` becomes `3点5`, which may be a decimal number or a time of day.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from engine.dialog.slots.money import plain

_DIGITS: Final = {"零": 0, "〇": 0, "一": 1, "幺": 1, "两": 2, "俩": 2} | {
    digit: value for value, digit in enumerate("二三四五六七八九", 2)
}
_PLACES: Final = {"十": 10, "百": 100, "千": 1000}
_SCALES: Final = {"万": 10**4, "亿": 10**8}
_FORMAL: Final = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟廿", "一二三四五六七八九十百千廿")

_NUMERALS: Final = "零〇一幺两俩二三四五六七八九十百千万亿廿壹贰叁肆伍陆柒捌玖拾佰仟"
_NOT_NUMBERS: Final = (
    r"(?<![周期拜])一(?:下|起|样|定|会|些|直|般|共|切|旦|边|方面|大早|早|次性)|(?<=[早晚快慢有多少大小])一点|万一|统一"
    r"|(?<![点过差])十分(?![钟以之后])|百分之|千万(?=别|不)"
)
_NUMERAL: Final = re.compile(rf"({_NOT_NUMBERS})|((?:\d+(?:\.\d+)?)?[{_NUMERALS}]+(?:\d+[十百千万亿]+)*(?:(?<=[百千万亿])\d)?)")
_WEEKDAY: Final = re.compile(rf"((?:周|星期|礼拜)[一二三四五六日天])(?=[{_NUMERALS}\d])")
"""In 周三两点 there are two numbers."""
_ROUGHLY: Final = re.compile(
    rf"(?<![{_NUMERALS}\d])(一[二两]|[二两]三|三四|四五|五六|六七|七八|八九)(?=[个天位次年点块周月人杯份张])"
)
_LETTERS: Final = re.compile(r"\d+(?:\.\d+)?|.")


def with_digits(text: str) -> str:
    """Text with every Chinese numeral turned into digits; idioms such as `一下` are left alone; `三四个` is `3到4个`."""
    text = _WEEKDAY.sub(r"\1 ", text)
    text = _ROUGHLY.sub(lambda match: f"{match[1][0]}到{match[1][1]}", text)
    return _NUMERAL.sub(lambda match: match[0] if match[1] else _number(match[2]), text)


def _number(numeral: str) -> str:
    letters = _LETTERS.findall(numeral.translate(_FORMAL).replace("廿", "二十"))
    if not any(letter in _PLACES or letter in _SCALES for letter in letters):
        return "".join(str(_DIGITS.get(letter, letter)) for letter in letters)
    return plain(_added_up(letters))


def _added_up(letters: list[str]) -> Decimal:
    """Each digit times its place, each group times its scale; a last digit without a place has the next lower one: `三千五`."""
    total = group = Decimal(0)
    digit: Decimal | None = None
    last_unit = 1
    for letter in letters:
        if letter in _PLACES:
            last_unit = _PLACES[letter]
            group += (Decimal(1) if digit is None else digit) * last_unit
            digit = None
        elif letter in _SCALES:
            last_unit = _SCALES[letter]
            group += digit or 0
            digit = None
            total, group = (
                (total + (group or 1)) * last_unit if last_unit == 10**8 else total + (group or 1) * last_unit,
                Decimal(0),
            )
        elif letter in ("零", "〇"):
            last_unit, digit = 1, None
        else:
            digit = (digit or Decimal(0)) * 10 + Decimal(_DIGITS.get(letter, letter))
    if digit is not None:
        group += digit * max(last_unit // 10, 1) if digit < 10 else digit
    return total + group
