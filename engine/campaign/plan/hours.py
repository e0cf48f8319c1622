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

    @field_serializer("end")
    def _written(self, end: time) -> str:
        return "24:00" if end == MIDNIGHT else end.isoformat()
