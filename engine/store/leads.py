"""Which lead is dialled next: the step at which a call is allowed, put off or refused, and written down."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from sqlalchemy import ColumnElement, Integer, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session

from engine.contact import Allowed, ContactRule, Decision, Never, NotBefore
from engine.outcome import Disposition
from engine.store import retries
from engine.store.people import do_not_call
from engine.store.retries import ASKED_FOR, ORDINARY, PUSHED
from engine.store.scripts.pins import Pin
from engine.store.tables import Attempt, Campaign, Customer, Lead, LeadState, Refusal
from engine.store.treatment import AS_PLANNED, Treatment
from engine.store.upserting import insert_into

T = TypeVar("T")

_PRIORITIES: Final = (PUSHED, ASKED_FOR, ORDINARY)
"""Highest first. Each has a stretch of the index to itself, so that the next due lead is found without looking at the others."""
DECISIONS_MAX: Final = 400
"""Leads decided about in one transaction: it holds SQLite's lock, and calls are waiting to have their events written."""
_PAGE_MAX: Final = 128
"""Leads whose facts are gathered at a time. The first page has one lead, the next, if it may not be called, four times as many:
who may be called costs one look, and a list that rests is put off in bulk."""
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
    """The lead's, and those of its treatment."""
    treatment: Treatment = AS_PLANNED
    agent: str | None = None
    """Who chose this lead and is given the person; None: whoever is free."""


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
    .order_by(Lead.due_at, Lead.rank, Lead.row_number)  # the index's order: nothing has to be sorted
    .limit(bindparam("most", type_=Integer, literal_execute=True))  # PostgreSQL's plan depends on it
    .with_for_update(of=Lead, skip_locked=True)  # SQLite has one writer at a time anyway, and leaves it out
)
_SOONEST: Final = [
    select(func.min(Lead.due_at))
    .where(Lead.campaign_id == bindparam("campaign_id"), Lead.state == LeadState.PENDING, Lead.priority == priority)
    .scalar_subquery()
    for priority in _PRIORITIES[:-1]
]
_BEFORE_OTHERS: Final = select(or_(*(soonest <= bindparam("at") for soonest in _SOONEST)))
"""Whether anybody is due who comes before those of the list: hardly ever. Asked for anybody at all, instead of for the soonest,
PostgreSQL reads the table until it finds one."""
_PIN: Final = select(Campaign.script_id, Campaign.script_hash, Campaign.script_version).where(Campaign.id == bindparam("id"))
"""All are put together once: that takes longer than the database does."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A lead whose turn it is."""

    lead: Lead
    number: str


ContactCheck = Callable[[Session, Sequence[Candidate], float], Iterable[Decision]]
"""May these leads be called at this moment? A decision for each, made when it is asked for."""


Treat = Callable[[Session, Candidate, float], Treatment]
"""With what is this lead, which may be called, called at this moment? Asked in the transaction that writes its attempt."""


def as_planned(_session: Session, _candidate: Candidate, _at: float) -> Treatment:
    """Everybody is called with what the campaign says."""
    return AS_PLANNED


def not_listed(session: Session, candidates: Sequence[Candidate], _at: float) -> Sequence[Decision]:
    """Everybody may be called who is not on the do-not-call list: for laboratories."""
    listed = do_not_call.listed_of(session, [candidate.number for candidate in candidates])
    refusal = Never(ContactRule.DO_NOT_CALL, "is on the do-not-call list")
    return [refusal if candidate.number in listed else Allowed("none", ()) for candidate in candidates]


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is about to call, and by what rules."""

    attempt_id: str
    """Of the attempt to be written."""
    at: float
    """Now, Unix seconds."""
    caller_id_for: Callable[[str], str | None] = lambda _: None
    """The number that is shown to somebody."""
    check: ContactCheck = not_listed
    engine: str | None = None
    """Id of the engine that is going to call."""
    treat: Treat = as_planned


def take_turn(session: Session, campaign_id: int, caller: Caller, decisions_max: int = DECISIONS_MAX) -> Turn:
    """Decides about the campaign's due leads whose numbers are on no call now, until one may be dialled.

    By priority, then how long they are due, then their rank, then the list. One transaction decides and writes, so a crash leaves
    either a pending lead or an open attempt. Where several engines share a database, leads that another is deciding about are
    passed over.

    Args:
        session: of a transaction that writes.
        campaign_id: of the campaign.
        caller: who calls.
        decisions_max: after so many refusals, or a page's more, it is enough for one transaction.
    """
    refused, dialling, next_due = first_allowed(session, campaign_id, caller, begun, decisions_max)
    return Turn(refused, dialling, next_due)


TakeTurn = Callable[[Session, int, Caller], Turn]
"""How a campaign, by its id, finds who is dialled next: `take_turn`, or another way to choose."""

Begin = Callable[[Session, Candidate, Allowed, Caller], T | None]
"""What happens to a lead that may be called; None: it does not, another was quicker."""


def first_allowed(
    session: Session, campaign_id: int, caller: Caller, begin: Begin[T], decisions_max: int = DECISIONS_MAX
) -> tuple[tuple[Refused, ...], T | None, float | None]:
    """As `take_turn`, for anything that can be begun with a lead that may be called. Returns what a `Turn` holds."""
    refused: list[Refused] = []
    page = 1
    while len(refused) < decisions_max:
        candidates = _due(session, campaign_id, caller.at, page)
        if not candidates:
            return tuple(refused), None, next_due(session, campaign_id, caller.at)
        more, done = decided(session, candidates, caller, begin)
        refused += more
        if done:
            return tuple(refused), done, None
        page = min(4 * page, _PAGE_MAX)
    return tuple(refused), None, caller.at


def decided(session: Session, candidates: Sequence[Candidate], caller: Caller, begin: Begin[T]) -> tuple[list[Refused], T | None]:
    """Refuses candidates in their order until one may be called, with which it is begun."""
    refusals: list[tuple[Candidate, NotBefore | Never]] = []
    done: T | None = None
    for candidate, decision in zip(candidates, caller.check(session, candidates, caller.at), strict=True):
        if not isinstance(decision, Allowed):
            refusals.append((candidate, decision))
        elif done := begin(session, candidate, decision, caller):
            break
    refused = [_refused(candidate, decision, caller.at) for candidate, decision in refusals]
    note_refusals(session, [(candidate.lead.id, decision) for candidate, decision in refusals], caller.at)
    session.flush()
    return refused, done


def begun(session: Session, candidate: Candidate, decision: Allowed, caller: Caller) -> Dialling | None:
    """Writes the attempt; None if another engine has just begun a call to this number."""
    lead, number = candidate.lead, candidate.number
    treatment = caller.treat(session, candidate, caller.at)
    script = treatment.script or Pin(*session.execute(_PIN, {"id": lead.campaign_id}).one())
    caller_id = caller.caller_id_for(number)
    attempt = {
        "id": caller.attempt_id,
        "lead_id": lead.id,
        "number": number,
        "engine": caller.engine,
        "caller_id": caller_id,
        "script_hash": script.content_hash,
        "script_version": script.version,
        "arm": treatment.arm,
        "offer": treatment.offer,
        "segment": treatment.segment,
        "created_at": caller.at,
        "contactable": decision.as_record(),
        "refused_by_trunk": False,
        "tags": [],
        "slots": {},
    }
    one_open_per_number = insert_into(session, Attempt).on_conflict_do_nothing()
    if session.connection().execute(one_open_per_number, attempt).rowcount == 0:
        lead.due_at = caller.at + BUSY_ELSEWHERE_S
        return None
    lead.state = LeadState.DIALLING
    retries.count(lead, 1)
    variables = {**lead.variables, **treatment.variables}
    return Dialling(lead.id, lead.row_number, caller.attempt_id, number, caller_id, variables, treatment)


def withdraw(session: Session, attempt_id: str) -> None:
    """Unwrites an attempt that no worker took: nothing was dialled, the lead is pending again."""
    attempt = session.get_one(Attempt, attempt_id)
    lead = session.get_one(Lead, attempt.lead_id)
    lead.state = LeadState.PENDING
    retries.count(lead, -1)
    session.delete(attempt)


def _due(session: Session, campaign_id: int, at: float, limit: int) -> list[Candidate]:
    """The first so many; all of one priority."""
    asked = {"campaign_id": campaign_id, "at": at}
    somebody_first = session.scalar(_BEFORE_OTHERS, asked)
    for priority in _PRIORITIES if somebody_first else _PRIORITIES[-1:]:
        if rows := session.execute(_DUE, {**asked, "priority": priority, "most": limit}).all():
            return [Candidate(lead, number) for lead, number in rows]
    return []


def next_due(session: Session, campaign_id: int, at: float) -> float | None:
    """When it is to be looked again. Who is on a call may have to be called again; who is due and was not taken is on one."""
    times = [session.scalar(select(func.min(Lead.due_at)).where(*_waiting(campaign_id, priority))) for priority in _PRIORITIES]
    calls = select(Lead.id).where(Lead.campaign_id == campaign_id, Lead.state == LeadState.DIALLING).limit(1)
    if session.scalar(calls) is not None:
        times.append(at + BUSY_ELSEWHERE_S)
    soonest = min((time for time in times if time is not None), default=None)
    return at + BUSY_ELSEWHERE_S if soonest is not None and soonest <= at else soonest


def _waiting(campaign_id: int, priority: int) -> tuple[ColumnElement[bool], ...]:
    return Lead.campaign_id == campaign_id, Lead.state == LeadState.PENDING, Lead.priority == priority


def note_refusals(session: Session, refusals: Sequence[tuple[int, NotBefore | Never]], at: float) -> None:
    """Keeps why leads, by id, may not be called; of each rule the latest."""
    if not refusals:
        return
    statement = insert_into(session, Refusal)
    noted = {name: statement.excluded[name] for name in ("detail", "at", "until")}
    rows = [
        {
            "lead_id": lead_id,
            "rule": decision.rule.value,
            "detail": decision.detail,
            "at": at,
            "until": decision.until if isinstance(decision, NotBefore) else None,
        }
        for lead_id, decision in refusals
    ]
    session.execute(statement.on_conflict_do_update(index_elements=["lead_id", "rule"], set_=noted), rows)


def outcome_of(decision: Never) -> Disposition:
    """The outcome of a lead that is never to be called."""
    return Disposition.DO_NOT_CALL if decision.rule is ContactRule.DO_NOT_CALL else Disposition.NOT_CONTACTABLE


def _refused(candidate: Candidate, decision: NotBefore | Never, at: float) -> Refused:
    lead, until = candidate.lead, None
    if isinstance(decision, NotBefore):
        lead.due_at = until = max(decision.until, at + 1.0)
    else:
        lead.state, lead.disposition, lead.reason = LeadState.DONE, outcome_of(decision), None
    return Refused(lead.id, lead.row_number, candidate.number, decision.rule, until)
