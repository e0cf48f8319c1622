"""With what operands of a filter can be compared."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Final

from engine.outcome import Disposition, Grade
from engine.segments.expressions import Age, Field, FieldName, Literal, Measure, Measured, Operand


class Kind(Enum):
    """What an operand can be compared with."""

    NUMBER = "a number"
    MOMENT = "a point in time"
    GRADE = "a grade"
    OUTCOME = "an outcome"
    TEXT = "a text"
    ANY = "a text, a number or a date, as it is written"

    def takes(self, literal: Literal) -> bool:
        """It can be compared with such a literal."""
        return isinstance(literal, _FITTING[self])

    def orders(self, literal: Literal) -> bool:
        """It can be less or more than such a literal: texts and outcomes have no order."""
        return self not in _UNORDERED and (not isinstance(literal, str) or self is Kind.GRADE)

    @property
    def example(self) -> str:
        """What it is compared with, for whoever wrote something else."""
        return _EXAMPLES[self]


_FIELDS: Final = {
    FieldName.GRADE: Kind.GRADE,
    FieldName.CALLS: Kind.NUMBER,
    FieldName.ANSWERED: Kind.NUMBER,
    FieldName.LAST_CALL: Kind.MOMENT,
    FieldName.LAST_OUTCOME: Kind.OUTCOME,
}
"""The others are texts."""
_MEASURES: Final = {Measured.COUNT: Kind.NUMBER, Measured.SUM: Kind.NUMBER, Measured.LAST: Kind.MOMENT}
_FITTING: Final[Mapping[Kind, tuple[type, ...]]] = {
    Kind.NUMBER: (float,),
    Kind.MOMENT: (date, Age),
    Kind.GRADE: (Grade,),
    Kind.OUTCOME: (Disposition,),
    Kind.TEXT: (str,),
    Kind.ANY: (str, float, date, Age),
}
_EXAMPLES: Final = {
    Kind.NUMBER: "a number such as 3",
    Kind.MOMENT: "how long ago, such as 30d, or a date such as 2026-12-01",
    Kind.GRADE: f"one of {', '.join(Grade)}",
    Kind.OUTCOME: "an outcome such as no_answer",
    Kind.TEXT: "a text in quotes",
    Kind.ANY: "a text in quotes, a number, a date such as 2026-12-01, or days ago such as 30d",
}
_UNORDERED: Final = (Kind.TEXT, Kind.OUTCOME)


def kind_of(operand: Operand) -> Kind:
    """What an operand can be compared with."""
    match operand:
        case Field(name):
            return _FIELDS.get(name, Kind.TEXT)
        case Measure(measured):
            return _MEASURES[measured]
        case _:
            return Kind.ANY
