"""A filter as a condition on `customers`, in the words of SQLite and of PostgreSQL.

Values are parameters, but for the clauses that an index of a segment's members may answer (`engine.segments.lasting`): databases
use it only if told the very words that it was made with. SQLAlchemy quotes them; tests hold hostile ones against the evaluator.

A comparison with NULL is NULL. In a chain of `and` and `or` that is as good as false, so it is made false only below a `not`: what
stands plainly can be answered from an index.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from typing import Any, Final, TypeVar

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Float,
    Select,
    and_,
    case,
    cast,
    exists,
    false,
    func,
    literal,
    not_,
    or_,
    select,
    union,
)
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased
from sqlalchemy.sql.elements import BindParameter
from sqlalchemy.sql.visitors import replacement_traverse

from engine.outcome import Grade
from engine.segments.expressions import (
    MIRRORED,
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
from engine.segments.judging import COMPARES, days_before
from engine.segments.lasting import is_lasting, joined_by_and
from engine.segments.values import DATE_LENGTH, DATE_PATTERN, NUMBER_LENGTH_MAX, NUMBER_PATTERN
from engine.store import tables
from engine.store.tables import Channel, Consent, ContactList, Customer, CustomerEvent, CustomerTag, ListMember

_T = TypeVar("_T")
_DAY_S: Final = 86400.0
_COLUMNS: Final[dict[FieldName, InstrumentedAttribute[Any]]] = {
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
_FIGURES: Final[dict[Measured, ColumnElement[Any]]] = {
    Measured.COUNT: func.count(CustomerEvent.id),
    Measured.SUM: func.coalesce(func.sum(CustomerEvent.value), 0.0),
    Measured.LAST: func.max(CustomerEvent.at),
}
_OF_ROWS: Final = 2
"""Cost of a clause about rows of other tables; see `_cost`."""
_TEXTS: Final = (FieldName.NAME, FieldName.NUMBER, FieldName.EXTERNAL_ID, FieldName.TIME_ZONE, FieldName.NEXT_ACTION)


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
    return _compiler(session, 0.0).kept(operand)


def _compiler(session: Session, at: float) -> _Compiler:
    return _Compiler(session.get_bind().dialect.name == "postgresql", at)


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

    def joined(self, clauses: Sequence[Expression]) -> ColumnElement[bool]:
        """That all clauses hold, the lasting ones in words."""
        inner = self._beside(clauses)
        told = ((clause, inner.compiled(clause)) for clause in sorted(clauses, key=_cost))
        return and_(*(_in_words(sql) if is_lasting(clause) else sql for clause, sql in told))

    def kept(self, operand: Field | Attribute | Slot) -> ColumnElement[Any]:
        if isinstance(operand, Field) and operand.name not in _TEXTS:
            return _COLUMNS[operand.name].expression
        return _in_words(self._date(self._text(operand)))

    def _beside(self, clauses: Sequence[Expression]) -> _Compiler:
        """For clauses that must all hold."""
        return self if min(map(_cost, clauses)) == _OF_ROWS else _Compiler(self._on_postgresql, self._at, narrowed=True)

    def compiled(self, expression: Expression) -> ColumnElement[bool]:
        match expression:
            case AnyOf(parts):
                return or_(*map(self.compiled, sorted(parts, key=_cost)))
            case AllOf(parts):
                return and_(*map(self._beside(parts).compiled, sorted(parts, key=_cost)))
            case Not(Tagged() | Happened() | Listed() | DoNotCall() | Known() as certain):
                return not_(self.compiled(certain))
            case Not(inner):
                return not_(func.coalesce(self.compiled(inner), false()))
            case Comparison(operand, operator, against):
                return self._comparison(operand, operator, against)
            case Among(operand, literals, denied):
                return self._among(operand, literals, denied)
            case Contains(operand, part):
                position = func.strpos if self._on_postgresql else func.instr
                return position(self._text(operand), part) > 0
            case Known(operand):
                return self._known(operand)
            case _:
                return self._about_rows(expression)

    def _about_rows(self, expression: Expression) -> ColumnElement[bool]:
        match expression:
            case Tagged(tag, within):
                return self._has(self._tagged(tag, within), CustomerTag.customer_id)
            case Happened(kind, within):
                return self._has(self._events(kind, within), CustomerEvent.customer_id)
            case Listed(name):
                return self._has(self._members(name), ListMember.customer_id)
            case Consents(channel) if self._on_postgresql or not self._narrowed:
                return Customer.id.in_(self._consenting(channel))
            case Consents(channel):
                said = select(Consent.granted).where(Consent.customer_id == Customer.id, Consent.channel == channel)
                return said.order_by(Consent.at.desc(), Consent.id.desc()).limit(1).correlate(Customer).scalar_subquery().is_(True)
            case DoNotCall():
                return exists().where(tables.DoNotCall.number == Customer.number).correlate(Customer)
            case _:
                raise AssertionError(f"no clause: {expression}")

    def people(self, expression: Expression) -> Select[int] | CompoundSelect[int] | None:
        """See `told_by_rows`."""
        match expression:
            case Tagged(tag, within):
                return self._tagged(tag, within)
            case Happened(kind, within):
                return self._events(kind, within).distinct()
            case Listed(name):
                return self._members(name)
            case Consents(channel):
                return self._consenting(channel)
            case DoNotCall():
                return select(Customer.id).join(tables.DoNotCall, tables.DoNotCall.number == Customer.number)
            case Comparison(Measure() as measure, operator, against) if not _holds_of_nobody(measure, operator, against):
                return (
                    self._events(measure.kind, measure.within)
                    .group_by(CustomerEvent.customer_id)
                    .having(self._moment_or_number(_FIGURES[measure.measured], operator, against))
                )
            case AnyOf(parts):
                told = [found for part in parts if (found := self.people(part)) is not None]
                return union(*told) if len(told) == len(parts) else None
            case _:
                return None

    @staticmethod
    def _consenting(channel: Channel) -> Select[int]:
        """Who agreed, but for whom a refusal was the last: of most people there is none, so that few are looked at twice."""
        later = aliased(Consent)
        agreed_later = exists().where(
            later.customer_id == Consent.customer_id,
            later.channel == channel,
            later.granted.is_(True),
            or_(later.at > Consent.at, and_(later.at == Consent.at, later.id > Consent.id)),
        )
        refused = select(Consent.customer_id).where(Consent.channel == channel, Consent.granted.is_(False), ~agreed_later)
        agreed = select(Consent.customer_id).where(Consent.channel == channel, Consent.granted.is_(True))
        return agreed.where(Consent.customer_id.not_in(refused)).distinct()

    def _has(self, rows: Select[Any], customer_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
        """A look for each customer, where few are left; else SQLite does better with a set that is made once.

        PostgreSQL chooses by itself.
        """
        if self._on_postgresql or self._narrowed:
            return rows.where(customer_id == Customer.id).correlate(Customer).exists()
        return Customer.id.in_(rows)

    def _recent(self, moment: InstrumentedAttribute[float], within: Age | None) -> tuple[ColumnElement[bool], ...]:
        return (moment >= self._at - within.seconds,) if within else ()

    def _tagged(self, tag: str, within: Age | None) -> Select[int]:
        return select(CustomerTag.customer_id).where(CustomerTag.tag == tag, *self._recent(CustomerTag.at, within))

    def _members(self, name: str) -> Select[int]:
        members = select(ListMember.customer_id).join(ContactList, ListMember.list_id == ContactList.id)
        return members.where(ContactList.name == name)

    def _events(self, kind: str, within: Age | None) -> Select[int]:
        return select(CustomerEvent.customer_id).where(CustomerEvent.kind == kind, *self._recent(CustomerEvent.at, within))

    def _comparison(self, operand: Operand, operator: Operator, against: Literal) -> ColumnElement[bool]:
        match operand:
            case Measure():
                return self._measured(operand, lambda value: self._moment_or_number(value, operator, against), against, operator)
            case Field(FieldName.GRADE):
                grades = [grade for grade in Grade if COMPARES[MIRRORED[operator]](grade, against)]
                return _COLUMNS[FieldName.GRADE].in_(grades) if grades else false()
            case Field(name) if name not in _TEXTS:
                return self._moment_or_number(_COLUMNS[name].expression, operator, against)
            case _:
                return self._text_comparison(self._text(operand), operator, against)

    def _moment_or_number(self, value: ColumnElement[Any], operator: Operator, against: Literal) -> ColumnElement[bool]:
        match against:
            case Age():
                return _compare(value, MIRRORED[operator], self._at - against.seconds)
            case date():
                return _on_day(value, operator, against)
            case _:
                return _compare(value, operator, against)

    def _text_comparison(self, text: ColumnElement[str], operator: Operator, against: Literal) -> ColumnElement[bool]:
        match against:
            case Age():
                return _compare(_in_words(self._date(text)), MIRRORED[operator], days_before(self._at, against).isoformat())
            case date():
                return _compare(self._date(text), operator, against.isoformat())
            case float():
                return _compare(self._number(text), operator, against)
            case _:
                return _compare(text, operator, str(against))

    def _measured(
        self, measure: Measure, test: Callable[[ColumnElement[Any]], ColumnElement[bool]], against: Literal, operator: Operator
    ) -> ColumnElement[bool]:
        """A test of a figure over events. Who has none is found by not being among those for whom the test fails."""
        figure = _FIGURES[measure.measured]
        if self._narrowed:
            theirs = self._events(measure.kind, measure.within).where(CustomerEvent.customer_id == Customer.id)
            return test(theirs.with_only_columns(figure).correlate(Customer).scalar_subquery())
        events = self._events(measure.kind, measure.within).group_by(CustomerEvent.customer_id)
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
                return self._has(self._events(kind, within), CustomerEvent.customer_id)
            case Measure():
                return literal(1) == 1
            case Field(name) if name not in _TEXTS:
                return _COLUMNS[name].is_not(None)
            case _:
                return self._text(operand).is_not(None)

    def _text(self, operand: Operand) -> ColumnElement[str]:
        """The text; NULL if it is blank."""
        match operand:
            case Field(name):
                text: ColumnElement[str] = _COLUMNS[name].expression
            case Attribute(name):
                text = Customer.fields[name].as_string()
            case Slot(name):
                text = Customer.slots[name].as_string()
            case Measure():
                raise AssertionError("a figure is no text")
        return func.nullif(text, "")

    def _number(self, text: ColumnElement[str]) -> ColumnElement[float]:
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

    def _date(self, text: ColumnElement[str]) -> ColumnElement[str]:
        """The day of a text that begins with one."""
        day = func.substr(text, 1, DATE_LENGTH)
        if self._on_postgresql:
            return case((text.regexp_match(DATE_PATTERN), day)).collate("C")
        written = "-".join(("[0-9]" * 4, "[0-9]" * 2, "[0-9]" * 2))
        return case((or_(text.op("GLOB")(written), text.op("GLOB")(f"{written}[T ]*")), day))


def _holds_of_nobody(measure: Measure, operator: Operator, against: Literal) -> bool:
    """Whether it holds for who has no such event."""
    return measure.measured is not Measured.LAST and COMPARES[operator](0.0, against)


def _in_words(sql: ColumnElement[_T]) -> ColumnElement[_T]:
    """The same without parameters: each value is quoted and stands in the statement when it is run."""

    def written_out(element: object, **_: object) -> ColumnElement[Any] | None:
        return element.render_literal_execute() if isinstance(element, BindParameter) else None

    return replacement_traverse(sql, {}, written_out)


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


def _cost(expression: Expression) -> int:
    """SQLite looks at conditions in their order: what costs little stands first."""
    match expression:
        case AnyOf(parts) | AllOf(parts):
            return max(map(_cost, parts))
        case Not(inner):
            return _cost(inner)
        case Comparison(Field()) | Among(Field()) | Contains(Field()) | Known(Field()):
            return 0
        case Comparison(Attribute() | Slot()) | Among(Attribute() | Slot()) | Contains() | Known(Attribute() | Slot()):
            return 1
        case _:
            return _OF_ROWS
