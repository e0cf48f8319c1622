"""Erasing one person: everything that says who they are or what they said goes; what a campaign has to count stays, about nobody.

What goes: name, numbers, external id, list memberships and their columns, tags, consents, what was said, sent, promised and noted,
what other systems were told, links, and the recordings' files. What stays: that there was a call, when, how long, how it ended and
what it was graded, so that figures and the book of abandoned calls remain true, under a number that is none; and the number on the
do-not-call list, because only there does it keep the person from being dialled when the next list brings them again. A hash would
protect nothing: all telephone numbers can be tried within minutes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Text, cast, delete, or_, select, text, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from engine.events import AgentLeft
from engine.outcome import Disposition
from engine.store.errors import ErasureConflict, UnknownCustomer
from engine.store.tables import (
    Attempt,
    Base,
    Callback,
    CallNote,
    CampaignExclusion,
    Consent,
    Customer,
    CustomerEvent,
    CustomerTag,
    Delivery,
    DoNotCall,
    DoNotCallRemoval,
    Handover,
    InboundRequest,
    Lead,
    LeadState,
    ListMember,
    MessageState,
    Preview,
    Refusal,
    ShortLink,
    TextMessage,
    Turn,
)

REASON: Final = "erased at their own request"
NO_NUMBER: Final = "erased"

BLANKED: Final[tuple[tuple[type[Base], dict[str, Any]], ...]] = (
    (Turn, {"text": "", "intent": None, "filled": None}),
    (CallNote, {"detail": {}}),
    (TextMessage, {"text": "", "number": NO_NUMBER, "problem": None}),
    (Handover, {"summary": "", "notes": None, "disposition": None}),
)
"""Rows of calls that figures count, without what they say."""


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased: rows by table."""

    customer_id: int
    rows: dict[str, int]


def recordings_of(session: Session, customer_id: int) -> list[str]:
    """Paths of the files in which they are heard: of their calls, and of agents' legs, where they are the other side.

    Raises:
        UnknownCustomer: there is nobody of this id.
        ErasureConflict: they are on a call.
    """
    if session.get(Customer, customer_id) is None:
        raise UnknownCustomer(f"there is no customer {customer_id}")
    mine = select(Attempt.id, Attempt.ended_at, Attempt.recording).join(Lead, Attempt.lead_id == Lead.id)
    calls = session.execute(mine.where(Lead.customer_id == customer_id)).all()
    if any(call.ended_at is None for call in calls):
        raise ErasureConflict("this person is on a call: erase them when it has ended")
    of_legs = select(CallNote.detail).where(
        CallNote.attempt_id.in_([call.id for call in calls]), CallNote.kind == AgentLeft.__name__
    )
    recordings = [call.recording for call in calls] + [detail.get("recording") for detail in session.scalars(of_legs)]
    return [recording for recording in recordings if recording]


def erase(session: Session, customer_id: int, at: float) -> Erased:
    """Erases the person in one transaction. Recordings' files are the caller's to delete before. Raises as `recordings_of`."""
    recordings_of(session, customer_id)
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("PRAGMA secure_delete = ON"))  # what is deleted is overwritten in the file, too
    customer = session.get_one(Customer, customer_id)
    number, external_id, leads = (
        customer.number,
        customer.external_id,
        list(session.scalars(select(Lead.id).where(Lead.customer_id == customer_id))),
    )
    calls = list(session.execute(select(Attempt.id, Attempt.number).where(Attempt.lead_id.in_(leads))))
    # Of somebody who was erased before these words stand in their place: no numbers, and not on the do-not-call list.
    numbers = {number, *(dialled for _, dialled in calls)} - {NO_NUMBER, _in_place_of_number(customer_id)}
    rows = {
        **_of_events(session, customer_id),
        **_of_calls(session, [call_id for call_id, _ in calls]),
        **_of_leads(session, leads, customer_id),
        **_of_person(session, customer_id),
        **_of_numbers(session, numbers, at),
        **_of_deliveries(session, [call_id for call_id, _ in calls], customer_id, numbers),
        **_of_answers(session, [number, external_id]),
    }
    _blank_person(customer, at)
    return Erased(customer_id, {**{table: count for table, count in rows.items() if count}, "customers": 1})


def _of_events(session: Session, customer_id: int) -> dict[str, int]:
    blank: dict[str, Any] = {"detail": {}, "key": None, "link_id": None}
    changed = session.execute(update(CustomerEvent).where(CustomerEvent.customer_id == customer_id).values(blank))
    links = _delete(session, ShortLink.customer_id, [customer_id])
    return {CustomerEvent.__tablename__: _count(changed), ShortLink.__tablename__: links}


def _of_calls(session: Session, calls: list[str]) -> dict[str, int]:
    counts = {Callback.__tablename__: _delete(session, Callback.attempt_id, calls)}
    waits = (TextMessage.attempt_id.in_(calls), TextMessage.state == MessageState.QUEUED)
    session.execute(update(TextMessage).where(*waits).values(state=MessageState.WITHHELD))
    for table, blank in BLANKED:
        changed = session.execute(update(table).where(table.__table__.c.attempt_id.in_(calls)).values(blank))
        counts[table.__tablename__] = _count(changed)
    gone: dict[str, Any] = {"number": NO_NUMBER, "slots": {}, "tags": [], "recording": None, "contactable": None}
    session.execute(update(Attempt).where(Attempt.id.in_(calls)).values(gone))
    return {**counts, Attempt.__tablename__: len(calls)}


def _of_leads(session: Session, leads: list[int], customer_id: int) -> dict[str, int]:
    refusals, previews = _delete(session, Refusal.lead_id, leads), _delete(session, Preview.lead_id, leads)
    mine = Lead.customer_id == customer_id
    over = {"state": LeadState.DONE, "disposition": Disposition.NOT_CONTACTABLE, "reason": None}
    session.execute(update(Lead).where(mine, Lead.state == LeadState.PENDING).values(over))
    session.execute(update(Lead).where(mine).values(variables={}))
    return {Refusal.__tablename__: refusals, Preview.__tablename__: previews, Lead.__tablename__: len(leads)}


def _of_person(session: Session, customer_id: int) -> dict[str, int]:
    return {table.__tablename__: _delete(session, table.customer_id, [customer_id]) for table in (CustomerTag, ListMember, Consent)}


def _of_numbers(session: Session, numbers: set[str], at: float) -> dict[str, int]:
    excluded = _delete(session, CampaignExclusion.number, list(numbers))
    removed = _delete(session, DoNotCallRemoval.number, list(numbers))
    for number in numbers:
        session.merge(DoNotCall(number=number, reason=REASON, source_attempt_id=None, source="erasure", added_at=at))
    return {CampaignExclusion.__tablename__: excluded, DoNotCallRemoval.__tablename__: removed}


def _of_deliveries(session: Session, calls: list[str], customer_id: int, numbers: set[str]) -> dict[str, int]:
    """What other systems were told about them: also when nobody knew yet who had the number."""
    of_nobody = Delivery.attempt_id.is_(None) & Delivery.customer_id.is_(None)
    about = [of_nobody & Delivery.body.contains(f'"{number}"', autoescape=True) for number in numbers]
    mine = or_(Delivery.attempt_id.in_(calls), Delivery.customer_id == customer_id, *about)
    return {Delivery.__tablename__: _count(session.execute(delete(Delivery).where(mine)))}


def _of_answers(session: Session, names: list[str | None]) -> dict[str, int]:
    """What other systems were answered about them; the same key again is a new request then."""
    answer = cast(InboundRequest.answer, Text)
    about = [answer.contains(f'"{name}"', autoescape=True) for name in names if name]
    return {InboundRequest.__tablename__: _count(session.execute(delete(InboundRequest).where(or_(*about))))}


def _in_place_of_number(customer_id: int) -> str:
    """Of the record: numbers of records are unique."""
    return f"{NO_NUMBER} {customer_id}"


def _blank_person(customer: Customer, at: float) -> None:
    customer.number, customer.external_id = _in_place_of_number(customer.id), None
    customer.name = customer.time_zone = customer.grade = customer.summary = customer.next_action = None
    customer.fields, customer.slots, customer.updated_at = {}, {}, at


def _delete(session: Session, column: InstrumentedAttribute[Any] | Any, values: list[Any]) -> int:
    return _count(session.execute(delete(column.table).where(column.in_(values))))


def _count(result: Any) -> int:
    return int(result.rowcount)
