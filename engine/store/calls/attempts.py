"""The end of an attempt, written once, and with it the lead's outcome and the customer's record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from engine.events import CallEnded
from engine.outcome import Disposition, Grade
from engine.store import retries
from engine.store.calls.rows import CallRows
from engine.store.errors import UnknownAttempt
from engine.store.people import tags
from engine.store.retries import Again, RetryRule
from engine.store.tables import Attempt, Customer, Lead, LeadState
from engine.store.upserting import table_of
from telephony.causes import HangupCause

FULL_TRUNK_AGAIN_S: Final = 60.0
"""A trunk that was full is asked again after so long: channels come free one by one, while another trunk is tried at once."""

_attempts = table_of(Attempt).c
_OF_CALL: Final = update(table_of(Attempt)).where(_attempts.id == bindparam("attempt_id"))
_PLACED: Final = _OF_CALL.values(worker=bindparam("carried_by"), trunk=bindparam("over"))
_RANG: Final = _OF_CALL.where(_attempts.ended_at.is_(None)).values(ringing_at=func.coalesce(_attempts.ringing_at, bindparam("at")))
"""Put together once: that takes longer than the database does."""

GradeRule = Callable[[Disposition, Grade | None, bool], Grade]
"""Final grade from the disposition, the dialog's last grade, and whether the person opted out."""


def get(session: Session, attempt_id: str) -> Attempt:
    """The attempt, open or ended.

    Raises:
        UnknownAttempt: there is none of this id.
    """
    attempt = session.get(Attempt, attempt_id)
    if attempt is None:
        raise UnknownAttempt(f"attempt {attempt_id} was never written")
    return attempt


def placed(session: Session, attempt_id: str, worker: str, trunk: str) -> None:
    """Notes which worker carries the call, and over which trunk."""
    session.execute(_PLACED, {"attempt_id": attempt_id, "carried_by": worker, "over": trunk})


def rang(session: Session, attempt_id: str, at: float) -> bool:
    """Notes that the phone rings, for the first time; False if the attempt has ended.

    Raises:
        UnknownAttempt: there is none of this id.
    """
    noted = session.connection().execute(_RANG, {"attempt_id": attempt_id, "at": at})
    return noted.rowcount > 0 or get(session, attempt_id).ended_at is None


def end(session: Session, call: CallRows, ended: CallEnded, final_grade: GradeRule, again: RetryRule) -> bool:
    """Writes the end of a call, and whether its lead is called again. The first end counts; a later one returns False."""
    attempt, lead = call.attempt, call.lead
    if attempt.ended_at is not None:
        return False
    attempt.ended_at = ended.at
    attempt.disposition = ended.disposition
    attempt.cause = ended.cause
    attempt.sip_status = ended.sip_status
    attempt.q850 = ended.q850
    attempt.retry_after_s = ended.retry_after_s
    attempt.duration_ms = ended.duration_ms
    attempt.recording = ended.recording
    attempt.refused_by_trunk = ended.elsewhere
    attempt.grade = final_grade(ended.disposition, attempt.grade, attempt.opted_out_at is not None)
    if ended.elsewhere:
        # The person was not reached and noticed nothing: the next call to them takes another trunk, and is no second attempt.
        lead.state = LeadState.PENDING
        if ended.cause == HangupCause.BUSY:
            lead.due_at = ended.at + FULL_TRUNK_AGAIN_S
        retries.count(lead, -1)
        return True
    _move_on(lead, ended.disposition, again(retries.ended_call(session, call, ended)))
    _write_back(call.customer, attempt, ended.at)
    tags.earn(session, lead.customer_id, attempt.tags, f"call {attempt.id}", ended.at)
    return True


def _move_on(lead: Lead, disposition: Disposition, again: Again | None) -> None:
    if again is None:
        lead.state, lead.disposition, lead.reason = LeadState.DONE, disposition, None
    else:
        lead.state, lead.due_at, lead.priority, lead.reason = LeadState.PENDING, again.due_at, again.priority, again.reason


def open_attempt_ids(session: Session) -> list[str]:
    """Attempts without an end, oldest first."""
    return list(session.scalars(select(Attempt.id).where(Attempt.ended_at.is_(None)).order_by(Attempt.created_at, Attempt.id)))


def shown_since(session: Session, caller_ids: Sequence[str], at: float) -> dict[str, list[float]]:
    """When each of these numbers was shown to somebody since then, Unix seconds in ascending order."""

    def times(caller_id: str) -> list[float]:
        query = select(Attempt.created_at).where(Attempt.caller_id == caller_id, Attempt.created_at >= at)
        return list(session.scalars(query.order_by(Attempt.created_at)))

    return {caller_id: times(caller_id) for caller_id in caller_ids}


def _write_back(customer: Customer, attempt: Attempt, at: float) -> None:
    # A call that reached nobody teaches nothing about interest: F never replaces what a conversation showed.
    if customer.grade is None or attempt.grade is not Grade.F:
        customer.grade = attempt.grade
    customer.slots = {**customer.slots, **attempt.slots}
    customer.calls += 1
    customer.answered += attempt.answered_at is not None
    customer.last_call_at, customer.last_outcome = attempt.created_at, attempt.disposition
    customer.updated_at = at
