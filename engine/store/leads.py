"""Which lead is dialled next: the step at which a call is allowed, put off or refused, and written down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, bindparam, exists, func, select
from sqlalchemy.orm import Session

from engine.contact import Allowed, ContactRule, Decision, Never, NotBefore
from engine.outcome import Disposition
from engine.store import do_not_call, retries
from engine.store.adding import add_once
from engine.store.retries import ASKED_FOR, ORDINARY
from engine.store.tables import Attempt, Campaign, Customer, Lead, LeadState, Refusal
from engine.store.upserting import insert_into

_PRIORITIES: Final = (ASKED_FOR, ORDINARY)
"""Highest first. Each has a stretch of the index to itself, so that the next due lead is found without looking at the others."""
_DECISIONS_MAX: Final = 200
"""Leads decided about in one transaction: it holds SQLite's lock, and calls are waiting to have their events written."""
_TOGETHER_MAX: Final = 50
"""Leads looked at with one query."""
BUSY_ELSEWHERE_S: Final = 5.0
"""After this long it is looked again whether a person who is on another campaign's or engine's call is free."""


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
    """A lead whose turn it was, and that may not be called now."""

    lead_id: int
    row_number: int
    number: str
    rule: ContactRule
    until: float | None
    """When it may be, Unix seconds; None: never, it is done."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What became of the leads whose turn it was."""

    refused: tuple[Refused, ...]
    dialling: Dialling | None
    """None: no lead is due any more, or enough was decided for one transaction."""
    next_due: float | None
    """When it is to be looked again, if nothing happens before; None: every lead is done."""


_DUE: Final = (
    select(Lead, Customer.number)
    .join(Customer, Lead.customer_id == Customer.id)
    .where(
        Lead.campaign_id == bindparam("campaign_id"),
        Lead.state == LeadState.PENDING,
        Lead.priority == bindparam("priority"),
        Lead.due_at <= bindparam("at"),
        ~exists().where(Attempt.number == Customer.number, Attempt.ended_at.is_(None)),
    )
    .order_by(Lead.due_at, Lead.row_number, Lead.id)
    .limit(bindparam("most"))
    .with_for_update(of=Lead, skip_locked=True)  # SQLite has one writer at a time anyway, and leaves it out
)
"""Put together once: that takes longer than the database does."""

ContactCheck = Callable[[Session, Lead, str, float], Decision]
"""May this lead, of this number, be called at this moment?"""


def not_listed(session: Session, _lead: Lead, number: str, _at: float) -> Decision:
    """Everybody may be called who is not on the do-not-call list: for laboratories."""
    if do_not_call.listed(session, number):
        return Never(ContactRule.DO_NOT_CALL, "is on the do-not-call list")
    return Allowed("none", ())


def take_turn(
    session: Session,
    campaign_id: int,
    *,
    attempt_id: str,
    caller_id_for: Callable[[str], str | None],
    at: float,
    check: ContactCheck = not_listed,
    engine: str | None = None,
) -> Turn:
    """Decides about the leads that are due until one may be dialled. See `dial_next`, whose arguments it takes.

    The first is looked at alone, as it mostly may be called; more and more at a time while they may not.
    """
    refused: list[Refused] = []
    size = 1
    while len(refused) < _DECISIONS_MAX:
        due = _due(session, campaign_id, at, size)
        if not due:
            return Turn(tuple(refused), None, _next_due(session, campaign_id, at))
        with session.no_autoflush:  # what is asked about a lead does not depend on what was decided about others
            for lead, number in due:
                decision = check(session, lead, number, at)
                if isinstance(decision, Allowed):
                    dialling = _dial(session, lead, number, decision, attempt_id, caller_id_for(number), at, engine)
                    if dialling:
                        return Turn(tuple(refused), dialling, None)
                else:
                    refused.append(_refused(session, lead, number, decision, at))
        session.flush()
        size = min(_TOGETHER_MAX, size * 5)
    return Turn(tuple(refused), None, at)


def dial_next(
    session: Session,
    campaign_id: int,
    *,
    attempt_id: str,
    caller_id_for: Callable[[str], str | None],
    at: float,
    check: ContactCheck = not_listed,
    engine: str | None = None,
) -> Dialling | Refused | None:
    """Takes the campaign's first due lead whose number is on no call now: by priority, then how long it is due, then the list.

    One transaction decides and writes, so a crash leaves either a pending lead or an open attempt. Where several engines share a
    database, a lead that another is deciding about is passed over.

    Args:
        session: of a transaction that writes.
        campaign_id: of the campaign.
        attempt_id: of the attempt to be written.
        caller_id_for: the number that is shown to somebody.
        at: now, Unix seconds.
        check: says whether a lead may be called.
        engine: id of the engine that is going to call.

    Returns:
        What became of the lead; None if none is due.
    """
    while due := _due(session, campaign_id, at, 1):
        ((lead, number),) = due
        decision = check(session, lead, number, at)
        if not isinstance(decision, Allowed):
            return _refused(session, lead, number, decision, at)
        if dialling := _dial(session, lead, number, decision, attempt_id, caller_id_for(number), at, engine):
            return dialling
    return None


def _dial(
    session: Session,
    lead: Lead,
    number: str,
    allowed: Allowed,
    attempt_id: str,
    caller_id: str | None,
    at: float,
    engine: str | None,
) -> Dialling | None:
    """Writes the attempt; None if another engine has just begun a call to this number."""
    campaign = session.get_one(Campaign, lead.campaign_id)
    attempt = Attempt(
        id=attempt_id,
        lead_id=lead.id,
        number=number,
        engine=engine,
        caller_id=caller_id,
        script_hash=campaign.script_hash,
        script_version=campaign.script_version,
        created_at=at,
        contactable=allowed.as_record(),
        tags=[],
        slots={},
    )
    if not add_once(session, attempt):
        lead.due_at = at + BUSY_ELSEWHERE_S
        return None
    lead.state = LeadState.DIALLING
    retries.count(lead, 1)
    return Dialling(lead.id, lead.row_number, attempt_id, number, caller_id, dict(lead.variables))


def withdraw(session: Session, attempt_id: str) -> None:
    """Unwrites an attempt that no worker took: nothing was dialled, the lead is pending again."""
    attempt = session.get_one(Attempt, attempt_id)
    lead = session.get_one(Lead, attempt.lead_id)
    lead.state = LeadState.PENDING
    retries.count(lead, -1)
    session.delete(attempt)


def _due(session: Session, campaign_id: int, at: float, most: int) -> list[tuple[Lead, str]]:
    """The first due leads, all of one priority."""
    for priority in _PRIORITIES:
        wanted = {"campaign_id": campaign_id, "priority": priority, "at": at, "most": most}
        if rows := session.execute(_DUE, wanted).all():
            return [(lead, number) for lead, number in rows]
    return []


def _next_due(session: Session, campaign_id: int, at: float) -> float | None:
    """When it is to be looked again. Who is on a call may have to be called again; who is due and was not taken is on one."""
    times = [session.scalar(select(func.min(Lead.due_at)).where(*_waiting(campaign_id, priority))) for priority in _PRIORITIES]
    calls = select(Lead.id).where(Lead.campaign_id == campaign_id, Lead.state == LeadState.DIALLING).limit(1)
    if session.scalar(calls) is not None:
        times.append(at + BUSY_ELSEWHERE_S)
    soonest = min((time for time in times if time is not None), default=None)
    return at + BUSY_ELSEWHERE_S if soonest is not None and soonest <= at else soonest


def _waiting(campaign_id: int, priority: int) -> tuple[ColumnElement[bool], ...]:
    return Lead.campaign_id == campaign_id, Lead.state == LeadState.PENDING, Lead.priority == priority


def note_refusal(session: Session, lead: Lead, decision: NotBefore | Never, at: float) -> None:
    """Keeps why a lead may not be called; of each rule the latest."""
    until = decision.until if isinstance(decision, NotBefore) else None
    note = {"detail": decision.detail, "at": at, "until": until}
    statement = insert_into(session, Refusal).values(lead_id=lead.id, rule=decision.rule.value, **note)
    session.execute(statement.on_conflict_do_update(index_elements=["lead_id", "rule"], set_=note))


def outcome_of(decision: Never) -> Disposition:
    """The outcome of a lead that is never to be called."""
    return Disposition.DO_NOT_CALL if decision.rule is ContactRule.DO_NOT_CALL else Disposition.NOT_CONTACTABLE


def _refused(session: Session, lead: Lead, number: str, decision: NotBefore | Never, at: float) -> Refused:
    until = None
    if isinstance(decision, NotBefore):
        lead.due_at = until = max(decision.until, at + 1.0)
    else:
        lead.state, lead.disposition, lead.reason = LeadState.DONE, outcome_of(decision), None
    note_refusal(session, lead, decision, at)
    session.flush()
    return Refused(lead.id, lead.row_number, number, decision.rule, until)
