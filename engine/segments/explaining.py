"""Why a filter holds for one person, or does not: each clause with what the record has. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from engine.segments.expressions import (
    AllOf,
    Among,
    AnyOf,
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
    Measure,
    Measured,
    Not,
    Operand,
    Tagged,
)
from engine.segments.judging import events_of, holds, value_of
from engine.segments.person import Person
from engine.segments.writing import written, written_operand

_DAY_S: Final = 86400.0
_MISSING: Final = "missing"


@dataclass(frozen=True, slots=True)
class Explanation:
    """A part of a filter and what it comes to."""

    text: str
    holds: bool
    found: str
    """What the record has; empty for a part that is made of others."""
    parts: tuple[Explanation, ...] = ()

    @property
    def decisive(self) -> tuple[Explanation, ...]:
        """The clauses that make it what it is: those of a chain of `and` that fail, of a chain of `or` that hold."""
        if not self.parts:
            return (self,)
        same = [part for part in self.parts if part.holds == self.holds]
        return tuple(clause for part in same or self.parts for clause in part.decisive)


def explained(expression: Expression, person: Person, at: float) -> Explanation:
    """The filter's parts with what they come to for this person at that time, Unix seconds."""
    text, outcome = written(expression), holds(expression, person, at)
    match expression:
        case AnyOf(parts) | AllOf(parts):
            return Explanation(text, outcome, "", tuple(explained(part, person, at) for part in parts))
        case Not((AnyOf() | AllOf() | Not()) as inner):
            return Explanation(text, outcome, "", (explained(inner, person, at),))
        case Not(inner):
            return Explanation(text, outcome, found(inner, person, at))
        case _:
            return Explanation(text, outcome, found(expression, person, at))


def found(clause: Expression, person: Person, at: float) -> str:
    """What the record has about a clause, in words."""
    match clause:
        case Comparison(operand) | Among(operand) | Contains(operand) | Known(operand):
            return f"{written_operand(operand)}: {_shown(operand, person, at)}"
        case Tagged(tag):
            earned = person.tags.get(tag)
            return "no such tag" if earned is None else f"earned {_ago(earned, at)}"
        case Happened(kind):
            events = events_of(person, kind, None, at)
            return f"{len(events)}, the latest {_ago(max(event.at for event in events), at)}" if events else "none"
        case Listed():
            return f"lists: {', '.join(sorted(person.lists)) or 'none'}"
        case Consents(channel):
            said = person.consents.get(channel)
            return "said nothing" if said is None else "given" if said else "taken back"
        case DoNotCall():
            return "is listed" if person.do_not_call else "is not listed"
        case _:
            raise AssertionError(f"no clause: {clause}")


def _shown(operand: Operand, person: Person, at: float) -> str:
    value = value_of(operand, person, at)
    if value is None:
        return _MISSING
    match operand:
        case Field(FieldName.LAST_CALL) | Measure(Measured.LAST):
            return _ago(float(value), at)
        case Measure() | Field(FieldName.CALLS | FieldName.ANSWERED):
            return f"{float(value):g}"
        case Field(FieldName.GRADE | FieldName.LAST_OUTCOME):
            return str(value)
        case _:
            return f"'{value}'"


def _ago(moment: float, at: float) -> str:
    return f"{(at - moment) / _DAY_S:.1f} d ago ({datetime.fromtimestamp(moment, UTC):%Y-%m-%d %H:%M} UTC)"
