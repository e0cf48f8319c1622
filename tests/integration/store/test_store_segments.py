"""The database and the evaluator in memory give one answer to every filter."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.segments import counting
from engine.segments.expressions import Expression
from engine.segments.indices import members_index
from engine.segments.judging import holds
from engine.segments.person import Person, person_of
from engine.segments.sql import condition
from engine.segments.writing import written
from engine.store.database import Database
from engine.store.people import consents, customer_events, do_not_call, tags
from engine.store.people.customer_events import Happening
from engine.store.tables import ContactList, Customer, ListImport, ListMember
from tests.filters import LISTS, NOW, expressions, people

pytestmark = [pytest.mark.integration, pytest.mark.timeout(240)]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    known=st.lists(people, min_size=1, max_size=5, unique_by=lambda person: person.number),
    filters=st.lists(expressions, min_size=6, max_size=10),
)
def test_the_database_finds_whom_the_evaluator_finds(
    database: Database, monkeypatch: pytest.MonkeyPatch, known: list[Person], filters: list[Expression]
) -> None:
    def both(session: Session) -> None:
        trial = session.begin_nested()
        numbers = _write(session, known)
        loaded = [person_of(session, session.get_one(Customer, customer_id)) for customer_id in numbers]
        assert loaded == known
        for expression in filters:
            expected = [person.number for person in known if holds(expression, person, NOW)]
            assert _found(session, expression) == expected, written(expression)
            if index := members_index(session, expression):
                session.connection().exec_driver_sql(f"CREATE INDEX IF NOT EXISTS {index.name} {index.definition}")
                assert _found(session, expression) == expected, f"prepared: {written(expression)}"
            for few in (counting.FEW, 0):
                monkeypatch.setattr(counting, "FEW", few)
                assert counting.count(session, expression, NOW) == len(expected), f"few are {few}: {written(expression)}"
        trial.rollback()

    database.write(both)


def _found(session: Session, expression: Expression) -> list[str]:
    return list(session.scalars(select(Customer.number).where(condition(session, expression, NOW)).order_by(Customer.id)))


def _write(session: Session, known: Sequence[Person]) -> list[int]:
    """Ids of their customers."""
    lists = {name: _list(session, name) for name in LISTS}
    return [_write_one(session, person, lists) for person in known]


def _list(session: Session, name: str) -> tuple[int, int]:
    row = ContactList(name=name, headings={}, created_at=1.0, updated_at=1.0)
    session.add(row)
    session.flush()
    begun = ListImport(list_id=row.id, file="f", sha256="0" * 64, at=1.0, counts={})
    session.add(begun)
    session.flush()
    return row.id, begun.id


def _write_one(session: Session, person: Person, lists: dict[str, tuple[int, int]]) -> int:
    customer = Customer(
        number=person.number,
        name=person.name,
        external_id=person.external_id,
        time_zone=person.time_zone,
        grade=person.grade,
        next_action=person.next_action,
        calls=person.calls,
        answered=person.answered,
        last_call_at=person.last_call,
        last_outcome=person.last_outcome,
        fields=dict(person.attributes),
        slots=dict(person.slots),
        updated_at=1.0,
    )
    session.add(customer)
    session.flush()
    for tag, at in person.tags.items():
        tags.earn(session, customer.id, [tag], "call x", at)
    for event in sorted(person.events, key=lambda event: event.at):
        customer_events.record(session, Happening(customer.id, event.kind, event.at, "test", event.value))
    for name in person.lists:
        list_id, import_id = lists[name]
        session.add(ListMember(list_id=list_id, customer_id=customer.id, import_id=import_id, row_number=2, variables={}))
    for channel, granted in person.consents.items():
        consents.record(session, customer.id, channel, granted=not granted, source="before", at=NOW - 9)
        consents.record(session, customer.id, channel, granted=granted, source="now", at=NOW - 5)
    if person.do_not_call:
        do_not_call.add(session, person.number, "asked", at=1.0)
    session.flush()
    return customer.id
