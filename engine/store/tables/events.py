"""What people do outside of calls, and the links that lead them there."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables.base import Base


class ShortLink(Base):
    """A link of one text message to one person."""

    __tablename__ = "short_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    """What stands in the message; nobody guesses it."""
    token: Mapped[str] = mapped_column(String(32), unique=True)
    """By which the target says later whom its conversion came from; it is not in the message."""
    message_id: Mapped[str] = mapped_column(ForeignKey("text_messages.id"), index=True)
    attempt_id: Mapped[str] = mapped_column(ForeignKey("attempts.id"), index=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    target: Mapped[str]
    """Where it leads: a whole URL."""
    created_at: Mapped[float]


class CustomerEvent(Base):
    """Something a person did, or a system told of them."""

    __tablename__ = "customer_events"
    # By the last one people are counted who did so, so often or so late: it alone answers that.
    __table_args__ = (
        Index(None, "customer_id", "kind", "at"),
        Index(None, "kind", "at"),
        Index(None, "kind", "customer_id", "at", "value"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    kind: Mapped[str] = mapped_column(String(40))
    """`click`, `order`, `unsubscribe`, or a word of the customer's own."""
    at: Mapped[float]
    value: Mapped[float | None]
    """What it was worth, in the currency the customer counts in."""
    detail: Mapped[dict[str, Any]]
    source: Mapped[str] = mapped_column(String(200))
    """Who told: `link`, `pixel`, or the name of the system."""
    key: Mapped[str | None] = mapped_column(String(200), unique=True)
    """The same key again is the same event; None: it is always another one."""
    attempt_id: Mapped[str | None] = mapped_column(ForeignKey("attempts.id"), index=True)
    """The call it is owed to, where that is known."""
    link_id: Mapped[int | None] = mapped_column(ForeignKey("short_links.id"), index=True)
    """The link it came by."""


class InboundRequest(Base):
    """Something another system told under a key, and what it was answered: the same key again is answered the same."""

    __tablename__ = "inbound_requests"

    key: Mapped[str] = mapped_column(String(400), primary_key=True)
    """The endpoint, but for events, the name of the system, and its key: spaces between them."""
    at: Mapped[float]
    answer: Mapped[dict[str, Any]]
