"""What bears on whether a lead may be called, gathered in three indexed queries when it is its turn, and when somebody answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sqlalchemy import ColumnElement, bindparam, exists, or_, select
from sqlalchemy.orm import Session

from engine.contact import Allowed, Consent, ContactFacts, Decision, Judge, PastCall
from engine.outcome import Disposition, Grade
from engine.store import leads
from engine.store.leads import ContactCheck
from engine.store.retries import ASKED_FOR
from engine.store.tables import Attempt, CampaignExclusion, Channel, Customer, DoNotCall, Lead
from engine.store.tables import Consent as ConsentRow

LOOK_BACK_S: Final = 366 * 86400
"""No rule looks further back than this."""
_TALKED: Final = frozenset({Disposition.COMPLETED, Disposition.TRANSFERRED, Disposition.PERSON_HUNG_UP, Disposition.OPTED_OUT})
_OURS: Final = (Disposition.FAILED, Disposition.UNREACHABLE)
"""Calls that ended so without ringing never came to the person."""

_PERSON: Final = select(
    Customer.time_zone,
    exists().where(DoNotCall.number == bindparam("number")),
    exists().where(CampaignExclusion.campaign_id == bindparam("campaign_id"), CampaignExclusion.number == bindparam("number")),
).where(Customer.id == bindparam("customer_id"))
_CONSENT: Final = (
    select(ConsentRow.granted, ConsentRow.at)
    .where(ConsentRow.customer_id == bindparam("customer_id"), ConsentRow.channel == Channel.CALL)
    .order_by(ConsentRow.at.desc(), ConsentRow.id.desc())
    .limit(1)
)
"""Made once: putting a statement together costs more than what it asks."""


def checked_by(judge: Judge) -> ContactCheck:
    """What asks the judge, with the facts of the moment."""

    def check(session: Session, lead: Lead, number: str, at: float) -> Decision:
        return judge(facts_of(session, lead, number, at), at)

    return check


def facts_of(session: Session, lead: Lead, number: str, at: float) -> ContactFacts:
    """The facts of a lead at a moment.

    Args:
        session: of any transaction.
        lead: the lead.
        number: its customer's.
        at: Unix seconds.
    """
    whose = {"number": number, "campaign_id": lead.campaign_id, "customer_id": lead.customer_id}
    time_zone, listed, left_out = session.execute(_PERSON, whose).one()
    return ContactFacts(
        number=number,
        time_zone=time_zone,
        do_not_call=listed,
        excluded=left_out,
        consent=_consent(session, lead.customer_id),
        calls=tuple(call for _, call in past_calls(session, Attempt.number == number, at - LOOK_BACK_S)),
        callback=lead.priority == ASKED_FOR,
    )


def decide_at_answer(session: Session, check: ContactCheck, attempt_id: str, at: float) -> Decision:
    """Asks again for a call that somebody has just answered; a refusal is noted with the lead and the call."""
    attempt = session.get_one(Attempt, attempt_id)
    lead = session.get_one(Lead, attempt.lead_id)
    decision = check(session, lead, attempt.number, at)
    if not isinstance(decision, Allowed):
        leads.note_refusal(session, lead, decision, at)
        refusal = {"rule": decision.rule.value, "detail": decision.detail}
        attempt.contactable = {**(attempt.contactable or {}), "at_answer": refusal}
    return decision


def _consent(session: Session, customer_id: int) -> Consent | None:
    row = session.execute(_CONSENT, {"customer_id": customer_id}).one_or_none()
    return Consent(row.granted, row.at) if row else None


def past_calls(session: Session, whose: ColumnElement[bool], since: float) -> Iterator[tuple[str, PastCall]]:
    """Calls that reached somebody and are over: the one that is going on does not count against itself.

    Args:
        session: of any transaction.
        whose: which attempts, by number.
        since: Unix seconds.
    """
    reached = or_(Attempt.ringing_at.is_not(None), Attempt.answered_at.is_not(None), Attempt.disposition.not_in(_OURS))
    columns = select(Attempt.number, Attempt.created_at, Attempt.disposition, Attempt.grade)
    for row in session.execute(columns.where(whose, Attempt.created_at > since, Attempt.ended_at.is_not(None), reached)):
        refused = row.disposition is Disposition.OPTED_OUT or row.grade in {Grade.D, Grade.E}
        yield row.number, PastCall(row.created_at, talked=row.disposition in _TALKED, refused=refused)
