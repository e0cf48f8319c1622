"""Engines that share a PostgreSQL database: who is alive, and whose calls are settled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import select, text

from engine.campaign.grades import final_grade
from engine.outcome import Disposition
from engine.store import engines
from engine.store.calls.recorder import Recorder
from engine.store.campaigns import NewLead, Opening, open_campaign
from engine.store.database import Database
from engine.store.engines import Lease
from engine.store.errors import TakenForDead
from engine.store.leads import Dialling, Refused
from engine.store.scripts.pins import Pin
from engine.store.tables import Attempt, EngineLease
from tests.integration.dialling import dial_next
from tests.integration.store import postgresql
from tests.migrated import migrated

pytestmark = pytest.mark.integration

ANN = Lease("ann", "a.example", 1)
BOB = Lease("bob", "b.example", 2)


@pytest.fixture
def shared(postgresql_url: str) -> Iterator[Database]:
    url = postgresql.emptied(postgresql_url)
    migrated(url)
    with Database(url) as database:
        leads = [NewLead(row, f"+1555010000{row}", {}) for row in range(2, 6)]
        database.write(lambda session: open_campaign(session, Opening("spring", Pin("offer", "h", 1), {}, leads), at=1.0))
        for lease in (ANN, BOB):
            database.write(partial(engines.register, lease=lease))
        yield database


def _dial(database: Database, attempt_id: str, engine: str | None) -> Dialling | Refused | None:
    return database.write(
        lambda session: dial_next(session, 1, attempt_id=attempt_id, caller_id_for=lambda _: None, at=9.0, engine=engine)
    )


def _silent_for(database: Database, engine_id: str, seconds: float) -> None:
    statement = text("UPDATE engines SET seen_at = seen_at - :seconds WHERE id = :id")
    database.write(lambda session: session.execute(statement, {"seconds": seconds, "id": engine_id}))


def test_only_what_no_living_engine_carries_is_settled(shared: Database) -> None:
    for attempt_id, engine in (("a1", "ann"), ("b1", "bob"), ("old", None), ("gone", "eve")):
        assert _dial(shared, attempt_id, engine)
    _silent_for(shared, "bob", 60.0)
    recorder = Recorder(shared, final_grade)

    assert recorder.settle_orphans(20.0, at=50.0) == 3
    assert recorder.settle_orphans(20.0, at=60.0) == 0

    ended = shared.read(lambda session: session.execute(select(Attempt.id, Attempt.disposition, Attempt.cause)).all())
    died = (Disposition.FAILED, "engine_died")
    assert sorted(map(tuple, ended)) == [("a1", None, None), ("b1", *died), ("gone", *died), ("old", *died)]
    assert shared.read(lambda session: session.scalars(select(EngineLease.id)).all()) == ["ann"]


def test_an_engine_that_was_taken_for_dead_learns_it_before_it_dials(shared: Database) -> None:
    shared.write(lambda session: engines.beat(session, "bob"))
    _silent_for(shared, "bob", 60.0)
    Recorder(shared, final_grade).settle_orphans(20.0, at=50.0)

    with pytest.raises(TakenForDead, match="it stops"):
        shared.write(lambda session: engines.beat(session, "bob"))


def test_an_engine_that_leaves_is_forgotten(shared: Database) -> None:
    shared.write(lambda session: engines.leave(session, "bob"))

    assert shared.read(lambda session: session.scalars(select(EngineLease.id)).all()) == ["ann"]
    shared.write(lambda session: engines.register(session, replace(BOB, pid=3)))


def test_a_lead_in_another_engines_hands_is_passed_over(shared: Database) -> None:
    with Database(shared_url(shared)) as other:

        def while_ann_decides(session: object) -> Dialling | Refused | None:
            return _dial(other, "b1", "bob")

        taken: list[Dialling | Refused | None] = []
        shared.write(
            lambda session: taken.extend(
                [
                    dial_next(session, 1, attempt_id="a1", caller_id_for=lambda _: None, at=9.0, engine="ann"),
                    while_ann_decides(session),
                ]
            )
        )

    assert [lead.row_number for lead in taken if lead] == [2, 3]


def shared_url(database: Database) -> str:
    return database.read(lambda session: session.get_bind().engine.url.render_as_string(hide_password=False))
