"""What was said and promised in calls."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables.base import Base, DeliveryState, MessageState, Speaker


class Turn(Base):
    """Something said by one side."""

    __tablename__ = "turns"
    __table_args__ = (UniqueConstraint("attempt_id", "sequence"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[str] = mapped_column(ForeignKey("attempts.id"))
    sequence: Mapped[int]
    """1, 2, … over both speakers, as reported."""
    speaker: Mapped[Speaker]
    node: Mapped[str]
    text: Mapped[str]
    started_ms: Mapped[int]
    ended_ms: Mapped[int]
    """For the bot: when the last frame was played that was not dropped."""
    intent: Mapped[str | None]
    confidence: Mapped[float | None]
    asr_ms: Mapped[int | None]
    missed: Mapped[bool | None]
    """Of the person: taken for an answer, and not understood. None: the bot's, or written when this was not told yet."""
    filled: Mapped[dict[str, str] | None]
    """Of the person: what it filled, by slot. None: as above."""
    interrupted: Mapped[bool]
    reply_gap_ms: Mapped[int | None]


class CallNote(Base):
    """Any other event of a call, kept as it was told: overlap verdicts, keys, nodes, transfers."""

    __tablename__ = "call_notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[str] = mapped_column(ForeignKey("attempts.id"), index=True)
    at: Mapped[float]
    kind: Mapped[str]
    """Name of the event's class."""
    detail: Mapped[dict[str, Any]]
    """Its other fields."""


class TextMessage(Base):
    """An SMS that a conversation promised."""

    __tablename__ = "text_messages"
    __table_args__ = (Index(None, "state", "next_try_at"), Index(None, "state", "sent_at"), Index(None, "asked_at"))

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    """UUID; the gateway gets it too, so that a message tried twice is sent once."""
    attempt_id: Mapped[str] = mapped_column(ForeignKey("attempts.id"), index=True)
    number: Mapped[str] = mapped_column(String(20))
    text: Mapped[str]
    state: Mapped[MessageState]
    asked_at: Mapped[float]
    tries: Mapped[int]
    next_try_at: Mapped[float]
    """Not before; counts while it is queued."""
    sent_at: Mapped[float | None]
    reference: Mapped[str | None] = mapped_column(String(200), index=True)
    """What the gateway calls it, in its reports."""
    reported_at: Mapped[float | None]
    """When the gateway said what became of it."""
    problem: Mapped[str | None]
    """What the gateway said last, if it did not take or deliver it."""


class Callback(Base):
    """A person's wish to be called again."""

    __tablename__ = "callbacks"

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[str] = mapped_column(ForeignKey("attempts.id"), index=True)
    asked_at: Mapped[float]
    due: Mapped[str | None]
    """Local time, ISO 8601, maybe an interval; None: what they said was not understood."""
    said: Mapped[str]


class Delivery(Base):
    """Something a receiver outside is told about a call."""

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("attempt_id", "receiver", "about"),
        Index(None, "receiver", "state", "next_try_at"),
        Index(None, "state", "created_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    """UUID; the receiver sees it too, so that what is sent twice is taken once."""
    receiver: Mapped[str] = mapped_column(String(100))
    """Its name in the settings."""
    attempt_id: Mapped[str | None] = mapped_column(ForeignKey("attempts.id"))
    """The call it tells of; None: it tells of a person."""
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"), index=True)
    """Who that is; None: there is a call, or nobody whom we know has the number that is told."""
    about: Mapped[str] = mapped_column(String(200))
    """The occasion, and the tag if it is one: told once."""
    body: Mapped[str]
    """The payload as JSON."""
    state: Mapped[DeliveryState]
    created_at: Mapped[float]
    tries: Mapped[int]
    next_try_at: Mapped[float]
    """Not before; counts while it is queued."""
    delivered_at: Mapped[float | None]
    problem: Mapped[str | None]
    """What went wrong at the last try."""
