"""What came of people's answers, from what calls tell to what supervisors and designers read."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from engine.events import AnswerMissed, CallEvent, PersonSpoke, SlotFilled
from engine.store.calls.record import call_record
from engine.store.database import Database
from engine.store.leads import Dialling, Refused
from engine.store.reporting import node_figures
from engine.store.reporting.node_figures import NotUnderstood
from engine.store.tables import CallNote, Turn
from tests.integration.recording import Recording

pytestmark = pytest.mark.integration


def said(text: str, ended_ms: int, intent: str | None = None) -> PersonSpoke:
    return PersonSpoke(
        attempt_id="a1",
        at=210.0,
        node="people",
        text=text,
        started_ms=ended_ms - 400,
        ended_ms=ended_ms,
        intent=intent,
        confidence=0.4,
        asr_ms=90,
    )


def missed(ended_ms: int | None) -> AnswerMissed:
    return AnswerMissed(attempt_id="a1", at=210.0, node="people", turn_ended_ms=ended_ms)


def filled(slot: str, value: str, ended_ms: int | None) -> SlotFilled:
    return SlotFilled(attempt_id="a1", at=210.0, slot=slot, value=value, turn_ended_ms=ended_ms)


STORY: list[CallEvent] = [
    said("How much is it?", 1000, "price"),
    said("Banana.", 2000),
    missed(2000),
    said("Two.", 3000),
    filled("people", "2", 3000),
    filled("wine", "red", 3000),
    missed(None),
    filled("gift", "lamp", None),
    said("Banana.", 4000),
    missed(4000),
    missed(5000),
    said("No, four.", 6000),
    filled("people", "4", 6000),
]
"""With a key that means nothing and one that fills a slot, and speech of which no words were made out."""


@pytest.fixture
def told(database: Database, recording: Recording, dial: Callable[[str], Dialling | Refused | None]) -> Database:
    """The store after the call."""
    dial("a1")
    assert all(recording.apply(event) for event in STORY)
    return database


def test_each_turn_tells_whether_it_was_missed(told: Database) -> None:
    record = told.read(lambda session: call_record(session, "a1"))
    assert [(turn.text, turn.missed) for turn in record.turns] == [
        ("How much is it?", False),
        ("Banana.", True),
        ("Two.", False),
        ("Banana.", True),
        ("No, four.", False),
    ]
    assert told.read(lambda session: session.scalars(select(CallNote)).all()) == []


def test_each_turn_tells_what_it_filled_and_the_call_what_holds_at_its_end(told: Database) -> None:
    record = told.read(lambda session: call_record(session, "a1"))
    assert [turn.filled for turn in record.turns] == [{}, {}, {"people": "2", "wine": "red"}, {}, {"people": "4"}]
    assert record.attempt.slots == {"people": "4", "wine": "red", "gift": "lamp"}


def test_what_filled_a_slot_is_not_among_the_phrases_that_were_not_understood(told: Database) -> None:
    found = told.read(lambda session: node_figures.not_understood(session, "offer"))
    assert found == [NotUnderstood("people", "Banana.", 2)]


def test_of_calls_before_this_was_written_down_no_phrase_is_listed(told: Database) -> None:
    told.write(lambda session: session.execute(update(Turn).values(missed=None)))
    assert told.read(lambda session: node_figures.not_understood(session, "offer")) == []
