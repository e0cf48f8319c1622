"""The parts of a day in which a campaign calls, by the clock of the person who is called. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final

from engine.campaign.plan.hours import Hours, Weekday

_PARTS_BEGIN: Final = (time(12), time(17))
"""Afternoon and evening; the morning is what is before."""
_A_WEEK_AND_A_DAY: Final = 8
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Moments are Unix seconds."""

    hours: Hours
    zone: tzinfo

    def open_from(self, at: float) -> float:
        """The first moment from `at` on within the hours."""
        local = datetime.fromtimestamp(at, self.zone)
        if self._is_day(local.date()) and self.hours.begin <= local.time() < self.hours.end:
            return at
        return next(begin for begin in self._parts_from(local.date()) if begin > at and self._begins_a_day(begin))

    def next_part(self, at: float) -> float:
        """The begin of the next morning, afternoon or evening of calling."""
        return next(begin for begin in self._parts_from(datetime.fromtimestamp(at, self.zone).date()) if begin > at)

    def next_day(self, at: float) -> float:
        """The next day of calling, at the part of the day after that of `at`: who is never there in the morning is tried later."""
        local = datetime.fromtimestamp(at, self.zone)
        parts = self._parts()
        now = sum(begin <= local.time() for begin in parts) - 1  # -1 before the first
        return self._moment(next(self._days_from(local.date() + _DAY)), parts[(max(now, 0) + 1) % len(parts)])

    def begin_of(self, day: date) -> float:
        """When calling begins on a day, be it one of calling or not."""
        return self._moment(day, self.hours.begin)

    def _parts(self) -> tuple[time, ...]:
        return (self.hours.begin, *(begin for begin in _PARTS_BEGIN if self.hours.begin < begin < self.hours.end))

    def _parts_from(self, day: date) -> Iterator[float]:
        for one in self._days_from(day):
            for begin in self._parts():
                yield self._moment(one, begin)

    def _days_from(self, day: date) -> Iterator[date]:
        days = (day + n * _DAY for n in range(2 * _A_WEEK_AND_A_DAY))
        return (one for one in days if self._is_day(one))

    def _begins_a_day(self, at: float) -> bool:
        return self.begin_of(datetime.fromtimestamp(at, self.zone).date()) == at

    def _is_day(self, day: date) -> bool:
        return tuple(Weekday)[day.weekday()] in self.hours.days

    def _moment(self, day: date, clock: time) -> float:
        return datetime.combine(day, clock, self.zone).timestamp()
