"""Saved segments are prepared: the database keeps an index of their members, and answers from it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, event, select
from sqlalchemy.orm import Session

from engine.outcome import Grade
from engine.segments import counting, preparing, saved
from engine.segments.counting import count
from engine.segments.expressions import (
    Age,
    AllOf,
    AnyOf,
    Attribute,
    Comparison,
    Consents,
    Expression,
    Field,
    FieldName,
    Happened,
    Not,
    Operator,
    Slot,
    Unit,
)
from engine.segments.indices import members_index, present
from engine.segments.preparing import Preparation, prepare
from engine.store.calls.recorder import Recorder
from engine.store.database import Database
from engine.store.tables import Channel, ContactList, Customer
from tests.filters import NOW
from tests.integration.store.conftest import Dial

pytestmark = pytest.mark.integration

LAPSED = Comparison(Field(FieldName.LAST_CALL), Operator.GREATER, Age(30, Unit.DAYS))
RENEWED = Comparison(Attribute("renewal"), Operator.LESS, Age(30, Unit.DAYS))


def _equals(name: str, text: str) -> Expression:
    return Comparison(Attribute(name), Operator.EQUAL, text)


HOSTILE = ("it's", 'say "hi"', "50% %s %(a)s", "a:b", "\\", "\\'; DROP TABLE customers; --", "苏州", "?", "x\n--")
FILTERS: tuple[Expression, ...] = (
    *(_equals("city", text) for text in HOSTILE),
    *(_equals(name, "Suzhou") for name in ("Größe", "a-b", "_", "城市")),
    Comparison(Attribute("points"), Operator.GREATER, 500.0),
    Not(Comparison(Slot("day"), Operator.EQUAL, "x")),
    AllOf((AllOf((LAPSED, _equals("city", "Suzhou"))), Comparison(Field(FieldName.CALLS), Operator.EQUAL, 1.0))),
    AllOf((_equals("city", "Suzhou"), RENEWED)),
    AllOf((Comparison(Field(FieldName.GRADE), Operator.AT_LEAST, Grade.B), LAPSED, _equals("city", "Suzhou"))),
    AnyOf((_equals("city", "Suzhou"), Comparison(Field(FieldName.GRADE), Operator.GREATER, Grade.A))),
    AllOf((_equals("city", "Suzhou"), Not(Happened("click", None)))),
    RENEWED,
)
SUZHOU = _equals("city", "Suzhou")
CLICKED, ORDERED = Happened("click", None), Happened("order", None)
MANY: tuple[tuple[Expression, str], ...] = (
    (AllOf((SUZHOU, CLICKED)), "(id=? AND rowid=?)"),
    (AllOf((SUZHOU, Not(CLICKED), Not(Consents(Channel.CALL)))), "(id=? AND rowid=?)"),
    (AnyOf((SUZHOU, ORDERED)), "(id=? AND rowid=?)"),
    (AllOf((SUZHOU, AnyOf((CLICKED, ORDERED)))), "(id=? AND rowid=?)"),
    (AllOf((SUZHOU, Not(AnyOf((CLICKED, ORDERED))))), "(id=? AND rowid=?)"),
    (Comparison(Attribute("city"), Operator.UNEQUAL, "Suzhou"), "SCAN"),
    (AllOf((SUZHOU, Comparison(Field(FieldName.GRADE), Operator.AT_LEAST, Grade.B))), "(grade=?)"),
)
"""With how SQLite goes about it in the members' index."""


def _save(database: Database, **filters: str) -> None:
    def write(session: Session) -> None:
        if session.scalar(select(ContactList.id)) is None:
            headings = {"city": "City", "points": "Points"}
            session.add(ContactList(name="spring", headings=headings, created_at=1.0, updated_at=1.0))
            session.flush()
        for at, (name, text) in enumerate(filters.items(), start=1):
            saved.save(session, name, text, float(at), replace=True)

    database.write(write)


def _there(database: Database) -> frozenset[str]:
    return database.read(present)


def _is_prepared(database: Database, name: str) -> bool:
    return database.read(lambda session: saved.standing(session, name, NOW)).prepared


def _plan(session: Session, ask: Callable[[], object]) -> str:
    """How the database answers the last question that is asked."""
    connection = session.connection()
    asked: list[tuple[str, Any]] = []

    def hear(_connection: Connection, _cursor: Any, statement: str, parameters: Any, *_: object) -> None:
        if statement.startswith("SELECT"):
            asked.append((statement, parameters))

    event.listen(connection, "before_cursor_execute", hear)
    ask()
    event.remove(connection, "before_cursor_execute", hear)
    statement, parameters = asked[-1]
    explain = "EXPLAIN" if connection.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")  # which pays for a table as short as this
    return "\n".join(str(row) for row in connection.exec_driver_sql(f"{explain} {statement}", parameters))


def test_members_are_found_by_their_index(database: Database) -> None:
    def look(session: Session, root: Expression) -> None:
        connection = session.connection()
        index = members_index(session, root)
        assert index is not None
        connection.exec_driver_sql(f"CREATE INDEX {index.name} {index.definition}")
        assert index.name in _plan(session, lambda: count(session, root, NOW)), root
        connection.exec_driver_sql(f"DROP INDEX {index.name}")

    for root in FILTERS:
        database.write(partial(look, root=root))


def test_sqlite_looks_those_whom_rows_tell_of_up_among_many_members(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    if database.shared:
        pytest.skip("PostgreSQL judges by itself")
    monkeypatch.setattr(counting, "FEW", 0)

    def look(session: Session, root: Expression, way: str) -> None:
        connection = session.connection()
        index = members_index(session, root)
        assert index is not None
        connection.exec_driver_sql(f"CREATE INDEX {index.name} {index.definition}")
        plan = _plan(session, lambda: count(session, root, NOW))
        assert index.name in plan, root
        assert way in plan, root
        connection.exec_driver_sql(f"DROP INDEX {index.name}")

    for root, way in MANY:
        database.write(partial(look, root=root, way=way))


def test_hostile_texts_are_but_texts(database: Database) -> None:
    def look(session: Session, text: str) -> None:
        session.add(Customer(number=f"+1555010{HOSTILE.index(text)}", fields={"city": text}, slots={}, updated_at=1.0))
        session.flush()
        index = members_index(session, _equals("city", text))
        assert index is not None
        session.connection().exec_driver_sql(f"CREATE INDEX {index.name} {index.definition}")
        assert count(session, _equals("city", text), NOW) == 1, text

    for text in HOSTILE:
        database.write(partial(look, text=text))


def test_an_index_is_made_for_what_saved_segments_ask_shared_and_dropped(database: Database) -> None:
    _save(database, a="city = 'Suzhou'", b="city = 'Suzhou' and not clicked")
    _save(database, c="points > 500 and last_call > 30d", d="grade >= B", e="clicked")

    made = prepare(database).made
    assert len(made) == 2, "a and b share one; d and e are answered from what is there anyway"
    assert _there(database) == frozenset(made)
    assert prepare(database) == Preparation()

    _save(database, c="points > 600")
    database.write(lambda session: saved.remove(session, "a"))
    again = prepare(database)
    assert (len(again.made), len(again.dropped)) == (1, 1)
    database.write(lambda session: saved.remove(session, "b"))
    database.write(lambda session: saved.remove(session, "c"))
    prepare(database)
    assert _there(database) == frozenset()


def test_it_is_told_whether_a_segment_is_prepared(database: Database) -> None:
    _save(database, a="city = 'Suzhou'", d="grade >= B")

    assert [_is_prepared(database, name) for name in "ad"] == [False, True]
    prepare(database)
    assert [_is_prepared(database, name) for name in "ad"] == [True, True]


def test_of_many_segments_those_changed_last_are_prepared(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparing, "INDICES_MAX", 2)
    _save(database, **{name: f"city = '{name}'" for name in "abc"})

    prepare(database)

    assert [_is_prepared(database, name) for name in "abc"] == [False, True, True]


def test_a_filter_that_cannot_be_used_any_more_has_no_index(database: Database) -> None:
    _save(database, a="city = 'Suzhou'")
    prepare(database)
    database.write(lambda session: session.delete(session.scalars(select(ContactList)).one()))

    assert len(prepare(database).dropped) == 1


def test_long_texts_are_still_taken_in(database: Database) -> None:
    _save(database, a="city contains 'Suzhou' and attribute.renewal < 30d")
    prepare(database)

    fields = {"city": "Suzhou" * 10_000, "renewal": "2026" * 10_000}
    database.write(lambda session: session.add(Customer(number="+15550100", fields=fields, slots={}, updated_at=1.0)))

    assert database.read(lambda session: session.scalars(select(Customer.fields)).all())[-1] == fields


def test_sqlite_makes_no_index_of_a_long_table_during_a_call(
    database: Database, recorder: Recorder, dial: Dial, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preparing, "SHORT", 2)
    _save(database, a="city = 'Suzhou'")
    dial("a1")

    during = prepare(database)
    recorder.settle_open_attempts("engine_died", 300.0)
    after = prepare(database)

    assert (len(during.made), len(during.waiting)) == ((1, 0) if database.shared else (0, 1))
    assert len(_there(database)) == 1
    assert len(after.made) == (0 if database.shared else 1)


def test_what_postgresql_broke_off_is_made_again(database: Database) -> None:
    if not database.shared:
        pytest.skip("SQLite makes an index wholly or not at all")
    _save(database, a="city = 'Suzhou'")
    (name,) = prepare(database).made
    broken = "UPDATE pg_index SET indisvalid = false WHERE indexrelid = %(name)s::regclass"
    database.write(lambda session: session.connection().exec_driver_sql(broken, {"name": name}))
    assert _there(database) == frozenset()

    assert prepare(database).made == (name,)
    assert _there(database) == {name}
