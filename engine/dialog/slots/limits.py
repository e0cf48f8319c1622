"""Whether a value keeps the limits of its slot. Of several readings the first that does is meant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from engine.dialog.slots.amounts import USUAL_CURRENCY
from engine.dialog.slots.date_times import read_date_time
from engine.dialog.slots.in_digits import in_digits
from engine.dialog.slots.money import Money, decimal
from engine.dialog.slots.spec import Fault, Invalid, Parsed, Reading, SlotSpec, SlotType
from engine.dialog.slots.when import When

_A_DAY: Final = timedelta(days=1)
_A_YEAR: Final = timedelta(days=365)
HOW_TO_WRITE: Final = {
    SlotType.NUMBER: "write a number such as 12.5",
    SlotType.AMOUNT: "write an amount such as 49.90 or 49.90 USD",
    SlotType.DATE_TIME: "write a day such as 2026-12-01, or words such as tomorrow, in two hours, 30 days ago",
}
"""What to do about a text that is no value of a type."""


class BadLimit(ValueError):
    """A `min` or `max` that cannot be kept; its text says what to write."""

    def __init__(self, field: str, message: str) -> None:
        self.field = field
        super().__init__(message)


def check_limits(spec: SlotSpec, now: datetime) -> None:
    """Raises `BadLimit` if a limit is no value of the slot's type, or if nothing lies between the two."""
    for field, written in (("min", spec.min), ("max", spec.max)):
        if written is not None and spec.type not in HOW_TO_WRITE:
            raise BadLimit(field, f"a {spec.type} has no limits")
    match spec.type:
        case SlotType.NUMBER:
            empty = _crossed(_number(spec, "min"), _number(spec, "max"))
        case SlotType.AMOUNT:
            _check_currencies(spec)
            empty = _crossed(_value(_money(spec, "min", "USD")), _value(_money(spec, "max", "USD")))
        case SlotType.DATE_TIME:
            earliest, latest = _moment(spec, "min", now), _moment(spec, "max", now)
            empty = bool(earliest and latest and latest.end < earliest.start)
        case _:
            empty = False
    if empty:
        raise BadLimit("max", f"'{spec.max}' is less than the least value, '{spec.min}'")


def passed_limit(spec: SlotSpec, now: datetime) -> BadLimit | None:
    """The limit of a moment that has lost its meaning, for the day that it names is over; None if none has.

    Limits that may well lie in the past, as of a day of birth, are not meant: those of which both do, or that are written in words.

    Args:
        spec: of a slot.
        now: the designer's local time, aware.

    Raises:
        BadLimit: a limit cannot be read.
    """
    if spec.type is not SlotType.DATE_TIME:
        return None
    earliest, latest = _moment(spec, "min", now), _moment(spec, "max", now)
    today = now.replace(tzinfo=None)
    if latest and _is_over(latest, today) and (earliest is None or earliest.start >= latest.end):
        return BadLimit("max", f"'{spec.max}' has passed: no answer is taken any more")
    open_ended = latest is None or not _is_over(latest, today + _A_DAY)
    if earliest and open_ended and _is_over(earliest, today) and earliest == _moment(spec, "min", now - _A_YEAR):
        return BadLimit(
            "min", f"'{spec.min}' has passed: days since then are taken, too; write `min: today`, or `max: today` for days gone by"
        )
    return None


def _check_currencies(spec: SlotSpec) -> None:
    """An answer is in one currency, and one in another than a limit's is never taken."""
    wanted = spec.currency
    for field in ("min", "max"):
        limit = _money(spec, field, wanted or "USD")
        if limit is None or " " not in (_written(spec, field) or ""):
            continue
        if wanted and limit.currency != wanted:
            raise BadLimit(field, f"'{_written(spec, field)}' is in another currency than {wanted}")
        wanted = limit.currency


def limit_of(spec: SlotSpec, field: str, language: str) -> Decimal | None:
    """The number that is the `min` or `max` of a number or an amount; None: there is none."""
    if spec.type is SlotType.AMOUNT:
        return _value(_money(spec, field, spec.currency or USUAL_CURRENCY[language]))
    return _number(spec, field)


def first_within(spec: SlotSpec, readings: Sequence[Parsed | Invalid], language: str, now: datetime) -> Reading:
    """The first reading that keeps the limits; if none does, what is wrong with the first.

    Raises:
        BadLimit: the slot's limits cannot be read.
    """
    judged = [_judged(spec, reading, language, now) for reading in readings]
    return next((reading for reading in judged if isinstance(reading, Parsed)), judged[0] if judged else None)


def _judged(spec: SlotSpec, reading: Parsed | Invalid, language: str, now: datetime) -> Parsed | Invalid:
    if isinstance(reading, Invalid):
        return reading
    match spec.type:
        case SlotType.NUMBER:
            fault = _beyond(decimal(reading.value), _number(spec, "min"), _number(spec, "max"))
        case SlotType.AMOUNT:
            fault = _amount_fault(spec, Money.of(reading.value), spec.currency or USUAL_CURRENCY[language])
        case SlotType.DATE_TIME:
            fault = _moment_fault(spec, When.of(reading.value), now)
        case _:
            fault = None
    return Invalid(fault, reading.value) if fault else reading


def _amount_fault(spec: SlotSpec, amount: Money, usual: str) -> Fault | None:
    least, most = _money(spec, "min", usual), _money(spec, "max", usual)
    if any(limit and limit.currency != amount.currency for limit in (least, most)):
        return Fault.WRONG_CURRENCY
    return _beyond(amount.value, _value(least), _value(most))


def _moment_fault(spec: SlotSpec, when: When, now: datetime) -> Fault | None:
    """A stretch is good if some of it is."""
    earliest, latest = _moment(spec, "min", now), _moment(spec, "max", now)
    if earliest is None and _is_over(when, now.replace(second=0, microsecond=0, tzinfo=None)):
        return Fault.PAST
    if earliest and _is_over(when, earliest.start):
        return Fault.TOO_SMALL
    return Fault.TOO_LARGE if latest and when.order(latest) > 0 else None


def _is_over(when: When, moment: datetime) -> bool:
    return when.start < moment if when.is_moment else when.end <= moment


def _beyond(value: Decimal, least: Decimal | None, most: Decimal | None) -> Fault | None:
    if least is not None and value < least:
        return Fault.TOO_SMALL
    return Fault.TOO_LARGE if most is not None and value > most else None


def _crossed(least: Decimal | None, most: Decimal | None) -> bool:
    return least is not None and most is not None and least > most


def _number(spec: SlotSpec, field: str) -> Decimal | None:
    written = _written(spec, field)
    try:
        return decimal(written) if written else None
    except ValueError:
        raise _bad(spec, field) from None


def _money(spec: SlotSpec, field: str, usual: str) -> Money | None:
    written = _written(spec, field)
    if not written:
        return None
    try:
        return Money.of(written if " " in written else f"{written} {spec.currency or usual}")
    except ValueError:
        raise _bad(spec, field) from None


def _moment(spec: SlotSpec, field: str, now: datetime) -> When | None:
    written = _written(spec, field)
    if not written:
        return None
    try:
        return When.of(written)
    except ValueError:
        digits = in_digits(SlotSpec(SlotType.DATE_TIME, region=spec.region), written, "en", now)
    if digits:
        if digits.value is None:
            raise _bad(spec, field)
        return When.of(digits.value)
    words = read_date_time(written, "en", None, now, None)
    if not words or isinstance(words[0], Invalid):
        raise _bad(spec, field)
    return When.of(words[0].value)


def _value(money: Money | None) -> Decimal | None:
    return money.value if money else None


def _written(spec: SlotSpec, field: str) -> str | None:
    return spec.min if field == "min" else spec.max


def _bad(spec: SlotSpec, field: str) -> BadLimit:
    return BadLimit(field, f"'{_written(spec, field)}' is no {spec.type}: {HOW_TO_WRITE[spec.type]}")
