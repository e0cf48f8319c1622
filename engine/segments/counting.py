"""How many people a filter holds for, asked for in the way that reads least."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.segments.expressions import Expression, Not
from engine.segments.lasting import is_lasting
from engine.segments.sql import condition, told_by_rows
from engine.store.tables import Customer


def count(session: Session, expression: Expression, at: float) -> int:
    """How many customers a filter holds for at that time, Unix seconds.

    Who has a tag or an event is counted where those are kept, without a look at the customers; whom a clause does not hold for, is
    everybody but those for whom it does.
    """
    if isinstance(expression, Not) and not is_lasting(expression):
        everybody = session.scalar(select(func.count()).select_from(Customer)) or 0
        return everybody - count(session, expression.inner, at)
    people = told_by_rows(session, expression, at)
    if people is not None:
        return session.scalar(select(func.count()).select_from(people.subquery())) or 0
    return session.scalar(select(func.count()).select_from(Customer).where(condition(session, expression, at))) or 0
