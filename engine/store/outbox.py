"""Text messages on their way to the gateway. Each is queued in the transaction that records the promise, and settled once."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.store import do_not_call, links
from engine.store.tables import Attempt, Lead, MessageState, TextMessage


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


def next_due(session: Session, at: float) -> Due | None:
    """The message that has waited longest; those to people who asked for peace are withheld on the way."""
    while message := session.scalars(
        select(TextMessage)
        .where(TextMessage.state == MessageState.QUEUED, TextMessage.next_try_at <= at)
        .order_by(TextMessage.next_try_at, TextMessage.id)
        .limit(1)
    ).first():
        if not do_not_call.listed(session, message.number):
            return Due(message.id, message.number, message.text, message.tries, links.code_of(session, message.id))
        message.state = MessageState.WITHHELD
        session.flush()
    return None


def next_try_at(session: Session) -> float | None:
    """When the next queued message wants to be tried; None if none is queued."""
    return session.scalar(select(func.min(TextMessage.next_try_at)).where(TextMessage.state == MessageState.QUEUED))


def sent(session: Session, message_id: str, at: float) -> None:
    message = session.get_one(TextMessage, message_id)
    message.state, message.sent_at, message.problem = MessageState.SENT, at, None
    message.tries += 1


def not_sent(session: Session, message_id: str, problem: str, again_at: float | None) -> None:
    """The gateway did not take it; None: it never will."""
    message = session.get_one(TextMessage, message_id)
    message.tries += 1
    message.problem = problem
    if again_at is None:
        message.state = MessageState.FAILED
    else:
        message.next_try_at = again_at
