"""What people do outside of calls: they click, they order, they unsubscribe. Written once per key."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.store.adding import add_once
from engine.store.tables import CustomerEvent

CLICK: Final = "click"
ORDER: Final = "order"
UNSUBSCRIBE: Final = "unsubscribe"
KIND_MAX: Final = 40
KEY_MAX: Final = 200


@dataclass(frozen=True, slots=True)
class Happening:
    """Something a person did. Times are Unix seconds."""

    customer_id: int
    kind: str
    """`click`, `order`, `unsubscribe`, or a word of the customer's own."""
    at: float
    source: str
    """Who told: `link`, `pixel`, or the name of the system."""
    value: float | None = None
    """What it was worth, in the currency the customer counts in."""
    detail: dict[str, Any] = field(default_factory=dict)
    key: str | None = None
    """The same key again is the same event; None: it is always another one."""
    attempt_id: str | None = None
    """The call it is owed to, where that is known."""
    link_id: int | None = None
    """The link it came by."""


def record(session: Session, happening: Happening) -> bool:
    """Writes it down. False: its key is known, and nothing changed."""
    row = CustomerEvent(
        customer_id=happening.customer_id,
        kind=happening.kind,
        at=happening.at,
        value=happening.value,
        detail=happening.detail,
        source=happening.source,
        key=happening.key,
        attempt_id=happening.attempt_id,
        link_id=happening.link_id,
    )
    return add_once(session, row)


def known(session: Session, key: str) -> CustomerEvent | None:
    """The event of this key; None if there is none."""
    return session.scalars(select(CustomerEvent).where(CustomerEvent.key == key)).first()


def events_of(session: Session, customer_id: int) -> list[CustomerEvent]:
    """Everything a person did, oldest first."""
    of_them = select(CustomerEvent).where(CustomerEvent.customer_id == customer_id)
    return list(session.scalars(of_them.order_by(CustomerEvent.at, CustomerEvent.id)))
