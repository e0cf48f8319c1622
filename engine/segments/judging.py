"""Whether a filter holds for one person. Pure."""

from __future__ import annotations

import operator
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, TypeAlias

from engine.outcome import Disposition, Grade
from engine.segments.expressions import (
    MIRRORED,
    Age,
    AllOf,
    Among,
    AnyOf,
    Attribute,
    Comparison,
    Consents,
    Contains,
    DoNotCall,
    Expression,
    Field,
    FieldName,
    Happened,
    Known,
    Listed,
    Literal,
    Measure,
    Measured,
    Not,
    Operand,
    Operator,
    Slot,
    Tagged,
)
from engine.segments.person import Event, Person
from engine.segments.values import date_of, number_of

Value: TypeAlias = float | str | Grade | Disposition | None
"""Of an operand, as the record has it: moments are Unix seconds; None is what is missing."""
COMPARES: Final[dict[Operator, Callable[[Any, Any], bool]]] = {
    Operator.EQUAL: operator.eq,
    Operator.UNEQUAL: operator.ne,
    Operator.LESS: operator.lt,
    Operator.AT_MOST: operator.le,
    Operator.GREATER: operator.gt,
    Operator.AT_LEAST: operator.ge,
}


def holds(expression: Expression, person: Person, at: float) -> bool:
    """Whether it is true of the person at that time, Unix seconds. Days are those of UTC."""
    match expression:
        case AnyOf(parts):
            return any(holds(part, person, at) for part in parts)
        case AllOf(parts):
            return all(holds(part, person, at) for part in parts)
        case Not(inner):
            return not holds(inner, person, at)
        case Comparison(operand, sign, literal):
            return _compares(value_of(operand, person, at), sign, literal, at)
        case Among(operand, literals, denied):
            return _among(value_of(operand, person, at), literals, denied, at)
        case Contains(operand, part):
            value = value_of(operand, person, at)
            return isinstance(value, str) and part in value
        case Known(operand):
            return value_of(operand, person, at) is not None
        case Tagged(tag, within):
            return tag in person.tags and _recent(person.tags[tag], within, at)
        case Happened(kind, within):
            return bool(events_of(person, kind, within, at))
        case Listed(name):
            return name in person.lists
        case Consents(channel):
            return person.consents.get(channel, False)
        case DoNotCall():
            return person.do_not_call


def value_of(operand: Operand, person: Person, at: float) -> Value:
    """What the person's record has; blank texts are missing."""
    match operand:
        case Field(name):
            return _field(name, person)
        case Attribute(name):
            return person.attributes.get(name) or None
        case Slot(name):
            return person.slots.get(name) or None
        case Measure(measured, kind, within):
            return _measure(measured, events_of(person, kind, within, at))


def events_of(person: Person, kind: str, within: Age | None, at: float) -> list[Event]:
    """The person's events of a kind, if so the late ones only."""
    return [event for event in person.events if event.kind == kind and _recent(event.at, within, at)]


def today(at: float) -> date:
    """The day, in UTC."""
    return datetime.fromtimestamp(at, UTC).date()


def days_before(at: float, age: Age) -> date:
    """The day so long before."""
    return today(at) - timedelta(seconds=age.seconds)


def _field(name: FieldName, person: Person) -> Value:
    value: Value = getattr(person, name.value)
    return value if value != "" else None


def _measure(measured: Measured, events: list[Event]) -> Value:
    match measured:
        case Measured.COUNT:
            return float(len(events))
        case Measured.SUM:
            return sum((event.value or 0.0 for event in events), 0.0)
        case Measured.LAST:
            return max((event.at for event in events), default=None)


def _recent(moment: float, within: Age | None, at: float) -> bool:
    return within is None or moment >= at - within.seconds


def _compares(value: Value, sign: Operator, literal: Literal, at: float) -> bool:
    """A better grade is the greater one: A is greater than B."""
    left, right, sign = _comparable(value, sign, literal, at)
    return left is not None and COMPARES[sign](left, right)


def _comparable(value: Value, sign: Operator, literal: Literal, at: float) -> tuple[Any, Any, Operator]:
    """Both sides in one form, and how they are then compared. The left one is None if it is missing or of another form."""
    match value, literal:
        case None, _:
            return None, literal, sign
        case _, Grade():
            return str(value), str(literal), MIRRORED[sign]
        case float() | int(), Age():
            return value, at - literal.seconds, MIRRORED[sign]
        case float() | int(), date():
            return today(value), literal, sign
        case str(), Age():
            return date_of(value), days_before(at, literal).isoformat(), MIRRORED[sign]
        case str(), date():
            return date_of(value), literal.isoformat(), sign
        case str(), float():
            return number_of(value), literal, sign
        case _:
            return value, literal, sign


def _among(value: Value, literals: tuple[Literal, ...], denied: bool, at: float) -> bool:
    sign = Operator.UNEQUAL if denied else Operator.EQUAL
    found = [_compares(value, sign, literal, at) for literal in literals]
    return all(found) if denied else any(found)
