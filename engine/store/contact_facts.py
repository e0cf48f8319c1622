"""What bears on whether people may be called: gathered in a handful of indexed queries for up to a few hundred of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Final

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from engine.contact import Consent, ContactFacts, PastCall
from engine.outcome import Disposition, Grade
from engine.store.retries import ASKED_FOR
from engine.store.tables import Attempt, CampaignExclusion, Channel, Customer, DoNotCall, Lead, LeadState
from engine.store.tables import Consent as ConsentRow

LOOK_BACK_S: Final = 366 * 86400
"""No rule looks further back than this."""
_TALKED: Final = frozenset({Disposition.COMPLETED, Disposition.TRANSFERRED, Disposition.PERSON_HUNG_UP, Disposition.OPTED_OUT})
_OURS: Final = (Disposition.FAILED, Disposition.UNREACHABLE)
"""Calls that ended so without ringing never came to the person."""

_AT_A_TIME: Final = 400
"""SQLite takes a limited number of parameters in one statement."""


def facts_of_pending(session: Session, campaign_id: int, at: float) -> Iterator[ContactFacts]:
    """Of every lead of a campaign that waits for its turn."""
    last = 0
    query = select(Lead.id, Customer.number, Lead.priority).join(Customer, Lead.customer_id == Customer.id)
    waiting = query.where(Lead.campaign_id == campaign_id, Lead.state == LeadState.PENDING).order_by(Lead.id).limit(_AT_A_TIME)
    while rows := session.execute(waiting.where(Lead.id > last)).all():
        yield from _facts(session, {row.number: row.priority == ASKED_FOR for row in rows}, campaign_id, at)
        last = rows[-1].id


def facts_of_numbers(session: Session, callbacks: Mapping[str, bool], campaign_id: int | None, at: float) -> Iterator[ContactFacts]:
    """Of numbers, known or not, in their order.

    Args:
        session: of any transaction.
        callbacks: by E.164 number, whether the person asked for the call.
        campaign_id: whose exclusions count; None: there are none yet.
        at: Unix seconds.
    """
    rest = iter(callbacks.items())
    while some := dict(islice(rest, _AT_A_TIME)):
        yield from _facts(session, some, campaign_id, at)


def numbers_of(session: Session, campaign_id: int) -> set[str]:
    """Whom a campaign has already, done or not."""
    return set(
        session.scalars(select(Customer.number).join(Lead, Lead.customer_id == Customer.id).where(Lead.campaign_id == campaign_id))
    )


def _facts(session: Session, callbacks: Mapping[str, bool], campaign_id: int | None, at: float) -> Iterator[ContactFacts]:
    numbers = list(callbacks)
    people = session.execute(select(Customer.id, Customer.number, Customer.time_zone).where(Customer.number.in_(numbers))).all()
    zones = {row.number: row.time_zone for row in people}
    consents = _consents(session, {row.id: row.number for row in people})
    listed = set(session.scalars(select(DoNotCall.number).where(DoNotCall.number.in_(numbers))))
    mine = CampaignExclusion.campaign_id == campaign_id
    excluded = set(session.scalars(select(CampaignExclusion.number).where(mine, CampaignExclusion.number.in_(numbers))))
    calls: defaultdict[str, list[PastCall]] = defaultdict(list)
    for number, call in past_calls(session, Attempt.number.in_(numbers), at - LOOK_BACK_S):
        calls[number].append(call)
    for number, callback in callbacks.items():
        yield ContactFacts(
            number=number,
            time_zone=zones.get(number),
            do_not_call=number in listed,
            excluded=number in excluded,
            consent=consents.get(number),
            calls=tuple(calls.get(number, ())),
            callback=callback,
        )


def _consents(session: Session, numbers: Mapping[int, str]) -> dict[str, Consent]:
    said = select(ConsentRow.customer_id, ConsentRow.granted, ConsentRow.at).where(
        ConsentRow.customer_id.in_(list(numbers)), ConsentRow.channel == Channel.CALL
    )
    rows = session.execute(said.order_by(ConsentRow.at, ConsentRow.id))  # the last one stays
    return {numbers[row.customer_id]: Consent(row.granted, row.at) for row in rows}


def past_calls(session: Session, whose: ColumnElement[bool], since: float) -> Iterator[tuple[str, PastCall]]:
    """Calls that reached somebody and are over: the one that is going on does not count against itself.

    Args:
        session: of any transaction.
        whose: which attempts, by number.
        since: Unix seconds.
    """
    reached = or_(Attempt.ringing_at.is_not(None), Attempt.answered_at.is_not(None), Attempt.disposition.not_in(_OURS))
    columns = select(Attempt.number, Attempt.created_at, Attempt.disposition, Attempt.grade)
    for row in session.execute(columns.where(whose, Attempt.created_at > since, Attempt.ended_at.is_not(None), reached)):
        refused = row.disposition is Disposition.OPTED_OUT or row.grade in {Grade.D, Grade.E}
        yield row.number, PastCall(row.created_at, talked=row.disposition in _TALKED, refused=refused)
