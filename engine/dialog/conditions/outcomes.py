"""Whether a condition can be true and can be false at all, found by trying every kind of value that it tells apart.

A condition compares with fixed values and does no arithmetic. So it cannot tell apart two values of a name between the same two of
these: one below each, one above, one in between and they themselves stand for all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum
from itertools import pairwise, product
from math import prod
from typing import Final

from engine.dialog.conditions.expressions import (
    AllOf,
    AnyOf,
    Comparison,
    Condition,
    Expression,
    Filled,
    Member,
    Named,
    Not,
    Value,
)
from engine.dialog.slots.money import Money, decimal, plain
from engine.dialog.slots.spec import SlotSpec, SlotType
from engine.dialog.slots.when import When

_MOST_CASES: Final = 20_000
_UNFILLED: Final = ""
OTHER_TEXT: Final = "\N{BLACK SQUARE}"
OTHER_CURRENCY: Final = "XXX"
_ANY_MOMENT: Final = datetime(2026, 1, 15, 12)
_NEARBY: Final = (timedelta(minutes=1), timedelta(days=1))


class Outcomes(Enum):
    BOTH = "true or false"
    NEVER = "never true"
    ALWAYS = "always true"
    UNKNOWN = "too many cases to try"


def outcomes(condition: Condition, declared: Mapping[str, SlotSpec], only: Mapping[str, Iterable[str]]) -> Outcomes:
    """What a condition can come to.

    Args:
        condition: compiled with `declared`.
        declared: types of its names, with their limits.
        only: names that have no other values than these, or none at all.
    """
    names = sorted(condition.names)
    if any(isinstance(right, Named) for _, right in _compared(condition.root)):
        return Outcomes.UNKNOWN
    cases = [
        [_UNFILLED, *only[name]] if name in only else [_UNFILLED, *told_apart(name, declared[name], [condition])] for name in names
    ]
    if prod(map(len, cases)) > _MOST_CASES:
        return Outcomes.UNKNOWN
    found = {condition.evaluate(dict(zip(names, values, strict=True))) for values in product(*cases)}
    if len(found) == 2:
        return Outcomes.BOTH
    return Outcomes.ALWAYS if True in found else Outcomes.NEVER


def told_apart(name: str, spec: SlotSpec, conditions: Iterable[Condition]) -> list[str]:
    """Canonical values of a name, one at least of each kind that the conditions tell apart within the limits of its type.

    What is not compared with stands in them as `OTHER_TEXT` and `OTHER_CURRENCY`.
    """
    compared = (found for condition in conditions for found in _compared(condition.root))
    return _representatives(spec, [right for left, right in compared if left == name and not isinstance(right, Named)])


def _compared(expression: Expression) -> Iterator[tuple[str, Named | Value]]:
    match expression:
        case AnyOf(parts) | AllOf(parts):
            for part in parts:
                yield from _compared(part)
        case Not(inner):
            yield from _compared(inner)
        case Comparison(left, _, right):
            yield left.name, right
        case Member(left, among, _):
            yield from ((left.name, value) for value in among)
        case Filled():
            pass


def _representatives(spec: SlotSpec, constants: list[Value]) -> list[str]:
    """Canonical values, one of each kind that `constants` tell apart within the limits of the type."""
    match spec.type:
        case SlotType.YES_NO:
            return ["yes", "no"]
        case SlotType.CHOICE:
            return list(spec.choices)
        case SlotType.NUMBER | SlotType.AMOUNT:
            return list(_numbers(spec, constants))
        case SlotType.DATE_TIME:
            return list(_moments(constants))
        case SlotType.PHONE:
            return ["+0", *(str(value) for value in constants)]
        case SlotType.DIGITS:
            return ["0", *(str(value) for value in constants)]
        case _:
            return [OTHER_TEXT, *(str(value) for value in constants)]


def _numbers(spec: SlotSpec, constants: list[Value]) -> Iterator[str]:
    currencies = {value.currency for value in constants if isinstance(value, Money)} | {OTHER_CURRENCY}
    least, greatest = _limit(spec.min), _limit(spec.max)
    marks = sorted({mark for mark in (least, greatest, *map(_bare, constants)) if mark is not None})
    between = [(low + high) / 2 for low, high in pairwise(marks)]
    ends = [marks[0] - 1, marks[-1] + 1] if marks else [Decimal(0)]
    for number in sorted({*marks, *between, *ends}):
        if (least is None or number >= least) and (greatest is None or number <= greatest):
            yield from (
                f"{plain(number)} {currency}" if spec.type is SlotType.AMOUNT else plain(number) for currency in sorted(currencies)
            )


def _limit(text: str | None) -> Decimal | None:
    try:
        return decimal(text.split()[0]) if text else None
    except ValueError:
        return None


def _bare(value: Value) -> Decimal | None:
    match value:
        case Money(number, _):
            return number
        case Decimal():
            return value
    return None


def _moments(constants: list[Value]) -> Iterator[str]:
    known = [value for value in constants if isinstance(value, When)]
    for value in known or [When.at(_ANY_MOMENT)]:
        yield value.canonical
        for mark in (value.start, value.end):
            yield from _around(mark)


def _around(mark: datetime) -> Iterator[str]:
    for distance in _NEARBY:
        for sign in (-1, 0, 1):
            try:
                moment = mark + sign * distance
                yield When.at(moment).canonical
                yield When.days(moment.date(), moment.date()).canonical
            except OverflowError:  # before year 1, or after 9999
                continue
