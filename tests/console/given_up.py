"""What nobody took, for the outbox's tests and picture."""

from __future__ import annotations

import time

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.store import deliveries, outbox
from engine.store.tables import Attempt, MessageState, TextMessage


def give_up(session: Session) -> None:
    """Two messages and a write-back that nobody took."""
    first, second = session.scalars(select(Attempt).order_by(Attempt.created_at).limit(2))
    for attempt in (first, second):
        outbox.queue(session, attempt, "Your hour is booked.", time.time())
    session.flush()
    for message in session.scalars(select(TextMessage).where(TextMessage.state == MessageState.QUEUED)):
        outbox.not_sent(session, message.id, "HTTP 400: no such number", None)
    deliveries.queue(session, "d-1", "crm", first.id, "call.ended", "{}", time.time())
    session.flush()
    deliveries.not_delivered(session, "d-1", "HTTP 410", None)
