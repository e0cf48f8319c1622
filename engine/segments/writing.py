"""A filter's expression as text: what is parsed from it is the same expression."""

from __future__ import annotations

from datetime import date

from engine.outcome import Disposition, Grade
from engine.segments.expressions import (
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
    Happened,
    Known,
    Listed,
    Literal,
    Measure,
    Not,
    Operand,
    Slot,
    Tagged,
)


def written(expression: Expression) -> str:
    """The expression with no more brackets than it needs inside each part."""
    match expression:
        case AnyOf(parts):
            return " or ".join(_bracketed(part) for part in parts)
        case AllOf(parts):
            return " and ".join(_bracketed(part) for part in parts)
        case Not(Known(operand)):
            return f"{written_operand(operand)} is missing"
        case Not(inner):
            return f"not {_bracketed(inner)}"
        case Comparison(operand, operator, literal):
            return f"{written_operand(operand)} {operator} {written_literal(literal)}"
        case Among(operand, literals, denied):
            listed = ", ".join(written_literal(literal) for literal in literals)
            return f"{written_operand(operand)} {'not in' if denied else 'in'} ({listed})"
        case Contains(operand, part):
            return f"{written_operand(operand)} contains {_quoted(part)}"
        case Known(operand):
            return f"{written_operand(operand)} is known"
        case Tagged(tag, within):
            return f"tag {_quoted(tag)}{_within(within)}"
        case Happened(kind, within):
            return f"event {_quoted(kind)}{_within(within)}"
        case Listed(name):
            return f"list {_quoted(name)}"
        case Consents(channel):
            return f"consent {channel}"
        case DoNotCall():
            return "do_not_call"


def written_operand(operand: Operand) -> str:
    match operand:
        case Field(name):
            return name.value
        case Attribute(name):
            return f"attribute.{name}"
        case Slot(name):
            return f"slot.{name}"
        case Measure(measured, kind, within):
            return f"{measured}(event {_quoted(kind)}{_within(within)})"


def written_literal(literal: Literal) -> str:
    match literal:
        case Grade() | Disposition():
            return literal.value
        case float():
            return f"{literal:.15f}".rstrip("0").rstrip(".") if literal % 1 else f"{literal:.0f}"
        case str():
            return _quoted(literal)
        case date():
            return literal.isoformat()
        case Age():
            return _age(literal)


def _bracketed(expression: Expression) -> str:
    text = written(expression)
    return f"({text})" if isinstance(expression, AnyOf | AllOf) else text


def _within(within: Age | None) -> str:
    return f" within {_age(within)}" if within else ""


def _age(age: Age) -> str:
    return f"{age.amount}{age.unit}"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
