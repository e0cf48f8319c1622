"""Contactability in the store: what is gathered, and what becomes of leads that may not be called. On both databases."""

from __future__ import annotations

from typing import Final

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.contact import Allowed, Consent, ContactFacts, ContactRule, Decision, Judge, Never, NotBefore
from engine.events import CallEnded, Graded, PhoneRinging
from engine.outcome import Disposition, Grade
from engine.store import contact
from engine.store.campaigns import OpenedCampaign
from engine.store.contact_facts import LOOK_BACK_S, facts_of_numbers
from engine.store.database import Database
from engine.store.leads import Caller, Dialling, Refused, Turn, take_turn
from engine.store.people import do_not_call
from engine.store.retries import ASKED_FOR
from engine.store.tables import Attempt, CampaignExclusion, Channel, Customer, Lead, LeadState, Refusal
from engine.store.tables import Consent as ConsentRow
from tests.integration.dialling import dial_next
from tests.integration.recording import Recording

pytestmark = pytest.mark.integration

NOW: Final = 1_800_000_000.0
TWO, THREE, FOUR = "+15550100002", "+15550100003", "+15550100004"


def take(
    session: Session, campaign_id: int, attempt_id: str, *, at: float, judge: Judge = lambda _facts, _at: Allowed("none", ())
) -> Dialling | Refused | None:
    return dial_next(
        session, campaign_id, attempt_id=attempt_id, caller_id_for=lambda _: None, at=at, check=contact.checked_by(judge)
    )


def _lead(session: Session, number: str) -> Lead:
    return session.scalars(select(Lead).join(Customer).where(Customer.number == number)).one()


def _turn(database: Database, campaign: OpenedCampaign, attempt_id: str, judge: Judge, at: float = NOW) -> Turn:
    return database.write(
        lambda session: take_turn(session, campaign.campaign_id, Caller(attempt_id, at, check=contact.checked_by(judge)))
    )


def _facts(database: Database, number: str, at: float = NOW) -> ContactFacts:
    def gather(session: Session) -> ContactFacts:
        lead = _lead(session, number)
        return next(facts_of_numbers(session, {number: lead.priority == ASKED_FOR}, lead.campaign_id, at))

    return database.read(gather)


def _call(
    database: Database,
    recording: Recording,
    attempt_id: str,
    at: float,
    disposition: Disposition,
    *,
    rings: bool = True,
    grade: Grade | None = None,
) -> None:
    """The next lead is called, and may be called again."""

    def again(session: Session) -> None:
        lead = session.get_one(Lead, session.get_one(Attempt, attempt_id).lead_id)
        lead.state, lead.disposition = LeadState.PENDING, None

    taken = database.write(lambda session: take(session, 1, attempt_id, at=at))
    assert isinstance(taken, Dialling)
    if rings:
        recording.apply(PhoneRinging(attempt_id=attempt_id, at=at, sip_status=180))
    if grade:
        recording.apply(Graded(attempt_id=attempt_id, at=at, grade=grade))
    recording.apply(CallEnded(attempt_id=attempt_id, at=at + 9, disposition=disposition, cause="normal"))
    database.write(again)


def test_of_somebody_unknown_nothing_is_known(database: Database, campaign: OpenedCampaign) -> None:
    assert _facts(database, TWO) == ContactFacts(TWO)


def test_what_lists_and_people_said(database: Database, campaign: OpenedCampaign) -> None:
    def say(session: Session) -> None:
        customer = session.scalars(select(Customer).where(Customer.number == TWO)).one()
        customer.time_zone = "America/Denver"
        do_not_call.add(session, TWO, "by letter", at=1.0)
        session.add(CampaignExclusion(campaign_id=campaign.campaign_id, number=TWO, reason="staff", added_at=1.0))
        said = ((Channel.CALL, False, 30.0), (Channel.CALL, True, 50.0), (Channel.SMS, False, 70.0), (Channel.CALL, False, 10.0))
        session.add_all(ConsentRow(customer_id=customer.id, channel=c, granted=g, at=at, source="form") for c, g, at in said)
        _lead(session, TWO).priority = 1

    database.write(say)

    assert _facts(database, TWO) == ContactFacts(
        TWO, "America/Denver", do_not_call=True, excluded=True, consent=Consent(True, 50.0), callback=True
    )
    assert _facts(database, THREE) == ContactFacts(THREE)


def test_calls_that_reached_the_person_in_the_last_year_count(
    database: Database, campaign: OpenedCampaign, recording: Recording
) -> None:
    _call(database, recording, "long ago", NOW - LOOK_BACK_S - 1, Disposition.COMPLETED)
    _call(database, recording, "no answer", NOW - 500, Disposition.NO_ANSWER)
    _call(database, recording, "our fault", NOW - 400, Disposition.FAILED, rings=False)
    _call(database, recording, "busy", NOW - 300, Disposition.BUSY, rings=False)
    _call(database, recording, "no", NOW - 200, Disposition.PERSON_HUNG_UP, grade=Grade.D)
    _call(database, recording, "died", NOW - 100, Disposition.FAILED)

    calls = sorted((call.at - NOW, call.talked, call.refused) for call in _facts(database, TWO).calls)

    assert calls == [(-500, False, False), (-300, False, False), (-200, True, True), (-100, False, False)]


def test_who_may_not_be_called_yet_is_put_off_and_the_next_is_called(database: Database, campaign: OpenedCampaign) -> None:
    def judge(facts: ContactFacts, at: float) -> Decision:
        late = NotBefore(at + 3600, ContactRule.HOURS, "closed")
        return Allowed("test@1", ("noon",)) if facts.number == FOUR else late

    turn = _turn(database, campaign, "a1", judge)

    assert turn.dialling
    assert turn.dialling.number == FOUR
    assert [(refused.number, refused.rule, refused.until) for refused in turn.refused] == [
        (TWO, "hours", NOW + 3600),
        (THREE, "hours", NOW + 3600),
    ]
    with_reasons = database.read(
        lambda session: session.execute(
            select(Lead.row_number, Lead.state, Lead.due_at, Refusal.rule, Refusal.detail, Refusal.until)
            .join(Refusal, Refusal.lead_id == Lead.id)
            .order_by(Lead.row_number)
        ).all()
    )
    assert [tuple(row) for row in with_reasons] == [
        (2, LeadState.PENDING, NOW + 3600, "hours", "closed", NOW + 3600),
        (3, LeadState.PENDING, NOW + 3600, "hours", "closed", NOW + 3600),
    ]
    contactable = database.read(lambda session: session.get_one(Attempt, "a1").contactable)
    assert contactable == {"policy": "test@1", "local_times": ["noon"]}
    assert _turn(database, campaign, "a2", judge).refused == ()


def test_who_was_put_off_is_asked_again_when_due_and_the_latest_reason_stays(database: Database, campaign: OpenedCampaign) -> None:
    asked: list[float] = []

    def judge(facts: ContactFacts, at: float) -> Decision:
        asked.append(at)
        return NotBefore(at + 60, ContactRule.HOURS, f"closed at {at - NOW:g}")

    for moment in (NOW, NOW + 59, NOW + 60):
        assert _turn(database, campaign, "a1", judge, moment).dialling is None

    assert asked == [NOW] * 3 + [NOW + 60] * 3
    assert database.read(lambda session: session.scalars(select(Refusal.detail)).all()) == ["closed at 60"] * 3


@pytest.mark.parametrize(
    ("rule", "outcome"),
    [(ContactRule.DO_NOT_CALL, Disposition.DO_NOT_CALL), (ContactRule.CONSENT, Disposition.NOT_CONTACTABLE)],
)
def test_who_may_never_be_called_is_done(
    database: Database, campaign: OpenedCampaign, rule: ContactRule, outcome: Disposition
) -> None:
    never = Never(rule, "no")

    taken = database.write(lambda session: take(session, campaign.campaign_id, "a1", at=NOW, judge=lambda _facts, _at: never))

    assert isinstance(taken, Refused)
    assert (taken.row_number, taken.rule, taken.until) == (2, rule, None)
    lead = database.read(lambda session: _lead(session, TWO))
    assert (lead.state, lead.disposition, lead.attempts) == (LeadState.DONE, outcome, 0)
    assert database.read(lambda session: session.scalars(select(Attempt)).all()) == []


def test_at_answer_the_call_itself_does_not_count_and_a_refusal_is_kept(database: Database, campaign: OpenedCampaign) -> None:
    database.write(lambda session: take(session, campaign.campaign_id, "a1", at=NOW))
    seen: list[ContactFacts] = []

    def judge(facts: ContactFacts, at: float) -> Decision:
        seen.append(facts)
        return Never(ContactRule.DO_NOT_CALL, "listed") if facts.do_not_call else Allowed("test@1", ())

    fine = database.write(lambda session: contact.decide_at_answer(session, contact.checked_by(judge), "a1", NOW + 5))
    database.write(lambda session: do_not_call.add(session, TWO, "while it rang", at=NOW + 6))
    broken_off = database.write(lambda session: contact.decide_at_answer(session, contact.checked_by(judge), "a1", NOW + 7))

    assert isinstance(fine, Allowed)
    assert isinstance(broken_off, Never)
    assert [facts.calls for facts in seen] == [(), ()]
    attempt = database.read(lambda session: session.get_one(Attempt, "a1"))
    assert attempt.contactable == {
        "policy": "none",
        "local_times": attempt.contactable["local_times"] if attempt.contactable else None,
        "at_answer": {"rule": "do_not_call", "detail": "listed"},
    }
