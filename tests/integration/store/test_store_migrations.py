"""Databases of earlier revisions, with calls in them, brought to the newest."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, text

from engine.campaign.grades import final_grade
from engine.store.database import Database
from engine.store.opening import opened
from engine.store.people.tags import Tag, tags_of
from engine.store.reporting.reports import campaign_report
from engine.store.schema import upgrade
from engine.store.scripts import versions
from engine.store.scripts.contents import Content
from engine.store.scripts.versions import Signed
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


def test_calls_made_before_there_were_versions_stay_as_they_were(url: str) -> None:
    upgrade(url, revision="0001")
    engine = create_engine(database_url(url))
    with engine.begin() as connection:
        for statement in FIRST_TABLES.split(";"):
            connection.exec_driver_sql(statement)
    engine.dispose()

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
