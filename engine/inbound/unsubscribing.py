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


def unsubscribe(
    session: Session, customer: Customer, what: FromWhat, source: str, at: float, *, heard_from: str | None = None
) -> None:
    """Takes consent back. Who wants no calls is on the do-not-call list, and gets no messages either; who wants no messages may
    still be called.

    Args:
        session: of a writing transaction.
        customer: who.
        what: they want no more of.
        source: who told.
        at: Unix seconds.
        heard_from: a number at which we reached them and they answered, E.164: it is not called either, be it theirs still or not.
    """
    channels = {FromWhat.ALL: (Channel.SMS, Channel.CALL), FromWhat.CALL: (Channel.CALL,), FromWhat.SMS: (Channel.SMS,)}[what]
    for channel in channels:
        if not consents.withdrawn(session, customer.id, channel):
            consents.record(session, customer.id, channel, granted=False, source=source, at=at)
    if Channel.CALL in channels:
        for number in dict.fromkeys((customer.number, heard_from or customer.number)):
            do_not_call.add(session, number, REASON, at, source=source)
