"""Text messages on their way to the gateway. Each is queued in the transaction that records the promise, and settled once."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from engine.gateway_news import DeliveryReport, Fate
from engine.store import links
from engine.store.errors import MessageConflict, UnknownMessage
from engine.store.people import consents, do_not_call
from engine.store.people.erasing import NO_NUMBER
from engine.store.queued import any_waits, claim, put_back, queue_again, queue_all_again
from engine.store.tables import Attempt, Channel, Customer, Lead, MessageState, TextMessage

_STATES: Final = {Fate.DELIVERED: MessageState.DELIVERED, Fate.UNDELIVERABLE: MessageState.UNDELIVERABLE}
_NOT_REPORTED: Final = (MessageState.QUEUED, MessageState.SENT, MessageState.FAILED)
"""A gateway may have taken what it did not say that it took: a report is news of those, too."""
_NEVER_TAKEN: Final = (MessageState.QUEUED, MessageState.FAILED, MessageState.WITHHELD)


@dataclass(frozen=True, slots=True)
class Due:
    """A message to be handed to the gateway now."""

    id: str
    number: str
    text: str
    tries: int
    """Made so far."""
    code: str | None
    """Of the link in its text; None: there is none."""
    asked_at: float
    """When it was promised, Unix seconds."""
    time_zone: str | None
    """Of the person, if a list said it."""


def queue(session: Session, attempt: Attempt, text: str, at: float, link: str | None = None) -> None:
    """Keeps a promised message, and makes the short link that stands in it, if it has one."""
    message = TextMessage(
        id=str(uuid.uuid4()),
        attempt_id=attempt.id,
        number=attempt.number,
        text=text,
        state=MessageState.QUEUED,
        asked_at=at,
        tries=0,
        next_try_at=at,
    )
    session.add(message)
    if link is not None:
        links.issue(session, message, session.get_one(Lead, attempt.lead_id).customer_id, link)


def any_due(session: Session, at: float) -> bool:
    """Whether a message waits to be handed over."""
    return any_waits(session, TextMessage, at, TextMessage.state == MessageState.QUEUED)


def next_due(session: Session, at: float) -> Due | None:
    """The message that has waited longest, claimed; those to people who asked for peace are withheld on the way."""
    while message := claim(session, TextMessage, at, TextMessage.state == MessageState.QUEUED):
        customer = _customer_of(session, message)
        if not do_not_call.listed(session, message.number) and not consents.withdrawn(session, customer.id, Channel.SMS):
            code = links.code_of(session, message.id)
            return Due(message.id, message.number, message.text, message.tries, code, message.asked_at, customer.time_zone)
        message.state = MessageState.WITHHELD
        session.flush()
    return None


def _customer_of(session: Session, message: TextMessage) -> Customer:
    attempt = session.get_one(Attempt, message.attempt_id)
    return session.get_one(Customer, session.get_one(Lead, attempt.lead_id).customer_id)


def put_off(session: Session, message_id: str, until: float) -> None:
    """It is night where the person is. That is no try."""
    session.get_one(TextMessage, message_id).next_try_at = until


def next_try_at(session: Session) -> float | None:
    """When the next queued message wants to be tried; None if none is queued."""
    return session.scalar(select(func.min(TextMessage.next_try_at)).where(TextMessage.state == MessageState.QUEUED))


def sent(session: Session, message_id: str, at: float, reference: str | None = None) -> None:
    """The gateway took it, and calls it so in its reports; None: it did not say."""
    message = session.get_one(TextMessage, message_id)
    message.tries += 1
    message.reference = reference
    if message.state is MessageState.QUEUED:  # the report may have been quicker
        message.state, message.sent_at, message.problem = MessageState.SENT, at, None


def reported(session: Session, report: DeliveryReport, at: float) -> bool:
    """Writes down what became of a message. False: there is none of this id, or nothing is news.

    The first final word counts: reports come twice, and out of order.
    """
    key = or_(TextMessage.id == report.reference, TextMessage.reference == report.reference)
    message = session.scalars(select(TextMessage).where(key).limit(1)).first()
    state = _STATES.get(report.fate)
    if message is None or state is None or message.state not in _NOT_REPORTED:
        return False
    message.sent_at = message.sent_at or at
    message.state, message.reported_at, message.problem = state, at, report.reason
    return True


def not_sent(session: Session, message_id: str, problem: str, again_at: float | None) -> None:
    """The gateway did not take it; None: it never will."""
    message = session.get_one(TextMessage, message_id)
    if message.state is not MessageState.QUEUED:  # its report was quicker, or its person was erased meanwhile
        return
    if not put_back(message, problem, again_at):
        message.state = MessageState.FAILED


def replay(session: Session, message_id: str, at: float) -> None:
    """Queues once more what no gateway took: see `queue_again`. In its turn it may be withheld, or wait for the person's hours.

    Raises:
        UnknownMessage: there is none of this id.
        MessageConflict: the gateway has it, or its person was erased.
    """
    message = session.get(TextMessage, message_id)
    if message is None:
        raise UnknownMessage(f"there is no message {message_id}: `callwright messages list` names them")
    if message.number == NO_NUMBER:
        raise MessageConflict("this message cannot be sent any more: its person was erased")
    if message.state not in _NEVER_TAKEN:
        raise MessageConflict(f"the gateway has this message already ({message.state}): the person would get it twice")
    queue_again(message, at)


def replay_failed(session: Session, at: float) -> int:
    """Queues all that were given up. Returns how many."""
    return queue_all_again(session, TextMessage, at, TextMessage.state == MessageState.FAILED, TextMessage.number != NO_NUMBER)


def unsettled(session: Session, asked_before: float) -> int:
    """How many that were promised by then wait for another try, or for the morning."""
    waiting = (TextMessage.state == MessageState.QUEUED, TextMessage.asked_at <= asked_before)
    return session.scalar(select(func.count()).select_from(TextMessage).where(*waiting)) or 0


def given_up(session: Session) -> int:
    """How many are not tried any more by themselves."""
    return session.scalar(select(func.count()).select_from(TextMessage).where(TextMessage.state == MessageState.FAILED)) or 0
