"""Text messages as they stand: for lists, reports and monitoring.

What a gateway took and never reported stays `sent` in the database, where a late report still finds its message. Who looks
counts it as `unreported` once it was handed over before a moment of their choice: `sms: report_wait_s` before now.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, String, and_, case, cast, func, literal, or_, select
from sqlalchemy.orm import Session

from engine.store.tables import Attempt, Lead, MessageState, TextMessage


class Standing(StrEnum):
    """Where a message stands, as people are told it; see `MessageState` for the others."""

    QUEUED = "queued"
    SENT = "sent"
    """The gateway has it, and there is time yet for its report."""
    UNREPORTED = "unreported"
    """The gateway has had it for so long that no report is expected any more."""
    DELIVERED = "delivered"
    UNDELIVERABLE = "undeliverable"
    FAILED = "failed"
    WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message without its text. Times are Unix seconds."""

    id: str
    attempt_id: str
    number: str
    standing: Standing
    asked_at: float
    tries: int
    next_try_at: float
    sent_at: float | None
    reported_at: float | None
    problem: str | None


@dataclass(frozen=True, slots=True)
class SaidMessage:
    """A message as its call promised it."""

    text: str
    standing: Standing
    asked_at: float
    """Unix seconds."""
    problem: str | None


_COLUMNS: Final = (
    TextMessage.asked_at,
    TextMessage.tries,
    TextMessage.next_try_at,
    TextMessage.sent_at,
    TextMessage.reported_at,
    TextMessage.problem,
)


def messages(session: Session, wanted: Standing | None, unreported_before: float, limit: int) -> list[MessageRow]:
    """The latest ones, newest first.

    Args:
        session: open.
        wanted: only those that stand so; None: all.
        unreported_before: when a message must have been handed over for its report to be expected no more, Unix seconds.
        limit: so many at most.
    """
    standing = _standing(unreported_before)
    found = select(TextMessage.id, TextMessage.attempt_id, TextMessage.number, standing, *_COLUMNS)
    if wanted is not None:
        found = found.where(_stands(wanted, unreported_before))
    rows = session.execute(found.order_by(TextMessage.asked_at.desc(), TextMessage.id).limit(limit))
    return [
        MessageRow(message_id, attempt_id, number, Standing(stands), *rest)
        for message_id, attempt_id, number, stands, *rest in rows
    ]


def counts(session: Session, campaign_id: int, unreported_before: float) -> dict[Standing, int]:
    """How many messages of a campaign stand how, each that some do."""
    standing = _standing(unreported_before).label("standing")
    of_campaign = select(Attempt.id).join(Lead, Attempt.lead_id == Lead.id).where(Lead.campaign_id == campaign_id)
    rows = session.execute(select(standing, func.count()).where(TextMessage.attempt_id.in_(of_campaign)).group_by("standing"))
    known = {row[0]: int(row[1]) for row in rows}
    return {one: known[one] for one in Standing if one in known}


def stuck(session: Session, unreported_before: float) -> dict[Standing, int]:
    """How many wait, were given up, or were never reported: what monitoring looks at, each by an index."""
    return {
        one: session.scalar(select(func.count()).select_from(TextMessage).where(_stands(one, unreported_before))) or 0
        for one in (Standing.QUEUED, Standing.FAILED, Standing.UNREPORTED)
    }


def latest_of_calls(session: Session, campaign_id: int, unreported_before: float) -> dict[str, Standing]:
    """Where the latest message of each call of a campaign stands, by the call's id."""
    rows = session.execute(
        select(TextMessage.attempt_id, _standing(unreported_before))
        .join(Attempt, TextMessage.attempt_id == Attempt.id)
        .join(Lead, Attempt.lead_id == Lead.id)
        .where(Lead.campaign_id == campaign_id)
        .order_by(TextMessage.asked_at, TextMessage.id)
    )
    return {row[0]: Standing(row[1]) for row in rows}


def of_call(session: Session, attempt_id: str, unreported_before: float) -> list[SaidMessage]:
    """A call's messages in the order they were promised."""
    rows = session.execute(
        select(TextMessage.text, _standing(unreported_before), TextMessage.asked_at, TextMessage.problem)
        .where(TextMessage.attempt_id == attempt_id)
        .order_by(TextMessage.asked_at, TextMessage.id)
    )
    return [SaidMessage(row[0], Standing(row[1]), *row[2:]) for row in rows]


def _silent(unreported_before: float) -> ColumnElement[bool]:
    return and_(TextMessage.state == MessageState.SENT, TextMessage.sent_at < unreported_before)


def _standing(unreported_before: float) -> ColumnElement[Any]:
    return case((_silent(unreported_before), literal(Standing.UNREPORTED.value)), else_=cast(TextMessage.state, String))


def _stands(wanted: Standing, unreported_before: float) -> ColumnElement[bool]:
    match wanted:
        case Standing.UNREPORTED:
            return _silent(unreported_before)
        case Standing.SENT:
            awaited = or_(TextMessage.sent_at.is_(None), TextMessage.sent_at >= unreported_before)
            return and_(TextMessage.state == MessageState.SENT, awaited)
        case _:
            return TextMessage.state == MessageState(wanted.value)
