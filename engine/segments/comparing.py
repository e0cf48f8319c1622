"""Comparisons of a filter as SQL, each as the type of its two sides wants it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, or_

from engine.segments.expressions import MIRRORED, Age, Literal, Operator
from engine.segments.judging import COMPARES, days_before
from engine.segments.own_row import OwnRow, in_words

_DAY_S: Final = 86400.0


class Comparing:
    """With what a filter names, at one moment."""

    def __init__(self, own_row: OwnRow, at: float) -> None:
        """Args:
        own_row: reads texts.
        at: from which ages are counted, Unix seconds.
        """
        self._own_row = own_row
        self._at = at

    def moment_or_number(self, value: ColumnElement[Any], operator: Operator, against: Literal) -> ColumnElement[bool]:
        """A column or figure."""
        match against:
            case Age():
                return _compare(value, MIRRORED[operator], self._at - against.seconds)
            case date():
                return _on_day(value, operator, against)
            case _:
                return _compare(value, operator, against)

    def text(self, text: ColumnElement[str], operator: Operator, against: Literal) -> ColumnElement[bool]:
        """A text, or what is written in it."""
        match against:
            case Age():
                return _compare(in_words(self._own_row.day(text)), MIRRORED[operator], days_before(self._at, against).isoformat())
            case date():
                return _compare(self._own_row.day(text), operator, against.isoformat())
            case float():
                return _compare(self._own_row.number(text), operator, against)
            case _:
                return _compare(text, operator, str(against))


def _compare(value: ColumnElement[Any], operator: Operator, against: object) -> ColumnElement[bool]:
    compared: ColumnElement[bool] = COMPARES[operator](value, against)  # type: ignore[assignment]  # COMPARES is typed for plain values
    return compared


def _on_day(moment: ColumnElement[Any], operator: Operator, day: date) -> ColumnElement[bool]:
    """Compares the day of a moment, in UTC."""
    begin = datetime.combine(day, time(), UTC).timestamp()
    end = begin + _DAY_S
    match operator:
        case Operator.EQUAL:
            return and_(moment >= begin, moment < end)
        case Operator.UNEQUAL:
            return or_(moment < begin, moment >= end)
        case Operator.LESS:
            return moment < begin
        case Operator.AT_MOST:
            return moment < end
        case Operator.GREATER:
            return moment >= end
        case Operator.AT_LEAST:
            return moment >= begin
