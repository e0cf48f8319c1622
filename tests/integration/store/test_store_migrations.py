"""Databases of earlier revisions, with calls in them, brought to the newest."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, select, text

from engine.campaign.grades import final_grade
from engine.store.database import Database
from engine.store.deliveries import deliveries, queue
from engine.store.errors import StoreError
from engine.store.opening import opened
from engine.store.people.tags import Tag, tags_of
from engine.store.reporting.reports import campaign_report
from engine.store.schema import upgrade
from engine.store.scripts import versions
from engine.store.scripts.contents import Content
from engine.store.scripts.versions import Signed
from engine.store.tables import Consent, DeliveryState
from engine.store.urls import database_url

pytestmark = pytest.mark.integration

FIRST_TABLES = """
    INSERT INTO customers VALUES (1, '+15550100002', 'Ann', '{}', 'A', '["keen"]', '{}', 1.5);
    INSERT INTO campaigns VALUES (1, 'spring', 'offer', 'hash-1', '{}', 1.5, NULL);
    INSERT INTO leads VALUES (1, 1, 1, 2, '{"name": "Ann"}', 'done', 'completed');
    INSERT INTO attempts VALUES ('a1', 1, '+15550100002', 'worker-1', NULL, 'hash-1', 2.0, NULL, 3.0, 4.0, 'completed', 'normal',
        200, 16, NULL, 'A', NULL, '["keen"]', '{}', 900, NULL);
    INSERT INTO turns VALUES (1, 'a1', 1, 'bot', 'greeting', 'Hello.', 0, 900, NULL, NULL, NULL, FALSE, 400)
"""


FIRST_DELIVERY = """
    INSERT INTO deliveries VALUES ('d1', 'crm', 'a1', 'call.ended', '{}', 'dead', 4.0, 9, 5.0, NULL, 'HTTP 500')
"""


def execute(url: str, statements: str) -> None:
    engine = create_engine(database_url(url))
    with engine.begin() as connection:
        for statement in statements.split(";"):
            connection.exec_driver_sql(statement)
    engine.dispose()


def test_what_was_told_before_people_were_told_of_stays_as_it_was(url: str) -> None:
    upgrade(url, revision="0001")
    execute(url, FIRST_TABLES)
    upgrade(url, revision="0021")
    execute(url, FIRST_DELIVERY)
    upgrade(url)

    with Database(url) as database:
        (told,) = database.read(lambda session: deliveries(session, DeliveryState.DEAD, 9))
        with pytest.raises(StoreError):  # each is told once
            database.write(lambda session: queue(session, "d2", "crm", "a1", "call.ended", "{}", 6.0))
    assert (told.id, told.attempt_id, told.customer_id, told.tries, told.problem) == ("d1", "a1", None, 9, "HTTP 500")


def test_calls_made_before_there_were_versions_stay_as_they_were(url: str) -> None:
    upgrade(url, revision="0001")
    execute(url, FIRST_TABLES)

    with opened(url, final_grade, at=9.0) as store:
        report = store.database.read(lambda session: campaign_report(session, 1, 0.0))
        published = store.database.write(
            lambda session: versions.publish(
                session, Content("offer", "hash-2", "offer.yaml", {"offer.yaml": "x"}, {}), Signed(9.0, "ann")
            )
        )

    attempt = report.leads[0].attempt
    assert attempt is not None
    assert (attempt.attempt_id, attempt.grade, attempt.tags, attempt.reply_gaps_ms) == ("a1", "A", ("keen",), (400,))
    assert published.version.number == 1
    with Database(url) as database:
        kept = database.read(lambda session: session.execute(text("SELECT script_hash, script_version FROM attempts")).all())
        tags = database.read(lambda session: tags_of(session, 1))
        calls = "SELECT calls, answered, last_call_at, last_outcome FROM customers"
        history = database.read(lambda session: session.execute(text(calls)).all())
    assert [tuple(row) for row in kept] == [("hash-1", None)]
    assert [tuple(row) for row in history] == [(1, 1, 2.0, "completed")]
    assert tags == [Tag("keen", "earlier calls", 1.5)]


def test_consent_that_a_list_did_not_date_is_known_by_the_moment_of_its_import(url: str) -> None:
    upgrade(url, revision="0026")
    people = ", ".join(f"({at}, '+1555010000{at}', '{{}}', '{{}}', 1.5)" for at in (1, 2, 3))
    execute(
        url,
        f"""
        INSERT INTO customers (id, number, fields, slots, updated_at) VALUES {people};
        INSERT INTO contact_lists (id, name, headings, created_at, updated_at) VALUES (1, 'spring', '{{}}', 1.5, 1.5);
        INSERT INTO list_imports (id, list_id, file, sha256, at, counts) VALUES (1, 1, 'people.csv', 'x', 1800000000.25, '{{}}');
        INSERT INTO consents (id, customer_id, channel, granted, at, source) VALUES
            (1, 1, 'call', true, 1800000000.25, 'list spring'),
            (2, 2, 'call', true, 1700000000.0, 'list spring'),
            (3, 3, 'call', true, 1800000000.25, 'token crm of shop')
        """,
    )
    upgrade(url)

    with Database(url) as database:
        found = database.read(lambda session: session.execute(select(Consent.id, Consent.dated).order_by(Consent.id)).all())
    assert [tuple(row) for row in found] == [(1, False), (2, True), (3, True)]
