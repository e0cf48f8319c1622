"""The person's record, as payloads tell it."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
from sqlalchemy.orm import Session

from engine.store import tables
from engine.store.people import tags
from engine.store.people.closed import closed_channels
from engine.store.tables import Channel
from engine.writeback import payload as v1
from engine.writeback import payload_v2 as v2


def customer_v1(session: Session, customer: tables.Customer, *, do_not_call: bool) -> v1.Customer:
    """As version 1 has it."""
    return v1.Customer(
        number=customer.number,
        external_id=customer.external_id,
        name=customer.name,
        grade=customer.grade,
        tags=tuple(tag.tag for tag in tags.tags_of(session, customer.id)),
        slots=dict(customer.slots),
        do_not_call=do_not_call,
    )


def customer_v2(session: Session, number: str, customer: tables.Customer | None) -> v2.Customer:
    """As version 2 has it; None: the number is nobody's whom we know."""
    closed = closed_channels(session, number, customer.id if customer else None)
    no_calls, no_texts = Channel.CALL in closed, Channel.SMS in closed
    if customer is None:
        return v2.Customer(
            number=number,
            external_id=None,
            name=None,
            grade=None,
            tags=(),
            slots={},
            do_not_call=no_calls,
            do_not_text=no_texts,
        )
    known = customer_v1(session, customer, do_not_call=no_calls)
    return v2.Customer(**msgspec.structs.asdict(known), do_not_text=no_texts)


def iso(at: float) -> str:
    """Unix seconds as ISO 8601 in UTC."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
