"""Leads offered to agents, on either database."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.contact import Allowed, ContactRule, Decision, Never
from engine.outcome import Disposition
from engine.store.campaigns import OpenedCampaign
from engine.store.database import Database
from engine.store.errors import AgentConflict, NothingOffered
from engine.store.floor import agents, previews
from engine.store.floor.previews import PASSES_MAX, PUT_OFF_S, Offered
from engine.store.leads import Caller, Candidate, Turn
from engine.store.tables import Agent, AgentState, Attempt, Lead, LeadState, Preview

pytestmark = pytest.mark.integration

TEAM = ("ann", "bob")


@pytest.fixture
def book(database: Database, campaign: OpenedCampaign) -> Database:
    """Three leads on rows 2 to 4, due since 100; Ann is ready, Bob is at home."""
    for name in TEAM:
        database.write(partial(agents.add, name=name, sip_uri=f"sip:{name}@pbx", at=1.0))
    database.write(lambda session: agents.wish(session, "ann", AgentState.READY, 2.0))
    return database


def tend(book: Database, at: float = 200.0) -> bool:
    return book.write(lambda session: previews.tend(session, 1, TEAM, Caller("", at)))


def offered(book: Database, agent: str = "ann") -> Offered | None:
    return book.read(lambda session: previews.offered(session, agent))


def accept(book: Database, at: float = 210.0) -> None:
    book.write(lambda session: previews.accept(session, "ann", at))


def pass_on(book: Database, reason: str = "", at: float = 210.0) -> None:
    book.write(lambda session: previews.pass_on(session, "ann", reason, at))


def take(book: Database, caller: Caller | None = None) -> Turn:
    caller = caller or Caller("a1", 220.0)
    return book.write(lambda session: previews.take_chosen(session, 1, caller, "engine"))


def lead(book: Database, row: int) -> Lead:
    return book.read(lambda session: session.scalars(select(Lead).where(Lead.row_number == row)).one())


def state(book: Database, agent: str = "ann") -> AgentState:
    return book.read(lambda session: session.scalars(select(Agent.state).where(Agent.name == agent)).one())


def test_a_lead_is_shown_to_an_agent_who_is_ready_and_dialled_when_they_say_so(book: Database) -> None:
    assert not tend(book)
    shown = offered(book)
    assert shown is not None
    assert (shown.number, shown.variables, shown.calls, shown.passed_on) == ("+1555•••0002", {"name": "Person 2"}, (), ())
    assert offered(book, "bob") is None
    assert take(book).dialling is None, "nobody has chosen yet"

    accept(book)
    assert tend(book)
    dialling = take(book).dialling
    assert dialling is not None
    assert (dialling.number, dialling.agent, dialling.attempt_id) == ("+15550100002", "ann", "a1")
    assert state(book) is AgentState.RESERVED
    assert lead(book, 2).state is LeadState.DIALLING
    assert offered(book) is None


def test_two_agents_look_at_two_leads(book: Database) -> None:
    book.write(lambda session: agents.wish(session, "bob", AgentState.READY, 3.0))
    assert not tend(book)
    assert not tend(book)
    ann, bob = offered(book), offered(book, "bob")
    assert ann is not None
    assert bob is not None
    assert {ann.lead_id, bob.lead_id} == {lead(book, 2).id, lead(book, 3).id}


def test_who_is_passed_on_is_offered_tomorrow_with_the_reason_and_the_third_time_done(book: Database) -> None:
    at = 200.0
    for times in range(PASSES_MAX):
        book.write(lambda session: session.query(Lead).where(Lead.row_number != 2).delete())
        assert not tend(book, at)
        shown = offered(book)
        assert shown is not None
        assert shown.passed_on == tuple(f"no. {time}" for time in reversed(range(times)))
        pass_on(book, f"no. {times}", at)
        if times < PASSES_MAX - 1:
            assert lead(book, 2).due_at == at + PUT_OFF_S
            assert tend(book, at), "nobody is due: the run may rest"
            at += PUT_OFF_S
    assert (lead(book, 2).state, lead(book, 2).disposition) == (LeadState.DONE, Disposition.NOT_CONTACTABLE)
    assert tend(book, at), "nobody is left: the run may end"


@pytest.mark.parametrize("decided", [False, True])
def test_an_agent_who_takes_no_calls_any_more_gives_the_lead_back(book: Database, *, decided: bool) -> None:
    due_at = lead(book, 2).due_at
    tend(book)
    if decided:
        accept(book)
    book.write(lambda session: agents.wish(session, "ann", AgentState.PAUSED, 211.0))
    assert not tend(book)
    assert offered(book) is None
    assert take(book).dialling is None
    assert (lead(book, 2).due_at, lead(book, 2).state) == (due_at, LeadState.PENDING)


def test_an_agent_who_was_given_another_call_meanwhile_is_not_dialled_for(book: Database) -> None:
    tend(book)
    accept(book)
    assert book.write(lambda session: agents.claim(session, "ann", "another engine", 212.0))
    turn = take(book)
    assert (turn.dialling, turn.refused) == (None, ())
    assert book.read(lambda session: session.scalars(select(Attempt)).all()) == []
    assert lead(book, 2).state is LeadState.PENDING


def test_who_may_not_be_called_is_not_offered_and_asked_about_again_before_the_call(book: Database) -> None:
    def not_row_2(_session: Session, candidates: Sequence[Candidate], _at: float) -> Sequence[Decision]:
        never = Never(ContactRule.DO_NOT_CALL, "is on the do-not-call list")
        return [never if one.lead.row_number == 2 else Allowed("none", ()) for one in candidates]

    def nobody(_session: Session, candidates: Sequence[Candidate], _at: float) -> Sequence[Decision]:
        return [Never(ContactRule.DO_NOT_CALL, "is on the do-not-call list")] * len(candidates)

    book.write(lambda session: previews.tend(session, 1, TEAM, Caller("", 200.0, check=not_row_2)))
    shown = offered(book)
    assert shown is not None
    assert shown.lead_id == lead(book, 3).id
    assert lead(book, 2).disposition is Disposition.DO_NOT_CALL

    accept(book)
    turn = take(book, Caller("a1", 220.0, check=nobody))
    assert turn.dialling is None
    assert [refused.row_number for refused in turn.refused] == [3]
    assert state(book) is AgentState.READY


def test_nobody_decides_about_what_they_were_not_offered(book: Database) -> None:
    for decide in (accept, pass_on):
        with pytest.raises(NothingOffered, match="ann has no lead to decide about"):
            decide(book)
    tend(book)
    accept(book)
    with pytest.raises(NothingOffered):
        accept(book)


def test_what_was_offered_is_taken_back_when_the_run_is_over(book: Database) -> None:
    tend(book)
    assert book.write(lambda session: previews.withdraw(session, 1, 300.0)) == 1
    assert offered(book) is None
    assert book.read(lambda session: session.scalars(select(Preview.reason)).all()) == ["the run ended"]
    assert not tend(book, 301.0)
    assert offered(book) is not None


def test_earlier_calls_are_shown(book: Database) -> None:
    def called(session: Session) -> None:
        row = session.scalars(select(Lead).where(Lead.row_number == 2)).one()
        session.add(
            Attempt(
                id="old",
                lead_id=row.id,
                number="+15550100002",
                script_hash="h",
                created_at=50.0,
                ended_at=60.0,
                disposition=Disposition.BUSY,
                tags=["vip"],
                slots={},
            )
        )

    book.write(called)
    tend(book)
    shown = offered(book)
    assert shown is not None
    assert [(call.at, call.disposition, call.tags) for call in shown.calls] == [(50.0, Disposition.BUSY, ("vip",))]


def test_an_agent_whom_records_name_is_not_removed(book: Database) -> None:
    tend(book)
    with pytest.raises(AgentConflict):
        book.write(lambda session: agents.remove(session, "ann"))


def test_an_agent_whom_a_call_holds_is_not_removed(book: Database) -> None:
    """What becomes of them then could not be written, nor what becomes of others with it."""
    assert book.write(lambda session: agents.claim(session, "ann", "engine", 3.0))
    with pytest.raises(AgentConflict, match="is held by a call"):
        book.write(lambda session: agents.remove(session, "ann"))
    book.write(lambda session: agents.release(session, "engine", 4.0, 0.0))
    book.write(lambda session: agents.remove(session, "ann"))
