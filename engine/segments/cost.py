"""What the clauses of a filter cost: SQLite looks at conditions in their order, so what costs little stands first. Pure."""

from __future__ import annotations

from typing import Final

from engine.segments.expressions import AllOf, Among, AnyOf, Attribute, Comparison, Contains, Expression, Field, Known, Not, Slot

OF_ROWS: Final = 2
"""Of a clause about rows of other tables."""


def cost(expression: Expression) -> int:
    """Of one clause, or of the dearest in it."""
    match expression:
        case AnyOf(parts) | AllOf(parts):
            return max(map(cost, parts))
        case Not(inner):
            return cost(inner)
        case Comparison(Field()) | Among(Field()) | Contains(Field()) | Known(Field()):
            return 0
        case Comparison(Attribute() | Slot()) | Among(Attribute() | Slot()) | Contains() | Known(Attribute() | Slot()):
            return 1
        case _:
            return OF_ROWS
