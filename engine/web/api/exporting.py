"""Everything that is kept about one person, table by table, as the law lets them ask for it."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import ColumnElement, inspect, select
from sqlalchemy.orm import Session

from engine.store.people import listing as people_listing
from engine.store.tables import (
    Attempt,
    Base,
    Callback,
    CallNote,
    Consent,
    Customer,
    CustomerEvent,
    CustomerTag,
    DoNotCall,
    Handover,
    Lead,
    ListMember,
    ShortLink,
    TextMessage,
    Turn,
)

_OF_PERSON: Final[tuple[type[Base], ...]] = (CustomerTag, ListMember, Consent, CustomerEvent, ShortLink)
_OF_CALL: Final[tuple[type[Base], ...]] = (Turn, CallNote, TextMessage, Callback, Handover)


def everything_about(session: Session, customer_id: int) -> dict[str, Any]:
    """Rows by table; column names are the database's.

    Raises:
        UnknownCustomer: there is nobody of this id.
    """
    number = people_listing.person(session, customer_id).number
    leads = select(Lead.id).where(Lead.customer_id == customer_id)
    calls = select(Attempt.id).where(Attempt.lead_id.in_(leads))
    return {
        "customers": _rows(session, Customer, Customer.id == customer_id),
        **{one.__tablename__: _rows(session, one, one.__table__.c.customer_id == customer_id) for one in _OF_PERSON},
        "leads": _rows(session, Lead, Lead.customer_id == customer_id),
        "attempts": _rows(session, Attempt, Attempt.lead_id.in_(leads)),
        **{one.__tablename__: _rows(session, one, one.__table__.c.attempt_id.in_(calls)) for one in _OF_CALL},
        "do_not_call": _rows(session, DoNotCall, DoNotCall.number == number),
    }


def _rows(session: Session, table: type[Base], which: ColumnElement[bool]) -> list[dict[str, Any]]:
    names = [column.key for column in inspect(table).column_attrs]
    return [{name: getattr(row, name) for name in names} for row in session.scalars(select(table).where(which))]
