"""What people did elsewhere: orders, clicks, unsubscriptions, or words of the customer's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from engine.inbound import people
from engine.inbound.faults import UnfitInput
from engine.inbound.once import EVENTS, Answer, once
from engine.inbound.unsubscribing import FromWhat, unsubscribe
from engine.store import links
from engine.store.people import customer_events
from engine.store.people.customer_events import UNSUBSCRIBE, Happening
from engine.store.tables import Attempt, Customer, Lead
from engine.writeback.opt_outs import OptOuts, Origin
from engine.writeback.payload_v2 import OptOutSource


@dataclass(frozen=True, slots=True)
class ToldEvent:
    """An event as another system tells it."""

    kind: str
    at: float
    """Unix seconds."""
    source: str
    """The system's name."""
    key: str | None
    """The same key of the same source again is the same event."""
    link: str | None = None
    """The token that a link's target was handed. Else the person is named:"""
    number: str | None = None
    """E.164."""
    external_id: str | None = None
    call: str | None = None
    """Id of the attempt it is owed to, if the system knows it."""
    value: float | None = None
    detail: Mapping[str, Any] | None = None
    channel: FromWhat = FromWhat.ALL
    """Of an unsubscription."""


def record(session: Session, told: ToldEvent, opt_outs: OptOuts) -> Answer:
    """Writes an event down; an unsubscription takes effect, and is told.

    Raises:
        UnfitInput: nobody knows this person, link or call.
    """
    return once(session, EVENTS, told.source, told.key, told.at, lambda: _record(session, told, opt_outs))


def _record(session: Session, told: ToldEvent, opt_outs: OptOuts) -> Answer:
    customer, attempt_id, link_id = _whose(session, told)
    happening = Happening(
        customer.id,
        told.kind,
        told.at,
        told.source,
        told.value,
        dict(told.detail or {}),
        attempt_id=attempt_id,
        link_id=link_id,
    )
    customer_events.record(session, happening)
    if told.kind == UNSUBSCRIBE:
        with opt_outs.told(session, customer.number, Origin(OptOutSource.SYSTEM, told.source), told.at):
            unsubscribe(session, customer, told.channel, told.source, told.at)
    at = datetime.fromtimestamp(told.at, UTC).isoformat(timespec="milliseconds")
    return {"kind": told.kind, "at": at, "attributed_to": attempt_id}


def _whose(session: Session, told: ToldEvent) -> tuple[Customer, str | None, int | None]:
    """Who did it, and the call and link it came by."""
    if told.link is not None:
        link = links.by_token(session, told.link)
        if link is None:
            raise UnfitInput("link", "is no token of a link of ours")
        return session.get_one(Customer, link.customer_id), link.attempt_id, link.id
    if told.number is None and told.external_id is None:
        raise UnfitInput("number", "is missing: say who it was by `link`, `number` or `external_id`")
    customer = people.find(session, told.number, told.external_id)
    if told.call is not None:
        attempt = session.get(Attempt, told.call)
        if attempt is None or session.get_one(Lead, attempt.lead_id).customer_id != customer.id:
            raise UnfitInput("call", "is no call to this person")
    return customer, told.call, None
