"""Person: what is known of one customer, as far as filters ask for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.outcome import Disposition, Grade
from engine.store.people import consents, customer_events, do_not_call, tags
from engine.store.tables import Channel, ContactList, Customer, ListMember


@dataclass(frozen=True, slots=True)
class Event:
    """Something they did."""

    kind: str
    at: float
    value: float | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Times are Unix seconds."""

    number: str
    name: str | None = None
    external_id: str | None = None
    time_zone: str | None = None
    grade: Grade | None = None
    next_action: str | None = None
    calls: int = 0
    answered: int = 0
    last_call: float | None = None
    last_outcome: Disposition | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    slots: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, float] = field(default_factory=dict)
    """When each was first earned."""
    events: tuple[Event, ...] = ()
    lists: frozenset[str] = frozenset()
    consents: Mapping[Channel, bool] = field(default_factory=dict)
    """The latest word on each channel."""
    do_not_call: bool = False


def person_of(session: Session, customer: Customer) -> Person:
    """Gathers what is known of a customer."""
    lists = select(ContactList.name).join(ListMember, ListMember.list_id == ContactList.id)
    return Person(
        number=customer.number,
        name=customer.name,
        external_id=customer.external_id,
        time_zone=customer.time_zone,
        grade=customer.grade,
        next_action=customer.next_action,
        calls=customer.calls,
        answered=customer.answered,
        last_call=customer.last_call_at,
        last_outcome=customer.last_outcome,
        attributes=dict(customer.fields),
        slots=dict(customer.slots),
        tags={tag.tag: tag.at for tag in tags.tags_of(session, customer.id)},
        events=tuple(Event(event.kind, event.at, event.value) for event in customer_events.events_of(session, customer.id)),
        lists=frozenset(session.scalars(lists.where(ListMember.customer_id == customer.id))),
        consents={said.channel: said.granted for said in consents.history(session, customer.id)},
        do_not_call=do_not_call.listed(session, customer.number),
    )
