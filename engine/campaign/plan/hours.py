"""The part of a plan that says at which hours of which days people are called. Also an arm of an experiment has it."""

from __future__ import annotations

from datetime import time
from enum import StrEnum
from typing import Annotated, Final, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_serializer, model_validator


class Weekday(StrEnum):
    """ISO 8601's order."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


MIDNIGHT: Final = time.max
"""The end of a day, written `24:00`."""
MINUTES_A_DAY: Final = 1440


def _end_of_day(value: object) -> object:
    return MIDNIGHT if value == "24:00" else value


class Hours(BaseModel):
    """When people are called, by their own clocks; the policy may allow less."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    days: Annotated[tuple[Weekday, ...], Field(min_length=1)] = tuple(Weekday)
    begin: time = time(9)
    end: Annotated[time, BeforeValidator(_end_of_day)] = time(20)
    """Nobody is dialled from then on; `24:00` for the end of the day."""

    @model_validator(mode="after")
    def _open_for_a_while(self) -> Self:
        if self.begin.tzinfo or self.end.tzinfo:
            raise ValueError("hours are by people's own clocks: write them without a time zone, e.g. 09:30")
        if self.begin >= self.end:
            raise ValueError(f"nobody can be called from {self.begin:%H:%M} until {self.end:%H:%M}: the end must be later")
        return self

    @property
    def begin_min(self) -> int:
        """Minutes after midnight."""
        return _minutes(self.begin)

    @property
    def end_min(self) -> int:
        """Likewise; that of a whole day at the latest."""
        # A time of day cannot say 24:00: midnight, or a minute before it, is the end of the day.
        return MINUTES_A_DAY if _minutes(self.end) in {0, MINUTES_A_DAY - 1} else _minutes(self.end)

    def meets(self, other: Hours) -> bool:
        """Whether some moment of a week is in both."""
        together = max(self.begin_min, other.begin_min) < min(self.end_min, other.end_min)
        return together and not set(self.days).isdisjoint(other.days)

    def __str__(self) -> str:
        days = "" if len(set(self.days)) == len(Weekday) else " on " + ", ".join(day for day in Weekday if day in self.days)
        return f"{self.begin:%H:%M}-{'24:00' if self.end_min == MINUTES_A_DAY else f'{self.end:%H:%M}'}{days}"

    @field_serializer("end")
    def _written(self, end: time) -> str:
        return "24:00" if end == MIDNIGHT else end.isoformat()


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute
