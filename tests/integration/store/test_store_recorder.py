from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.campaign.grades import final_grade
from engine.events import (
    AgentJoined,
    AgentLeft,
    AgentRinging,
    BotSpoke,
    CallEnded,
    CallEvent,
    Graded,
    NodeEntered,
    OptedOut,
    OverlapJudged,
    PersonPressed,
    PersonSpoke,
    PhoneAnswered,
    PhoneRinging,
    SlotFilled,
    TagAdded,
)
from engine.launch.beginning import left_behind
from engine.outcome import Disposition, Grade, HandoverOutcome
from engine.store.calls.recorder import Recorder
from engine.store.database import Database
from engine.store.errors import UnknownAttempt
from engine.store.floor import agents, handovers
from engine.store.leads import Dialling, Refused
from engine.store.people import do_not_call
from engine.store.people.erasing import recordings_of
from engine.store.people.tags import Tag, tags_of
from engine.store.tables import Attempt, CallNote, Campaign, Customer, DoNotCall, Lead, LeadState, Speaker, Turn
from tests.integration.recording import Recording

pytestmark = pytest.mark.integration

Dial = Callable[[str], Dialling | Refused | None]


def _ended(attempt_id: str, disposition: Disposition = Disposition.COMPLETED, at: float = 300.0) -> CallEnded:
    return CallEnded(
        attempt_id=attempt_id,
        at=at,
        disposition=disposition,
        cause="normal",
        sip_status=200,
        q850=16,
        duration_ms=4200,
        recording="a.wav",
    )


def _attempt(database: Database, attempt_id: str) -> Attempt:
    return database.read(lambda session: session.get_one(Attempt, attempt_id))


def _lead(database: Database, attempt_id: str) -> Lead:
    return database.read(lambda session: session.get_one(Lead, session.get_one(Attempt, attempt_id).lead_id))


def _customer(database: Database, attempt_id: str) -> Customer:
    return database.read(
        lambda session: session.scalars(
            select(Customer).join(Lead, Lead.customer_id == Customer.id).join(Attempt).where(Attempt.id == attempt_id)
        ).one()
    )


def _conversation(attempt_id: str) -> list[CallEvent]:
    return [
        PhoneRinging(attempt_id=attempt_id, at=201.0, sip_status=180),
        PhoneRinging(attempt_id=attempt_id, at=202.0, sip_status=183),
        PhoneAnswered(attempt_id=attempt_id, at=205.0),
        NodeEntered(attempt_id=attempt_id, at=205.1, node="greeting"),
        BotSpoke(
            attempt_id=attempt_id,
            at=207.0,
            node="greeting",
            text="Hello.",
            started_ms=100,
            played_ms=900,
            interrupted=False,
            reply_gap_ms=None,
        ),
        PersonSpoke(
            attempt_id=attempt_id,
            at=209.0,
            node="greeting",
            text="yes",
            started_ms=1500,
            ended_ms=2000,
            intent="yes",
            confidence=0.9,
            asr_ms=300,
        ),
        OverlapJudged(attempt_id=attempt_id, at=209.5, verdict="noise", reason="short", onset_ms=2100, decided_ms=2300),
        PersonPressed(attempt_id=attempt_id, at=209.6, node="greeting", digit="1"),
        Graded(attempt_id=attempt_id, at=210.0, grade=Grade.B),
        Graded(attempt_id=attempt_id, at=210.1, grade=Grade.A),
        TagAdded(attempt_id=attempt_id, at=210.2, tag="interested"),
        TagAdded(attempt_id=attempt_id, at=210.3, tag="spring"),
        TagAdded(attempt_id=attempt_id, at=210.4, tag="interested"),
        SlotFilled(attempt_id=attempt_id, at=210.5, slot="time", value="evening"),
        _ended(attempt_id),
    ]


@pytest.fixture
def after_a_conversation(database: Database, recording: Recording, dial: Dial) -> Database:
    """The store when every event of a conversation was applied to attempt a1."""
    dial("a1")
    story = _conversation("a1")
    assert [recording.apply(event) for event in story] == [True] * len(story)
    return database


def test_a_conversation_ends_up_in_attempt_lead_and_customer(after_a_conversation: Database) -> None:
    database = after_a_conversation
    attempt = _attempt(database, "a1")
    assert (attempt.ringing_at, attempt.answered_at, attempt.ended_at) == (201.0, 205.0, 300.0)
    assert (attempt.disposition, attempt.grade, attempt.cause) == (Disposition.COMPLETED, Grade.A, "normal")
    assert (attempt.sip_status, attempt.q850, attempt.duration_ms, attempt.recording) == (200, 16, 4200, "a.wav")
    lead, customer = _lead(database, "a1"), _customer(database, "a1")
    assert (lead.state, lead.disposition) == (LeadState.DONE, Disposition.COMPLETED)
    assert (customer.grade, customer.slots) == (Grade.A, {"time": "evening"})
    earned = database.read(lambda session: tags_of(session, customer.id))
    assert earned == [Tag("interested", "call a1", 300.0), Tag("spring", "call a1", 300.0)]


def test_what_was_said_is_kept_turn_by_turn(after_a_conversation: Database) -> None:
    turns = after_a_conversation.read(lambda session: session.scalars(select(Turn).order_by(Turn.sequence)).all())
    assert [(turn.sequence, turn.speaker, turn.text, turn.started_ms, turn.ended_ms) for turn in turns] == [
        (1, Speaker.BOT, "Hello.", 100, 1000),
        (2, Speaker.PERSON, "yes", 1500, 2000),
    ]


def test_what_else_happened_is_noted(after_a_conversation: Database) -> None:
    notes = after_a_conversation.read(lambda session: session.scalars(select(CallNote).order_by(CallNote.id)).all())
    assert [(note.kind, note.detail) for note in notes] == [
        ("NodeEntered", {"node": "greeting"}),
        ("OverlapJudged", {"verdict": "noise", "reason": "short", "onset_ms": 2100, "decided_ms": 2300}),
        ("PersonPressed", {"node": "greeting", "digit": "1"}),
    ]


def test_only_the_first_end_counts(database: Database, recording: Recording, dial: Dial) -> None:
    dial("a1")

    assert recording.apply(_ended("a1", Disposition.BUSY))
    assert not recording.apply(_ended("a1", Disposition.FAILED, at=999.0))

    assert (_attempt(database, "a1").disposition, _attempt(database, "a1").ended_at) == (Disposition.BUSY, 300.0)
    assert _lead(database, "a1").disposition is Disposition.BUSY


def test_what_comes_after_the_end_changes_nothing(database: Database, recording: Recording, dial: Dial) -> None:
    dial("a1")
    recording.apply(_ended("a1"))

    assert not recording.apply(TagAdded(attempt_id="a1", at=301.0, tag="late"))

    assert _attempt(database, "a1").tags == []


@pytest.mark.parametrize("when", ["during", "after"])
def test_an_opt_out_is_listed_at_once(database: Database, recording: Recording, dial: Dial, when: str) -> None:
    taken = dial("a1")
    assert isinstance(taken, Dialling)
    if when == "after":
        recording.apply(_ended("a1"))

    recording.apply(OptedOut(attempt_id="a1", at=250.0, reason="never call me again"))

    assert database.read(lambda session: do_not_call.listed(session, taken.number))


def test_an_opt_out_outweighs_grade_and_disposition(database: Database, recording: Recording, dial: Dial) -> None:
    dial("a1")
    recording.apply(Graded(attempt_id="a1", at=240.0, grade=Grade.A))
    recording.apply(OptedOut(attempt_id="a1", at=250.0, reason="9"))
    recording.apply(Graded(attempt_id="a1", at=251.0, grade=Grade.B))
    recording.apply(_ended("a1", Disposition.FAILED))

    assert _attempt(database, "a1").grade is Grade.E
    assert _customer(database, "a1").grade is Grade.E


def test_the_first_reason_on_the_do_not_call_list_stays(database: Database) -> None:
    def add_twice(session: Session) -> None:
        for reason in ("by letter", "again"):
            do_not_call.add(session, "+15550100002", reason, at=1.0)

    database.write(add_twice)

    assert database.read(lambda session: session.scalar(select(func.count(DoNotCall.number)))) == 1
    assert database.read(lambda session: session.get_one(DoNotCall, "+15550100002").reason) == "by letter"


def test_an_unreachable_call_does_not_erase_what_a_conversation_showed(
    database: Database, recording: Recording, dial: Dial
) -> None:
    dial("a1")
    recording.apply(Graded(attempt_id="a1", at=240.0, grade=Grade.A))
    recording.apply(_ended("a1"))
    database.write(lambda session: setattr(session.get_one(Lead, _lead(database, "a1").id), "state", LeadState.PENDING))
    dial("a2")

    recording.apply(_ended("a2", Disposition.BUSY))

    assert _attempt(database, "a2").grade is Grade.F
    assert _customer(database, "a2").grade is Grade.A


def test_a_customers_calls_are_counted_as_they_end(database: Database, recording: Recording, dial: Dial) -> None:
    def history() -> tuple[object, ...]:
        customer = database.read(lambda session: session.scalars(select(Customer).where(Customer.number == "+15550100002")).one())
        return customer.calls, customer.answered, customer.last_call_at, customer.last_outcome

    dial("a1")
    assert history() == (0, 0, None, None)
    recording.apply(CallEnded(attempt_id="a1", at=210.0, disposition=Disposition.FAILED, cause="503", elsewhere=True))
    assert history() == (0, 0, None, None)
    dial("a2")
    recording.apply(PhoneAnswered(attempt_id="a2", at=205.0))
    recording.apply(_ended("a2", Disposition.PERSON_HUNG_UP))
    recording.apply(_ended("a2"))
    assert history() == (1, 1, 200.0, Disposition.PERSON_HUNG_UP)


def test_an_event_of_an_unwritten_attempt_is_an_error(recording: Recording, database: Database) -> None:
    for event in (_ended("ghost"), TagAdded(attempt_id="ghost", at=1.0, tag="x"), OptedOut(attempt_id="ghost", at=1.0, reason="x")):
        with pytest.raises(UnknownAttempt, match="ghost"):
            recording.apply(event)


def test_settling_fails_every_open_attempt_once(database: Database, recording: Recording, dial: Dial) -> None:
    dial("a1")
    dial("a2")
    recording.apply(_ended("a1"))

    assert recording.recorder.settle_open_attempts("engine_died", at=400.0) == 1
    assert recording.recorder.settle_open_attempts("engine_died", at=500.0) == 0

    assert _attempt(database, "a1").disposition is Disposition.COMPLETED
    settled = _attempt(database, "a2")
    assert (settled.disposition, settled.cause, settled.ended_at) == (Disposition.FAILED, "engine_died", 400.0)
    assert _lead(database, "a2").state is LeadState.DONE


@pytest.mark.parametrize(("joined", "outcome"), [(True, HandoverOutcome.BROKEN), (False, HandoverOutcome.PERSON_GONE)])
def test_a_call_that_broke_off_leaves_no_agents_part_open(
    database: Database, recording: Recording, dial: Dial, joined: bool, outcome: HandoverOutcome
) -> None:
    database.write(lambda session: agents.add(session, "ann", "sip:ann@example.com", 0.0))
    dial("a1")
    recording.apply(AgentRinging(attempt_id="a1", at=210.0, agent="ann", summary=""))
    if joined:
        recording.apply(AgentJoined(attempt_id="a1", at=215.0, agent="ann"))

    recording.recorder.settle_open_attempts("engine_died", at=400.0)

    handover = database.read(lambda session: handovers.latest(session, "ann"))
    assert handover is not None
    assert (handover.ended_at, handover.outcome) == (400.0, outcome)


def test_what_a_dead_engine_recorded_is_in_the_rows_by_which_it_is_found_and_erased(
    database: Database, recording: Recording, dial: Dial, tmp_path: Path
) -> None:
    files = [tmp_path / name for name in ("a1.wav", "a1-agent1.wav", "a1-agent2.wav")]
    for file in files:
        file.write_bytes(b"RIFF")

    def prepare(session: Session) -> None:
        for name in ("ann", "bob"):
            agents.add(session, name, f"sip:{name}@example.com", 0.0)
        session.scalars(select(Campaign)).one().recordings = str(tmp_path)

    database.write(prepare)
    dial("a1")
    dial("a2")
    declined = HandoverOutcome.DECLINED
    recording.apply(AgentRinging(attempt_id="a1", at=210.0, agent="ann", summary=""))
    recording.apply(AgentLeft(attempt_id="a1", at=211.0, agent="ann", outcome=declined, recording=str(files[1])))
    recording.apply(AgentRinging(attempt_id="a1", at=212.0, agent="bob", summary=""))
    recording.apply(AgentJoined(attempt_id="a1", at=215.0, agent="bob"))

    assert Recorder(database, final_grade, recorded=left_behind).settle_open_attempts("engine_died", at=400.0) == 2

    handover = database.read(lambda session: handovers.latest(session, "bob"))
    assert handover is not None
    assert (handover.ended_at, handover.outcome) == (400.0, HandoverOutcome.BROKEN)
    customer_id = _customer(database, "a1").id
    assert sorted(database.read(lambda session: recordings_of(session, customer_id))) == sorted(map(str, files))
    assert _attempt(database, "a2").recording is None
