"""Histories of people, as scores are learned from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.experiments.spec import Goal
from engine.outcome import Disposition
from engine.scoring.history import PastCall, PastEvent, Person
from engine.store.reporting.steps import REACHED, came_to
from engine.store.tables import Attempt, Customer, CustomerEvent, Lead

ZoneOf = Callable[[str, str | None], str]
"""Whose clock tells the hour for an E.164 number, given the zone that a list said."""
_OURS: Final = (Disposition.FAILED, Disposition.UNREACHABLE)
"""Calls that never came to the person say nothing about them."""
_HAS_NUMBER: Final = Customer.number.startswith("+")
"""Who was erased has none any more, and nothing that could be learned from."""
_AT_A_TIME: Final = 400
"""SQLite takes a limited number of parameters in one statement."""


def everybody_called(session: Session, zone_of: ZoneOf) -> Iterator[Person]:
    """All people to whom there was a call."""
    called = session.scalars(select(Lead.customer_id).join(Attempt, Attempt.lead_id == Lead.id).distinct())
    yield from histories(session, sorted(called), zone_of)


def histories(session: Session, customer_ids: Sequence[int], zone_of: ZoneOf) -> Iterator[Person]:
    """These people, in their order of ids; read bit by bit."""
    ids = sorted(set(customer_ids))
    for start in range(0, len(ids), _AT_A_TIME):
        some = ids[start : start + _AT_A_TIME]
        calls, events = _calls(session, some), _events(session, some)
        for customer in session.scalars(select(Customer).where(Customer.id.in_(some), _HAS_NUMBER).order_by(Customer.id)):
            yield Person(
                customer.id,
                zone_of(customer.number, customer.time_zone),
                dict(customer.fields),
                tuple(calls[customer.id]),
                tuple(events[customer.id]),
            )


def _calls(session: Session, ids: Sequence[int]) -> defaultdict[int, list[PastCall]]:
    found: defaultdict[int, list[PastCall]] = defaultdict(list)
    answered, talked, agreed = (
        func.coalesce(step, False) for step in (Attempt.disposition.in_(REACHED), came_to(Goal.TALKED), came_to(Goal.AGREED))
    )
    rows = session.execute(
        select(Lead.customer_id, Attempt.created_at, func.coalesce(Attempt.ended_at, Attempt.created_at), answered, talked, agreed)
        .join(Lead, Attempt.lead_id == Lead.id)
        .where(Lead.customer_id.in_(ids), Attempt.ended_at.is_not(None), Attempt.disposition.not_in(_OURS))
        .where(Attempt.refused_by_trunk.is_(False))
        .order_by(Attempt.created_at, Attempt.id)
    )
    for customer_id, at, ended_at, *came_to_what in rows:
        found[customer_id].append(PastCall(at, ended_at, *map(bool, came_to_what)))
    return found


def _events(session: Session, ids: Sequence[int]) -> defaultdict[int, list[PastEvent]]:
    found: defaultdict[int, list[PastEvent]] = defaultdict(list)
    events = select(CustomerEvent).where(CustomerEvent.customer_id.in_(ids)).order_by(CustomerEvent.at, CustomerEvent.id)
    for event in session.scalars(events):
        found[event.customer_id].append(PastEvent(event.at, event.kind, event.value or 0.0))
    return found
