"""Everything that is known about one person, for people who are asked about them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.outcome import Disposition, Grade
from engine.store.errors import UnknownCustomer
from engine.store.floor import handovers
from engine.store.floor.handovers import AgentNote
from engine.store.people import consents, do_not_call
from engine.store.people.do_not_call import Listing, Removal
from engine.store.people.tags import Tag, tags_of
from engine.store.tables import Attempt, Campaign, Channel, ContactList, Customer, Lead, ListMember


@dataclass(frozen=True, slots=True)
class ConsentSaid:
    """What they allowed or took back."""

    channel: Channel
    granted: bool
    at: float
    dated: bool
    """False: nobody said when; `at` is the latest that it can have been."""
    source: str


@dataclass(frozen=True, slots=True)
class Call:
    """One attempt to reach them."""

    attempt_id: str
    campaign: str
    number: str
    """As it was dialled then."""
    at: float
    disposition: Disposition | None
    grade: Grade | None
    duration_ms: int | None
    recording: str | None
    agent_notes: tuple[AgentNote, ...]
    """What human agents who had it made of it."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """A person's record."""

    number: str
    external_id: str | None
    name: str | None
    time_zone: str | None
    fields: dict[str, str]
    slots: dict[str, str]
    """What they said in calls."""
    grade: Grade | None
    lists: tuple[str, ...]
    tags: tuple[Tag, ...]
    consents: tuple[ConsentSaid, ...]
    """Oldest first."""
    do_not_call: Listing | None
    taken_off: tuple[Removal, ...]
    """When their number was taken off the do-not-call list."""
    calls: tuple[Call, ...]
    """Oldest first."""

    @property
    def may_be_called(self) -> bool | None:
        """What they said last of calls; None: nothing."""
        return next((said.granted for said in reversed(self.consents) if said.channel is Channel.CALL), None)


def find_customer(session: Session, key: str) -> Customer:
    """The person of this number (E.164) or external id.

    Raises:
        UnknownCustomer: nobody is known by it.
    """
    found = session.scalar(select(Customer).where(Customer.number == key)) or session.scalar(
        select(Customer).where(Customer.external_id == key)
    )
    if found is None:
        raise UnknownCustomer("nobody is known by this number or external id")
    return found


def dossier(session: Session, key: str) -> Dossier:
    """The record of the person of this number (E.164) or external id. Raises UnknownCustomer if nobody is known by it."""
    customer = find_customer(session, key)
    lists = select(ContactList.name).join(ListMember, ListMember.list_id == ContactList.id)
    said = consents.history(session, customer.id)
    return Dossier(
        number=customer.number,
        external_id=customer.external_id,
        name=customer.name,
        time_zone=customer.time_zone,
        fields=dict(customer.fields),
        slots=dict(customer.slots),
        grade=customer.grade,
        lists=tuple(session.scalars(lists.where(ListMember.customer_id == customer.id).order_by(ContactList.name))),
        tags=tuple(tags_of(session, customer.id)),
        consents=tuple(ConsentSaid(row.channel, row.granted, row.at, row.dated, row.source) for row in said),
        do_not_call=do_not_call.find(session, customer.number),
        taken_off=tuple(do_not_call.removals(session, customer.number)),
        calls=tuple(calls_of(session, customer.id)),
    )


def calls_of(session: Session, customer_id: int) -> list[Call]:
    """All calls to a person, oldest first."""
    rows = session.execute(
        select(Attempt, Campaign.name)
        .join(Lead, Attempt.lead_id == Lead.id)
        .join(Campaign, Lead.campaign_id == Campaign.id)
        .where(Lead.customer_id == customer_id)
        .order_by(Attempt.created_at, Attempt.id)
    ).all()
    written = handovers.written_about(session, [attempt.id for attempt, _ in rows])
    return [
        Call(
            attempt_id=attempt.id,
            campaign=campaign,
            number=attempt.number,
            at=attempt.created_at,
            disposition=attempt.disposition,
            grade=attempt.grade,
            duration_ms=attempt.duration_ms,
            recording=attempt.recording,
            agent_notes=written.get(attempt.id, ()),
        )
        for attempt, campaign in rows
    ]
