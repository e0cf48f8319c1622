"""People who want no more messages, or no more calls, and say so elsewhere than in a call."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy.orm import Session

from engine.store.people import consents, do_not_call
from engine.store.tables import Channel, Customer

REASON = "unsubscribed"


class FromWhat(StrEnum):
    """What somebody wants no more of."""

    ALL = "all"
    CALL = "call"
    SMS = "sms"


def unsubscribe(session: Session, customer: Customer, what: FromWhat, source: str, at: float) -> None:
    """Takes consent back. Who wants no calls is on the do-not-call list, and gets no messages either; who wants no messages may
    still be called.
    """
    channels = {FromWhat.ALL: (Channel.SMS, Channel.CALL), FromWhat.CALL: (Channel.CALL,), FromWhat.SMS: (Channel.SMS,)}[what]
    for channel in channels:
        if not consents.withdrawn(session, customer.id, channel):
            consents.record(session, customer.id, channel, granted=False, source=source, at=at)
    if Channel.CALL in channels:
        do_not_call.add(session, customer.number, REASON, at, source=source)
