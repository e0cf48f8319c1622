"""People as operators look for them, in the order in which they came."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from engine.outcome import Grade
from engine.store.errors import UnknownCustomer
from engine.store.tables import Customer, CustomerTag


@dataclass(frozen=True, slots=True)
class PersonFilter:
    """Whom; None: everybody."""

    query: str | None = None
    """Part of their name, or all of their external id."""
    number: str | None = None
    """E.164; also whom `query` finds."""
    tag: str | None = None


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person in a line."""

    id: int
    number: str
    external_id: str | None
    name: str | None
    time_zone: str | None
    grade: Grade | None
    updated_at: float


def page(session: Session, wanted: PersonFilter, limit: int, after_id: int = 0) -> list[PersonRow]:
    """So many, from after this id on."""
    query = select(Customer).where(Customer.id > after_id).order_by(Customer.id).limit(limit)
    if wanted.query is not None:
        named = Customer.name.contains(wanted.query, autoescape=True)
        query = query.where(or_(Customer.number == wanted.number, Customer.external_id == wanted.query, named))
    if wanted.tag is not None:
        query = query.where(exists().where(CustomerTag.customer_id == Customer.id, CustomerTag.tag == wanted.tag))
    return [_row(customer) for customer in session.scalars(query)]


def person(session: Session, customer_id: int) -> PersonRow:
    """One person.

    Raises:
        UnknownCustomer: there is nobody of this id.
    """
    customer = session.get(Customer, customer_id)
    if customer is None:
        raise UnknownCustomer(f"there is no customer {customer_id}")
    return _row(customer)


def _row(one: Customer) -> PersonRow:
    return PersonRow(one.id, one.number, one.external_id, one.name, one.time_zone, one.grade, one.updated_at)
