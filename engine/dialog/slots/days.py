"""Days as people name them, and which days of the calendar that makes them. Weeks start on Monday."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum
from typing import TypeAlias

_NEXT = 0.7
"""`next Tuesday` said on a Monday: mostly that of next week, but for some the one tomorrow."""
_OTHER_READING = 0.5
_OUT_OF_STEP = 0.5
"""A weekday and a date that do not go together."""


class NoSuchDate(Exception):
    """A day that is not in the calendar."""


@dataclass(frozen=True, slots=True)
class Span:
    """Days that may be meant, both included."""

    first: date
    last: date
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class InDays:
    """So many days from today."""

    days: int

    def spans(self, today: date) -> Iterator[Span]:
        yield _one_day(today, self.days)


@dataclass(frozen=True, slots=True)
class InMonths:
    """The same day so many months from now, or the last of the month if it is shorter."""

    months: int

    def spans(self, today: date) -> Iterator[Span]:
        year, month = _month(today, self.months)
        day = date(year, month, min(today.day, monthrange(year, month)[1]))
        yield Span(day, day)


@dataclass(frozen=True, slots=True)
class OnWeekday:
    """A day of the week."""

    weekday: int
    """0 is Monday."""
    week: int | None = None
    """Of which week, counted from this one; None: the coming one, not today."""
    extra_days: int = 0
    """`a week on Tuesday` has 7."""
    loosely: bool = False
    """True for the English `next Tuesday`, which is not that of next week for everybody."""

    def spans(self, today: date) -> Iterator[Span]:
        monday = -today.weekday()
        coming = (self.weekday - today.weekday() - 1) % 7 + 1
        if self.week is None:
            yield _one_day(today, coming + self.extra_days)
        elif self.loosely and monday + 7 + self.weekday != coming:
            yield replace(_one_day(today, monday + 7 + self.weekday), confidence=_NEXT)
            yield replace(_one_day(today, coming), confidence=_OTHER_READING)
        else:
            yield _one_day(today, monday + 7 * self.week + self.weekday + self.extra_days)


@dataclass(frozen=True, slots=True)
class OnDate:
    """A day of a month."""

    day: int
    month: int | None = None
    year: int | None = None
    months: int | None = None
    """Of which month, counted from this one, if that was said."""
    years: int | None = None
    """Of which year, counted from this one, if that was said."""

    def spans(self, today: date) -> Iterator[Span]:
        """The next such day, then the last one.

        Raises:
            NoSuchDate: no calendar has it.
        """
        found = [day for year, month in self._months(today) if (day := _date(year, month, self.day))]
        if not found:
            raise NoSuchDate
        ahead = [day for day in found if day >= today]
        behind = [day for day in found if day < today]
        for day in [*ahead[:1], *behind[-1:]]:
            yield Span(day, day)

    def _months(self, today: date) -> list[tuple[int, int]]:
        if self.month:
            return [(year, self.month) for year in self._years(today)]
        return [_month(today, ahead) for ahead in ([self.months] if self.months is not None else range(-2, 4))]

    def _years(self, today: date) -> Iterable[int]:
        if self.year:
            return [self.year]
        return [today.year + self.years] if self.years is not None else range(today.year - 4, today.year + 5)


@dataclass(frozen=True, slots=True)
class OnNthWeekday:
    """`the first Monday of next month`."""

    nth: int
    """1 to 4; -1 for the last."""
    weekday: int
    months: int | None = None
    """Of which month, counted from this one."""
    month: int | None = None
    """Or by its number: the coming one."""

    def spans(self, today: date) -> Iterator[Span]:
        months = [(today.year + later, self.month) for later in (0, 1)] if self.month else [_month(today, self.months or 0)]
        days = [_nth(year, month, self.weekday, self.nth) for year, month in months]
        day = next((day for day in days if day >= today), days[-1])
        yield Span(day, day)


class MonthPart(Enum):
    """Days of a month, both included; 31 stands for its last."""

    WHOLE = (1, 31)
    BEGINNING = (1, 7)
    FIRST_THIRD = (1, 10)
    MIDDLE = (11, 20)
    LAST_THIRD = (21, 31)
    END = (25, 31)


@dataclass(frozen=True, slots=True)
class InMonth:
    """A month or a part of one."""

    part: MonthPart = MonthPart.WHOLE
    months: int | None = None
    """Which month, counted from this one."""
    month: int | None = None
    """Or by its number: the coming one, or this one."""
    year: int | None = None

    def spans(self, today: date) -> Iterator[Span]:
        if self.month is None:
            year, month = _month(today, self.months or 0)
        else:
            year, month = self.year or today.year + (self.month < today.month), self.month
        last = monthrange(year, month)[1]
        yield Span(date(year, month, self.part.value[0]), date(year, month, min(self.part.value[1], last)))


@dataclass(frozen=True, slots=True)
class InWeek:
    """A week or a part of one."""

    week: int
    """Counted from this one."""
    first: int = 0
    """The first and the last day that count; 0 is Monday."""
    last: int = 6

    def spans(self, today: date) -> Iterator[Span]:
        monday = today + timedelta(days=7 * self.week - today.weekday())
        yield Span(monday + timedelta(days=self.first), monday + timedelta(days=self.last))


Day: TypeAlias = InDays | InMonths | OnWeekday | OnNthWeekday | OnDate | InMonth | InWeek


def together(days: list[Day], today: date) -> Iterator[Span]:
    """Days that are named in one breath as one: `Thursday the twelfth`, `next week on Wednesday`, `下个月三号`.

    Raises:
        NoSuchDate: the first of them is not in the calendar.
    """
    day = days[0]
    confidence = 1.0
    for other in days[1:]:
        match day, other:
            case (OnWeekday(weekday=weekday), OnDate() as dated) | (OnDate() as dated, OnWeekday(weekday=weekday)):
                day = dated
                if all(span.first.weekday() != weekday for span in dated.spans(today)):
                    confidence = _OUT_OF_STEP
            case (InWeek(week=week), OnWeekday(weekday=weekday)) | (OnWeekday(weekday=weekday), InWeek(week=week)):
                day = OnWeekday(weekday, week)
            case (InMonth() as month, OnDate(day=number, month=None)) | (OnDate(day=number, month=None), InMonth() as month):
                day = OnDate(number, month.month, month.year, None if month.month else month.months or 0)
            case _ if day != other:
                confidence = _OTHER_READING
    for span in day.spans(today):
        yield replace(span, confidence=span.confidence * confidence)


def _one_day(today: date, days: int) -> Span:
    try:
        day = today + timedelta(days=days)
    except OverflowError:
        raise NoSuchDate from None
    return Span(day, day)


def _nth(year: int, month: int, weekday: int, nth: int) -> date:
    days = [date(year, month, day) for day in range(1, monthrange(year, month)[1] + 1)]
    same = [day for day in days if day.weekday() == weekday]
    return same[nth] if nth < 0 else same[nth - 1]


def _month(today: date, months: int) -> tuple[int, int]:
    count = today.year * 12 + today.month - 1 + months
    if not 12 <= count < 9999 * 12:
        raise NoSuchDate
    return count // 12, count % 12 + 1


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
