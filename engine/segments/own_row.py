"""What stands in a customer's own row, in the words of SQLite and of PostgreSQL."""

from __future__ import annotations

from typing import Any, Final, TypeVar

from sqlalchemy import ColumnElement, Float, and_, case, cast, func, not_, or_
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.elements import BindParameter
from sqlalchemy.sql.visitors import replacement_traverse

from engine.segments.expressions import Attribute, Field, FieldName, Measure, Operand, Slot
from engine.segments.values import DATE_LENGTH, DATE_PATTERN, NUMBER_LENGTH_MAX, NUMBER_PATTERN
from engine.store.tables import Customer

_T = TypeVar("_T")
COLUMNS: Final[dict[FieldName, InstrumentedAttribute[Any]]] = {
    FieldName.GRADE: Customer.grade,
    FieldName.CALLS: Customer.calls,
    FieldName.ANSWERED: Customer.answered,
    FieldName.LAST_CALL: Customer.last_call_at,
    FieldName.LAST_OUTCOME: Customer.last_outcome,
    FieldName.NAME: Customer.name,
    FieldName.NUMBER: Customer.number,
    FieldName.EXTERNAL_ID: Customer.external_id,
    FieldName.TIME_ZONE: Customer.time_zone,
    FieldName.NEXT_ACTION: Customer.next_action,
}
TEXTS: Final = (FieldName.NAME, FieldName.NUMBER, FieldName.EXTERNAL_ID, FieldName.TIME_ZONE, FieldName.NEXT_ACTION)
"""Fields that are texts."""


class OwnRow:
    """Reads texts, and what is written in them."""

    def __init__(self, on_postgresql: bool) -> None:
        """`on_postgresql`: else on SQLite."""
        self._on_postgresql = on_postgresql

    def text(self, operand: Operand) -> ColumnElement[str]:
        """The text; NULL if it is blank."""
        match operand:
            case Field(name):
                text: ColumnElement[str] = COLUMNS[name].expression
            case Attribute(name):
                text = Customer.fields[name].as_string()
            case Slot(name):
                text = Customer.slots[name].as_string()
            case Measure():
                raise AssertionError("a figure is no text")
        return func.nullif(text, "")

    def contains(self, text: ColumnElement[str], part: str) -> ColumnElement[bool]:
        """The part stands in the text as it is written."""
        position = func.strpos if self._on_postgresql else func.instr
        return position(text, part) > 0

    def kept(self, operand: Field | Attribute | Slot) -> ColumnElement[Any]:
        """What an index keeps of a row: a field, or the day in a text."""
        if isinstance(operand, Field) and operand.name not in TEXTS:
            return COLUMNS[operand.name].expression
        return in_words(self.day(self.text(operand)))

    def number(self, text: ColumnElement[str]) -> ColumnElement[float]:
        """The text as a number if it is written as one; see `engine.segments.values`."""
        short = func.length(text) <= NUMBER_LENGTH_MAX
        if self._on_postgresql:
            return case((and_(short, text.regexp_match(NUMBER_PATTERN)), cast(text, Float(53))))
        unsigned = case((text.op("GLOB")("-*"), func.substr(text, 2)), else_=text)
        digits_and_points = and_(
            unsigned.op("GLOB")("[0-9]*"),
            unsigned.op("GLOB")("*[0-9]"),
            not_(unsigned.op("GLOB", is_comparison=True)("*[^0-9.]*")),
            not_(unsigned.op("GLOB", is_comparison=True)("*.*.*")),
        )
        # Each mention of the text takes it out of its JSON again: plain digits, as most numbers are, are told by few.
        digits = not_(text.op("GLOB", is_comparison=True)("*[^0-9]*"))
        number = cast(text, Float(53))
        return case((and_(digits, short), number), (and_(short, digits_and_points), number))

    def day(self, text: ColumnElement[str]) -> ColumnElement[str]:
        """The day of a text that begins with one."""
        day = func.substr(text, 1, DATE_LENGTH)
        if self._on_postgresql:
            return case((text.regexp_match(DATE_PATTERN), day)).collate("C")
        written = "-".join(("[0-9]" * 4, "[0-9]" * 2, "[0-9]" * 2))
        return case((or_(text.op("GLOB")(written), text.op("GLOB")(f"{written}[T ]*")), day))


def in_words(sql: ColumnElement[_T]) -> ColumnElement[_T]:
    """The same without parameters: each value is quoted and stands in the statement when it is run."""

    def written_out(element: object, **_: object) -> ColumnElement[Any] | None:
        return element.render_literal_execute() if isinstance(element, BindParameter) else None

    return replacement_traverse(sql, {}, written_out)
