"""Which clauses of a filter are lasting: they ask for what stands in the customer's own row, and mean the same tomorrow. Pure.

`city = 'Suzhou'` is one. `last_call > 30d` is none, for it changes with time alone, nor is `clicked`, which other rows tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from engine.segments.expressions import (
    Age,
    AllOf,
    Among,
    AnyOf,
    Attribute,
    Comparison,
    Contains,
    Expression,
    Field,
    FieldName,
    Known,
    Literal,
    Measure,
    Not,
    Operand,
    Slot,
)

HISTORY: Final = (FieldName.GRADE, FieldName.LAST_CALL, FieldName.CALLS, FieldName.ANSWERED, FieldName.LAST_OUTCOME)
"""Fields of the index that every database has, in their order: `ix_customers_history`."""


def joined_by_and(expression: Expression) -> tuple[Expression, ...]:
    """The clauses that must all hold, however they were nested."""
    if isinstance(expression, AllOf):
        return tuple(clause for part in expression.parts for clause in joined_by_and(part))
    return (expression,)


def prepared_part(root: Expression) -> Expression | None:
    """What of a filter an index of members may answer: all of it, but of an `or` only the parts that last; None: no part does."""
    if isinstance(root, AnyOf) and not is_lasting(root):
        by_itself = [part for part in root.parts if is_lasting(part)]
        return one_of(by_itself) if by_itself else None
    return root


def one_of(parts: Sequence[Expression]) -> Expression:
    """That any of these holds, of which there is at least one."""
    return AnyOf(tuple(parts)) if len(parts) > 1 else parts[0]


def all_of(clauses: Sequence[Expression]) -> Expression:
    """That all of these hold, of which there is at least one."""
    return AllOf(tuple(clauses)) if len(clauses) > 1 else clauses[0]


def is_lasting(expression: Expression) -> bool:
    """Whether it is one."""
    return of_own_row(expression) and not any(isinstance(literal, Age) for _, literal in _comparisons(expression))


def of_own_row(expression: Expression) -> bool:
    """Whether it asks for nothing but what stands in the customer's own row."""
    match expression:
        case AllOf(parts) | AnyOf(parts):
            return all(map(of_own_row, parts))
        case Not(inner):
            return of_own_row(inner)
        case Comparison(operand) | Among(operand) | Contains(operand) | Known(operand):
            return not isinstance(operand, Measure)
        case _:
            return False


def reads_texts(expression: Expression) -> bool:
    """Whether it looks at a person's texts, attributes above all: these are no index of every database's."""
    return any(_is_text(operand) for operand, _ in _comparisons(expression))


def looked_at(clauses: Iterable[Expression]) -> tuple[Field | Attribute | Slot, ...]:
    """What clauses look at in the row that is short enough for an index: fields of the history, texts whose day is compared."""
    found = [compared for clause in clauses for compared in _comparisons(clause)]
    short = (operand for operand, literal in found if not _is_text(operand) or isinstance(literal, Age))
    found_once = dict.fromkeys(operand for operand in short if not isinstance(operand, Measure))
    return tuple(sorted(found_once, key=_place))


def _place(operand: Field | Attribute | Slot) -> int:
    """In the index."""
    return HISTORY.index(operand.name) if isinstance(operand, Field) and operand.name in HISTORY else len(HISTORY)


def _comparisons(expression: Expression) -> Iterator[tuple[Operand, Literal | None]]:
    """Everything that is looked at, with what it is compared with if that is one thing."""
    match expression:
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from _comparisons(part)
        case Not(inner):
            yield from _comparisons(inner)
        case Comparison(operand, _, literal):
            yield operand, literal
        case Among(operand) | Contains(operand) | Known(operand):
            yield operand, None
        case _:
            pass


def _is_text(operand: Operand) -> bool:
    match operand:
        case Attribute() | Slot():
            return True
        case Field(name):
            return name not in HISTORY
        case Measure():
            return False
