"""Days and times in words, without `today` and `tomorrow`: so they fit into any sentence and stay true past midnight."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final

from engine.dialog.slots import hours
from engine.dialog.slots.when import When
from engine.dialog.spoken.characters import DIGITS
from engine.dialog.spoken.errors import UnspeakableValue
from engine.dialog.spoken.numerals import cardinal, english_ordinal, measured

_AHEAD_WITHOUT_YEAR: Final = timedelta(days=300)
_PAST_WITHOUT_YEAR: Final = timedelta(days=60)
"""Within these a day is known without its year: together they are less than a year."""

_NAMED_TIMES: Final = {(0, 0): "midnight", (12, 0): "noon"}
WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
HAN_WEEKDAYS: Final = "一二三四五六日"
MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_PARTS: Final[Mapping[str, Mapping[hours.Part, str]]] = {
    "en": {
        hours.EARLY_MORNING: "early in the morning",
        hours.MORNING: "in the morning",
        hours.MIDDAY: "around lunchtime",
        hours.AFTERNOON: "in the afternoon",
        hours.EARLY_AFTERNOON: "early in the afternoon",
        hours.LATE_AFTERNOON: "late in the afternoon",
        hours.EVENING: "in the evening",
        hours.NIGHT: "at night",
        hours.SMALL_HOURS: "in the small hours",
    },
    "zh": {
        hours.EARLY_MORNING: "一大早",
        hours.MORNING: "上午",
        hours.MIDDAY: "中午",
        hours.AFTERNOON: "下午",
        hours.EVENING: "晚上",
        hours.NIGHT: "夜里",
        hours.SMALL_HOURS: "凌晨",
    },
}


def day(value: str, language: str, now: datetime) -> str:
    """`2026-03-03` as `Tuesday, the third of March`; a time of day is left out."""
    when = _when(value, "date")
    first, last = when.start.date(), when.last_day
    if first == last:
        return _day(first, language, now.date())
    if language == "zh":
        return f"{_chinese_date(first, now.date())}到{_chinese_date(last, now.date())}"
    return f"{_day(first, language, now.date())}, to {_day(last, language, now.date())}"


def time_of_day(value: str, language: str) -> str:
    """`2026-03-03T14:30` as `two thirty in the afternoon`; a day is left out."""
    when = _when(value, "time")
    if when.whole_days:
        raise UnspeakableValue(value, "time", "a time of day, e.g. 2026-03-03T14:30")
    if when.is_moment:
        return _chinese_time(when.start) if language == "zh" else _english_time(when.start)
    start, end = _minutes(when.start, when), _minutes(when.end, when)
    if named := _PARTS[language].get(hours.Part(start, end)):
        return named
    return _chinese_range(when, start, end) if language == "zh" else _english_range(when, start, end)


def moment(value: str, language: str, now: datetime) -> str:
    """`2026-03-03T14:30` as `Tuesday, the third of March, at two thirty in the afternoon`; as much as the value says."""
    when = _when(value, "when")
    if when.whole_days:
        return day(value, language, now)
    spoken_day = _day(when.start.date(), language, now.date())
    if language == "zh":
        return f"{spoken_day}，{time_of_day(value, language)}"
    return f"{spoken_day}, {'at ' if when.is_moment else ''}{time_of_day(value, language)}"


def _when(value: str, filter_name: str) -> When:
    try:
        return When.of(value)
    except ValueError:
        raise UnspeakableValue(value, filter_name, "a date or time, e.g. 2026-03-03 or 2026-03-03T14:30") from None


def _day(which: date, language: str, today: date) -> str:
    if language == "zh":
        return f"{_chinese_date(which, today)}，星期{HAN_WEEKDAYS[which.weekday()]}"
    spoken = f"{WEEKDAYS[which.weekday()]}, the {english_ordinal(which.day)} of {MONTHS[which.month - 1]}"
    return spoken if is_near(which, today) else f"{spoken}, {_year(which.year)}"


def _chinese_date(which: date, today: date) -> str:
    year = "" if is_near(which, today) else "".join(DIGITS["zh"][digit] for digit in str(which.year)) + "年"
    return f"{year}{cardinal(which.month, 'zh')}月{cardinal(which.day, 'zh')}号"


def is_near(which: date, today: date) -> bool:
    """True if the day is known without its year."""
    return -_PAST_WITHOUT_YEAR <= which - today <= _AHEAD_WITHOUT_YEAR


def _year(year: int) -> str:
    century, rest = divmod(year, 100)
    if 2000 <= year < 2010 or not 1100 <= year < 10000:
        return cardinal(year, "en")
    if not rest:
        return f"{cardinal(century, 'en')} hundred"
    return f"{cardinal(century, 'en')} {'oh ' if rest < 10 else ''}{cardinal(rest, 'en')}"


def _english_time(at: datetime) -> str:
    return _NAMED_TIMES.get((at.hour, at.minute)) or f"{_english_clock(at)} {_english_half(at)}"


def _english_clock(at: datetime) -> str:
    hour = cardinal((at.hour - 1) % 12 + 1, "en")
    if not at.minute:
        return hour
    return f"{hour} {'oh ' if at.minute < 10 else ''}{cardinal(at.minute, 'en')}"


def _english_half(at: datetime) -> str:
    if at.hour < 12:
        return "in the morning"
    return "in the afternoon" if at.hour < 18 else "in the evening" if at.hour < 21 else "at night"


def _chinese_time(at: datetime) -> str:
    """`下午两点半`."""
    return f"{_chinese_half(at)}{_chinese_clock(at)}"


def _chinese_clock(at: datetime) -> str:
    hour = at.hour - 12 if at.hour > 12 else at.hour
    if not at.minute:
        return f"{measured(hour, 'zh')}点"
    if at.minute == 30:
        return f"{measured(hour, 'zh')}点半"
    return f"{measured(hour, 'zh')}点{'零' if at.minute < 10 else ''}{cardinal(at.minute, 'zh')}分"


def _chinese_half(at: datetime) -> str:
    for before, name in ((6, "凌晨"), (9, "早上"), (12, "上午"), (13, "中午"), (18, "下午")):
        if at.hour < before:
            return name
    return "晚上"


def _minutes(at: datetime, when: When) -> int:
    return at.hour * 60 + at.minute + (hours.DAY_MINUTES if at.date() > when.start.date() else 0)


def _english_range(when: When, start: int, end: int) -> str:
    if end in hours.OPEN_ENDS:
        return f"after {_english_time(when.start)}"
    if start == hours.OPEN_START:
        return f"before {_english_time(when.end)}"
    same_half = _english_half(when.start) == _english_half(when.end) and (when.start.hour, when.start.minute) not in _NAMED_TIMES
    first = _english_clock(when.start) if same_half else _english_time(when.start)
    return f"between {first} and {_english_time(when.end)}"


def _chinese_range(when: When, start: int, end: int) -> str:
    if end in hours.OPEN_ENDS:
        return f"{_chinese_time(when.start)}以后"
    if start == hours.OPEN_START:
        return f"{_chinese_time(when.end)}之前"
    same_half = _chinese_half(when.start) == _chinese_half(when.end)
    return f"{_chinese_time(when.start)}到{_chinese_clock(when.end) if same_half else _chinese_time(when.end)}"
