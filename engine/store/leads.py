"""Which lead is dialled next: the step at which a call is allowed, refused, and written down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from engine.outcome import Disposition
from engine.store import do_not_call
from engine.store.tables import Attempt, Campaign, Customer, Lead, LeadState


@dataclass(frozen=True, slots=True)
class Dialling:
    """A lead with its attempt written: to be placed now."""

    lead_id: int
    row_number: int
    attempt_id: str
    number: str
    caller_id: str | None
    """Shown to the called; None: the trunk's own."""
    variables: dict[str, str]


@dataclass(frozen=True, slots=True)
class Refused:
    """A lead that is done without a call: its number is on the do-not-call list."""

    lead_id: int
    row_number: int
    number: str


def dial_next(
    session: Session, campaign_id: int, *, attempt_id: str, caller_id_for: Callable[[str], str | None], at: float
) -> Dialling | Refused | None:
    """Takes the campaign's first pending lead whose number is on no call now.

    One transaction decides and writes, so a crash leaves either a pending lead or an open attempt.

    Returns:
        What became of the lead; None if there is none to take.
    """
    on_a_call = exists().where(Attempt.number == Customer.number, Attempt.ended_at.is_(None))
    row = session.execute(
        select(Lead, Customer.number, Campaign.script_hash, Campaign.script_version)
        .join(Customer, Lead.customer_id == Customer.id)
        .join(Campaign, Lead.campaign_id == Campaign.id)
        .where(Lead.campaign_id == campaign_id, Lead.state == LeadState.PENDING, ~on_a_call)
        .order_by(Lead.row_number, Lead.id)
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    lead, number, script_hash, script_version = row
    if do_not_call.listed(session, number):
        lead.state, lead.disposition = LeadState.DONE, Disposition.DO_NOT_CALL
        return Refused(lead.id, lead.row_number, number)
    lead.state = LeadState.DIALLING
    lead.attempts += 1
    caller_id = caller_id_for(number)
    session.add(
        Attempt(
            id=attempt_id,
            lead_id=lead.id,
            number=number,
            caller_id=caller_id,
            script_hash=script_hash,
            script_version=script_version,
            created_at=at,
            tags=[],
            slots={},
        )
    )
    return Dialling(lead.id, lead.row_number, attempt_id, number, caller_id, dict(lead.variables))


def withdraw(session: Session, attempt_id: str) -> None:
    """Unwrites an attempt that no worker took: nothing was dialled, the lead is pending again."""
    attempt = session.get_one(Attempt, attempt_id)
    lead = session.get_one(Lead, attempt.lead_id)
    lead.state = LeadState.PENDING
    lead.attempts -= 1
    session.delete(attempt)
