"""A filter as a condition on `customers`, in the words of SQLite and of PostgreSQL.

Values are parameters, but for the clauses that an index of a segment's members may answer (`engine.segments.lasting`): databases
use it only if told the very words that it was made with. SQLAlchemy quotes them; tests hold hostile ones against the evaluator.

A comparison with NULL is NULL. In a chain of `and` and `or` that is as good as false, so it is made false only below a `not`: what
stands plainly can be answered from an index.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    false,
    func,
    literal,
    not_,
    or_,
    union,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from engine.outcome import Grade
from engine.segments.comparing import Comparing
from engine.segments.cost import OF_ROWS, cost
from engine.segments.expressions import (
    MIRRORED,
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
    FieldName,
    Happened,
    Known,
    Listed,
    Literal,
    Measure,
    Measured,
    Not,
    Operand,
    Operator,
    Slot,
    Tagged,
)
from engine.segments.judging import COMPARES
from engine.segments.lasting import is_lasting, joined_by_and
from engine.segments.other_rows import FIGURES, OtherRows
from engine.segments.own_row import COLUMNS, TEXTS, OwnRow, in_words
from engine.store.tables import Customer, CustomerEvent, CustomerTag, ListMember


def condition(session: Session, expression: Expression, at: float) -> ColumnElement[bool]:
    """What a customer's row must fulfil at that time, Unix seconds, for queries on `Customer` in this session."""
    return _compiler(session, at).joined(joined_by_and(expression))


def lasting_condition(session: Session, clauses: Sequence[Expression]) -> ColumnElement[bool]:
    """What a row must fulfil of lasting clauses, in the words of `condition`."""
    return _compiler(session, 0.0).joined(clauses)


def told_by_rows(session: Session, expression: Expression, at: float) -> Select[int] | CompoundSelect[int] | None:
    """Ids of those for whom a clause holds that other tables tell alone, as tags and events, each once. None: it is none."""
    return _compiler(session, at).people(expression)


def kept(session: Session, operand: Field | Attribute | Slot) -> ColumnElement[Any]:
    """What an index keeps of a row, in the words of `condition`: a field, or the day in a text."""
    return OwnRow(_on_postgresql(session)).kept(operand)


def _compiler(session: Session, at: float) -> _Compiler:
    return _Compiler(_on_postgresql(session), at)


def _on_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


class _Compiler:
    def __init__(self, on_postgresql: bool, at: float, *, narrowed: bool = False) -> None:
        """Args:
        on_postgresql: else on SQLite.
        at: Unix seconds.
        narrowed: other clauses leave few customers to be looked at.
        """
        self._on_postgresql = on_postgresql
        self._at = at
        self._narrowed = narrowed
        self._own_row = OwnRow(on_postgresql)
        self._rows = OtherRows(at)
        self._compare = Comparing(self._own_row, at)

    def joined(self, clauses: Sequence[Expression]) -> ColumnElement[bool]:
        """That all clauses hold, the lasting ones in words."""
        inner = self._beside(clauses)
        told = ((clause, inner.compiled(clause)) for clause in sorted(clauses, key=cost))
        return and_(*(in_words(sql) if is_lasting(clause) else sql for clause, sql in told))

    def _beside(self, clauses: Sequence[Expression]) -> _Compiler:
        """For clauses that must all hold."""
        return self if min(map(cost, clauses)) == OF_ROWS else _Compiler(self._on_postgresql, self._at, narrowed=True)

    def compiled(self, expression: Expression) -> ColumnElement[bool]:
        match expression:
            case AnyOf(parts):
                return or_(*map(self.compiled, sorted(parts, key=cost)))
            case AllOf(parts):
                return and_(*map(self._beside(parts).compiled, sorted(parts, key=cost)))
            case Not(Tagged() | Happened() | Listed() | DoNotCall() | Known() as certain):
                return not_(self.compiled(certain))
            case Not(inner):
                return not_(func.coalesce(self.compiled(inner), false()))
            case Comparison(operand, operator, against):
                return self._comparison(operand, operator, against)
            case Among(operand, literals, denied):
                return self._among(operand, literals, denied)
            case Contains(operand, part):
                return self._own_row.contains(self._own_row.text(operand), part)
            case Known(operand):
                return self._known(operand)
            case _:
                return self._about_rows(expression)

    def _about_rows(self, expression: Expression) -> ColumnElement[bool]:
        match expression:
            case Tagged(tag, within):
                return self._has(self._rows.tagged(tag, within), CustomerTag.customer_id)
            case Happened(kind, within):
                return self._has(self._rows.events(kind, within), CustomerEvent.customer_id)
            case Listed(name):
                return self._has(self._rows.members(name), ListMember.customer_id)
            case Consents(channel) if self._on_postgresql or not self._narrowed:
                return Customer.id.in_(self._rows.consenting(channel))
            case Consents(channel):
                return self._rows.latest_consent(channel)
            case DoNotCall():
                return self._rows.is_forbidden()
            case _:
                raise AssertionError(f"no clause: {expression}")

    def people(self, expression: Expression) -> Select[int] | CompoundSelect[int] | None:
        """See `told_by_rows`."""
        match expression:
            case Tagged(tag, within):
                return self._rows.tagged(tag, within)
            case Happened(kind, within):
                return self._rows.events(kind, within).distinct()
            case Listed(name):
                return self._rows.members(name)
            case Consents(channel):
                return self._rows.consenting(channel)
            case DoNotCall():
                return self._rows.forbidden()
            case Comparison(Measure() as measure, operator, against) if not _holds_of_nobody(measure, operator, against):
                return (
                    self._rows.events(measure.kind, measure.within)
                    .group_by(CustomerEvent.customer_id)
                    .having(self._compare.moment_or_number(FIGURES[measure.measured], operator, against))
                )
            case AnyOf(parts):
                told = [found for part in parts if (found := self.people(part)) is not None]
                return union(*told) if len(told) == len(parts) else None
            case _:
                return None

    def _has(self, rows: Select[Any], customer_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
        """A look for each customer, where few are left; else SQLite does better with a set that is made once.

        PostgreSQL chooses by itself.
        """
        if self._on_postgresql or self._narrowed:
            return rows.where(customer_id == Customer.id).correlate(Customer).exists()
        return Customer.id.in_(rows)

    def _comparison(self, operand: Operand, operator: Operator, against: Literal) -> ColumnElement[bool]:
        match operand:
            case Measure():
                return self._measured(operand, operator, against)
            case Field(FieldName.GRADE):
                grades = [grade for grade in Grade if COMPARES[MIRRORED[operator]](grade, against)]
                return COLUMNS[FieldName.GRADE].in_(grades) if grades else false()
            case Field(name) if name not in TEXTS:
                return self._compare.moment_or_number(COLUMNS[name].expression, operator, against)
            case _:
                return self._compare.text(self._own_row.text(operand), operator, against)

    def _measured(self, measure: Measure, operator: Operator, against: Literal) -> ColumnElement[bool]:
        """A test of a figure over events. Who has none is found by not being among those for whom the test fails."""

        def test(figure: ColumnElement[Any]) -> ColumnElement[bool]:
            return self._compare.moment_or_number(figure, operator, against)

        figure = FIGURES[measure.measured]
        if self._narrowed:
            theirs = self._rows.events(measure.kind, measure.within).where(CustomerEvent.customer_id == Customer.id)
            return test(theirs.with_only_columns(figure).correlate(Customer).scalar_subquery())
        events = self._rows.events(measure.kind, measure.within).group_by(CustomerEvent.customer_id)
        if _holds_of_nobody(measure, operator, against):
            return Customer.id.not_in(events.having(not_(test(figure))))
        return Customer.id.in_(events.having(test(figure)))

    def _among(self, operand: Operand, literals: tuple[Literal, ...], denied: bool) -> ColumnElement[bool]:
        operator = Operator.UNEQUAL if denied else Operator.EQUAL
        found = [self._comparison(operand, operator, literal) for literal in literals]
        return and_(*found) if denied else or_(*found)

    def _known(self, operand: Operand) -> ColumnElement[bool]:
        match operand:
            case Measure(Measured.LAST, kind, within):
                return self._has(self._rows.events(kind, within), CustomerEvent.customer_id)
            case Measure():
                return literal(1) == 1
            case Field(name) if name not in TEXTS:
                return COLUMNS[name].is_not(None)
            case _:
                return self._own_row.text(operand).is_not(None)


def _holds_of_nobody(measure: Measure, operator: Operator, against: Literal) -> bool:
    """Whether it holds for who has no such event."""
    return measure.measured is not Measured.LAST and COMPARES[operator](0.0, against)
