"""The way into reading aloud: a filter's name to what it makes of a value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from engine.dialog.slots.spec import UnsupportedLanguage, base_language
from engine.dialog.spoken import characters, moments, money, numerals, phones

Speaker = Callable[[str, str, datetime], str]
"""A canonical value, a base language and the local time to words."""

FILTERS: Final[Mapping[str, Speaker]] = {
    "money": lambda value, language, _: money.money(value, language),
    "number": lambda value, language, _: numerals.number(value, language),
    "ordinal": lambda value, language, _: numerals.ordinal(value, language),
    "phone": lambda value, language, _: phones.phone(value, language),
    "date": moments.day,
    "time": lambda value, language, _: moments.time_of_day(value, language),
    "when": moments.moment,
    "digits": lambda value, language, _: characters.digits(value, language),
    "spelled": lambda value, language, _: characters.spelled(value, language),
}
"""Every filter by its name in `{{ value | filter }}`."""


def speak(value: str, filter_name: str, language: str, now: datetime) -> str:
    """A value in words.

    Args:
        value: canonical, see `engine.dialog.slots.spec.SlotType`.
        filter_name: one of `FILTERS`.
        language: BCP 47 code.
        now: local time; the year of a date near it is left out.

    Raises:
        UnspeakableValue: the value does not fit the filter.
        UnsupportedLanguage: the language is neither English nor Mandarin.
        KeyError: there is no such filter.
    """
    base = base_language(language)
    if base not in ("en", "zh"):
        raise UnsupportedLanguage(f"reading aloud with '{filter_name}'", language)
    return FILTERS[filter_name](value, base, now)
