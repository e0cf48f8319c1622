"""How figures of a campaign are spread: calls over the hours of a week, replies over their gaps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.store.reporting.figures import CallFact
from engine.store.tables import Attempt, Lead, Turn

GAP_STEP_MS: Final = 200
GAP_MOST_MS: Final = 2000
"""Longer gaps are counted together."""


@dataclass(frozen=True, slots=True)
class Hour:
    """The calls of one hour of the week."""

    calls: int
    reached: int


def by_hour_of_week(facts: Iterable[CallFact], zone: ZoneInfo) -> Mapping[tuple[int, int], Hour]:
    """Calls by weekday (Monday is 1) and hour of a zone's clocks; hours without calls are left out."""
    calls, reached = Counter[tuple[int, int]](), Counter[tuple[int, int]]()
    for fact in facts:
        local = datetime.fromtimestamp(fact.created_at, zone)
        key = local.isoweekday(), local.hour
        calls[key] += 1
        reached[key] += fact.reached
    return {key: Hour(count, reached[key]) for key, count in calls.items()}


def reply_gaps(session: Session, campaign_id: int) -> dict[int, int]:
    """Replies by the beginning of their step of `GAP_STEP_MS`, from 0 to the longest that there is; empty if there is none."""
    gaps = session.scalars(
        select(Turn.reply_gap_ms)
        .join(Attempt, Turn.attempt_id == Attempt.id)
        .join(Lead, Attempt.lead_id == Lead.id)
        .where(Lead.campaign_id == campaign_id, Turn.reply_gap_ms.is_not(None))
    )
    counts = Counter(min(gap, GAP_MOST_MS) // GAP_STEP_MS * GAP_STEP_MS for gap in gaps if gap is not None)
    return {step: counts[step] for step in range(0, max(counts) + 1, GAP_STEP_MS)} if counts else {}
