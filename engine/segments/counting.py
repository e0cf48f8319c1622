"""How many people a filter holds for, asked for in the way that reads least.

Who has a tag, an event, a place on a list or agreed to be called is counted where that is kept, without a look at the customers.
The rest is arithmetic: `not a` is all less `a`, `a or b` is `a` and `b` less who is both, `a and not b` is `a` less `a and b`.
So those whom rows tell of are looked up among a segment's many members (`engine.segments.indices`), not each member among the rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import ColumnElement, Select, func, select, text
from sqlalchemy.orm import Session

from engine.segments.expressions import AllOf, AnyOf, Comparison, Consents, Expression, Not
from engine.segments.indices import MembersIndex, members_index, present, walking
from engine.segments.lasting import all_of, is_lasting, joined_by_and, of_own_row, one_of, prepared_part, reads_texts
from engine.segments.sql import condition, told_by_rows
from engine.store.tables import Customer

FEW: Final = 50_000
"""Members of whom each is looked up among the rows as soon as anything else is done."""


def count(session: Session, expression: Expression, at: float) -> int:
    """How many customers a filter holds for at that time, Unix seconds."""
    return _Counter(session, at).count(expression)


class _Counter:
    def __init__(self, session: Session, at: float) -> None:
        self._session = session
        self._at = at
        self._there = present(session)
        self._on_sqlite = session.get_bind().dialect.name == "sqlite"

    def count(self, expression: Expression) -> int:
        told = told_by_rows(self._session, expression, self._at)
        if told is not None:
            return self._session.scalar(select(func.count()).select_from(told.subquery())) or 0
        if isinstance(expression, Not) and not is_lasting(expression):
            everybody = self._session.scalar(select(func.count()).select_from(Customer)) or 0
            return everybody - self.count(expression.inner)
        if isinstance(expression, AnyOf) and (parted := self._parted(expression)):
            one, other = parted
            return self.count(one) + self.count(other) - self.count(AllOf((one, other)))
        return self._all(joined_by_and(expression))

    def _parted(self, either: AnyOf) -> tuple[Expression, Expression] | None:
        """Two parts that are each counted quickly; None: it had better be counted as it is."""
        lasting = [part for part in either.parts if is_lasting(part)]
        others = [part for part in either.parts if not is_lasting(part)]
        if not lasting or not others or not all(map(self._is_told, others)):
            return None
        one = one_of(lasting)
        return (one, one_of(others)) if self._knows_members(one) else None

    def _all(self, clauses: Sequence[Expression]) -> int:
        others = [clause for clause in clauses if not self._is_told(clause)]
        if not self._on_sqlite:
            return self._of_either(clauses) if others and self._knows_members(all_of(others)) else self._walked(clauses)
        if len(others) == len(clauses) or (others and not self._are_many_and_known(all_of(others))):
            return self._walked(clauses)
        return self._of_rows(tuple(dict.fromkeys(clauses)))

    def _of_either(self, clauses: Sequence[Expression]) -> int:
        """PostgreSQL finds by itself who is in both of two sets, but asks each member about an `or` of what rows tell.

        Figures over rows are left to it: each mention makes them anew.
        """
        either = next((clause for clause in clauses if self._is_either(clause)), None)
        if either is None:
            return self._walked(clauses)
        rest = tuple(clause for clause in clauses if clause is not either)
        match either:
            case Not(AnyOf() as inner):
                return self._of_either(rest) - self._of_either((*rest, inner))
            case AnyOf((one, *more)):
                other = one_of(more)
                return self._of_either((*rest, one)) + self._of_either((*rest, other)) - self._of_either((*rest, one, other))
            case _:
                raise AssertionError("no `or`")

    def _is_either(self, clause: Expression) -> bool:
        inner = clause.inner if isinstance(clause, Not) else clause
        return isinstance(inner, AnyOf) and self._is_told(inner) and not any(isinstance(part, Comparison) for part in inner.parts)

    def _of_rows(self, clauses: tuple[Expression, ...]) -> int:
        """Looks up, among those for whom the other clauses hold, whom one clause tells of by rows. Each clause stands once."""
        if len(clauses) == 1:
            return self.count(clauses[0])
        if not any(map(self._is_told, clauses)):
            return self._walked(clauses)
        one = min(filter(self._is_told, clauses), key=_turn)
        rest = tuple(clause for clause in clauses if clause != one)
        if isinstance(one, Not):
            return self._of_rows(rest) - self._of_rows(tuple(dict.fromkeys((*rest, one.inner))))
        told = told_by_rows(self._session, one, self._at)
        assert told is not None
        return self._walked(rest, Customer.id.in_(told))

    def _walked(self, clauses: Sequence[Expression], *more: ColumnElement[bool]) -> int:
        whole = all_of(clauses)
        query = select(func.count()).select_from(Customer).where(condition(self._session, whole, self._at), *more)
        index = self._index(whole)
        if index and not self._on_sqlite and of_own_row(whole):
            return self._without_the_whole_table(query)
        return self._session.scalar(walking(query, index)) or 0

    def _without_the_whole_table(self, query: Select[int]) -> int:
        """PostgreSQL would read it as soon as many belong to a segment, though texts in its JSON cost most: it is told not to."""
        self._session.execute(text("SET LOCAL enable_seqscan = off"))
        people = self._session.scalar(query) or 0
        self._session.execute(text("SET LOCAL enable_seqscan TO DEFAULT"))
        return people

    def _are_many_and_known(self, whole: Expression) -> bool:
        """Whether so many people belong to it that the rows are fewer, and whether one of them does is quickly found."""
        index = self._index(whole)
        if not self._knows_members(whole) or (index and not index.by_id):
            return False
        some = select(Customer.id).where(condition(self._session, whole, self._at)).limit(FEW)
        return self._session.scalar(select(func.count()).select_from(walking(some, index).subquery())) == FEW

    def _knows_members(self, expression: Expression) -> bool:
        """Whether nobody's texts need to be read."""
        return not reads_texts(expression) or self._index(expression) is not None

    def _index(self, expression: Expression) -> MembersIndex | None:
        """Of the members of all of it, if it was made."""
        index = members_index(self._session, expression) if prepared_part(expression) is expression else None
        return index if index and index.name in self._there else None

    def _is_told(self, clause: Expression) -> bool:
        """Whether rows alone tell for whom it holds, or for whom it does not."""
        inner = clause.inner if isinstance(clause, Not) else clause
        return told_by_rows(self._session, inner, self._at) is not None


def _turn(clause: Expression) -> int:
    """What is denied is counted off first. Then those are gone through of whom there are fewest: consent is everybody's."""
    match clause:
        case Not():
            return 0
        case Consents():
            return 2
        case _:
            return 1
