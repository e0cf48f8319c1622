"""Whom something is told of, and how they are brought up to date."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.campaign.contact.zones import known_zone
from engine.campaign.lists.numbers import NumberError, e164
from engine.inbound.faults import UnfitInput
from engine.store.people import consents, tags
from engine.store.tables import Channel, Customer
from engine.writeback.opt_outs import OptOuts, Origin
from engine.writeback.payload_v2 import OptOutSource

NUMBER = "number"
EXTERNAL_ID = "external_id"


@dataclass(frozen=True, slots=True)
class Attributes:
    """What is known of a person; what is None or empty is not spoken of."""

    external_id: str | None = None
    name: str | None = None
    time_zone: str | None = None
    fields: Mapping[str, str] | None = None
    tags: tuple[str, ...] = ()
    consent: bool | None = None
    """To be called: given, or taken back."""
    sms_consent: bool | None = None


def number_of(text: str, region: str) -> str:
    """A number as people write it, in E.164.

    Raises:
        UnfitInput: it is none.
    """
    try:
        return e164(text, region)
    except NumberError as error:
        raise UnfitInput(NUMBER, str(error)) from error


def find(session: Session, number: str | None, external_id: str | None) -> Customer:
    """The person of this number, or of this id.

    Raises:
        UnfitInput: there is nobody, or the two are of different people.
    """
    by_number = session.scalar(select(Customer).where(Customer.number == number)) if number else None
    by_id = session.scalar(select(Customer).where(Customer.external_id == external_id)) if external_id else None
    if by_number and by_id and by_number.id != by_id.id:
        raise UnfitInput(EXTERNAL_ID, "is of somebody with another number")
    found = by_id or by_number
    if found is None:
        raise UnfitInput(EXTERNAL_ID if external_id else NUMBER, "is nobody's whom we know")
    return found


def take_in(session: Session, number: str, attributes: Attributes, source: str, at: float, opt_outs: OptOuts) -> Customer:
    """The person of this number with what is known of them now; made if there was nobody.

    Raises:
        UnfitInput: the external id is somebody else's, or the time zone is none.
    """
    customer = session.scalar(select(Customer).where(Customer.number == number))
    if customer is None:
        customer = Customer(number=number, fields={}, slots={}, updated_at=at)
        session.add(customer)
    update(session, customer, attributes, source, at, opt_outs)
    return customer


def update(session: Session, customer: Customer, attributes: Attributes, source: str, at: float, opt_outs: OptOuts) -> None:
    """Brings a person up to date; consent that is taken back is told. Errors as for `take_in`."""
    if attributes.external_id and attributes.external_id != customer.external_id:
        _rename(session, customer, attributes.external_id)
    if attributes.time_zone:
        if not known_zone(attributes.time_zone):
            raise UnfitInput("time_zone", "is no IANA time zone such as Europe/London")
        customer.time_zone = attributes.time_zone
    customer.name = attributes.name or customer.name
    as_on_lists = {"name": attributes.name} if attributes.name else {}
    customer.fields = {**customer.fields, **as_on_lists, **(attributes.fields or {})}
    customer.updated_at = at
    session.flush()
    tags.earn(session, customer.id, attributes.tags, source, at)
    said = {Channel.CALL: attributes.consent, Channel.SMS: attributes.sms_consent}
    taken_back = opt_outs.told(session, customer.number, Origin(OptOutSource.SYSTEM, source), at)
    with taken_back if False in said.values() else nullcontext():
        for channel, granted in said.items():
            if granted is not None:
                consents.record(session, customer.id, channel, granted=granted, source=source, at=at)


def _rename(session: Session, customer: Customer, external_id: str) -> None:
    if customer.external_id:
        raise UnfitInput(EXTERNAL_ID, "is not the one that this number has")
    if session.scalar(select(Customer.id).where(Customer.external_id == external_id)) is not None:
        raise UnfitInput(EXTERNAL_ID, "is of somebody with another number")
    customer.external_id = external_id
