"""Hours in which people may be called, by their own clocks, and when such an hour comes next.

A person may be in any of several zones, and several rules have hours: a moment is open if all rules allow it in all zones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Final

import holidays

from engine.campaign.contact.zones import DAY_S, local, stretches

MINUTES_A_DAY: Final = 1440
HORIZON_DAYS: Final = 400
"""Longer than a year: what does not open within this never does."""


@dataclass(frozen=True, slots=True)
class Window:
    """A part of a day, in minutes of its local time: from `begin_min` to before `end_min`."""

    begin_min: int
    end_min: int

    def __str__(self) -> str:
        return f"{_clock(self.begin_min)}-{_clock(self.end_min)}"


@dataclass(frozen=True, slots=True)
class HolidayCalendar:
    """Public holidays as the library `holidays` has them."""

    country: str
    """ISO 3166 code."""
    subdivision: str | None = None
    """State or province, as the library calls it."""

    def name_of(self, day: date) -> str | None:
        """What is celebrated; None on an ordinary day."""
        return _holidays(self.country, self.subdivision, day.year).get(day)


@dataclass(frozen=True, slots=True)
class OpenHours:
    """The hours of a week."""

    week: tuple[tuple[Window, ...], ...]
    """Monday first; an empty day is closed."""
    holidays: HolidayCalendar | None = None
    on_holidays: tuple[Window, ...] = ()

    def on(self, day: date) -> tuple[Window, ...]:
        """The windows of a local day."""
        if self.holidays is not None and self.holidays.name_of(day) is not None:
            return self.on_holidays
        return self.week[day.weekday()]

    def open_at(self, moment: datetime) -> bool:
        """Whether a local time lies in a window."""
        minute = moment.hour * 60 + moment.minute
        return any(window.begin_min <= minute < window.end_min for window in self.on(moment.date()))


def next_open(rules: Sequence[OpenHours], zones: Sequence[str], at: float) -> float | None:
    """The first moment from `at` on (Unix seconds) that all rules allow in all zones; `at` itself if it is open.

    Returns:
        None if there is no such moment within `HORIZON_DAYS`.
    """
    first_day = int(at // DAY_S)
    for day in range(first_day, first_day + HORIZON_DAYS):
        for begin, end in _open_spans(tuple(rules), tuple(zones), day):
            if end > at:
                return max(float(begin), at)
    return None


def closed_because(rule: OpenHours, zones: Sequence[str], at: float) -> str | None:
    """In which zone the rule does not allow a call at `at`, in words; None if it allows it in all."""
    for zone in zones:
        moment = local(zone, at)
        if not rule.open_at(moment):
            there = " and ".join(map(str, rule.on(moment.date()))) or "closed"
            return f"{moment:%A %H:%M} in {zone}, which has {there}"
    return None


def holiday_at(rule: OpenHours, zones: Sequence[str], at: float) -> str | None:
    """Name of the holiday that makes a closed hour of an open one; None if it is no holiday that does."""
    if rule.holidays is None:
        return None
    ordinary = OpenHours(rule.week)
    for zone in zones:
        moment = local(zone, at)
        if not rule.open_at(moment) and ordinary.open_at(moment):
            return rule.holidays.name_of(moment.date())
    return None


@lru_cache(maxsize=8192)
def _open_spans(rules: tuple[OpenHours, ...], zones: tuple[str, ...], day: int) -> tuple[tuple[int, int], ...]:
    """Unix seconds of the open parts of the day that begins at `day` × 86400."""
    spans = [(day * DAY_S, (day + 1) * DAY_S)]
    for rule in rules:
        for zone in zones:
            spans = list(_common(spans, list(_spans_in(rule, zone, day))))
            if not spans:
                return ()
    return tuple(spans)


def _spans_in(rule: OpenHours, zone: str, day: int) -> Iterator[tuple[int, int]]:
    for stretch in stretches(zone, day * DAY_S, (day + 1) * DAY_S):
        first = (stretch.begin + stretch.offset_s) // DAY_S
        last = (stretch.end - 1 + stretch.offset_s) // DAY_S
        for local_day in range(first, last + 1):
            midnight = local_day * DAY_S - stretch.offset_s
            for window in rule.on(datetime.fromtimestamp(local_day * DAY_S, UTC).date()):
                begin = max(stretch.begin, midnight + window.begin_min * 60)
                end = min(stretch.end, midnight + window.end_min * 60)
                if begin < end:
                    yield begin, end


def _common(some: list[tuple[int, int]], others: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """What lies in both; each is in order and without overlaps."""
    for begin, end in some:
        for other_begin, other_end in others:
            if max(begin, other_begin) < min(end, other_end):
                yield max(begin, other_begin), min(end, other_end)


def has_holidays(country: str, subdivision: str | None = None) -> bool:
    """Whether the holidays of a country, or of a part of it, are known."""
    known = _calendars()
    return country in known and (subdivision is None or subdivision in known[country])


@lru_cache(maxsize=1)
def _calendars() -> dict[str, list[str]]:
    return holidays.list_supported_countries(include_aliases=True)


@lru_cache(maxsize=256)
def _holidays(country: str, subdivision: str | None, year: int) -> dict[date, str]:
    return dict(holidays.country_holidays(country, subdiv=subdivision, years=year))


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
