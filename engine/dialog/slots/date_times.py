"""Moments in an answer: `tomorrow afternoon`, `the 3rd at 2.30 pm`, `in two hours`, `下周二上午九点`, `月底`."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from engine.dialog.slots.days_en import day_rules as english_day_rules
from engine.dialog.slots.days_zh import DAY_RULES as CHINESE_DAY_RULES
from engine.dialog.slots.heard import tidy
from engine.dialog.slots.hours import Clock
from engine.dialog.slots.hours_en import BARE_HOUR as ENGLISH_BARE_HOUR
from engine.dialog.slots.hours_en import HOUR_RULES as ENGLISH_HOUR_RULES
from engine.dialog.slots.hours_en import clock_in_digits
from engine.dialog.slots.hours_zh import BARE_HOUR as CHINESE_BARE_HOUR
from engine.dialog.slots.hours_zh import HOUR_RULES as CHINESE_HOUR_RULES
from engine.dialog.slots.misheard_zh import respelled_time
from engine.dialog.slots.moments import mention_of, resolve
from engine.dialog.slots.numbers import WITH_DIGITS
from engine.dialog.slots.rules import Piece, scan
from engine.dialog.slots.spec import Invalid, Parsed
from engine.dialog.slots.when import When

_MONTH_FIRST: Final = frozenset({"US", "PH"})
_LAST_MINUTES: Final = (15, 30, 45)
"""Other minutes may get a second word: "three twenty" becomes "three twenty-five"."""
_BARE = 0.8
"""A lone number taken for an hour."""


def read_date_time(text: str, language: str, region: str | None, now: datetime, previous: When | None) -> list[Parsed | Invalid]:
    """The moments that an utterance may name, the likeliest first, past ones too. `text` is tidy, the denied part taken away.

    Args:
        text: an utterance.
        language: base language.
        region: ISO 3166 code; says whether 3/4 is in March or in April.
        now: local time.
        previous: what it may be a correction of.
    """
    pieces, bare = _pieces(text.lower(), language, region, previous is not None)
    if not pieces:
        return []
    readings = resolve(mention_of(pieces), now.replace(tzinfo=None), previous)
    return [Parsed(each.value, each.confidence * _BARE) if bare and isinstance(each, Parsed) else each for each in readings]


def is_month_first(region: str | None, language: str) -> bool:
    """True if 3/4 is the fourth of March, as in America, whose order is taken in English and Chinese if no region is named."""
    return (region or ("US" if language in ("en", "zh") else "")) in _MONTH_FIRST


def names_one_minute(text: str, language: str, region: str | None) -> bool:
    """True for a day and a time of day to which no word can be added: "Tuesday at 3 pm", and not "Tuesday at 3".

    Args:
        text: an utterance as it was heard.
        language: base language.
        region: as for `read_date_time`.
    """
    pieces, bare = _pieces(tidy(text, language).lower(), language, region, corrects=False)
    mention = mention_of(pieces)
    times = [time for time in mention.times if isinstance(time, Clock) and (time.sure or time.minute in _LAST_MINUTES)]
    return bool(mention.days) and not bare and len(mention.times) == 1 and len(times) == 1


def _pieces(text: str, language: str, region: str | None, corrects: bool) -> tuple[list[Piece], bool]:
    """What was named, and whether a lone number had to be taken for an hour."""
    digits = WITH_DIGITS[language](respelled_time(text) if language == "zh" else text)
    if language == "zh":
        pieces, left = scan(digits, (*CHINESE_DAY_RULES, *CHINESE_HOUR_RULES))
        bare_hour = CHINESE_BARE_HOUR
    else:
        day_rules = english_day_rules(not is_month_first(region, "en"))
        pieces, left = scan(clock_in_digits(digits), (*day_rules, *ENGLISH_HOUR_RULES))
        bare_hour = ENGLISH_BARE_HOUR
    mention = mention_of(pieces)
    if mention.times or mention.delay or not (pieces or corrects or left.strip(" .!?").isdecimal()):
        return pieces, False
    more, _ = scan(left, bare_hour)
    return [*pieces, *more[:1]], bool(more)
