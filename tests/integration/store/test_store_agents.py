"""Agents in the store: what commands wish, what engines do, and the calls that agents were offered."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from sqlalchemy import select, update

from engine.events import AgentJoined, AgentLeft, AgentRinging, CallEnded, PersonSpoke, SlotFilled, TagAdded
from engine.outcome import Disposition, HandoverOutcome
from engine.store.database import Database
from engine.store.errors import AgentConflict, UnknownAgent
from engine.store.floor import agents, answers, handovers
from engine.store.floor.screen import screen_of
from engine.store.leads import Dialling, Refused
from engine.store.tables import Agent, AgentDevice, AgentShift, AgentState, Attempt, CallNote, EngineLease
from tests.integration.recording import Recording

pytestmark = pytest.mark.integration

Dial = Callable[[str], Dialling | Refused | None]


@pytest.fixture
def ann(database: Database) -> str:
    database.write(lambda session: agents.add(session, "ann", "sip:ann@pbx", 10.0))
    return "ann"


def state_of(database: Database, name: str) -> tuple[AgentState, AgentState, float, str | None]:
    agent = database.read(lambda session: agents.get(session, name))
    return agent.state, agent.wish, agent.since, agent.engine


def wish(database: Database, name: str, state: AgentState, at: float) -> None:
    database.write(lambda session: agents.wish(session, name, state, at))


def test_a_new_agent_is_offline_and_a_known_one_gets_a_new_address(database: Database, ann: str) -> None:
    assert state_of(database, ann) == (AgentState.OFFLINE, AgentState.OFFLINE, 10.0, None)
    wish(database, ann, AgentState.READY, 20.0)
    database.write(lambda session: agents.add(session, ann, "200", 30.0))
    (agent,) = database.read(lambda session: agents.listed(session, ["ann", "nobody"]))
    assert (agent.sip_uri, agent.state, agent.since) == ("200", AgentState.READY, 20.0)


def test_where_calls_are_taken_is_remembered_and_nobody_chooses_a_phone_they_do_not_have(database: Database, ann: str) -> None:
    def device(name: str) -> AgentDevice:
        return database.read(lambda session: agents.get(session, name).device)

    assert device(ann) is AgentDevice.SIP
    database.write(lambda session: agents.take_calls_at(session, ann, AgentDevice.BROWSER))
    assert device(ann) is AgentDevice.BROWSER
    database.write(lambda session: agents.add(session, "bob", "", 10.0))
    assert device("bob") is AgentDevice.BROWSER
    with pytest.raises(AgentConflict, match="agent 'bob' has no SIP phone"):
        database.write(lambda session: agents.take_calls_at(session, "bob", AgentDevice.SIP))


def test_only_a_ready_agent_can_be_claimed_and_only_once(database: Database, ann: str) -> None:
    def claim(at: float) -> bool:
        return database.write(lambda session: agents.claim(session, ann, "engine-1", at))

    assert not claim(15.0)
    wish(database, ann, AgentState.READY, 20.0)
    assert claim(25.0)
    assert not claim(26.0)
    assert state_of(database, ann) == (AgentState.RESERVED, AgentState.READY, 25.0, "engine-1")


def test_a_wish_during_a_call_counts_after_it(database: Database, ann: str) -> None:
    wish(database, ann, AgentState.READY, 20.0)
    database.write(lambda session: agents.claim(session, ann, "engine-1", 25.0))
    database.write(lambda session: agents.move(session, ann, AgentState.ON_CALL, 30.0))
    wish(database, ann, AgentState.PAUSED, 40.0)
    assert state_of(database, ann)[0] is AgentState.ON_CALL
    database.write(lambda session: agents.move(session, ann, AgentState.WRAP_UP, 50.0))
    database.write(lambda session: agents.move(session, ann, AgentState.READY, 70.0))
    assert state_of(database, ann) == (AgentState.PAUSED, AgentState.PAUSED, 70.0, None)
    shifts = database.read(lambda session: session.scalars(select(AgentShift).order_by(AgentShift.id)).all())
    assert [(shift.state, shift.began_at, shift.ended_at) for shift in shifts] == [
        (AgentState.OFFLINE, 10.0, 20.0),
        (AgentState.READY, 20.0, 25.0),
        (AgentState.RESERVED, 25.0, 30.0),
        (AgentState.ON_CALL, 30.0, 50.0),
        (AgentState.WRAP_UP, 50.0, 70.0),
    ]


def test_agents_of_a_dead_engine_are_freed_and_those_of_a_living_one_are_not(database: Database) -> None:
    for name, engine in (("ann", "dead"), ("bob", "living"), ("cid", "ours")):
        database.write(partial(agents.add, name=name, sip_uri=f"sip:{name}@pbx", at=10.0))
        wish(database, name, AgentState.READY, 20.0)
        assert database.write(partial(agents.claim, name=name, engine=engine, at=30.0))
    seen = {"dead": 40.0, "living": 95.0, "ours": 99.0}
    leases = [EngineLease(id=engine, host="here", pid=1, started_at=1.0, seen_at=at) for engine, at in seen.items()]
    database.write(lambda session: session.add_all(leases))
    assert database.write(lambda session: agents.release(session, "ours", 100.0, alive_since=70.0)) == 2
    assert [state_of(database, name)[0] for name in ("ann", "bob", "cid")] == [
        AgentState.READY,
        AgentState.RESERVED,
        AgentState.READY,
    ]


def test_who_is_on_a_call_of_another_campaign_is_not_freed_when_one_begins(
    database: Database, recording: Recording, dial: Dial, ann: str
) -> None:
    dial("call")
    database.write(lambda session: session.execute(update(Attempt).values(engine="the first campaign's")))
    wish(database, ann, AgentState.READY, 20.0)
    assert database.write(lambda session: agents.claim(session, ann, "the first campaign's", 30.0))

    def begin() -> int:
        return database.write(lambda session: agents.release(session, "the second's", 100.0, alive_since=70.0))

    assert begin() == 0
    assert state_of(database, ann)[0] is AgentState.RESERVED
    recording.apply(CallEnded(attempt_id="call", at=110.0, disposition=Disposition.FAILED, cause="engine_died"))
    assert begin() == 1
    assert state_of(database, ann)[0] is AgentState.READY


def test_a_handover_is_written_as_it_happens(database: Database, recording: Recording, dial: Dial, ann: str) -> None:
    dial("call")
    recording.apply(AgentRinging(attempt_id="call", at=300.0, agent=ann, summary="Anna, two guests."))
    recording.apply(AgentLeft(attempt_id="call", at=315.0, agent=ann, outcome=HandoverOutcome.NO_ANSWER))
    recording.apply(AgentRinging(attempt_id="call", at=320.0, agent=ann, summary="Anna, two guests."))
    recording.apply(AgentJoined(attempt_id="call", at=330.0, agent=ann))
    recording.apply(AgentLeft(attempt_id="call", at=390.0, agent=ann, outcome=HandoverOutcome.JOINED))
    last = database.read(lambda session: handovers.latest(session, ann))
    assert last is not None
    assert (last.asked_at, last.joined_at, last.ended_at, last.outcome) == (320.0, 330.0, 390.0, HandoverOutcome.JOINED)
    assert last.summary == "Anna, two guests."
    with pytest.raises(AgentConflict, match="callwright agents off"):
        database.write(lambda session: agents.remove(session, ann))


def test_an_agent_nobody_knows_leaves_notes_only(database: Database, recording: Recording, dial: Dial) -> None:
    dial("call")
    assert recording.apply(AgentRinging(attempt_id="call", at=300.0, agent="guest", summary=""))
    notes = database.read(lambda session: session.scalars(select(CallNote.kind)).all())
    assert list(notes) == ["AgentRinging"]


def test_an_agent_without_calls_can_be_removed(database: Database, ann: str) -> None:
    wish(database, ann, AgentState.READY, 20.0)
    database.write(lambda session: agents.remove(session, ann))
    assert database.read(lambda session: session.scalars(select(Agent)).all()) == []
    with pytest.raises(UnknownAgent, match="no agent 'ann'"):
        database.read(lambda session: agents.get(session, ann))


def test_an_agent_sees_the_person_whom_they_were_given_last(database: Database, recording: Recording, dial: Dial, ann: str) -> None:
    assert database.read(lambda session: screen_of(session, ann)) is None
    dial("call")
    recording.apply(TagAdded(attempt_id="call", at=1.0, tag="asked_for_human"))
    recording.apply(SlotFilled(attempt_id="call", at=1.0, slot="guests", value="2"))
    for number in range(8):
        recording.apply(
            PersonSpoke(
                attempt_id="call", at=2.0, node="n", text=f"turn {number}", started_ms=0, ended_ms=1, intent=None,
                confidence=0.0, asr_ms=1,
            )
        )  # fmt: skip
    recording.apply(AgentRinging(attempt_id="call", at=300.0, agent=ann, summary="A call with Person 2."))
    shown = database.read(lambda session: screen_of(session, ann))
    assert shown is not None
    assert (shown.number, shown.summary, shown.outcome) == ("+15550100002", "A call with Person 2.", None)
    assert (shown.variables, shown.slots, shown.tags) == ({"name": "Person 2"}, {"guests": "2"}, ("asked_for_human",))
    assert [words for _, words in shown.last_turns] == [f"turn {number}" for number in range(2, 8)]


def test_the_books_of_answered_and_abandoned_calls_are_the_campaigns_of_that_time(
    database: Database, recording: Recording, dial: Dial
) -> None:
    for attempt_id, disposition in (
        ("one", Disposition.TRANSFERRED),
        ("two", Disposition.ABANDONED),
        ("three", Disposition.VOICEMAIL),
    ):
        dial(attempt_id)
        recording.apply(CallEnded(attempt_id=attempt_id, at=250.0, disposition=disposition, cause="normal"))
    assert database.read(lambda session: answers.since(session, "spring", 200.0)) == answers.AnswerBook(answered=2, abandoned=1)
    assert database.read(lambda session: answers.since(session, "spring", 200.1)) == answers.AnswerBook(answered=0, abandoned=0)
    assert database.read(lambda session: answers.since(session, "autumn", 0.0)) == answers.AnswerBook(answered=0, abandoned=0)
