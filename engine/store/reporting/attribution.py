"""To which campaign a person's orders are credited, by the calls that reached them before: the first of these, or the last.

First-touch and last-touch attribution, over all campaigns; what a link or another system said an order is owed to stands beside it.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec
from sqlalchemy import Subquery, func, select
from sqlalchemy.orm import Session

from engine.store.people.customer_events import ORDER
from engine.store.reporting.steps import REACHED
from engine.store.tables import Attempt, CustomerEvent, Lead

WINDOW_DAYS: Final = 30
"""A call is forgotten after that."""
_DAY_S: Final = 86_400.0


class Credit(msgspec.Struct, frozen=True):
    """Orders, and what they were worth; an order without a value counts as 0."""

    orders: int
    value: float


class Attribution(msgspec.Struct, frozen=True):
    """What a campaign is credited with, by three rules."""

    window_days: int
    owed: Credit
    """Orders that name one of its calls, by their link or by who told of them."""
    first_touch: Credit
    """Orders before which one of its calls was the first of the window to reach the person."""
    last_touch: Credit
    """… was the last."""


def attribution(session: Session, campaign_id: int) -> Attribution:
    """The credits of a campaign as they stand."""
    touches = _touches(campaign_id)
    return Attribution(
        WINDOW_DAYS,
        owed=_owed(session, campaign_id),
        first_touch=_credit(session, touches, touches.c.from_first, campaign_id),
        last_touch=_credit(session, touches, touches.c.from_last, campaign_id),
    )


def _touches(campaign_id: int) -> Subquery:
    """Each order of the campaign's people with each call that reached them in the window before it, numbered from both ends."""
    ours = select(Lead.customer_id).where(Lead.campaign_id == campaign_id)
    since = CustomerEvent.at - WINDOW_DAYS * _DAY_S
    return (
        select(
            CustomerEvent.id,
            CustomerEvent.value,
            Lead.campaign_id,
            func.row_number().over(partition_by=CustomerEvent.id, order_by=(Attempt.created_at, Attempt.id)).label("from_first"),
            func.row_number()
            .over(partition_by=CustomerEvent.id, order_by=(Attempt.created_at.desc(), Attempt.id.desc()))
            .label("from_last"),
        )
        .join(Lead, Lead.customer_id == CustomerEvent.customer_id)
        .join(Attempt, Attempt.lead_id == Lead.id)
        .where(
            CustomerEvent.kind == ORDER,
            CustomerEvent.customer_id.in_(ours),
            Attempt.disposition.in_(REACHED),
            Attempt.created_at.between(since, CustomerEvent.at),
        )
        .subquery()
    )


def _credit(session: Session, touches: Subquery, place: Any, campaign_id: int) -> Credit:
    count, value = session.execute(
        select(func.count(), func.coalesce(func.sum(touches.c.value), 0.0)).where(place == 1, touches.c.campaign_id == campaign_id)
    ).one()
    return Credit(count, value or 0.0)


def _owed(session: Session, campaign_id: int) -> Credit:
    count, value = session.execute(
        select(func.count(), func.coalesce(func.sum(CustomerEvent.value), 0.0))
        .join(Attempt, Attempt.id == CustomerEvent.attempt_id)
        .join(Lead, Lead.id == Attempt.lead_id)
        .where(CustomerEvent.kind == ORDER, Lead.campaign_id == campaign_id)
    ).one()
    return Credit(count, value or 0.0)
