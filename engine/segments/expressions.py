"""What a filter says, as frozen data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, TypeAlias

from engine.outcome import Disposition, Grade
from engine.store.tables import Channel


class Operator(StrEnum):
    EQUAL = "="
    UNEQUAL = "!="
    LESS = "<"
    AT_MOST = "<="
    GREATER = ">"
    AT_LEAST = ">="


MIRRORED: Final = {
    Operator.EQUAL: Operator.EQUAL,
    Operator.UNEQUAL: Operator.UNEQUAL,
    Operator.LESS: Operator.GREATER,
    Operator.AT_MOST: Operator.AT_LEAST,
    Operator.GREATER: Operator.LESS,
    Operator.AT_LEAST: Operator.AT_MOST,
}
"""`a < b` is `b > a`: what is longer ago is earlier, and a better grade comes earlier in the alphabet."""


class FieldName(StrEnum):
    """What the record of every customer has."""

    GRADE = "grade"
    CALLS = "calls"
    """Calls that ended and came as far as the person's phone or network."""
    ANSWERED = "answered"
    """Of these, calls that somebody or something answered."""
    LAST_CALL = "last_call"
    """When the latest of these began."""
    LAST_OUTCOME = "last_outcome"
    NAME = "name"
    NUMBER = "number"
    EXTERNAL_ID = "external_id"
    TIME_ZONE = "time_zone"
    NEXT_ACTION = "next_action"


class Unit(StrEnum):
    """Of durations."""

    MINUTES = "min"
    HOURS = "h"
    DAYS = "d"
    WEEKS = "w"


SECONDS: Final = {Unit.MINUTES: 60, Unit.HOURS: 3600, Unit.DAYS: 86400, Unit.WEEKS: 7 * 86400}


@dataclass(frozen=True, slots=True)
class Age:
    """How long ago."""

    amount: int
    unit: Unit

    @property
    def seconds(self) -> int:
        return self.amount * SECONDS[self.unit]


@dataclass(frozen=True, slots=True)
class Field:
    name: FieldName


@dataclass(frozen=True, slots=True)
class Attribute:
    """What lists and other systems say about a person: a text."""

    name: str


@dataclass(frozen=True, slots=True)
class Slot:
    """What a person said in calls: a text."""

    name: str


class Measured(StrEnum):
    COUNT = "count"
    SUM = "sum"
    """Of the events' values; 0 if there is none."""
    LAST = "last"
    """When the latest was."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure over a person's events of one kind."""

    measured: Measured
    kind: str
    within: Age | None
    """None: ever."""


Operand: TypeAlias = Field | Attribute | Slot | Measure
Literal: TypeAlias = float | str | date | Age | Grade | Disposition


@dataclass(frozen=True, slots=True)
class Comparison:
    operand: Operand
    operator: Operator
    literal: Literal


@dataclass(frozen=True, slots=True)
class Among:
    """Whether a value is one of some, all of one type."""

    operand: Operand
    literals: tuple[Literal, ...]
    denied: bool
    """Whether it is known and none of them."""


@dataclass(frozen=True, slots=True)
class Contains:
    operand: Operand
    part: str


@dataclass(frozen=True, slots=True)
class Known:
    """Whether there is a value; a blank one is none."""

    operand: Operand


@dataclass(frozen=True, slots=True)
class Tagged:
    tag: str
    within: Age | None
    """Earned so lately; None: ever."""


@dataclass(frozen=True, slots=True)
class Happened:
    """Whether there is an event of a kind."""

    kind: str
    within: Age | None


@dataclass(frozen=True, slots=True)
class Listed:
    """Whether a person is on a contact list."""

    name: str


@dataclass(frozen=True, slots=True)
class Consents:
    """Whether a person's latest word on a channel allows it."""

    channel: Channel


@dataclass(frozen=True, slots=True)
class DoNotCall:
    """Whether the number is on the do-not-call list."""


@dataclass(frozen=True, slots=True)
class Not:
    inner: Expression


@dataclass(frozen=True, slots=True)
class AllOf:
    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple[Expression, ...]


Clause: TypeAlias = Comparison | Among | Contains | Known | Tagged | Happened | Listed | Consents | DoNotCall
Expression: TypeAlias = "Clause | Not | AllOf | AnyOf"


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter whose fields are known and whose types fit."""

    text: str
    root: Expression
