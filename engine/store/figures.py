"""Figures of a campaign, each defined here and nowhere else.

Every step of the funnel counts leads, once each, and is part of the step before. A lead is *reached* when a person answered one of
its calls, *talked* when they said or pressed something in it that was understood, *interested* when such a call was graded A or B,
*agreed* when it was graded A, *messaged* when a text message was sent after a call that made them interested.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import msgspec
from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from engine.outcome import Disposition, Grade
from engine.store.tables import Attempt, CallNote, Campaign, Lead, LeadState, MessageState, Speaker, TextMessage, Turn

REACHED: Final = (
    Disposition.COMPLETED,
    Disposition.TRANSFERRED,
    Disposition.OPTED_OUT,
    Disposition.PERSON_HUNG_UP,
    Disposition.ABANDONED,
)
"""Ends of calls that a person answered. One who answered and said nothing (`silent`) may have been anything."""
NEVER_DIALLED: Final = (Disposition.DO_NOT_CALL, Disposition.NOT_CONTACTABLE)
INTERESTED: Final = (Grade.A, Grade.B)


class Funnel(msgspec.Struct, frozen=True):
    """Leads, step by step."""

    listed: int
    callable: int
    """Neither on the do-not-call list nor forbidden by the policy when their turn came."""
    dialled: int
    reached: int
    talked: int
    interested: int
    agreed: int
    messaged: int


class Calls(msgspec.Struct, frozen=True):
    """Calls, and what became of those that a person answered."""

    calls: int
    answered: int
    """By whomever or whatever."""
    reached: int
    abandoned: int
    talk_s: int
    """Conversations, all together."""


class ReplyGaps(msgspec.Struct, frozen=True):
    """Silence between a person's turn and the bot's answer. None where there is none."""

    replies: int
    p50_ms: int | None
    p95_ms: int | None


@dataclass(frozen=True, slots=True)
class CallFact:
    """One call, for tables by hour, script or trunk."""

    created_at: float
    """Unix seconds."""
    script_hash: str
    script_version: int | None
    trunk: str | None
    reached: bool
    talked: bool
    interested: bool


def funnel(session: Session, campaign_id: int) -> Funnel:
    """Counts the campaign's leads as they stand."""
    reached = Attempt.disposition.in_(REACHED)
    talked = and_(reached, _understood())
    interested = and_(talked, Attempt.grade.in_(INTERESTED))
    sent = exists().where(TextMessage.attempt_id == Attempt.id, TextMessage.state == MessageState.SENT)
    row = session.execute(
        select(
            func.count(),
            _count(or_(Lead.disposition.is_(None), Lead.disposition.not_in(NEVER_DIALLED))),
            _count(_has_call(Attempt.id.is_not(None))),
            _count(_has_call(reached)),
            _count(_has_call(talked)),
            _count(_has_call(interested)),
            _count(_has_call(and_(talked, Attempt.grade == Grade.A))),
            _count(_has_call(and_(interested, sent))),
        )
        .select_from(Lead)
        .where(Lead.campaign_id == campaign_id)
    ).one()
    return Funnel(row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7])


def outcomes(session: Session, campaign_id: int) -> dict[str, int]:
    """Leads by final disposition, the most frequent first; `pending` for those without one."""
    rows = session.execute(select(Lead.disposition, func.count()).where(Lead.campaign_id == campaign_id).group_by(Lead.disposition))
    counts = {disposition.value if disposition else LeadState.PENDING.value: count for disposition, count in rows}
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def grades(session: Session, campaign_id: int) -> dict[str, int]:
    """Leads by the grade of their latest call, best first. Leads that were never dialled have none."""
    latest = select(func.max(Attempt.created_at)).where(Attempt.lead_id == Lead.id).correlate(Lead).scalar_subquery()
    rows = session.execute(
        select(Attempt.grade, func.count())
        .join(Lead, Attempt.lead_id == Lead.id)
        .where(Lead.campaign_id == campaign_id, Attempt.created_at == latest, Attempt.grade.is_not(None))
        .group_by(Attempt.grade)
    )
    counts = {grade: count for grade, count in rows}  # noqa: C416 - rows of a query are no pairs to dict()
    return {grade.value: counts[grade] for grade in Grade if grade in counts}


def calls(session: Session, campaign_id: int) -> Calls:
    """Counts the campaign's calls."""
    made, answered, reached, abandoned, talk_ms = session.execute(
        select(
            func.count(),
            _count(Attempt.answered_at.is_not(None)),
            _count(Attempt.disposition.in_(REACHED)),
            _count(Attempt.disposition == Disposition.ABANDONED),
            func.coalesce(func.sum(Attempt.duration_ms), 0),
        )
        .select_from(Attempt)
        .where(_in_campaign(campaign_id))
    ).one()
    return Calls(made, answered, reached, abandoned, round((talk_ms or 0) / 1000))


def reply_gaps(session: Session, campaign_id: int) -> ReplyGaps:
    """Nearest-rank percentiles over all replies of the campaign."""
    gaps = (
        select(Turn.reply_gap_ms)
        .join(Attempt, Turn.attempt_id == Attempt.id)
        .where(_in_campaign(campaign_id), Turn.reply_gap_ms.is_not(None))
    )
    count = session.scalar(select(func.count()).select_from(gaps.subquery())) or 0

    def percentile(percent: int) -> int | None:
        rank = -(-count * percent // 100)
        return session.scalar(gaps.order_by(Turn.reply_gap_ms).offset(max(0, rank - 1)).limit(1))

    return ReplyGaps(count, percentile(50), percentile(95))


def call_facts(session: Session, campaign_id: int) -> Iterator[CallFact]:
    """The campaign's calls in the order they were made, read bit by bit."""
    reached = Attempt.disposition.in_(REACHED)
    rows = session.execute(
        select(
            Attempt.created_at,
            Attempt.script_hash,
            Attempt.script_version,
            Attempt.trunk,
            func.coalesce(reached, False),
            func.coalesce(and_(reached, _understood()), False),
            func.coalesce(and_(reached, _understood(), Attempt.grade.in_(INTERESTED)), False),
        )
        .where(_in_campaign(campaign_id))
        .order_by(Attempt.created_at, Attempt.id),
        execution_options={"yield_per": 1000},
    )
    for created_at, script_hash, version, trunk, was_reached, has_talked, is_interested in rows:
        yield CallFact(created_at, script_hash, version, trunk, bool(was_reached), bool(has_talked), bool(is_interested))


def campaign_named(session: Session, name: str) -> tuple[int, str] | None:
    """Id and script of the campaign of this name."""
    row = session.execute(select(Campaign.id, Campaign.script_id).where(Campaign.name == name)).one_or_none()
    return (row[0], row[1]) if row else None


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _has_call(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(Attempt.lead_id == Lead.id, condition).correlate(Lead)


def _understood() -> ColumnElement[bool]:
    spoke = exists().where(Turn.attempt_id == Attempt.id, Turn.speaker == Speaker.PERSON).correlate(Attempt)
    pressed = exists().where(CallNote.attempt_id == Attempt.id, CallNote.kind == "PersonPressed").correlate(Attempt)
    return or_(spoke, pressed)


def _in_campaign(campaign_id: int) -> ColumnElement[bool]:
    return Attempt.lead_id.in_(select(Lead.id).where(Lead.campaign_id == campaign_id))
