"""Cohorts: people who were first reached in the same week, and what they did in the weeks after."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from engine.store.people.customer_events import CLICK, ORDER
from engine.store.reporting.steps import REACHED
from engine.store.tables import Attempt, CustomerEvent, Lead

FOLLOWED_DAYS: Final = 30
_DAY_S: Final = 86_400.0


class Cohort(msgspec.Struct, frozen=True):
    """People of one week."""

    week: str
    """ISO 8601, as `2026-W47`: of the first call of the campaign that reached them."""
    reached: int
    clicked: int
    """Who followed a link within 30 days of that call; whichever led them there."""
    ordered: int


def cohorts(session: Session, campaign_id: int, zone: ZoneInfo) -> list[Cohort]:
    """The campaign's cohorts in the order of time; weeks are those of the zone."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for first, clicks, orders in session.execute(_people(campaign_id)):
        count = counts[f"{datetime.fromtimestamp(first, zone):%G-W%V}"]
        for place, belongs in enumerate((True, clicks > 0, orders > 0)):
            count[place] += belongs
    return [Cohort(week, *counts[week]) for week in sorted(counts)]


def _people(campaign_id: int) -> Select[Any]:
    """When each of them was first reached, clicks and orders since."""
    first = (
        select(Lead.customer_id, func.min(Attempt.created_at).label("at"))
        .join(Attempt, Attempt.lead_id == Lead.id)
        .where(Lead.campaign_id == campaign_id, Attempt.disposition.in_(REACHED))
        .group_by(Lead.customer_id)
        .subquery()
    )
    did = [
        select(func.count())
        .where(
            CustomerEvent.customer_id == first.c.customer_id,
            CustomerEvent.kind == kind,
            CustomerEvent.at.between(first.c.at, first.c.at + FOLLOWED_DAYS * _DAY_S),
        )
        .scalar_subquery()
        for kind in (CLICK, ORDER)
    ]
    return select(first.c.at, *did)
