"""Figures of a campaign, each defined here and nowhere else; the steps of its funnel are in `engine.store.reporting.steps`.

Funnels of calls told apart by what they had (script, offer, arm, segment) or by the list that somebody is on begin with *dialled*:
who was never called had nothing. A lead whose calls differed, or that is on several of the campaign's lists, stands in the funnel
of each, with what those calls came to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from engine.outcome import Disposition, Grade
from engine.store.reporting.steps import REACHED, steps
from engine.store.scripts.contents import SCRIPT_ID
from engine.store.scripts.pins import Pin
from engine.store.tables import (
    Attempt,
    Campaign,
    ContactList,
    Lead,
    LeadState,
    ListMember,
    ScriptContent,
    Turn,
)

NEVER_DIALLED: Final = (Disposition.DO_NOT_CALL, Disposition.NOT_CONTACTABLE)


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
    clicked: int
    converted: int


class Grouping(StrEnum):
    """What the calls of a campaign may have had of their own, and where whom they called came from."""

    SCRIPT = "script"
    LIST = "list"
    OFFER = "offer"
    ARM = "arm"
    SEGMENT = "segment"


_KINDS: Final = {Grouping.OFFER: Attempt.offer, Grouping.ARM: Attempt.arm, Grouping.SEGMENT: Attempt.segment}


class GroupFunnel(msgspec.Struct, frozen=True):
    """Leads, step by step, by what came of their calls of one kind."""

    key: str
    """A script as `membership@3`; else a name of the plan. Lists count that were imported, not files."""
    dialled: int
    reached: int
    talked: int
    interested: int
    agreed: int
    messaged: int
    clicked: int
    converted: int


class Calls(msgspec.Struct, frozen=True):
    """Calls, and what became of those that a person answered."""

    calls: int
    answered: int
    """By whomever or whatever."""
    reached: int
    abandoned: int
    talk_s: int
    """Conversations, all together."""


NO_CALLS: Final = Calls(calls=0, answered=0, reached=0, abandoned=0, talk_s=0)


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
    script: Pin
    trunk: str | None
    reached: bool
    talked: bool
    interested: bool


def funnel(session: Session, campaign_id: int) -> Funnel:
    """Counts the campaign's leads as they stand."""
    row = session.execute(
        select(
            func.count(),
            _count(or_(Lead.disposition.is_(None), Lead.disposition.not_in(NEVER_DIALLED))),
            *(_count(_has_call(step)) for step in steps()),
        )
        .select_from(Lead)
        .where(Lead.campaign_id == campaign_id)
    ).one()
    return Funnel(*map(int, row))


def funnels(session: Session, campaign_id: int, grouping: Grouping) -> list[GroupFunnel]:
    """The funnel of each kind of call that the campaign made, by name; calls without a kind are in none."""
    kind: tuple[ColumnElement[Any], ...]
    if grouping is Grouping.SCRIPT:
        kind = (SCRIPT_ID, Attempt.script_hash.expression, Attempt.script_version.expression)
    elif grouping is Grouping.LIST:
        kind = (ContactList.name.expression,)
    else:
        kind = (_KINDS[grouping].expression,)
    leads = [func.count(case((step, Attempt.lead_id)).distinct()) for step in steps()]
    counted = (
        select(*kind, *leads)
        .select_from(Attempt)
        .join(Lead, Attempt.lead_id == Lead.id)
        .join(Campaign, Lead.campaign_id == Campaign.id)
        .outerjoin(ScriptContent, ScriptContent.content_hash == Attempt.script_hash)
        .where(Lead.campaign_id == campaign_id, kind[0].is_not(None))
        .group_by(*kind)
    )
    if grouping is Grouping.LIST:
        names = session.get_one(Campaign, campaign_id).plan.get("lists") or ()
        counted = counted.join(ListMember, ListMember.customer_id == Lead.customer_id)
        counted = counted.join(ContactList, and_(ContactList.id == ListMember.list_id, ContactList.name.in_(names)))
    rows = session.execute(counted)
    found = [GroupFunnel(Pin(*row[:3]).label if len(kind) == 3 else row[0], *row[len(kind) :]) for row in rows]
    return sorted(found, key=lambda group: group.key)


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
    return _calls(session.execute(select(*_counted_calls()).select_from(Attempt).where(_in_campaign(campaign_id))).one())


def calls_by_campaign(session: Session) -> dict[int, Calls]:
    """Counts the calls of all campaigns that made any, by their ids."""
    of_campaign = select(Lead.campaign_id, *_counted_calls()).join(Attempt, Attempt.lead_id == Lead.id).group_by(Lead.campaign_id)
    return {campaign_id: _calls(counts) for campaign_id, *counts in session.execute(of_campaign)}


def _counted_calls() -> tuple[ColumnElement[Any], ...]:
    return (
        func.count(Attempt.id),
        _count(Attempt.answered_at.is_not(None)),
        _count(Attempt.disposition.in_(REACHED)),
        _count(Attempt.disposition == Disposition.ABANDONED),
        func.coalesce(func.sum(Attempt.duration_ms), 0),
    )


def _calls(counts: Sequence[Any]) -> Calls:
    made, answered, reached, abandoned, talk_ms = counts
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
    step = steps()
    rows = session.execute(
        select(
            Attempt.created_at,
            SCRIPT_ID,
            Attempt.script_hash,
            Attempt.script_version,
            Attempt.trunk,
            func.coalesce(step.reached, False),
            func.coalesce(step.talked, False),
            func.coalesce(step.interested, False),
        )
        .join(Lead, Attempt.lead_id == Lead.id)
        .join(Campaign, Lead.campaign_id == Campaign.id)
        .outerjoin(ScriptContent, ScriptContent.content_hash == Attempt.script_hash)
        .where(Lead.campaign_id == campaign_id)
        .order_by(Attempt.created_at, Attempt.id),
        execution_options={"yield_per": 1000},
    )
    for created_at, script_id, script_hash, version, trunk, *came_to in rows:
        was_reached, has_talked, is_interested = map(bool, came_to)
        yield CallFact(created_at, Pin(script_id, script_hash, version), trunk, was_reached, has_talked, is_interested)


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _has_call(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(Attempt.lead_id == Lead.id, condition).correlate(Lead)


def _in_campaign(campaign_id: int) -> ColumnElement[bool]:
    return Attempt.lead_id.in_(select(Lead.id).where(Lead.campaign_id == campaign_id))
