"""Values as people read them in a message: `Thursday, November 26, 2:30 PM`, `$45.00`, `11月26日（星期四）14:30`. Pure."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from engine.dialog.slots.money import Money
from engine.dialog.slots.spec import SlotSpec, base_language
from engine.dialog.slots.when import When
from engine.dialog.spoken.moments import HAN_WEEKDAYS, MONTHS, WEEKDAYS, is_near, time_of_day
from engine.dialog.spoken.money import CHINESE_CURRENCIES
from engine.dialog.values import chosen_filter, read_aloud

_SIGNS: Final = {"USD": "$", "EUR": "€", "GBP": "£"}
_HAN_UNITS: Final = {**CHINESE_CURRENCIES, "CNY": "元"}
_AS_IT_IS: Final = ("number", "digits", "phone", "spelled")
"""Filters that only say how a value is spoken."""


def as_written(value: str, spec: SlotSpec, filter_name: str | None, language: str, now: datetime) -> str:
    """A canonical value in a message, by the filter if there is one, else by its type. What does not fit stays as it is.

    Args:
        value: canonical, see `SlotType`.
        spec: of the slot or variable.
        filter_name: of the placeholder.
        language: BCP 47 code; other languages than English and Mandarin keep the canonical writing.
        now: local time; the year of a date near it is left out.
    """
    base, chosen = base_language(language), chosen_filter(spec, filter_name)
    if base not in ("en", "zh") or chosen in _AS_IT_IS:
        return value
    try:
        match chosen:
            case "money":
                return _money(Money.of(value), base)
            case "date":
                return _days(When.of(value), base, now.date())
            case "time":
                return _time(When.of(value), base)
            case "when":
                return _moment(When.of(value), base, now.date())
            case _:
                return read_aloud(value, spec, filter_name, language, now)
    except ValueError:
        return value


def _money(amount: Money, language: str) -> str:
    number = f"{abs(amount.value):,f}" if language == "en" else f"{abs(amount.value):f}"
    minus = "-" if amount.value < 0 else ""
    if language == "zh" and amount.currency in _HAN_UNITS:
        return f"{minus}{number}{_HAN_UNITS[amount.currency]}"
    if language == "en" and amount.currency in _SIGNS:
        return f"{minus}{_SIGNS[amount.currency]}{number}"
    return f"{minus}{number} {amount.currency}"


def _moment(when: When, language: str, today: date) -> str:
    if when.whole_days:
        return _days(when, language, today)
    day = _day(when.start.date(), language, today)
    return f"{day}{_time(when, language)}" if language == "zh" else f"{day}, {_time(when, language)}"


def _days(when: When, language: str, today: date) -> str:
    first, last = when.start.date(), when.last_day
    if first == last:
        return _day(first, language, today)
    between = "至" if language == "zh" else " to "
    return f"{_day(first, language, today)}{between}{_day(last, language, today)}"


def _day(which: date, language: str, today: date) -> str:
    if language == "zh":
        year = "" if is_near(which, today) else f"{which.year}年"
        return f"{year}{which.month}月{which.day}日（星期{HAN_WEEKDAYS[which.weekday()]}）"
    year = "" if is_near(which, today) else f", {which.year}"
    return f"{WEEKDAYS[which.weekday()]}, {MONTHS[which.month - 1]} {which.day}{year}"


def _time(when: When, language: str) -> str:
    if when.whole_days:
        raise ValueError("no time of day is known")
    if not when.is_moment:
        return time_of_day(when.canonical, language)
    at = when.start
    if language == "zh":
        return f"{at:%H:%M}"
    return f"{(at.hour - 1) % 12 + 1}:{at:%M} {'AM' if at.hour < 12 else 'PM'}"
