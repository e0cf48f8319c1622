"""The ways by which a person is not to be reached any more, by their own wish."""

from __future__ import annotations

from sqlalchemy.orm import Session

from engine.store.people import consents, do_not_call
from engine.store.tables import Channel


def closed_channels(session: Session, number: str, customer_id: int | None) -> frozenset[Channel]:
    """Who is on the do-not-call list gets no messages either.

    Args:
        session: of any transaction.
        number: of the person, E.164.
        customer_id: of their record, which says what they took back; None: there is none.
    """
    if do_not_call.listed(session, number):
        return frozenset(Channel)
    if customer_id is None:
        return frozenset()
    return frozenset(channel for channel in Channel if consents.withdrawn(session, customer_id, channel))
