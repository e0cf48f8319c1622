"""What bears on whether people may be called: gathered in a handful of indexed queries for up to a few hundred of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final

from sqlalchemy import ColumnElement, bindparam, or_, select
from sqlalchemy.orm import Session

from engine.contact import Consent, ContactFacts, PastCall
from engine.outcome import Disposition, Grade
from engine.store.retries import ASKED_FOR
from engine.store.tables import Attempt, CampaignExclusion, Channel, ContactList, Customer, DoNotCall, Lead, LeadState, ListMember
from engine.store.tables import Consent as ConsentRow
from engine.store.upserting import table_of

LOOK_BACK_S: Final = 366 * 86400
"""No rule looks further back than this."""
_TALKED: Final = frozenset({Disposition.COMPLETED, Disposition.TRANSFERRED, Disposition.PERSON_HUNG_UP, Disposition.OPTED_OUT})
_OURS: Final = (Disposition.FAILED, Disposition.UNREACHABLE)
"""Calls that ended so without ringing never came to the person."""

_customers, _consent_rows, _attempts = table_of(Customer).c, table_of(ConsentRow).c, table_of(Attempt).c
_listed, _exclusions = table_of(DoNotCall).c, table_of(CampaignExclusion).c


def _among(column: ColumnElement[Any], name: str = "numbers") -> ColumnElement[bool]:
    return column.in_(bindparam(name, expanding=True))


_PEOPLE: Final = select(_customers.id, _customers.number, _customers.time_zone).where(_among(_customers.number))
_LISTED: Final = select(_listed.number).where(_among(_listed.number))
_EXCLUDED: Final = select(_exclusions.number).where(_exclusions.campaign_id == bindparam("campaign_id"), _among(_exclusions.number))
_CONSENTS: Final = (
    select(_consent_rows.customer_id, _consent_rows.granted, _consent_rows.at)
    .where(_among(_consent_rows.customer_id, "customer_ids"), _consent_rows.channel == Channel.CALL)
    .order_by(_consent_rows.at, _consent_rows.id)
)
_PAST_CALLS: Final = select(_attempts.number, _attempts.created_at, _attempts.disposition, _attempts.grade).where(
    _among(_attempts.number),
    _attempts.created_at > bindparam("since"),
    _attempts.ended_at.is_not(None),
    or_(_attempts.ringing_at.is_not(None), _attempts.answered_at.is_not(None), _attempts.disposition.not_in(_OURS)),
)
"""Calls that reached somebody and are over: the one that is going on does not count against itself.

All of these are asked at each turn, and put together once: that takes longer than the database does."""

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


def facts_of_lists(
    session: Session, names: Sequence[str], without: Container[str], campaign_id: int | None, at: float
) -> Iterator[ContactFacts]:
    """Of everybody on imported lists, once each, but for some, by their numbers. The rest as for `facts_of_numbers`."""
    last = 0
    members = select(ListMember.customer_id).join(ContactList, ListMember.list_id == ContactList.id)
    people = select(Customer.id, Customer.number).where(Customer.id.in_(members.where(ContactList.name.in_(names))))
    while rows := session.execute(people.where(Customer.id > last).order_by(Customer.id).limit(_AT_A_TIME)).all():
        others = {row.number: False for row in rows if row.number not in without}
        yield from facts_of_numbers(session, others, campaign_id, at)
        last = rows[-1].id


def numbers_of(session: Session, campaign_id: int) -> set[str]:
    """Whom a campaign has already, done or not."""
    return set(
        session.scalars(select(Customer.number).join(Lead, Lead.customer_id == Customer.id).where(Lead.campaign_id == campaign_id))
    )


def _facts(session: Session, callbacks: Mapping[str, bool], campaign_id: int | None, at: float) -> Iterator[ContactFacts]:
    numbers = list(callbacks)
    these = {"numbers": numbers}
    people = session.execute(_PEOPLE, these).all()
    zones = {row.number: row.time_zone for row in people}
    consents = _consents(session, {row.id: row.number for row in people})
    listed = set(session.scalars(_LISTED, these))
    excluded = set(session.scalars(_EXCLUDED, {**these, "campaign_id": campaign_id}))
    calls: defaultdict[str, list[PastCall]] = defaultdict(list)
    for number, call in _past_calls(session, numbers, at - LOOK_BACK_S):
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
    rows = session.execute(_CONSENTS, {"customer_ids": list(numbers)})  # the last one stays
    return {numbers[row.customer_id]: Consent(row.granted, row.at) for row in rows}


def _past_calls(session: Session, numbers: Sequence[str], since: float) -> Iterator[tuple[str, PastCall]]:
    for row in session.execute(_PAST_CALLS, {"numbers": numbers, "since": since}):
        refused = row.disposition is Disposition.OPTED_OUT or row.grade in {Grade.D, Grade.E}
        yield row.number, PastCall(row.created_at, talked=row.disposition in _TALKED, refused=refused)
