"""What a condition says, as frozen data, and whether it is true.

A comparison with something unfilled is false, whichever way it is put: `x != 1` too. A value that does not fit its declared type
counts as unfilled. Texts are compared without regard to case; a moment against a day by the day it is on; amounts of different
currencies are neither equal nor unequal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final, TypeAlias

from engine.dialog.slots.money import Money, decimal
from engine.dialog.slots.spec import SlotType
from engine.dialog.slots.when import When


class Operator(StrEnum):
    EQUAL = "=="
    UNEQUAL = "!="
    LESS = "<"
    AT_MOST = "<="
    GREATER = ">"
    AT_LEAST = ">="


_HOLDS: Final = {
    Operator.EQUAL: (0,),
    Operator.UNEQUAL: (-1, 1),
    Operator.LESS: (-1,),
    Operator.AT_MOST: (-1, 0),
    Operator.GREATER: (1,),
    Operator.AT_LEAST: (0, 1),
}
"""The orders (see `_order`) for which an operator is true."""
Value: TypeAlias = Decimal | Money | When | str
"""Something that can be compared; texts are case-folded."""


@dataclass(frozen=True, slots=True)
class Named:
    """The value of a slot or variable."""

    name: str
    type: SlotType


@dataclass(frozen=True, slots=True)
class Comparison:
    left: Named
    operator: Operator
    right: Named | Value


@dataclass(frozen=True, slots=True)
class Member:
    """Whether a value is one of some."""

    left: Named
    among: tuple[Value, ...]
    denied: bool
    """`not in`: whether it is filled and none of them."""


@dataclass(frozen=True, slots=True)
class Filled:
    name: str


@dataclass(frozen=True, slots=True)
class Not:
    inner: Expression


@dataclass(frozen=True, slots=True)
class AllOf:
    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple[Expression, ...]


Expression: TypeAlias = "Comparison | Member | Filled | Not | AllOf | AnyOf"


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition whose names and types are in order."""

    text: str
    root: Expression
    names: frozenset[str]
    """The slots and variables that it asks for."""

    def evaluate(self, values: Mapping[str, str]) -> bool:
        """Whether it is true of canonical values; what is left out or blank is unfilled."""
        return _holds(self.root, values)


def comparable(slot_type: SlotType, canonical: str) -> Value | None:
    """A canonical value in the form it is compared in; None if it is blank or does not fit the type."""
    try:
        match slot_type:
            case SlotType.NUMBER:
                return decimal(canonical)
            case SlotType.AMOUNT:
                return Money.of(canonical)
            case SlotType.DATE_TIME:
                return When.of(canonical)
            case SlotType.YES_NO:
                return canonical if canonical in ("yes", "no") else None
            case SlotType.PHONE:
                return canonical if canonical.startswith("+") and canonical[1:].isdecimal() else None
            case _:
                return canonical.strip().casefold() or None
    except ValueError:
        return None


def _holds(expression: Expression, values: Mapping[str, str]) -> bool:
    match expression:
        case AnyOf(parts):
            return any(_holds(part, values) for part in parts)
        case AllOf(parts):
            return all(_holds(part, values) for part in parts)
        case Not(inner):
            return not _holds(inner, values)
        case Filled(name):
            return bool(values.get(name, "").strip())
        case Comparison(left, operator, right):
            return _order(_of(left, values), _of(right, values)) in _HOLDS[operator]
        case Member(left, among, denied):
            orders = [_order(_of(left, values), value) for value in among]
            return None not in orders and 0 not in orders if denied else 0 in orders


def _of(operand: Named | Value, values: Mapping[str, str]) -> Value | None:
    return comparable(operand.type, values.get(operand.name, "")) if isinstance(operand, Named) else operand


def _order(left: Value | None, right: Value | None) -> int | None:
    """-1, 0 or 1 as `left` is less than, equal to or more than `right`; unequal texts are 1; None if they cannot be compared."""
    match left, right:
        case When(), When():
            return left.order(right)
        case str(), str():
            return 0 if left == right else 1
        case Money(value, currency), Money(other, other_currency):
            return _sign(value, other) if currency == other_currency else None
        case (Decimal() | Money(), Decimal() | Money()):
            return _sign(_bare(left), _bare(right))
    return None


def _bare(number: Decimal | Money) -> Decimal:
    return number.value if isinstance(number, Money) else number


def _sign(left: Decimal, right: Decimal) -> int:
    return (left > right) - (left < right)
