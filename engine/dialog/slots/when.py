"""A moment as precisely as it was said: a day, some days, a minute, or a part of a day. Local time without a zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class When:
    """A stretch of local time."""

    start: datetime
    """Naive, to the minute."""
    end: datetime
    """Excluded; the start itself for a moment."""
    whole_days: bool
    """True if days were named and no time of day."""

    @classmethod
    def days(cls, first: date, last: date) -> When:
        """From one day to another, both included."""
        return cls(datetime.combine(first, time()), datetime.combine(last, time()) + _DAY, True)

    @classmethod
    def at(cls, moment: datetime) -> When:
        """One minute of one day."""
        exact = moment.replace(second=0, microsecond=0, tzinfo=None)
        return cls(exact, exact, False)

    @classmethod
    def of(cls, canonical: str) -> When:
        """The stretch of a canonical text, see `SlotType.DATE_TIME`.

        Raises:
            ValueError: it is none.
        """
        first, slash, last = canonical.partition("/")
        if "T" not in first:
            when = cls.days(date.fromisoformat(first), date.fromisoformat(last if slash else first))
        else:
            start = datetime.fromisoformat(first)
            when = cls(start, datetime.fromisoformat(last) if slash else start, False)
        if when.start.tzinfo or when.end.tzinfo or when.start > when.end:
            raise ValueError(f"'{canonical}' is not a local time, or ends before it starts")
        return when

    @property
    def canonical(self) -> str:
        """ISO 8601, see `SlotType.DATE_TIME`."""
        if not self.whole_days:
            start = self.start.isoformat(timespec="minutes")
            return start if self.is_moment else f"{start}/{self.end.isoformat(timespec='minutes')}"
        return self.start.date().isoformat() if self.is_day else f"{self.start.date().isoformat()}/{self.last_day.isoformat()}"

    @property
    def is_moment(self) -> bool:
        return not self.whole_days and self.start == self.end

    @property
    def is_day(self) -> bool:
        return self.whole_days and self.end - self.start == _DAY

    @property
    def last_day(self) -> date:
        """The last day it touches."""
        return self.start.date() if self.is_moment else (self.end - timedelta(minutes=1)).date()

    def order(self, other: When) -> int:
        """-1 if this starts before the other does, 0 if during it, 1 if after it."""
        if self.start < other.start:
            return -1
        return 0 if self.start == other.start or self.start < other.end else 1
